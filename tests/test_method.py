"""The sales method, held to the product: every part of it has its page, and that page says it on a sample account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphkit.i18n import LANGUAGES, catalogue, text
from graphkit.samples import read_sample
from graphkit.store import open_store
from tests.test_pages import TODAY, visit

SAMPLE = "halden_pumps"
# the places of the table below: a page, whom it is about, and which of its tabs is open
PLACES: dict[str, tuple[str, str, dict[str, str]]] = {
    "brief: decision-maker, uneasy": ("brief", "hp-002", {"brief-fill": "brief.needs"}),
    "brief: gatekeeper": ("brief", "hp-015", {"brief-fill": "brief.about_person"}),
    "brief: influencer, wishing": ("brief", "hp-012", {}),
    "brief: user, ready to act": ("brief", "hp-021", {}),
    "care": ("care", "", {}),
    "efforts": ("efforts", "", {}),
    "library": ("library", "", {}),
    "map": ("map", "hp-002", {}),
    "profile: validation": ("profile", "", {"profile-tabs": "opportunity.tab.validation"}),
    "profile: fit and 3P": ("profile", "", {"profile-tabs": "opportunity.tab.fit"}),
    "profile: target": ("profile", "", {"profile-tabs": "opportunity.tab.target"}),
    "profile: customer": ("profile", "", {"profile-tabs": "opportunity.tab.profile"}),
}
ONE, TWO, THREE, FOUR = list(PLACES)[:4]
METHOD: dict[str, list[tuple[str, str]]] = {  # part of the sales method: where it stands, and the texts that say it
    "customer psychology: unease": [
        (ONE, "playbook.opening.unease playbook.closing.signals_unease playbook.closing.fits_unease"),
        (TWO, "brief.stage.unease brief.stage.desire brief.stage.decision brief.reading.stage"),
    ],
    "customer psychology: desire": [(THREE, "playbook.opening.desire playbook.closing.signals_desire")],
    "customer psychology: decision and action": [(FOUR, "playbook.opening.decision playbook.closing.signals_decision")],
    "needs: explicit, latent, false; environment and logic": [
        (ONE, "word.need.explicit word.need.latent word.need.false brief.need_checks playbook.learn.need_logic"),
        ("efforts", "efforts.measure.needs_checked efforts.measure_do.needs_checked"),
    ],
    "four elements of sales results": [
        ("efforts", " ".join(f"efforts.element.{name}" for name in ("customers", "conversion", "orders", "repeat"))),
        ("efforts", "efforts.element_says.repeat"),
    ],
    "six efforts": [
        (
            "efforts",
            "efforts.effort.fit efforts.effort.number efforts.effort.logic efforts.effort.communication "
            "efforts.effort.closing efforts.effort.satisfaction efforts.answer efforts.do",
        )
    ],
    "the key account": [
        (
            "profile: customer",
            "opportunity.key.about opportunity.key.people opportunity.key.matters opportunity.key.cycle "
            "opportunity.key.face opportunity.key.continuous opportunity.key.environment opportunity.key.value",
        )
    ],
    "3P": [
        ("profile: fit and 3P", "opportunity.three_p.pervasiveness opportunity.three_p_about.pervasiveness"),
        ("profile: fit and 3P", "opportunity.three_p.preference opportunity.three_p.price"),
    ],
    "finding accounts: target profile": [("profile: target", "opportunity.tab.target opportunity.text.target_answer")],
    "finding accounts: lead sources": [
        ("efforts", "efforts.sources word.lead_source.tender word.lead_source.referral word.lead_source.own_search"),
        ("profile: validation", "opportunity.column.source word.lead_source.referral"),
    ],
    "finding accounts: validation": [
        (
            "profile: validation",
            "opportunity.tab.validation opportunity.validation.need opportunity.validation.budget "
            "opportunity.validation.competition opportunity.validation.champion",
        )
    ],
    "account information": [
        (
            "profile: customer",
            "opportunity.profile.strategy opportunity.profile.goals opportunity.profile.innovation "
            "opportunity.profile.operations opportunity.profile.finance opportunity.profile.organisation",
        )
    ],
    "person information": [
        (TWO, "word.column.background word.column.disc word.column.focus word.column.interests brief.reading.disc"),
        (TWO, "playbook.know.ratings playbook.know.background playbook.know.focus playbook.tone.c"),
        ("map", "screen.person.contacts word.column.power word.column.influence word.column.support"),
    ],
    "fit": [
        (
            "profile: fit and 3P",
            "opportunity.fit.funding opportunity.fit.market opportunity.fit.resources opportunity.fit.growth",
        )
    ],
    "four roles": [
        (ONE, "word.role.decision_maker playbook.psychology.decision_maker"),
        (TWO, "word.role.gatekeeper playbook.psychology.gatekeeper"),
        (THREE, "word.role.influencer playbook.psychology.influencer"),
        (FOUR, "word.role.user playbook.psychology.user"),
    ],
    "talking: feeling before fact": [(ONE, "playbook.title.opening playbook.opening.then_focus")],
    "talking: SPIN": [
        (
            ONE,
            "playbook.title.spin playbook.spin.situation_decider playbook.spin.problem_latent "
            "playbook.spin.implication_value playbook.spin.payoff",
        )
    ],
    "talking: then F, which is FABE": [(ONE, "playbook.title.fabe playbook.fabe.proven playbook.fabe.unproven")],
    "objections in six steps": [
        (ONE, "playbook.title.objections playbook.objections.decision_maker playbook.objections.six_steps"),
        ("library", "library.kind_objection saying.price.title"),
    ],
    "closing: timing, signals, four methods, the ladder": [
        (THREE, "playbook.closing.signals_desire playbook.closing.fits_desire playbook.closing.unfit_desire"),
        (FOUR, "playbook.closing.fits_decision playbook.closing.unfit_decision"),
        ("library", "saying.everyone_does.title saying.pressure.title saying.choice.title saying.assumption.title"),
    ],
    "after the deal": [
        ("care", "care.after care.after_text care.satisfaction word.habit.service word.habit.satisfaction"),
        ("care", "word.habit.referral care.satisfaction_add"),
        ("profile: validation", "opportunity.column.satisfaction"),
    ],
    "trust pyramid": [
        ("care", "care.pyramid word.trust.1 word.trust.2 word.trust.3 care.step.1 care.step.2 care.step.3"),
        (ONE, "playbook.title.trust playbook.trust.to_safety"),
    ],
    "four habits": [
        ("care", "word.habit.visit word.habit.reciprocity word.habit.stimulation word.habit.informant"),
        ("care", "care.why.informant.backer care.why.stimulation.focus"),
    ],
}


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One store with the sample for all tests here; what is on a screen is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHKIT_DATA", str(tmp_path_factory.mktemp("method")))
        st.cache_resource.clear()
        open_store().create(read_sample(SAMPLE, TODAY), actor="ada")
        yield
    on_screen.cache_clear()
    st.cache_resource.clear()


@cache
def on_screen(place: str, language: str) -> str:
    """Every word on the page: what is written, the labels, what can be chosen, headings and cells of tables."""
    page, person, tabs = PLACES[place]
    app = visit(page, account=1, lang=language, **({"person": person} if person else {}))
    if tabs:
        for key, name in tabs.items():
            app.session_state[key] = text(name, language)
        app.run()
        assert not app.exception
    words = "\n".join(_words(app))
    return re.sub(r"\\(.)", r"\1", words).replace("\N{WORD JOINER}", "")


def _words(app: AppTest) -> Iterator[str]:
    for element in _elements(app.main):
        proto = getattr(element, "proto", None)
        for name in ("body", "label", "value", "options", "columns"):
            yield from _texts(getattr(proto, name, ""))
        yield from _texts(getattr(element, "value", ""))


def _elements(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _elements(child)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, pd.DataFrame):
        yield from (f"{cell}" for cell in [*value.columns, *value.to_numpy().ravel()])
    elif isinstance(value, str):
        yield value
    elif hasattr(value, "__len__"):  # a repeated field
        yield from (each if isinstance(each, str) else getattr(each, "content", "") for each in value)


def sentence(key: str, language: str) -> re.Pattern[str]:
    """The text with anything in its placeholders."""
    namespace, _, name = key.partition(".")
    parts = re.split(r"\{[^}]*\}", catalogue(namespace, language)[name])
    return re.compile(".+?".join(re.escape(part) for part in parts))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", METHOD)
def test_every_part_of_the_sales_method_is_on_a_page(part: str, language: str) -> None:
    missing = [
        (place, key)
        for place, keys in METHOD[part]
        for key in keys.split()
        if not sentence(key, language).search(on_screen(place, language))
    ]
    assert missing == []


# -- the words of the method in Chinese, as they are taught ------------------------------------------------------------

TERMS = """
决策者 把关者 使用者 影响者 权力 影响力 支持度 关系程度 覆盖
不安不满 欲求 行动决定 显性需求 潜在需求 伪需求 环境维度 逻辑维度
客户数量 转化效率 客单量 复购量 客户准确度 产品核心逻辑 销售沟通力 促成能力 客户满意度
无处不在 心中首选 物有所值 目标客户画像 线索获取 商机验证 招投标 转介绍
资金实力 市场应用 社会资源 业务成长 先处理心情，再处理事情 印证能力 异议处理六步法
从众成交法 压力成交法 选择成交法 默认成交法 信任金字塔 安全 价值 依赖
定期拜访 礼尚往来 主动刺激 信息暗哨
"""
READ_BY_A_SELLER = (
    "brief",
    "care",
    "efforts",
    "library",
    "opportunity",
    "playbook",
    "rule",
    "saying",
    "screen",
    "word",
)


@pytest.mark.parametrize("term", TERMS.split())
def test_a_term_of_the_method_stands_as_it_is_taught(term: str) -> None:
    assert any(term in words for name in READ_BY_A_SELLER for words in catalogue(name, "zh").values())

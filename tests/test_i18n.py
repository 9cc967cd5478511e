"""Every sentence exists in both languages, with the same values in it."""

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.assumptions import Assumptions
from graphkit.errors import Finding, GraphkitError, Phrase, few
from graphkit.i18n import LANGUAGES, best_language, catalogue, filled, text
from graphkit.importing.importer import import_files

ROOT = Path(__file__).resolve().parent.parent
NAMESPACES = sorted(path.stem for path in (ROOT / "graphkit" / "locales" / "en").glob("*.toml"))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_languages_say_the_same(namespace: str) -> None:
    english, chinese = catalogue(namespace, "en"), catalogue(namespace, "zh")
    plurals = {key for key in english if key.endswith("_one") and key.removesuffix("_one") in english}
    assert english.keys() - plurals == chinese.keys() - plurals
    for key in chinese:
        assert placeholders(chinese[key]) == placeholders(english[key]), key


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_chinese_sentences_are_chinese(namespace: str) -> None:
    latin_only = {"product", "column.disc", "topic.three_p"}
    for key, sentence in catalogue(namespace, "zh").items():
        chinese = re.search(r"[\u3000-\u9fff\uff00-\uffef]", sentence)
        assert key in latin_only or chinese, f"{namespace}.{key}: {sentence}"


HAN, LATIN, MARK = "[\u3400-\u9fff]", "[A-Za-z0-9]", "[，。；：、？！（）“”…]"
AS_TYPED = {"bad_mapping", "bad_scale", "no_kind"}  # what is typed at the prompt stands in these as it is typed
CROWDED = re.compile(f"{HAN}{LATIN}|[A-Za-z0-9%]{HAN}")  # no space between Chinese and Latin letters or digits
LOOSE = re.compile(f"{HAN} +{HAN}|{MARK} (?!·)|(?<!·) {MARK}|[0-9}}] %")  # a space where none belongs
HALF = re.compile(f"{HAN}[,.;:?!()]|[,;:?!()]{HAN}")  # punctuation of Latin width beside Chinese


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_chinese_is_spaced_and_punctuated_by_one_rule(namespace: str) -> None:
    """One space between Chinese and Latin letters or digits, none beside marks of full width, which Chinese takes."""
    for key, sentence in catalogue(namespace, "zh").items():
        if key in AS_TYPED:
            continue
        bare = re.sub(r"\{[^}]*\}", "\ue000", sentence)
        for fault in (CROWDED, LOOSE, HALF):
            found = fault.search(bare)
            assert not found, f"{namespace}.{key}: {found and found[0]!r} in {sentence}"
        assert "你" not in re.sub("“[^”]*”", "", sentence) or namespace == "saying", f"{namespace}.{key}: 您"


@given(st.sampled_from(["沈立群", "Ada", "Ada Byron", "5G 网络", "6", "-0.5"]), st.sampled_from(["", " "]))
def test_what_is_put_in_is_spaced_by_the_same_rule(name: str, gap: str) -> None:
    """However the template is spaced; what is put in stays as it is, and so does English."""
    template = f"由{gap}{{name}}{gap}拍板（{{name}}）"
    said = filled(template, "zh", name=name)
    assert not CROWDED.search(said) and not re.search(f"{HAN} {HAN}", said)
    assert said.count(name) == 2 and said.endswith(f"（{name}）")
    assert filled(template, "en", name=name) == template.format(name=name)


@given(st.lists(st.sampled_from(["沈立群", "王芳", "采购部"]), min_size=1, max_size=9), st.sampled_from([tuple, list]))
def test_a_list_is_joined_as_its_language_does(names: list[str], kind: type) -> None:
    """In findings and in errors, some phrases and some plain; what goes beyond a few ends in an ellipsis."""
    listed = kind([*few(names, 4), Phrase(("word.column.unit", "word.column.role"))])
    shown = [*names[:4], *["…"] * (len(names) > 4)]
    for said in (
        Finding("several_roots", "info", params={"n": 2, "ids": listed}),
        GraphkitError("no_kind", kinds=listed, file="x"),
    ):
        for language, comma in (("en", ", "), ("zh", "、")):
            parts = [*shown, *(text(f"word.column.{column}", language) for column in ("unit", "role"))]
            assert comma.join(parts) in said.say(language)


MESSY = """工号,姓名,职位,一级部门,二级部门,权力,支持度,直属上级
1,沈立群,总经理,总部,采购部,高,赞成,
2,王芳,经理,总部,采购部,中,反对,李明、赵磊
2,李明,经理,总部,技术部,低,未知,沈立群
3,赵磊,工程师,总部,技术部,待定,不了解,沈立群
4,孙悦/周宁,工程师,总部,技术部,高,中立,王方
5,吴桐/钱程,助理,总部,技术部,中,中立,
"""


def test_what_the_importer_says_in_chinese_holds_no_latin_comma() -> None:
    added = "工号,爱好,星座\n1,登山,白羊\n2,跑步,双鱼\n"
    findings = import_files([("人员.csv", MESSY.encode()), ("补充.csv", added.encode())]).findings
    listing = {"joined", "words_read", "left_blank", "units_joined", "post_shared", "names_of_two", "several_roots"}
    assert listing <= {finding.code for finding in findings if "、" in finding.say("zh")}
    assert all(", " in finding.message for finding in findings if finding.code in listing)
    assert not [said for finding in findings if ", " in (said := finding.say("zh"))]


def test_names_of_both_alphabets_in_one_sentence() -> None:
    assert filled("{a} 拜访 {b}，第{n}次", "zh", a="林晓峰", b="Ada", n=3) == "林晓峰拜访 Ada，第 3 次"
    assert filled("占{share}的影响", "zh", share="23%") == "占 23% 的影响"
    assert filled("{{不填}}{a}", "zh", a="林") == "{不填}林"


def test_the_interface_uses_only_texts_that_exist() -> None:
    known = catalogue("screen", "en")
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").glob("*.py")]:
        for key in re.findall(r"""say\(\s*"([a-z_.]+)["]""", path.read_text(encoding="utf-8")):
            assert key in known, f"{path.name}: {key}"


def test_one_is_not_many() -> None:
    assert text("screen.accounts.answer", "en", n=1) == "One account on this computer."
    assert text("screen.accounts.answer", "en", n=2) == "2 accounts on this computer."


def test_the_browser_says_which_language() -> None:
    assert best_language("zh-CN,zh;q=0.9,en;q=0.8") == "zh"
    assert best_language("fr-FR,en;q=0.5") == "en"
    assert best_language("") == "en"
    assert set(LANGUAGES) == {"en", "zh"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_assumption_has_its_reason(language: str) -> None:
    for item in fields(Assumptions):
        assert text(f"assumption.{item.name}.name", language)
        assert text(f"assumption.{item.name}.reason", language)

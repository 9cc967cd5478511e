"""Every sentence exists in both languages, with the same values in it."""

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.assumptions import Assumptions
from graphkit.i18n import LANGUAGES, best_language, catalogue, filled, text

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

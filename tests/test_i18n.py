"""Every sentence exists in both languages, with the same values in it."""

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest

from graphkit.assumptions import Assumptions
from graphkit.i18n import LANGUAGES, best_language, catalogue, text

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

"""Every sentence the product says, in English and Simplified Chinese.

Texts live in `locales/<language>/<namespace>.toml`; `text("finding.orphan", "zh", value="7")` reads key `orphan` of
`finding.toml`. A key missing in either language fails a test, not a session.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = {"en": "English", "zh": "简体中文"}

_BEGIN, _END = "\ue000", "\ue001"  # private characters around what was put in
_FIELD = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})")
_HAN, _LATIN = "[\u3400-\u9fff]", "[A-Za-z0-9%]"
_APART = re.compile(f"(?<={_HAN}) ?{_BEGIN}(?={_LATIN})|(?<={_LATIN}){_END} ?(?={_HAN})")
_JOINED = re.compile(f"(?<={_HAN}) ?{_BEGIN}(?={_HAN})|(?<={_HAN}){_END} ?(?={_HAN})")


@cache
def catalogue(namespace: str, language: str) -> dict[str, str]:
    """All texts of one namespace in one language, flat: `{"page.map": "Map"}`."""
    path = files("graphkit") / "locales" / language / f"{namespace}.toml"
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def text(key: str, language: str = "en", /, **params: object) -> str:
    """The sentence of `key`, with its values put in.

    A count is passed as `n`; where the catalogue has `<key>_one`, that is the sentence for n = 1.
    """
    namespace, _, name = key.partition(".")
    texts = catalogue(namespace, language)
    if params.get("n") == 1 and f"{name}_one" in texts:
        name = f"{name}_one"
    return filled(texts[name], language, **params) if params else texts[name]


def filled(sentence: str, language: str = "en", /, **params: object) -> str:
    """A sentence with its values put in.

    In Chinese, what is put in stands apart from the characters around it where it begins or ends with a Latin letter or
    a digit, and joins them where it is Chinese itself, however the sentence spaces it.
    """
    if language != "zh":
        return sentence.format(**params)
    marked = _FIELD.sub(f"{_BEGIN}\\g<0>{_END}", sentence).format(**params)
    joined = _JOINED.sub("", _APART.sub(" ", marked))
    return joined.replace(_BEGIN, "").replace(_END, "")


def has(key: str) -> bool:
    namespace, _, name = key.partition(".")
    return name in catalogue(namespace, "en")


def best_language(accepted: str) -> str:
    """The language of ours that a browser's Accept-Language header likes best."""
    for part in accepted.lower().split(","):
        language = part.split(";")[0].strip().split("-")[0]
        if language in LANGUAGES:
            return language
    return "en"


def _flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat = []
    for key, value in tree.items():
        flat += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return flat

"""What stands in a manager's cell: nobody, a post that nobody holds, one person, or several with their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from graphkit.importing.chinese import simplified
from graphkit.importing.names import fold_name, folded_names
from graphkit.importing.words import is_unknown
from graphkit.model import are_placeholders, is_placeholder

ROOT_MARKS = frozenset(
    {"xx", "none", "n/a", "na", "n.a.", "nan", "nil", "null", "-", "--", "–", "—", "/", "0", "root", "top"}
    | {"no one", "no manager", "not applicable", "无", "没有", "空", "无上级", "没有上级", "不适用", "最高层"}
)
_OPEN_POSTS = frozenset(
    {"open", "open position", "vacant position", "to be hired", "tbh", "to be confirmed", "to be appointed", "hiring"}
    | {"待招", "待聘", "招聘中", "空岗", "暂缺", "待任命", "未任命", "待补"}
)

_SEVERAL = (r"[;；、\n]", r"[/／|]")  # the first that splits a cell: `Ann; Sales/East` are two
_PERHAPS_SEVERAL = r"[,，&+]|\band\b|[和与及與]"  # may stand inside one name too
_DOTTED = r"dotted|matrix|虚线|虛線|矩阵|矩陣"
_EITHER = rf"{_DOTTED}|solid|实线|實線"
_MORE = r"[ -]?(?:line)?(?:\s*(?:manager|report|汇报|匯報|上级|上級|主管|给|給))*+"
_MARK = re.compile(
    rf"[(（\[]\s*(?:{_EITHER}){_MORE}\s*[)）\]]|^(?:{_EITHER}){_MORE}\s*[:：]|(?:虚线|虛線|实线|實線)$", re.IGNORECASE
)
_KIND = rf"(?P<kind>{_EITHER}){_MORE}"
_NAMED = r"(?P<named>[^()（）\[\]]+?)"
_INSIDE = re.compile(  # `Bob Lee (dotted: Cy Poe)`, `李娜（虚线王强）`
    rf"[(（\[]\s*{_KIND}(?:\s*[:：]|\s+to\b|(?<=[线線阵陣报報级級管给給]))\s*{_NAMED}\s*[)）\]]", re.IGNORECASE
)
_AFTER = re.compile(  # `Bob Lee, dotted line to Cy Poe`
    rf"(?<=[^;；、/／|,，\s])[,，\s]+{_KIND}(?:\s*[:：]|\s+to\b)\s*(?P<named>[^;；、\n/／|()（）]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Lines:
    """The people a cell names: by solid line, and by dotted line. is_marked : the cell says which line it is."""

    solid: tuple[str, ...]
    dotted: tuple[str, ...]
    is_marked: bool

    @property
    def people(self) -> list[str]:
        return [*self.solid, *self.dotted]


def is_root_mark(text: str) -> bool:
    """A text that says that nobody is above: `none`, `N/A`, `-`, `无`."""
    return simplified(fold_name(text)) in ROOT_MARKS


def is_open_post(text: str) -> bool:
    """A text for a manager who is not known, or a post that nobody holds: `TBD`, `vacant`, `待定`, `空缺`."""
    if is_root_mark(text):
        return False
    return is_unknown(text) or is_placeholder(simplified(text)) or simplified(fold_name(text)) in _OPEN_POSTS


def may_be_marked(cells: pd.Series) -> pd.Series:
    """Which cells hold a word for a kind of line."""
    return cells.str.contains(rf"(?i){_EITHER}", regex=True)


def name_nobody(cells: pd.Series) -> pd.Series:
    """Cells like `none` or `Vacant`, which name nobody even where somebody's name is written so."""
    return folded_names(cells).isin([*ROOT_MARKS, *_OPEN_POSTS]) | are_placeholders(cells)


def lines_of(cell: str) -> Lines:
    """`Ann / Bob (dotted)` and `Ann (dotted: Bob)` as Ann by solid and Bob by dotted line."""
    text = _AFTER.sub(_set_apart, _INSIDE.sub(_set_apart, cell))
    parts = next((parts for sign in _SEVERAL if len(parts := _split(sign, text)) > 1), [text.strip()])
    marks = [_MARK.search(part) for part in parts]
    names = [_MARK.sub(" ", part).strip() or part for part in parts]
    is_dotted = [bool(mark and re.search(_DOTTED, mark[0], re.IGNORECASE)) for mark in marks]
    solid = tuple(name for name, dotted in zip(names, is_dotted, strict=True) if not dotted)
    return Lines(solid, tuple(name for name, dotted in zip(names, is_dotted, strict=True) if dotted), any(marks))


def in_one_name(cell: str) -> list[str]:
    """The texts between signs that may also stand inside one name: `Ann and Bob`, `Lee, Ann`."""
    return _split(_PERHAPS_SEVERAL, cell)


def _set_apart(line: re.Match[str]) -> str:
    """` (dotted: Cy / Di)` as `; Cy (dotted); Di (dotted)`."""
    named = _split("|".join(_SEVERAL), line["named"])
    return "".join(f"; {name} ({line['kind']})" for name in named)


def _split(signs: str, text: str) -> list[str]:
    return [part.strip() for part in re.split(signs, text) if part.strip()]

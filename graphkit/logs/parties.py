"""Who is named in a log: the people in its cells, several in a cell, as addresses, names or both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.importing.honorifics import is_credential, is_honorific, without_honorifics
from graphkit.importing.manager_cells import is_root_mark
from graphkit.model import is_placeholder

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Parties:
    """Everybody named in some columns of a log, once per row and column.

    row, column, party : aligned; `party` is a position in `texts` (an address, else a name) and `names` (what the log
    calls the address, "" where it says no more).
    """

    row: Ints
    column: Ints
    party: Ints
    texts: tuple[str, ...]
    names: tuple[str, ...]

    def rows_of(self) -> Ints:
        """In how many cells each party stands."""
        return np.bincount(self.party, minlength=len(self.texts)).astype(np.intp)

    def in_rows(self, rows: Bools) -> Parties:
        """The same parties, as far as they are named in these rows."""
        kept = rows[self.row]
        return replace(self, row=self.row[kept], column=self.column[kept], party=self.party[kept])


def parties(columns: Sequence[pd.Series]) -> Parties:
    """Split the cells of some columns; each different cell is split once. Cost O(n) in the people named."""
    number: dict[str, int] = {}
    names: dict[str, str] = {}
    split: dict[str, Ints] = {}

    def numbers(cell: str) -> Ints:
        if cell not in split:
            people = people_in(cell)
            names.update({text: names.get(text) or name for text, name in people.items()})
            split[cell] = np.array([number.setdefault(text, len(number)) for text in people], np.intp)
        return split[cell]

    found = []
    for position, cells in enumerate(columns):
        codes, distinct = pd.factorize(cells)
        named = [numbers(cell) for cell in schema.clean(pd.Series(distinct, dtype="str"))]
        row, party = _spread(codes, named)
        found.append((row, np.full(len(party), position, np.intp), party))
    row, column, party = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Parties(row, column, party, tuple(number), tuple(names[text] for text in number))


def _spread(codes: Ints, named: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Row and party of everybody, from the cell of each row and the parties of each different cell."""
    sizes = np.array([len(people) for people in named], np.intp)
    first = np.cumsum(sizes) - sizes
    count = sizes[codes]
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    party = np.concatenate([*named, np.zeros(0, np.intp)])[np.repeat(first[codes], count) + within]
    return np.repeat(np.arange(len(codes)), count), party


# -- the people in a cell ----------------------------------------------------------------------------------------------

_STATUS = re.compile(r"##[^;]*")  # Exchange: `b@x.org##Receive, Deliver;c@x.org##Receive, Fail`
_QUOTED = re.compile(r'"[^"]*"')
_BETWEEN = re.compile(
    r"[;；、\n，|｜]|(?<=[^\s/])\s*[/／]\s*(?=[^\s/])|,?\s+(?:and|und)\s+|\s+[&+]\s+"
    r"|(?<=[\u4e00-\u9fff]{2})[和与及跟](?=[\u4e00-\u9fff]{2})"  # 张伟和李娜 are two, 李和平 is one
)
_PATH = re.compile(r"(?:^|[<;])\s*/\w+=")  # Outlook: /O=ACME/CN=EVE
_BETWEEN_PATHS = re.compile(r"[;；、\n，]")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",:;]+@[^\s<>()\[\]\",:;]+")
_CHINESE_NAME = re.compile(r"\s*[\u4e00-\u9fff·]{2,}\s*")
_AND_OTHERS = re.compile(r"(?<=[\u4e00-\u9fff]{2})等(?:\s*[\d一二三四五六七八九十]+\s*[人位名])?$")  # 李娜等3人
_EDGES = " \t,'\"<>()[]"


def people_in(cell: str) -> dict[str, str]:
    """The people in a cell as `{address: name}`, or `{name: ""}` where there is no address.

    `"Lee, Ann" <a@x.org>; b@x.org` are two people, `Lee, Ann` is one, `张伟、李娜` are two, `N/A` is nobody.
    """
    if is_root_mark(cell) or is_placeholder(cell):
        return {}
    found: dict[str, str] = {}
    for part in _split(_STATUS.sub("", cell) if "##" in cell else cell):
        for text, name in _addressed(part):
            if text and not text.startswith("undisclosed"):
                found[text] = found.get(text) or name
    return found


def _addressed(part: str) -> Iterator[tuple[str, str]]:
    """Each address with the name before it, `Ann Lee <a@x.org>` or `Ann Lee (a@x.org)`; a name without one alone."""
    start = 0
    for address in _ADDRESS.finditer(part):
        name = part[start : address.start()].removesuffix("mailto:").strip(_EDGES)
        yield address[0].strip(_EDGES).lower(), name
        start = address.end()
    if not start:
        name, _, path = part.strip(" \t,'\">").rpartition("<")
        yield path.strip(" \t,'\">") or name.strip(_EDGES), name.strip(" \t,'\">")


def _split(cell: str) -> Iterator[str]:
    """The parts of a cell that name somebody each; what stands in quotation marks stays together."""
    quoted = iter(_QUOTED.findall(cell))
    held = _QUOTED.sub("\0", cell)
    between = _BETWEEN_PATHS if _PATH.search(held) else _BETWEEN
    for one in between.split(held):
        for part in _apart(one.split(",")):
            yield re.sub("\0", lambda _: next(quoted), part)


def _apart(pieces: list[str]) -> list[str]:
    """Between commas: `Lee, Ann <a@x.org>, b@x.org` are two people."""
    whole: list[str] = []
    waiting: list[str] = []
    for piece in pieces:
        if "@" in piece and not re.search(r"[<(\[]", piece):
            whole += [*_names(waiting), piece]
        elif "@" in piece:
            whole.append(",".join([*waiting, piece]))
        else:
            waiting.append(piece)
            continue
        waiting = []
    return whole + _names(waiting)


def _names(pieces: list[str]) -> list[str]:
    """`Lee`, `Ann` is one name, `Ann Lee`, `Bo Ray` are two, and a degree belongs to the name before it."""
    names: list[str] = []
    for piece in filter(str.strip, pieces):
        if names and is_credential(piece, after=names[-1]):
            names[-1] += f",{piece}"
        else:
            names.append(piece)
    if len(names) == 1:
        return _between_blanks(names[0])
    is_one = len(names) == 2 and not all(len(name.split()) > 1 or _CHINESE_NAME.fullmatch(name) for name in names)
    return [",".join(names)] if is_one else names


def _between_blanks(name: str) -> list[str]:
    """`张伟 李娜` are two people, `张 伟` and `张伟 总监` are one."""
    parts = _AND_OTHERS.sub("", name.strip()).split()
    return parts if all(map(_is_chinese_name, parts)) else [name]


def _is_chinese_name(text: str) -> bool:
    """张伟 or 王总, but no post alone or with a department: 总监, 采购经理."""
    bare = without_honorifics(text)
    is_name = len(text) < 4 if bare == text else len(bare) == 1
    return bool(_CHINESE_NAME.fullmatch(text)) and is_name and not is_honorific(text)

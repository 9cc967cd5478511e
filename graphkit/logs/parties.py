"""Who is meant in a log: the people named in its cells, whom the account knows, and who may be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.errors import Finding
from graphkit.importing.hierarchy import NOBODY, SEVERAL_PEOPLE, Key, match
from graphkit.merging.likeness import most_alike
from graphkit.model import Account

_MOST_NAMED = 50  # strangers named one by one; the rest is counted
_MOST_ASKED = 500  # strangers for whom a likeness is looked up

UNSURE = {"text": "str", "detail": "str", "id": "str", "name": "str", "score": "float64", "count": "int64"}

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
        sizes = np.array([len(people) for people in named], np.intp)
        first = np.cumsum(sizes) - sizes
        count = sizes[codes]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        party = np.concatenate([*named, _NONE])[np.repeat(first[codes], count) + within]
        found.append((np.repeat(np.arange(len(codes)), count), np.full(len(party), position, np.intp), party))
    row, column, party = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Parties(row, column, party, tuple(number), tuple(names[text] for text in number))


_NONE = np.zeros(0, np.intp)
_SEPARATOR = re.compile(r"[;；、\n，]")
_QUOTED = re.compile(r'"[^"]*"')
_REVERSED_WORDS = re.compile(r"\s*[^\s,]+\s*,\s*[^\s,]+\s*")  # `Lee, Ann`
_EDGES = " \t,'\">"
_STATUS = re.compile(r"##[^;]*")  # Exchange: `b@x.org##Receive, Deliver;c@x.org##Receive, Fail`


def people_in(cell: str) -> dict[str, str]:
    """The people in a cell as `{address: name}`, or `{name: ""}` where there is no address.

    `"Lee, Ann" <a@x.org>; b@x.org` are two people, `Lee, Ann` is one, `张伟、李娜` are two.
    """
    found = {}
    for part in _split(_STATUS.sub("", cell) if "##" in cell else cell):
        name, _, address = part.strip(_EDGES).rpartition("<")
        name, address = name.strip(_EDGES), address.strip(_EDGES)
        text = address.lower() if "@" in address else address or name
        if text and not text.startswith("undisclosed"):
            found[text] = name
    return found


def _split(cell: str) -> list[str]:
    if "," not in cell and not _SEPARATOR.search(cell):
        return [cell]
    held = _QUOTED.sub(lambda found: re.sub(r"[,;]", "\0", found[0]), cell) if '"' in cell else cell
    parts = _SEPARATOR.split(held)
    if "," in held:
        if len(parts) == 1 and "@" not in held and not _REVERSED_WORDS.fullmatch(held):
            parts = held.split(",")
        parts = [one for part in parts for one in (_rejoined(part.split(",")) if "@" in part else [part])]
    return [part.replace("\0", ",") for part in parts if part.strip()]


def _rejoined(parts: list[str]) -> list[str]:
    """`Lee`, ` Ann <a@x.org>` -> `Lee, Ann <a@x.org>`."""
    whole, waiting = [], ""
    for part in parts:
        waiting = f"{waiting},{part}" if waiting else part
        if "@" in part:
            whole.append(waiting)
            waiting = ""
    return [*whole, waiting] if waiting.strip() else whole


# -- who is meant ----------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"\s*[(（\[].*?[)）\]]\s*")
_REVERSED = re.compile(r"([^,]+),\s*([^,]+)")


def look_up(found: Parties, table: pd.DataFrame, who: Mapping[str, str]) -> Ints:
    """Row of `table` (people, team or both) for each party; NOBODY or `SEVERAL_PEOPLE` where that cannot be said.

    By the user's word, else by e-mail, id or name, `Last, First` as well as `First Last`; an unknown address also by
    the name it goes by, if that is the name of one person without an address.
    """
    keys = [Key("email", table["email"]), Key("id", table["id"], first_wins=True), Key("name", table["name"])]
    row = np.full(len(found.texts), NOBODY, np.intp)
    for form in (_as_written, plain_name):
        open_ = np.flatnonzero(row == NOBODY)
        row[open_] = match(pd.Series([form(found.texts[i]) for i in open_], dtype="str"), keys).row
    addressless = Key("name", table["name"].mask(table["email"].ne(""), ""))
    for key, is_address in ((addressless, True), (keys[-1], False)):
        some = [i for i in np.flatnonzero(row == NOBODY) if ("@" in found.texts[i]) == is_address]
        row[some] = match(pd.Series([plain_name(found.names[i]) for i in some], dtype="str"), [key]).row
    said = {text: i for i, text in enumerate(found.texts)}
    position = {id_: i for i, id_ in enumerate(table["id"])}
    for text, id_ in who.items():
        if text in said:
            row[said[text]] = position.get(id_, NOBODY)
    return row


def _as_written(text: str) -> str:
    return text


def plain_name(text: str) -> str:
    """A name as First Last, without what stands in brackets."""
    bare = _BRACKETS.sub(" ", text).strip()
    return f"{turned[2]} {turned[1]}" if (turned := _REVERSED.fullmatch(bare)) else bare


def unsure_of(found: Parties, row: Ints, table: pd.DataFrame, account: Account, who: Mapping[str, str]) -> pd.DataFrame:
    """Who of `table` may be meant by the parties that nobody was found for; the user's word ends the question."""
    count = found.rows_of()
    asked = {
        found.texts[i]: (plain_name(found.names[i] or _local_part(found.texts[i])), found.names[i], int(count[i]))
        for i in np.flatnonzero(row == NOBODY)
        if found.texts[i] not in who and count[i]
    }
    return suggestions(asked, table, account)


def suggestions(asked: Mapping[str, tuple[str, str, int]], table: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Who of `table` may be meant by some texts: their id, name and the score 0..1, the most frequent text first.

    asked : for each text the name to compare, a detail that helps to decide (what an address is called, where somebody
    works), and in how many rows it stands. The most frequent are compared.
    """
    texts = sorted(asked, key=lambda text: (-asked[text][2], text))[:_MOST_ASKED]
    near = most_alike([asked[text][0] for text in texts], table["name"].tolist(), least=account.assumptions.alike_name)
    rows = [
        (text, asked[text][1], table["id"].iloc[i], table["name"].iloc[i], score, asked[text][2])
        for text, (i, score) in zip(texts, near, strict=True)
        if i >= 0
    ]
    return pd.DataFrame(rows, columns=[*UNSURE]).astype(UNSURE)


def _local_part(text: str) -> str:
    """`ann.lee@x.org` -> `ann lee`."""
    return re.sub(r"[._\-\d]+", " ", text.partition("@")[0]) if "@" in text else text


def unsure_findings(unsure: pd.DataFrame, file: str) -> list[Finding]:
    """Who may be meant by each text that is a question."""
    return [
        Finding(
            "unsure_person", "warning", file, None, "", text, {"name": name, "id": id_, "score": f"{score:.0%}", "n": n}
        )
        for text, _, id_, name, score, n in unsure.itertuples(index=False)
    ]


def strangers(found: Parties, row: Ints, unsure: pd.DataFrame, file: str) -> list[Finding]:
    """Those nobody was found for or several were, the most frequent by name and the rest by number."""
    count = found.rows_of()
    asked = set(unsure["text"])
    findings = []
    for code, which in (("log_ambiguous", SEVERAL_PEOPLE), ("log_stranger", NOBODY)):
        open_ = [i for i in np.flatnonzero(row == which).tolist() if found.texts[i] not in asked]
        open_.sort(key=lambda i: (-count[i], found.texts[i]))
        for i in open_[:_MOST_NAMED]:
            findings.append(Finding(code, "warning", file, None, "", found.texts[i], {"n": int(count[i])}))
        if rest := open_[_MOST_NAMED:]:
            findings.append(
                Finding(f"{code}_more", "warning", file, None, "", "", {"n": len(rest), "rows": int(count[rest].sum())})
            )
    return findings

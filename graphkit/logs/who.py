"""Who is meant in a log: whom of the account or of ours each party is, as far as that is certain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from graphkit.errors import Finding, few
from graphkit.importing.hierarchy import NOBODY, Key, match
from graphkit.importing.honorifics import without_honorifics
from graphkit.importing.names import fold_name as fold
from graphkit.logs.parties import Ints, Parties

_BRACKETS = re.compile(r"\s*[(（\[].*?[)）\]]\s*")
_REVERSED = re.compile(r"([^,]+),\s*([^,]+)")


def look_up(found: Parties, table: pd.DataFrame, who: Mapping[str, str]) -> Ints:
    """Row of `table` (people, team or both) for each party; NOBODY or `SEVERAL_PEOPLE` where that cannot be said.

    By the user's word, else by e-mail, id or name, in either order and without titles and degrees; an unknown address
    also by the name it goes by, if that is the name of one person without an address.
    """
    name = Key("name", table["name"])
    keys = [Key("email", table["email"]), Key("id", table["id"], first_wins=True), name]
    row = np.full(len(found.texts), NOBODY, np.intp)
    _fill(row, dict(enumerate(found.texts)), keys)
    _fill(row, {i: plain for i, text in enumerate(found.texts) if (plain := plain_name(text)) != text}, keys)
    called = {i: plain_name(name) for i, name in enumerate(found.names) if name}
    addressless = Key("name", table["name"].mask(table["email"].ne(""), ""))
    _fill(row, {i: text for i, text in called.items() if "@" in found.texts[i]}, [addressless])
    _fill(row, {i: text for i, text in called.items() if "@" not in found.texts[i]}, [name])
    position = {id_: i for i, id_ in enumerate(table["id"])}
    for i, text in enumerate(found.texts):
        if text in who:
            row[i] = position.get(who[text], NOBODY)
    return row


def _fill(row: Ints, texts: Mapping[int, str], keys: Sequence[Key]) -> None:
    """Look up what is not known yet."""
    open_ = [i for i in texts if row[i] == NOBODY]
    if open_:
        row[open_] = match(pd.Series([texts[i] for i in open_], dtype="str"), keys).row


def plain_name(text: str) -> str:
    """A name as First Last, without what stands in brackets, without titles and degrees."""
    bare = without_honorifics(_BRACKETS.sub(" ", text).strip())
    return f"{turned[2]} {turned[1]}" if (turned := _REVERSED.fullmatch(bare)) else bare


def titles_looked_past(names: Mapping[str, str], file: str) -> list[Finding]:
    """Which texts were taken for somebody only without the titles and degrees around the name, said once.

    names : `{text of the log: name of the person it was taken for}`.
    """
    past = [text for text, name in names.items() if fold(text) != fold(name) and without_honorifics(text) != text]
    params = {"n": len(past), "examples": few((f"{text} = {names[text]}" for text in sorted(past)), 5)}
    return [Finding("titles_looked_past", "info", file, None, "", "", params)] if past else []


def taken_for(found: Parties, row: Ints, table: pd.DataFrame) -> dict[str, str]:
    """`{text of the log: name of the person}` of everybody who was found and is named in some row."""
    name, count = table["name"].tolist(), found.rows_of()
    return {found.texts[i]: name[row[i]] for i in np.flatnonzero((row >= 0) & (count > 0)).tolist()}

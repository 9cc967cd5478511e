"""The tables of an account and their columns, declared once.

The same declaration drives the CSV files, the importer, the editors in the app, the store and the documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from graphkit.errors import Finding

ROLES = ("decision_maker", "gatekeeper", "user", "influencer")
TIE_KINDS = ("influences", "friend", "alumni", "ex_colleague", "family", "mentor", "rival", "works_with")
CONFIDENCES = ("confirmed", "assumed")
STAGES = ("unease", "desire", "decision")
DISC = ("D", "I", "S", "C")
NEED_KINDS = ("explicit", "latent", "false")
CHECKS = ("holds", "fails")
OUTCOMES = ("good", "neutral", "bad", "no_show")
HABITS = ("visit", "reciprocity", "stimulation", "informant")  # the four that keep a relation alive
AFTER_THE_DEAL = ("service", "satisfaction", "referral")
TOPICS = ("fit", "three_p", "target", "validation", "satisfaction")
LEAD_SOURCES = ("tender", "referral", "partner", "competitor", "own_search", "inbound")
DEAL_STAGES = ("lead", "qualification", "proposal", "negotiation", "won", "lost")

# characters that a database, XML or a spreadsheet refuses, or that turn the text round them about
_ODD = r"[^\x20-\x7e]"  # all but plain ASCII; looked for first, because most cells hold nothing else
_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"  # not raw: Arrow knows no \u

TEXT, IDS, CHOICE, CHOICES, NUMBER, DATE = "text", "ids", "choice", "choices", "number", "date"


@dataclass(frozen=True)
class Column:
    """One column: its kind decides how a cell is read, stored, checked and edited.

    kind : "text"; "ids" and "choices" are `;`-separated; "choice" is one of `choices`; "number" lies in low..high;
        "date" is written YYYY-MM-DD. Blank is unknown ("" for words, NaN for numbers, NaT for dates).
    private : left out of everything that leaves the room unless asked for.
    """

    name: str
    kind: str = TEXT
    low: float = -np.inf
    high: float = np.inf
    choices: tuple[str, ...] = ()
    required: bool = False
    private: bool = False
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """One table of an account. `key` is the columns that name a row; rows are kept in the order of their keys."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @cache  # noqa: B019 the tables are constants
    def empty(self) -> pd.DataFrame:
        """The table without rows; one frame for all, as frames are never changed in place."""
        return pd.DataFrame({column.name: _typed(column, []) for column in self.columns})


def _rating(name: str, low: float, high: float) -> Column:
    return Column(name, NUMBER, low, high)


_POWER, _INFLUENCE, _SUPPORT = _rating("power", 1, 5), _rating("influence", 1, 5), _rating("support", -2, 2)
_ROLE = Column("role", CHOICES, choices=ROLES)
_CONFIDENCE = Column("confidence", CHOICE, choices=CONFIDENCES)
_RATED_ON = Column("rated_on", DATE)
RATINGS = ("power", "influence", "support")

PEOPLE = Table(
    "people",
    ("id",),
    (
        Column("id", required=True),
        Column("name", required=True),
        Column("title"),
        Column("unit"),
        Column("location"),
        Column("email"),
        Column("phone"),
        Column("reports_to", refers_to="people"),
        Column("dotted_to", IDS, refers_to="people"),
        Column("left_on", DATE),  # blank is not unknown here: the person is still there
        _ROLE,
        _POWER,
        _INFLUENCE,
        _SUPPORT,
        _CONFIDENCE,
        _RATED_ON,
        Column("disc", CHOICE, choices=DISC),
        Column("disc_confidence", CHOICE, choices=CONFIDENCES),
        Column("stage", CHOICE, choices=STAGES),
        Column("background", private=True),
        Column("focus"),
        Column("interests", private=True),
        Column("notes", private=True),
    ),
)
TIES = Table(
    "ties",
    ("source", "target", "kind"),
    (
        Column("source", required=True, refers_to="people"),
        Column("target", required=True, refers_to="people"),
        Column("kind", CHOICE, choices=TIE_KINDS, required=True),
        _rating("strength", 1, 5),
        Column("probability", NUMBER, 0, 1),
        _CONFIDENCE,
        Column("note", private=True),
    ),
)
TEAM = Table(
    "team", ("id",), (Column("id", required=True), Column("name", required=True), Column("title"), Column("email"))
)
CONTACTS = Table(
    "contacts",
    ("member", "person"),
    (
        Column("member", required=True, refers_to="team"),
        Column("person", required=True, refers_to="people"),
        _rating("trust", 0, 3),
        _rating("target_trust", 0, 3),
        Column("last_contact", DATE),
        Column("cadence_days", NUMBER, 1, 3650),
        Column("note", private=True),
    ),
)
STANCES = Table(
    "stances",
    ("decision", "person"),
    (
        Column("decision", required=True, refers_to="decisions"),
        Column("person", required=True, refers_to="people"),
        _ROLE,
        _POWER,
        _INFLUENCE,
        _SUPPORT,
        _CONFIDENCE,
        _RATED_ON,
    ),
)
NEEDS = Table(
    "needs",
    ("id",),
    (
        Column("id", required=True),
        Column("person", refers_to="people"),
        Column("kind", CHOICE, choices=NEED_KINDS),
        Column("need", required=True),
        Column("environment", CHOICE, choices=CHECKS),
        Column("logic", CHOICE, choices=CHECKS),
        Column("value"),
        Column("offer", refers_to="offers"),
    ),
)
OFFERS = Table(  # what we sell, as arguments: feature, advantage, benefit, evidence
    "offers",
    ("id",),
    (
        Column("id", required=True),
        Column("feature", required=True),
        Column("advantage"),
        Column("benefit"),
        Column("evidence"),
    ),
)
MEETINGS = Table(
    "meetings",
    ("date", "member", "person"),
    (
        Column("date", DATE, required=True),
        Column("member", required=True, refers_to="team"),
        Column("person", required=True, refers_to="people"),
        Column("outcome", CHOICE, choices=OUTCOMES),
        Column("notes", private=True),
    ),
)
ACTIONS = Table(
    "actions",
    ("id",),
    (
        Column("id", required=True),
        Column("what", required=True),
        Column("member", refers_to="team"),
        Column("person", refers_to="people"),
        Column("due", DATE),
        Column("done_on", DATE),  # blank is not unknown here: it is still to be done
        Column("decided_on", DATE),
        Column("decision", refers_to="decisions"),
        Column("kind", CHOICE, choices=(*HABITS, *AFTER_THE_DEAL)),
    ),
)
ASSESSMENTS = Table(  # what we think of the account and its decisions: a rating or a yes or no, with evidence and date
    "assessments",
    ("topic", "item", "decision"),
    (
        Column("topic", CHOICE, choices=TOPICS, required=True),
        Column("item", required=True),
        Column("decision", refers_to="decisions"),
        _rating("rating", 1, 5),
        Column("holds", CHOICE, choices=CHECKS),
        Column("evidence"),
        _RATED_ON,
    ),
)
TABLES = (PEOPLE, TIES, TEAM, CONTACTS, STANCES, NEEDS, OFFERS, MEETINGS, ACTIONS, ASSESSMENTS)
BY_NAME = {table.name: table for table in TABLES}


# -- cells: text in, typed column out, and back ------------------------------------------------------------------------


def conform(
    raw: pd.DataFrame, table: Table, *, file: str = "", rows: pd.Series | None = None, is_clean: bool = False
) -> tuple[pd.DataFrame, list[Finding]]:
    """A frame of text as the typed columns of `table`, and what could not be read.

    A value that does not fit its column becomes blank and is named; a row without a required value, or that repeats
    the key of an earlier row, is left out and named. `rows` are the line numbers of `raw` in its file; `is_clean` says
    that `clean` has been over every cell.
    """
    file = file or table.file
    lines = (pd.Series(range(2, len(raw) + 2)) if rows is None else rows).to_numpy()
    findings = [
        Finding("unknown_column", "warning", file, None, str(name)) for name in raw.columns if name not in table.names
    ]
    given = raw[[name for name in table.names if name in raw]]
    cells, invisible = (_filled_columns(given), []) if is_clean else _clean_columns(given, file)
    findings += invisible
    typed: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name not in cells:
            typed[column.name] = _typed(column, [None if column.kind in (NUMBER, DATE) else ""] * len(raw))
            continue
        typed[column.name], bad = _READERS[column.kind](column, cells[column.name])
        findings += [
            Finding(
                f"bad_{column.kind}", "error", file, int(lines[i]), column.name, cells[column.name][i], _limits(column)
            )
            for i in np.flatnonzero(bad)
        ]
    frame = pd.DataFrame(typed)
    kept, left_out = _whole_rows(frame, table, file, lines)
    return in_order(kept, table), findings + left_out


def _filled_columns(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns that hold anything."""
    columns = {str(name): raw[name].reset_index(drop=True) for name in raw}
    return {name: cells for name, cells in columns.items() if cells.ne("").any()}


def _clean_columns(raw: pd.DataFrame, file: str) -> tuple[dict[str, pd.Series], list[Finding]]:
    """The columns that hold anything, cleaned in one pass, and what was left out of their cells."""
    names = raw.columns.tolist()
    if raw.empty:
        return {}, []
    cells = pd.concat([raw[name] for name in names], ignore_index=True)
    findings = [
        Finding("control_characters", "warning", file, None, names[i], "", {"n": n})
        for i, n in _invisible(cells, len(raw)).items()
    ]
    text = clean(cells).array
    filled = np.unique(np.flatnonzero(text != "") // len(raw))
    return {names[i]: pd.Series(text[i * len(raw) : (i + 1) * len(raw)]) for i in filled.tolist()}, findings


def _invisible(cells: pd.Series, height: int) -> dict[int, int]:
    """In how many cells of each column `clean` leaves characters out; the columns stand one below the other."""
    odd = cells[cells.str.contains(_ODD, na=False)]
    held = odd.index[odd.str.contains(_UNPRINTABLE)].to_numpy() // height
    return dict(zip(*(found.tolist() for found in np.unique(held, return_counts=True)), strict=True))


def _whole_rows(frame: pd.DataFrame, table: Table, file: str, lines: np.ndarray) -> tuple[pd.DataFrame, list[Finding]]:
    findings = []
    keep = np.ones(len(frame), bool)
    for column in table.columns:
        if column.required:
            blank = is_blank(frame[column.name]) & keep
            keep &= ~blank
            findings += [
                Finding("missing_value", "error", file, int(lines[i]), column.name) for i in np.flatnonzero(blank)
            ]
    repeated = frame.loc[keep, list(table.key)].duplicated().reindex(frame.index, fill_value=False).to_numpy()
    for i in np.flatnonzero(repeated):
        key = " / ".join(cell_text(table.column(name), frame.at[i, name]) for name in table.key)
        findings.append(Finding("repeated_row", "error", file, int(lines[i]), table.key[0], key))
    keep &= ~repeated
    return frame if keep.all() else frame[keep], findings


def in_order(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Rows in the order of their keys: the same account is the same bytes, whatever order its rows came in."""
    return frame[table.names].sort_values(list(table.key), kind="stable", ignore_index=True)


def clean(cells: pd.Series) -> pd.Series:
    """Text as every part of the product can hold it: NFC, no control characters, one kind of line end, trimmed."""
    text = trimmed(cells.fillna("").astype("str"))
    odd = text.str.contains(_ODD)
    if odd.any():
        strange = mended = text[odd]
        if strange.str.contains(_UNPRINTABLE).any() or strange.str.contains("\r", regex=False).any():
            mended = strange.str.replace(r"\r\n?", "\n", regex=True).str.replace(_UNPRINTABLE, "", regex=True)
        mended = trimmed(mended.str.normalize("NFC"))
        if not mended.equals(strange):
            text = text.mask(odd, mended)
    return text


def trimmed(cells: pd.Series, around: str | None = None) -> pd.Series:
    """The cells without blanks (or the characters `around`) at their ends; the very same where none has any.

    So nothing is held twice.
    """
    text = cells.str.strip(around)
    return cells if text.equals(cells) else text


def is_blank(cells: pd.Series) -> np.ndarray:
    return (cells.eq("") | cells.isna()).to_numpy(bool)


def to_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The typed frame as text, as it stands in the files: `conform(to_text(f)) == f`."""
    return pd.DataFrame({c.name: _WRITERS[c.kind](frame[c.name]) for c in table.columns}, dtype="str")


def cell_text(column: Column, value: object) -> str:
    return str(_WRITERS[column.kind](_typed(column, [value])).iloc[0])


def split_ids(cell: str) -> list[str]:
    """`"a; b"` -> `["a", "b"]`."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _limits(column: Column) -> dict[str, object]:
    return {"low": f"{column.low:g}", "high": f"{column.high:g}", "choices": column.choices}


def _typed(column: Column, values: list[object]) -> pd.Series:
    dtype = {NUMBER: "float64", DATE: "datetime64[s]"}.get(column.kind, "str")
    return pd.Series(values, dtype=dtype)


def _read_text(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    return cells, np.zeros(len(cells), bool)


def _read_ids(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    return cells.map(lambda cell: ";".join(split_ids(cell)) if ";" in cell else cell), np.zeros(len(cells), bool)


def _read_choice(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    bad = ~cells.isin(("", *column.choices)).to_numpy()
    return cells.mask(bad, ""), bad


def _read_choices(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Several of `choices`, written in their declared order."""
    codes, distinct = pd.factorize(cells)
    parts = [split_ids(cell) for cell in distinct]
    bad = np.array([not set(part) <= set(column.choices) for part in parts], bool)
    known = np.array([";".join(choice for choice in column.choices if choice in part) for part in parts], object)
    return pd.Series(known[codes], index=cells.index, dtype="str"), bad[codes]


def _read_number(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    values = pd.to_numeric(cells, errors="coerce").to_numpy("float64")
    fits = (values >= column.low) & (values <= column.high)
    return pd.Series(np.where(fits, values, np.nan), index=cells.index), ~fits & cells.ne("").to_numpy(bool)


def _read_date(column: Column, cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    values = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    return values, (cells.ne("") & values.isna()).to_numpy()


_READERS: dict[str, Callable[[Column, pd.Series], tuple[pd.Series, np.ndarray]]] = {
    TEXT: _read_text,
    IDS: _read_ids,
    CHOICE: _read_choice,
    CHOICES: _read_choices,
    NUMBER: _read_number,
    DATE: _read_date,
}


def _number_text(values: pd.Series) -> pd.Series:
    return values.map(lambda value: "" if value != value else f"{value:.12g}").astype("str")


def _date_text(values: pd.Series) -> pd.Series:
    text: pd.Series = values.dt.strftime("%Y-%m-%d").fillna("").astype("str")
    return text


_WRITERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    TEXT: lambda values: values,
    IDS: lambda values: values,
    CHOICE: lambda values: values,
    CHOICES: lambda values: values,
    NUMBER: _number_text,
    DATE: _date_text,
}

"""Who is who in one file: ids mended, made where none is given, kept apart where several rows share one."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit.errors import Finding, few
from graphkit.files.tables import Sheet
from graphkit.importing.names import folded_names
from graphkit.lookup import times
from graphkit.model import are_placeholders

ROLE_STANCE = "role_stance"  # the support that a role tells, until it is known which rows are one person
MOST_ALIKE = 200  # findings of one kind; the rest are counted
_WHOLE = r"\d+(?:\.0+)?"
_BETWEEN_NAMES = "[/／&、]"
_TWO_NAMES = rf"[^\d/／&、]{{2,}}{_BETWEEN_NAMES}[^\d/／&、]{{2,}}"
_SCIENTIFIC = r"\d(?:\.\d+)?[eE]\+\d{1,3}"


def at_most(findings: list[Finding]) -> list[Finding]:
    """The first findings of one kind, and how many more there are."""
    if len(findings) <= MOST_ALIKE:
        return findings
    last = findings[MOST_ALIKE]
    params = {"n": len(findings) - MOST_ALIKE}
    return [
        *findings[:MOST_ALIKE],
        Finding("more_alike", last.severity, last.file, last.row, last.column, last.code, params),
    ]


# -- ids that a spreadsheet changed ------------------------------------------------------------------------------------


def mended(cells: pd.Series, *, keep_apart: bool = False) -> tuple[pd.Series, str]:
    """Whole numbers that were turned into `1001.0` or `1.23E+05` as they were, and the code of the finding.

    Only where every cell is a whole number; and with `keep_apart` only where no two of them become one.
    """
    odd = cells.str.contains(r"\.0+$|\d[eE]\+\d", regex=True)
    if not odd.any() or not cells[cells.ne("")].str.fullmatch(f"{_WHOLE}|{_SCIENTIFIC}").all():
        return cells, ""
    whole = {text: _whole(text) for text in cells[odd].drop_duplicates()}
    if not all(whole.values()):
        return cells, ""
    read = cells.mask(odd, cells.map(lambda text: whole.get(text, text)).astype("str"))
    if keep_apart and read.nunique() < cells.nunique():
        return cells, ""
    if not any("e" in text.lower() for text in whole):
        return read, "float_ids"
    return read, "cut_ids" if any(map(_lost_digits, whole)) else "scientific_ids"


def _whole(text: str) -> str:
    """`1.23E+05` as `123000`, "" where that is no whole number."""
    if "e" not in text.lower():
        return text.partition(".")[0]
    number = Decimal(text)
    return f"{number:f}" if number == number.to_integral_value() else ""


def _lost_digits(text: str) -> bool:
    """Whether zeros had to be made up: `1.23E+05` may have been 123456."""
    digits, _, power = text.lower().partition("e")
    return bool(power) and len(re.sub(r"\D", "", digits)) < int(power) + 1


# -- an id and a name for each row -------------------------------------------------------------------------------------


def with_ids(raw: pd.DataFrame, sheet: Sheet, managers: pd.Series) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """The rows with an id and a name each, no id twice, and their lines in the file.

    Rows that repeat another word for word are left out. managers : texts that name ids, not to be given to others.
    """
    raw, lines = raw.copy(), sheet.lines
    blank = pd.Series("", index=raw.index, dtype="str")
    given = raw.get("id", blank)
    raw["id"], source = given, ""
    if given.eq("").any():
        made, source = _made(raw, blank)
        raw["id"] = given.mask(given.eq(""), made)
    is_made = given.eq("") & raw["id"].ne("")
    findings = []
    if is_made.any():
        params = {"n": int(is_made.sum()), "source": source}
        first = int(lines[is_made.to_numpy()].iloc[0])
        findings.append(Finding("ids_made", "info", sheet.name, first, "id", "", params))
    split = raw["id"].str.contains(";", regex=False)  # dotted_to lists ids between semicolons
    pairs = zip(lines[split.to_numpy()], raw["id"][split], strict=True)
    findings += at_most([Finding("id_semicolon", "warning", sheet.name, int(line), "id", id_) for line, id_ in pairs])
    if split.any():
        raw["id"] = raw["id"].str.replace(";", ",", regex=False)
    if _is_shared(raw["id"]).any():
        raw, lines, copies = _without_copies(raw, sheet, lines)
        raw, lines, joined = _joined(raw, sheet, lines, is_made)
        raw, apart = _kept_apart(raw, sheet, lines, is_made, managers)
        findings += [*copies, *joined, *apart]
    else:
        findings += _same_mail(raw, raw["id"].head(0), sheet, lines)
    raw, unnamed = _with_names(raw, sheet, lines)
    return raw, lines, findings + unnamed


def _made(raw: pd.DataFrame, blank: pd.Series) -> tuple[pd.Series, str]:
    """An id from the e-mail, else the name, else (a post without a person) the title."""
    email, name, title = (raw.get(field, blank) for field in ("email", "name", "title"))
    nobody = are_placeholders(name) & title.ne("")
    made = email.where(email.ne(""), name.where(name.ne("") & ~nobody, title.where(title.ne(""), name)))
    return made, "email" if email.ne("").any() else "name"


def _without_copies(raw: pd.DataFrame, sheet: Sheet, lines: pd.Series) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """The rows but those that repeat an earlier one word for word: a row twice, or the whole file twice."""
    shared = _is_shared(raw["id"])
    rows = _stripped(sheet.rows[shared])
    copied = rows.duplicated()
    copies = copied.index[copied]
    if copies.empty:
        return raw, lines, []
    kept, kept_lines = raw.drop(index=copies), lines.drop(index=copies)
    seen = pd.util.hash_pandas_object(rows, index=False).value_counts()
    if shared.all() and seen.min() == seen.max() and len(seen) > 1:
        params = {"n": len(copies), "times": int(seen.max())}
        first = int(lines[copies[0]])
        return kept, kept_lines, [Finding("file_doubled", "warning", sheet.name, first, "", "", params)]
    findings = [
        Finding("same_row", "warning", sheet.name, int(lines[row]), "id", str(raw.at[row, "id"])) for row in copies
    ]
    return kept, kept_lines, at_most(findings)


def _stripped(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({column: rows[column].str.strip() for column in rows})


def _joined(
    raw: pd.DataFrame, sheet: Sheet, lines: pd.Series, is_made: pd.Series
) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """One row for each person whose rows differ in nothing we read but the role: a contact with a part in each deal."""
    sure = pd.Series(_is_shared(raw["id"]), raw.index) & ~is_made[raw.index]
    if "name" in raw:
        sure &= ~are_placeholders(raw["name"])
    rows = raw[sure]
    key = pd.util.hash_pandas_object(rows.drop(columns=["role", ROLE_STANCE], errors="ignore"), index=False)
    later = rows.index[key.duplicated()]
    if later.empty:
        return raw, lines, []
    for name, joined in (("role", _all_roles), (ROLE_STANCE, _worst)):
        if name in raw:
            raw = raw.assign(**{name: raw[name].mask(sure, key.map(rows[name].groupby(key).agg(joined)))})
    params = {"n": len(later)}
    findings = [Finding("rows_joined", "info", sheet.name, int(lines[later[0]]), "id", "", params)]
    return raw.drop(index=later), lines.drop(index=later), findings


def _all_roles(cells: pd.Series) -> str:
    return ";".join(dict.fromkeys(cell for cell in cells if cell))


def _worst(cells: pd.Series) -> str:
    return min((cell for cell in cells if cell), key=int, default="")


def _kept_apart(
    raw: pd.DataFrame, sheet: Sheet, lines: pd.Series, is_made: pd.Series, managers: pd.Series
) -> tuple[pd.DataFrame, list[Finding]]:
    """No id twice: the first row keeps it, unless it was made from a name and so means none of its namesakes more."""
    ids = raw["id"].copy()
    written = ids[_is_shared(ids)]
    number = written.groupby(written).cumcount() + 1
    taken = set(managers) | set(ids)
    anew = written[number.gt(1) | is_made[written.index]]
    renamed, fresh = [], []
    for id_, count, line in zip(anew, number[anew.index], lines[anew.index], strict=True):
        fresh.append(_fresh(id_, int(count), taken))
        taken.add(fresh[-1])
        renamed.append(Finding("repeated_id", "warning", sheet.name, int(line), "id", fresh[-1], {"id": id_}))
    ids[anew.index] = fresh
    raw = raw.assign(id=ids)
    shared = _shared(raw, written[~is_made[written.index]], "id", "post_shared", sheet, lines)
    return raw, [*at_most(renamed), *shared, *_same_mail(raw, written, sheet, lines)]


def _is_shared(ids: pd.Series) -> npt.NDArray[np.bool_]:
    """Which ids stand in more than one row."""
    return (times(ids) > 1) & ids.ne("").to_numpy(bool)


def _fresh(id_: str, number: int, taken: set[str]) -> str:
    while f"{id_}-{number}" in taken:
        number += 1
    return f"{id_}-{number}"


def _same_mail(raw: pd.DataFrame, same_id: pd.Series, sheet: Sheet, lines: pd.Series) -> list[Finding]:
    """Rows with ids of their own that share an e-mail: one person in several posts, or a mailbox of several people."""
    if "email" not in raw or raw["email"].eq("").all():
        return []
    mails = folded_names(raw["email"].drop(index=same_id.index))
    return _shared(raw, mails[_is_shared(mails)], "email", "email_shared", sheet, lines)


def _shared(
    raw: pd.DataFrame, keys: pd.Series, column: str, of_many: str, sheet: Sheet, lines: pd.Series
) -> list[Finding]:
    """What rows with the same key are: one person in several posts where they have one name, else several people."""
    if keys.empty or "name" not in raw:
        return []
    names = raw["name"][keys.index]
    named = names[names.ne("") & ~are_placeholders(names)]
    findings = []
    for key, rows in named.groupby(keys[named.index], sort=False).groups.items():
        if len(rows) < 2:
            continue
        is_one = folded_names(named[rows]).nunique() == 1
        severity, code = ("info", of_many) if of_many == "email_shared" and not is_one else ("warning", of_many)
        params: dict[str, object] = {"n": len(rows), "name": few(dict.fromkeys(named[rows]))}
        params |= {"rows": few(_place(sheet, line) for line in lines[rows]), "ids": few(raw["id"][rows])}
        findings.append(
            Finding(
                "two_posts" if is_one else code, severity, sheet.name, int(lines[rows[0]]), column, str(key), params
            )
        )
    return at_most(findings)


def _place(sheet: Sheet, line: int) -> str:
    """A row as a sentence names it: with its file where that is not the first."""
    file, row = sheet.place(int(line))
    return str(row) if not sheet.parts or file == sheet.parts[0].name else f"{row} ({file})"


def _with_names(raw: pd.DataFrame, sheet: Sheet, lines: pd.Series) -> tuple[pd.DataFrame, list[Finding]]:
    name = raw.get("name", pd.Series("", index=raw.index, dtype="str"))
    unnamed = name.eq("") & raw["id"].ne("")
    findings = []
    raw = raw.assign(name=name.mask(unnamed, raw["id"]) if unnamed.any() else name)
    if unnamed.any():
        params: dict[str, object] = {"n": int(unnamed.sum())}
        findings.append(Finding("name_from_id", "info", sheet.name, int(lines[unnamed].iloc[0]), "name", "", params))
    perhaps = name[name.str.contains(_BETWEEN_NAMES)]
    two = perhaps[perhaps.str.fullmatch(_TWO_NAMES)]
    if len(two):
        params = {"n": len(two), "examples": few(two, 3)}
        findings.append(Finding("names_of_two", "warning", sheet.name, int(lines[two.index[0]]), "name", "", params))
    return raw, findings


def variants(ids: pd.Series, file: str, column: str) -> list[Finding]:
    """Ids that differ only in case or blanks: two people, or one written twice?"""
    folded = folded_names(ids)
    again = folded[(times(folded) > times(ids)) & ids.ne("")]
    if again.empty:
        return []
    examples = few(ids[again.sort_values(kind="stable").index].drop_duplicates(), 4)
    params = {"n": int(again.nunique()), "examples": examples}
    return [Finding("ids_alike", "warning", file, None, column, "", params)]

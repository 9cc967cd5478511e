"""What to know of a second import before it is kept: the wrong file, a part of one, what was said earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphkit.check import PEOPLE_FILE
from graphkit.errors import Finding, few
from graphkit.merging.identity import Matches
from graphkit.merging.judged import Judgement
from graphkit.model import Account

ASK = ("other_organisation", "many_gone")  # not to be kept before somebody has said so
_FEW = 3  # people: of so few nothing can be said
_LEAST_KNOWN = 0.25  # of the people of the file or of ours, whichever are fewer
_MANY_GONE = 0.1
_MOST_NAMED = 8


def doubts(
    current: Account, imported: Account, matches: Matches, gone: Sequence[str], base: Account | None
) -> tuple[Finding, ...]:
    """Findings on a second import as a whole: those in `ASK` want somebody's word first.

    gone : ids of ours that the file would make leave. base : what earlier files said, as in `merge`.
    """
    there = current.present.people
    listed = there if base is None else there[there["id"].isin(base.people["id"])]
    known = len(set(matches.found.values()) & set(there["id"]))
    few = min(len(imported.people), len(listed))
    found: list[Finding] = []
    if few >= _FEW and known < _LEAST_KNOWN * few:
        params = {"known": known, "people": len(imported.people), "listed": len(listed)}
        found.append(Finding("other_organisation", "warning", PEOPLE_FILE, params=params))
    elif len(gone) >= _FEW and len(gone) > _MANY_GONE * len(listed):
        found.append(_many_gone(current, imported, gone, len(listed)))
    if not matches.compared:
        params = {"people": len(imported.people), "ours": len(current.people)}
        found.append(Finding("proposals_not_made", "info", PEOPLE_FILE, params=params))
    return (*found, *remembered(matches.remembered, imported.options, current.options))


def _many_gone(current: Account, imported: Account, gone: Sequence[str], listed: int) -> Finding:
    """Names the units of which nobody is listed any more: then the file may be of the other units only."""
    units = current.people.set_index("id")["unit"]
    still = set(imported.people["unit"].str.casefold())
    missing = units[list(gone)].value_counts()
    whole = [unit for unit in missing.index if unit and unit.casefold() not in still]
    who = few((current.options[id_] for id_ in gone), _MOST_NAMED)
    params = {"n": len(gone), "listed": listed, "units": few(whole, _MOST_NAMED) or "–", "who": who}
    return Finding("many_gone", "warning", PEOPLE_FILE, None, "left_on", "", params)


def remembered(judged: Iterable[Judgement], in_file: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[Finding]:
    """Each decision of earlier that has counted again."""
    for said in judged:
        code = "remembered_same" if said.same else "remembered_other"
        names = {"one": in_file.get(said.one, said.name), "other": ours[said.other]}
        yield Finding(code, "info", PEOPLE_FILE, None, "name", said.one, names)

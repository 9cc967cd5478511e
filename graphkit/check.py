"""What is odd about an account that can be read all the same: orphans, cycles, vacancies, namesakes.

Nothing here is mended: whoever knows the customer decides.
"""

from __future__ import annotations

from functools import partial

from graphkit import schema
from graphkit.errors import Finding, few
from graphkit.graph import cycles, managers
from graphkit.lookup import NOWHERE, first_rows, times
from graphkit.model import Account, are_placeholders, is_placeholder

PEOPLE_FILE = schema.PEOPLE.file
_MOST_NAMED = 8  # in a sentence


def check(account: Account) -> list[Finding]:
    """Findings on the structure of an account, in a fixed order; `value` is the id of the person concerned.

    Their sentences call people by name (`params["who"]`), with the id where a name stands twice.
    """
    if account.people.empty:
        return [Finding("nobody", "error", PEOPLE_FILE)]
    return [
        *_reporting(account),
        *_cycles(account),
        *_names(account),
        *_ties(account),
        *_same_ids(account),
        *_decisions(account),
    ]


def _reporting(account: Account) -> list[Finding]:
    people = account.people
    findings = []
    roots = people["reports_to"].eq("")
    listed = first_rows(people["reports_to"], people["id"]) != NOWHERE
    odd = people[~roots & ~(listed & people["reports_to"].ne(people["id"]))]
    for id_, manager in zip(odd["id"].tolist(), odd["reports_to"].tolist(), strict=True):
        if manager == id_:
            findings.append(
                Finding("self_manager", "warning", PEOPLE_FILE, None, "reports_to", id_, {"who": _who(account, id_)})
            )
        else:
            params = {"manager": manager, "who": _who(account, id_)}
            findings.append(Finding("orphan", "warning", PEOPLE_FILE, None, "reports_to", id_, params))
    dotted = people[people["dotted_to"].ne("")]
    for id_, cell in zip(dotted["id"], dotted["dotted_to"], strict=True):
        for manager in schema.split_ids(cell):
            if manager not in account.positions:
                params = {"manager": manager, "who": _who(account, id_)}
                findings.append(Finding("dotted_orphan", "warning", PEOPLE_FILE, None, "dotted_to", id_, params))
    if roots.sum() > 1:
        who = map(partial(_who, account), people.loc[roots, "id"])
        counted = {"n": int(roots.sum()), "ids": few(who, _MOST_NAMED)}
        findings.append(Finding("several_roots", "info", PEOPLE_FILE, None, "reports_to", "", counted))
    return findings


def _cycles(account: Account) -> list[Finding]:
    findings = []
    for loop in cycles(managers(account)):
        ids = account.people["id"].iloc[[*loop, loop[0]]].tolist()
        params = {"loop": " → ".join(_with_id(account, id_) for id_ in ids), "n": len(loop)}
        findings.append(Finding("manager_cycle", "error", PEOPLE_FILE, None, "reports_to", ids[0], params))
    return findings


def _names(account: Account) -> list[Finding]:
    people = account.people
    nobody = are_placeholders(people["name"])
    findings = [
        Finding("placeholder", "info", PEOPLE_FILE, None, "name", id_, {"name": name, "who": _who(account, id_)})
        for id_, name in zip(people.loc[nobody, "id"], people.loc[nobody, "name"], strict=True)
    ]
    folded = people["name"].str.lower()
    again = ~nobody & (times(folded) > 1)
    for _, ids in people["id"][again].groupby(folded[again]):
        params = {"name": people.at[ids.index[0], "name"], "ids": few(ids, _MOST_NAMED), "n": len(ids)}
        findings.append(Finding("same_name", "warning", PEOPLE_FILE, None, "name", ids.iloc[0], params))
    return findings


def _ties(account: Account) -> list[Finding]:
    own = account.ties[account.ties["source"].eq(account.ties["target"])]
    return [
        Finding("self_tie", "warning", schema.TIES.file, None, "target", id_, {"who": _who(account, id_)})
        for id_ in own["source"]
    ]


def _same_ids(account: Account) -> list[Finding]:
    both = [id_ for id_ in account.team["id"] if id_ in account.positions]
    return [Finding("same_id", "warning", schema.TEAM.file, None, "id", id_) for id_ in both]


def _decisions(account: Account) -> list[Finding]:
    named = [(decision.id, id_) for decision in account.decisions for id_ in (decision.target, *decision.committee)]
    missing = [(decision, id_) for decision, id_ in named if id_ and id_ not in account.present.positions]
    return [
        Finding(
            "decider_left" if id_ in account.positions else "unknown_decider",
            "warning",
            "account.toml",
            None,
            "decisions",
            id_,
            {"decision": decision},
        )
        for decision, id_ in missing
    ]


def _who(account: Account, id_: str) -> str:
    """What to call somebody in a sentence: the name or the post, the id where neither tells who it is."""
    called = account.options[id_]
    return id_ if is_placeholder(called) else called


def _with_id(account: Account, id_: str) -> str:
    """The name and the id: by the id a line is cut."""
    called = account.labels[id_]
    return id_ if called == id_ or is_placeholder(called) else f"{called} ({id_})"

"""What the user decides about the shape of an imported organisation: lines to cut, people to stand in, who is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from graphkit import schema
from graphkit.check import PEOPLE_FILE
from graphkit.errors import Finding, Phrase
from graphkit.graph import cycles, managers
from graphkit.importing.names import folded_names, turned_names
from graphkit.merging.likeness import pairs
from graphkit.model import Account

_LEAST_SCORE = 75
_MOST_MEANT = 3
_MOST_COMPARED = 5_000_000


def without_lines(account: Account, cut: Collection[str]) -> tuple[Account, list[Finding]]:
    """The account without the manager's line of each person in `cut`: the one place where a cycle is opened."""
    findings = []
    for id_ in sorted(cut):
        person = account.person(id_)
        if person.reports_to:
            above = account.options.get(person.reports_to, person.reports_to)
            params = {"manager": person.reports_to, "above": above, "who": account.options[id_]}
            findings.append(Finding("line_cut", "info", PEOPLE_FILE, None, "reports_to", id_, params))
    people = account.people
    reports_to = people["reports_to"].mask(people["id"].isin(cut), "")
    return account.with_(people=people.assign(reports_to=reports_to)), findings


def with_placeholders(account: Account, doubtful: Collection[str]) -> tuple[Account, list[Finding]]:
    """The account with a person in place of each manager who is named and not there.

    doubtful : ids of people whose manager is one of several who are there; nobody stands in for those.
    """
    people = account.people
    dotted = people["dotted_to"].where(people["dotted_to"].ne("")).dropna().str.split(";").explode().astype("str")
    named = pd.concat([people["reports_to"][~people["id"].isin(list(doubtful))], dotted])
    named = named[named.ne("") & (pd.Index(people["id"]).get_indexer(pd.Index(named)) < 0)]
    if named.empty:
        return account, []
    new = pd.DataFrame({"id": named.drop_duplicates().to_numpy()}, dtype="str")
    new = new.assign(name=new["id"], email=new["id"].where(new["id"].str.contains("@", regex=False), ""))
    both = pd.concat([people, new], ignore_index=True)
    both = both.fillna({column.name: "" for column in schema.PEOPLE.columns if both[column.name].dtype == "str"})
    first = named.drop_duplicates()
    counts = named.value_counts()
    findings = []
    for text, id_ in zip(first, people["id"][first.index], strict=True):
        params = {"n": int(counts[text]), "person": id_}
        findings.append(Finding("placeholder_made", "info", PEOPLE_FILE, None, "reports_to", text, params))
    return account.with_(people=schema.in_order(both, schema.PEOPLE)), findings


def who_is_meant(account: Account, orphans: Sequence[Finding]) -> list[Finding]:
    """For each manager who is named and not there, the person whose name, post or id is the most alike, and why.

    Shown, never applied; of numbers and codes nothing is guessed, the next one is another person's. orphans : the
    findings of `graphkit.check` on them. The score is 0 to 100: of names as in `graphkit.merging.likeness`, in any
    script and order; of posts and ids `rapidfuzz.fuzz.ratio`, without regard to case, signs and blanks. Of several who
    are just as alike each is named. Nothing is guessed where more than five million pairs would have to be compared.
    """
    by_text: dict[str, list[str]] = {}
    for orphan in orphans:
        if not any(map(str.isdigit, str(orphan.params["manager"]))):
            by_text.setdefault(str(orphan.params["manager"]), []).append(orphan.value)
    if not by_text or len(by_text) * len(account.people) > _MOST_COMPARED:
        return []
    guesses = _guesses(list(by_text), account.people)
    findings = []
    for (text, reports), guessed in zip(by_text.items(), guesses, strict=True):
        others = [guess for guess in guessed if guess.id not in reports]
        best = [guess for guess in others if guess.score == others[0].score][:_MOST_MEANT]
        if best:
            why = Phrase((f"word.same.{best[0].reason}",), {"likeness": f"{best[0].score / 100:.2f}"})
            params: dict[str, object] = {"near": best[0].id, "score": best[0].score, "why": why, "n": len(reports)}
            params |= {"name": tuple(f"{account.labels[guess.id]} ({guess.id})" for guess in best)}
            params["person"] = reports[0]
            findings.append(Finding("manager_guess", "info", PEOPLE_FILE, None, "reports_to", text, params))
    return findings


_SIMILAR = {"name": "similar", "title": "similar_title", "id": "similar_id"}


class _Guess(NamedTuple):
    score: int
    id: str
    reason: str


def _guesses(texts: Sequence[str], people: pd.DataFrame) -> list[list[_Guess]]:
    """For each text who may be meant by it, each person once, the likeliest first; of equals in the order of rows."""
    ids = people["id"].tolist()
    best: list[dict[str, _Guess]] = [{} for _ in texts]

    def keep(text: int, guess: _Guess) -> None:
        known = best[text].get(guess.id)
        if guess.score >= _LEAST_SCORE and (known is None or known.score < guess.score):
            best[text][guess.id] = guess

    for (text, row), (likeness, reason) in pairs(texts, people["name"].tolist()).items():
        keep(text, _Guess(likeness, ids[row], reason))
    wanted = _comparable(pd.Series(texts, dtype="str"))
    for column in ("name", "title", "id"):
        known = _comparable(people[column]).tolist()
        for text, cell in enumerate(wanted):
            for _, score, row in process.extract(cell, known, scorer=fuzz.ratio, score_cutoff=_LEAST_SCORE):
                reason = column if score == 100 else _SIMILAR[column]
                keep(text, _Guess(round(score), ids[row], reason))
    return [sorted(found.values(), key=lambda guess: -guess.score) for found in best]


def with_loops(account: Account, findings: Iterable[Finding]) -> list[Finding]:
    """Each cycle's finding with the ids of its people (`params["ids"]`): the lines that may be cut, one for each."""
    findings = list(findings)
    if not any(finding.code == "manager_cycle" for finding in findings):
        return findings
    ids = account.people["id"].tolist()
    loops = {ids[loop[0]]: tuple(ids[row] for row in loop) for loop in cycles(managers(account))}
    return [
        replace(finding, params={**finding.params, "ids": loops[finding.value]})
        if finding.code == "manager_cycle"
        else finding
        for finding in findings
    ]


def _comparable(texts: pd.Series) -> pd.Series:
    """`vp_engineering`, `VP Engineering` and `Engineering, VP` alike."""
    return folded_names(turned_names(texts).str.replace(r"[_\W]+", " ", regex=True))

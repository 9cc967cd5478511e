"""The grammar of the domain for Hypothesis: small accounts of every shape."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from graphkit import schema
from graphkit.model import Account, Decision

ratings = st.sampled_from(["", "1", "2", "3", "4", "5"])
supports = st.sampled_from(["", "-2", "-1", "0", "1", "2"])
dates = st.sampled_from(["", "2026-01-05", "2026-06-30", "2026-11-01"])
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def table(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Rows of text as a typed table; cells not named are blank."""
    declared = schema.BY_NAME[name]
    raw = pd.DataFrame(
        [{column: row.get(column, "") for column in declared.names} for row in rows],
        columns=declared.names,
        dtype="str",
    )
    frame, _ = schema.conform(raw, declared)
    return frame


def account(people: list[dict[str, str]], **tables: list[dict[str, str]]) -> Account:
    """An account from rows of text: `account([{"id": "a", "name": "A"}], ties=[...])`."""
    decisions = tables.pop("decisions", [])
    frames = {name: table(name, rows) for name, rows in tables.items()}
    return Account(
        name="Test", people=table("people", people), decisions=tuple(Decision(**entry) for entry in decisions), **frames
    )


@st.composite
def accounts(
    draw: st.DrawFn, min_people: int = 1, max_people: int = 6, max_members: int = 2, max_ties: int = 8
) -> Account:
    """A small account: any reporting lines (cycles and orphans too), ties, members, contacts and ratings."""
    ids = [f"p{i}" for i in range(draw(st.integers(min_people, max_people)))]
    members = [f"m{i}" for i in range(draw(st.integers(0, max_members)))]
    people = [
        {
            "id": id_,
            "name": f"{id_} {draw(words)}",
            "reports_to": draw(st.sampled_from(["", *ids, "nobody"])),
            "dotted_to": draw(st.sampled_from(["", "", *ids])),
            "role": draw(st.sampled_from(["", *schema.ROLES])),
            "power": draw(ratings),
            "influence": draw(ratings),
            "support": draw(supports),
            "confidence": draw(st.sampled_from(["", *schema.CONFIDENCES])),
            "rated_on": draw(dates),
            "unit": draw(st.sampled_from(["", "North", "South"])),
        }
        for id_ in ids
    ]
    ties = [
        {
            "source": draw(st.sampled_from(ids)),
            "target": draw(st.sampled_from(ids)),
            "kind": draw(st.sampled_from(schema.TIE_KINDS)),
            "strength": draw(ratings),
            "probability": draw(st.sampled_from(["", "", "0", "0.3", "0.8", "1"])),
        }
        for _ in range(draw(st.integers(0, max_ties)))
    ]
    contacts = [
        {
            "member": member,
            "person": id_,
            "trust": draw(st.sampled_from(["", "0", "1", "2", "3"])),
            "last_contact": draw(dates),
        }
        for member in members
        for id_ in ids
        if draw(st.booleans())
    ]
    return account(
        people,
        ties=ties,
        team=[{"id": member, "name": member.upper()} for member in members],
        contacts=contacts,
        decisions=[{"id": "d", "target": ids[0]}],
    )

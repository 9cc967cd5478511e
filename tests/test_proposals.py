"""Keeping what a log proposes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graphkit import schema
from graphkit.errors import GraphkitError
from graphkit.logs.activity import read_activity
from graphkit.logs.proposals import accept
from tests.log_samples import ACME, TODAY, proposal, sheet


def test_last_contact_only_moves_later_and_an_unknown_trust_is_filled() -> None:
    text = "Date,Owner,Contact,Type\n{0},Ann Day,Bob Lee,Visit\n{0},Ann Day,Cy Moss,Visit\n"
    unrated = ACME.contacts.assign(person="p4", trust=np.nan)
    team = ACME.with_(contacts=schema.in_order(pd.concat([ACME.contacts, unrated]), schema.CONTACTS))
    for day, last in (("2026-01-10", "2026-03-01"), ("2026-05-01", "2026-05-01")):
        kept = accept(team, read_activity(sheet(text.format(day)), team, today=TODAY)).contacts
        assert kept["trust"].tolist() == [3, 1] and kept["cadence_days"].tolist() == [30, 30]
        assert kept["last_contact"].astype("str").tolist() == [last, last]


def test_a_proposal_that_no_longer_fits_is_refused() -> None:
    found = proposal("Date,Owner,Contact,Type\n2026-05-01,Ann Day,Cy Moss,Visit\n")
    with pytest.raises(GraphkitError, match="no row 1 in contacts; it has 1"):
        accept(ACME, found, rows={"contacts": [0, 1]})
    left = ACME.with_(people=ACME.people[ACME.people["id"] != "p4"].reset_index(drop=True))
    with pytest.raises(GraphkitError, match="'p4' is no longer in people"):
        accept(left, found)


def test_meetings_are_kept_if_asked() -> None:
    found = proposal("Date,Owner,Contact,Type\n2026-05-01,Ann Day,Cy Moss,Visit\n2026-05-02,Ann Day,Cy Moss,Call\n")
    kept = accept(ACME, found, rows={"meetings": [0]})
    assert kept.meetings[["member", "person", "outcome"]].to_numpy().tolist() == [["m1", "p4", ""]]
    assert accept(kept, found, rows={"meetings": [0]}) == kept and accept(ACME, found).meetings.empty

"""Which needs are real, what they are worth, and which of them we answer with evidence."""

from __future__ import annotations

import pandas as pd

from graphkit.model import Account


def proof(account: Account) -> pd.DataFrame:
    """How far each need is proven; one row per need, in the order of the table.

    Returns
    -------
    The columns of needs.csv, and

    - is_true : not suspected to be a false need;
    - is_checked : looked at along both dimensions, environment and logic;
    - is_confirmed : true, and both hold;
    - is_valued : confirmed, and somebody said what it is worth;
    - is_answered : confirmed, and an offer of ours that has evidence answers it.
    """
    needs, offers = account.needs, account.offers
    proven = set(offers["id"][offers["evidence"].ne("")])
    is_true = needs["kind"].ne("false")
    confirmed = is_true & needs["environment"].eq("holds") & needs["logic"].eq("holds")
    return needs.assign(
        is_true=is_true,
        is_checked=needs["environment"].ne("") & needs["logic"].ne(""),
        is_confirmed=confirmed,
        is_valued=confirmed & needs["value"].ne(""),
        is_answered=confirmed & needs["offer"].isin(proven),
    )

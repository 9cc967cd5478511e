"""Laws of the reporting tree's picture."""

import numpy as np
from hypothesis import given

from graphkit.graph import cycles, managers
from graphkit.layout import reporting_tree
from graphkit.model import Account
from tests.strategies import account, accounts


@given(accounts(max_people=12, max_members=0, max_ties=0))
def test_nobody_stands_on_another(any_account: Account) -> None:
    position = reporting_tree(any_account)
    for row in np.unique(position[:, 1]):
        in_row = np.sort(position[position[:, 1] == row, 0])
        assert (np.diff(in_row) > 0.999).all()


@given(accounts(max_people=12, max_members=0, max_ties=0))
def test_managers_stand_above_their_reports(any_account: Account) -> None:
    position, manager = reporting_tree(any_account), managers(any_account)
    cut = {loop[0] for loop in cycles(manager)}
    for person, boss in enumerate(manager):
        if boss >= 0 and person not in cut:
            assert position[person, 1] > position[boss, 1]


def test_a_chart_five_thousand_deep_is_laid_out() -> None:
    people = [{"id": f"{i:04}", "name": "x", "reports_to": f"{i - 1:04}" if i else ""} for i in range(5000)]
    assert reporting_tree(account(people))[-1, 1] == 4999

"""Laws of changes: what-if, history and undo are one concept."""

import pytest
from hypothesis import given

from graphkit.changes import Change, apply, diff, from_json, to_json, undo
from graphkit.errors import GraphkitError
from graphkit.model import Account
from tests.strategies import account, accounts


@given(accounts(), accounts())
def test_applying_the_difference_gives_the_other_account(before: Account, after: Account) -> None:
    changes = diff(before, after)
    assert apply(before, changes) == after
    assert apply(after, undo(changes)) == before


@given(accounts())
def test_an_account_does_not_differ_from_itself(same: Account) -> None:
    assert diff(same, same) == ()


@given(accounts(), accounts())
def test_changes_survive_json(before: Account, after: Account) -> None:
    changes = diff(before, after)
    assert from_json(to_json(changes)) == changes


def test_one_changed_cell_is_one_change() -> None:
    before = account([{"id": "a", "name": "Ada", "support": "1"}])
    after = account([{"id": "a", "name": "Ada", "support": ""}])
    assert diff(before, after) == (Change("people", ("a",), "support", "1", ""),)


def test_a_change_that_starts_from_something_else_is_refused() -> None:
    now = account([{"id": "a", "name": "Ada", "support": "2"}])
    with pytest.raises(GraphkitError, match="people / a / support should be '1' and is '2'"):
        apply(now, [Change("people", ("a",), "support", "1", "0")])


def test_a_value_out_of_range_is_refused() -> None:
    now = account([{"id": "a", "name": "Ada"}])
    with pytest.raises(GraphkitError, match="'9' in column 'power'"):
        apply(now, [Change("people", ("a",), "power", "", "9")])

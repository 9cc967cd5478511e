"""What the team decided to do: who of us does what, about whom, by when."""

from __future__ import annotations

import datetime
from itertools import count

import pandas as pd

from graphkit import schema
from graphkit.errors import GraphkitError, unknown
from graphkit.model import Account


def decide(
    account: Account,
    what: str,
    *,
    today: datetime.date,
    member: str = "",
    person: str = "",
    due: datetime.date | None = None,
    decision: str = "",
) -> Account:
    """The account with one more action, decided today.

    Parameters
    ----------
    what : one sentence. member : who of us does it; "" is still open. person : about whom. due : by when.
    decision : id; default: the account's first.

    Raises
    ------
    GraphkitError : nothing is to be done; a member, person or decision that does not exist.
    """
    if not what.strip():
        raise GraphkitError("nothing_to_do")
    if member and not account.team["id"].eq(member).any():
        raise unknown("unknown_member", member, account.team["id"], count=len(account.team))
    if person:
        account.position(person)
    taken = set(account.actions["id"])
    row = {
        "id": next(name for name in (f"a{number}" for number in count(1)) if name not in taken),
        "what": what,
        "member": member,
        "person": person,
        "due": f"{due}" if due else "",
        "decided_on": f"{today}",
        "decision": account.decision(decision).id,
    }
    rows = [*schema.to_text(account.actions, schema.ACTIONS).to_dict("records"), row]
    frame, _ = schema.conform(pd.DataFrame(rows, columns=schema.ACTIONS.names, dtype="str"), schema.ACTIONS)
    return account.with_(actions=frame)


def tick(account: Account, id_: str, *, today: datetime.date, done: bool = True) -> Account:
    """The account with this action done today, or open again."""
    there = account.actions["id"].eq(id_)
    if not there.any():
        raise unknown("unknown_action", id_, account.actions["id"])
    day = pd.Timestamp(today) if done else pd.NaT
    done_on = account.actions["done_on"].mask(there, day).astype("datetime64[s]")
    return account.with_(actions=account.actions.assign(done_on=done_on))


def reschedule(account: Account, id_: str, *, due: datetime.date, member: str | None = None) -> Account:
    """The account with this action due on another day, or in the hands of another member; None leaves them."""
    there = account.actions["id"].eq(id_)
    if not there.any():
        raise unknown("unknown_action", id_, account.actions["id"])
    if member and not account.team["id"].eq(member).any():
        raise unknown("unknown_member", member, account.team["id"], count=len(account.team))
    actions = account.actions
    changed = {"due": actions["due"].mask(there, pd.Timestamp(due)).astype("datetime64[s]")}
    if member is not None:
        changed["member"] = actions["member"].mask(there, member)
    return account.with_(actions=actions.assign(**changed))


def drop(account: Account, id_: str) -> Account:
    """The account without this action: it was decided after all that nobody does it."""
    there = account.actions["id"].eq(id_)
    if not there.any():
        raise unknown("unknown_action", id_, account.actions["id"])
    return account.with_(actions=account.actions[~there].reset_index(drop=True))


def to_do(account: Account, *, today: datetime.date) -> pd.DataFrame:
    """The actions as a team goes through them: overdue, then open by their date, then done, the latest first.

    Columns of the schema, and `overdue`: open, and due before today. What is due today is not overdue yet.
    """
    actions = account.actions
    overdue = actions["done_on"].isna() & actions["due"].lt(pd.Timestamp(today))
    # what is open has no day on which it was done, and comes first; of one day the order of the ids stays
    by_due = actions.assign(overdue=overdue).sort_values("due", kind="stable")
    return by_due.sort_values("done_on", ascending=False, na_position="first", kind="stable", ignore_index=True)


def news(before: Account, after: Account) -> tuple[set[str], set[str]]:
    """Ids of the actions that were decided between two versions of an account, and of those that were done."""
    old, new = before.actions, after.actions
    done_before, done_now = (set(table["id"][table["done_on"].notna()]) for table in (old, new))
    return set(new["id"]) - set(old["id"]), done_now - done_before

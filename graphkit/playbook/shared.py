"""What holds for everybody in an account: the one message for a buying group, and the customer's rules on courtesies.

Both stand in the account's profile: the message of a decision under `message:<id of the decision>`, the rules under
`compliance`.
"""

from __future__ import annotations

from graphkit.model import Account

_MESSAGE, _COMPLIANCE = "message:", "compliance"


def message(account: Account, decision: str) -> str:
    """The one sentence that everybody who takes part in a decision hears from us; "" where none is written."""
    return account.profile.get(f"{_MESSAGE}{decision}", "")


def compliance(account: Account) -> str:
    """What the customer's rules allow as a courtesy; "" where nobody has asked."""
    return account.profile.get(_COMPLIANCE, "")


def share(account: Account, decision: str, *, message: str, compliance: str) -> Account:
    """The account with another message for a decision and other rules; a blank one is not known again."""
    told = dict(account.profile) | {f"{_MESSAGE}{decision}": message.strip(), _COMPLIANCE: compliance.strip()}
    return account.with_(profile={name: words for name, words in told.items() if words})

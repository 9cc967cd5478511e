"""What holds for logs of every shape."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import schema
from graphkit.files.tables import Sheet
from graphkit.folder import without_strangers
from graphkit.i18n import LANGUAGES
from graphkit.logs.log import Hints
from graphkit.logs.log_columns import ACTIVITY, CONNECTIONS, MAIL, log_kind
from graphkit.logs.parties import people_in
from graphkit.logs.proposals import KEPT, Proposal, accept
from graphkit.model import Account
from tests.log_samples import ACME, CROWD, READERS, TODAY, contacts, said, text_rows

# A log costs the same to read however many rows it has: few and long ones prove as much as many and short ones.
EXAMPLES = settings(max_examples=8)
PEOPLE = ["Bob Lee", "bob@acme.com", "Lee, Bob", "p2", "Eve Ray", "张伟", "cy@acme.com", "Sam Poe", "sam@acme.com"]
STRANGERS = ["", "Evee Ray", "x@y.z", "no-reply@acme.com", "?", "a;b,c <d@e.f>", CROWD, '"']
OURS = ["Ann Day", "ann@us.com", "m2", "赵磊", "zoe@us.com", "Zoe"]
anybody = st.lists(st.sampled_from([*PEOPLE, *PEOPLE, *OURS, *STRANGERS]), max_size=3).map("; ".join)
days = st.sampled_from(["2026-06-01", "2026-05-01 10:00", "1 Apr 2026", "2024-01-01", "2027-01-01", "", "soon"])
words = st.sampled_from(["Meeting", "Call", "Email", "Task", "", "Incoming email", "Cancelled", "No answer"])
SHAPES = {
    ACTIVITY: (
        ["Date", "Owner", "Contact", "Type", "Outcome", "Company"],
        (days, st.sampled_from([*OURS, ""]), anybody, words, words, st.sampled_from(["", "", "Acme", "Globex"])),
    ),
    MAIL: (
        ["Date", "From", "To", "Cc", "Count", "Message ID"],
        (
            days,
            anybody,
            anybody,
            anybody,
            st.sampled_from(["1", "7", "", "x", "0"]),
            st.sampled_from(["", "<1>", "<2>"]),
        ),
    ),
    CONNECTIONS: (
        ["First Name", "Last Name", "Email Address", "Company", "Connected On"],
        (
            st.sampled_from(["Bob", "Eve", "Wei", "", "Sam"]),
            st.sampled_from(["Lee", "Ray", "Zhang", "Poe", ""]),
            st.sampled_from(["", "", "cy@acme.com"]),
            st.sampled_from(["Acme", "Acme GmbH", "Other", ""]),
            days,
        ),
    ),
}


@st.composite
def logs(draw: st.DrawFn, *kinds: str) -> Sheet:
    header, columns = SHAPES[draw(st.sampled_from(kinds or [*SHAPES]))]
    rows = draw(st.lists(st.tuples(*columns), min_size=1, max_size=30))
    rows *= draw(st.sampled_from([1, 1, 7]))
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    return Sheet("log.csv", tuple(header), frame, pd.Series(np.arange(2, len(rows) + 2)))


def read(log: Sheet, held: Account = ACME) -> Proposal:
    return READERS[log_kind(log)](log, held, today=TODAY, hints=Hints(member="m1"))


@EXAMPLES
@given(logs())
def test_every_row_is_used_or_left_out_with_a_reason(log: Sheet) -> None:
    found = read(log)
    assert found.rows_used + len(found.left_out) == len(log.rows)
    assert found.left_out["row"].is_unique and set(found.left_out["row"]) <= set(log.lines)
    counted = {
        f.code.removeprefix("left_out_"): f.params["n"] for f in found.findings if f.code.startswith("left_out_")
    }
    assert counted == Counter(found.left_out["reason"]) and said(found, "log_used")[0].params["n"] == found.rows_used
    for finding in found.findings:
        assert all(finding.say(language) for language in LANGUAGES)


@EXAMPLES
@given(logs())
def test_what_is_kept_is_an_account_and_leaves_what_the_team_rated(log: Sheet) -> None:
    found = read(log)
    everything = {name: range(len(getattr(found, name))) for name in KEPT}
    kept = accept(ACME, found, rows=everything)
    assert without_strangers(kept)[1] == []
    for table in map(schema.BY_NAME.get, KEPT):
        frame, findings = schema.conform(schema.to_text(kept.table(table.name), table), table)
        assert findings == []
        pd.testing.assert_frame_equal(frame, kept.table(table.name))
    assert accept(kept, found, rows=everything) == kept
    before, after = (held.contacts.set_index(["member", "person"]) for held in (ACME, kept))
    assert after.loc[("m1", "p1"), "trust"] == 3
    assert after.loc[("m1", "p1"), "last_contact"] >= before.loc[("m1", "p1"), "last_contact"]
    assert set(text_rows(ACME.ties)) <= set(text_rows(kept.ties))
    assert accept(ACME, found, rows=dict.fromkeys(KEPT, ())) == ACME


@EXAMPLES
@given(logs(ACTIVITY, MAIL))
def test_a_log_shows_no_distrust_and_no_dependence(log: Sheet) -> None:
    found = read(log)
    known = found.contacts["trust"].dropna()
    assert set(known) <= {1, 2} and set(found.ties["strength"]) <= {1, 2, 3, 4, 5}
    assert set(found.contacts["confidence"]) | set(found.ties["confidence"]) <= {"assumed"}
    one_way = found.contacts[["from_us", "from_them"]].min(axis=1).eq(0)
    assert found.contacts.loc[one_way, "trust"].isna().all()
    old = found.contacts["last"].notna() & (found.contacts["last"] < "2025-06-30") & found.contacts["count"].eq(1)
    assert found.contacts.loc[old, "trust"].isna().all()


@EXAMPLES
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(log: Sheet, random: object) -> None:
    order = list(range(len(log.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = Sheet(log.name, log.header, log.rows.iloc[order].reset_index(drop=True), log.lines)
    once, again = read(log), read(turned)
    for name in ("contacts", "ties", "unsure"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(again, name))


@EXAMPLES
@given(logs(MAIL))
def test_mails_are_counted_as_by_hand(log: Sheet) -> None:
    """Each mail of the rows that were used, from its first sender to each recipient, once."""
    found = read(log)
    names = {"bob@acme.com": "p1", "lee, bob": "p1", "bob lee": "p1", "p2": "p2", "eve ray": "p2", "张伟": "p3"}
    names |= {"cy@acme.com": "p4", "sam@acme.com": "p5", "ann day": "m1", "ann@us.com": "m1", "m2": "m2", "赵磊": "m2"}
    seen: set[tuple[object, str, str]] = set()
    counts: Counter[tuple[str, str]] = Counter()
    left_out = set(found.left_out["row"])
    for line, (_, source, to, cc, n, message) in zip(log.lines, log.rows.to_numpy().tolist(), strict=True):
        if line in left_out:
            continue
        sender = names[next(iter(people_in(source))).lower()]
        for text in {*people_in(to), *people_in(cc)}:
            target = names.get(text.lower(), sender)
            if target != sender and (mail := (message or line, sender, target)) not in seen:
                seen.add(mail)
                counts[sender, target] += int(n)
    rows = zip(*(found.contacts[c] for c in ("member", "person", "from_us", "from_them")), strict=True)
    for member, person, from_us, from_them in rows:
        assert (from_us, from_them) == (counts[member, person], counts[person, member])
    with_us = {frozenset(pair) for pair in counts if sum(id_.startswith("m") for id_ in pair) == 1}
    assert with_us == {frozenset(pair) for pair in zip(found.contacts["member"], found.contacts["person"], strict=True)}
    rows = zip(*(found.ties[c] for c in ("source", "target", "there", "back")), strict=True)
    for source, target, there, back in rows:
        assert there <= counts[source, target] and back <= counts[target, source]  # old ones do not count
        assert min(there, back) >= ACME.assumptions.regular_exchanges


@EXAMPLES
@given(logs(ACTIVITY))
def test_a_list_that_stands_in_the_file_twice_counts_once(log: Sheet) -> None:
    twice = pd.concat([log.rows, log.rows], ignore_index=True)
    both = read(Sheet(log.name, log.header, twice, pd.Series(np.arange(2, len(twice) + 2))))
    pd.testing.assert_frame_equal(both.contacts, read(log).contacts)


@EXAMPLES
@given(logs(MAIL))
def test_more_mail_never_makes_trust_less(log: Sheet) -> None:
    more = pd.concat(
        [log.rows, pd.DataFrame([["2026-06-01", "Bob Lee", "Ann Day", "", "9", ""]], columns=log.rows.columns)]
    )
    longer = Sheet(
        log.name, log.header, more.reset_index(drop=True).astype("str"), pd.Series(np.arange(2, len(more) + 2))
    )
    before, after = (contacts(read(each)) for each in (log, longer))
    for pair, (trust, _, count) in before.items():
        assert after[pair][2] >= count and (after[pair][0] or 0) >= (trust or 0)

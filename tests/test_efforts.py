"""Four elements and six efforts: counted by hand; of what nobody recorded nothing is said."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.amounts import Money
from graphkit.assessment import assess
from graphkit.efforts import EFFORTS, MEASURES, Facts, efforts
from graphkit.i18n import LANGUAGES, catalogue
from graphkit.model import Account
from graphkit.samples import SAMPLES, read_sample
from graphkit.tallies import STILL_DAYS, AccountFacts, Tally, account_facts
from tests.strategies import account, accounts
from ui.menu import PAGES

TODAY = datetime.date(2026, 12, 1)
tallies = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: Tally(min(pair), max(pair)))
facts_of_all = st.dictionaries(
    st.integers(1, 9),
    st.builds(
        AccountFacts,
        st.just("A"),
        st.just(()),
        st.dictionaries(st.sampled_from([measure.id for measure in MEASURES]), tallies),
    ),
    max_size=4,
)


def counted(kept: Account, **options: object) -> dict[str, Tally]:
    return dict(account_facts(kept, today=TODAY, **options).tallies)  # type: ignore[arg-type]


def of(*kept: Account) -> Facts:
    return {number: account_facts(each, today=TODAY) for number, each in enumerate(kept, 1)}


def decided(*decisions: dict[str, str]) -> Account:
    rows = [{"id": f"d{number}"} | decision for number, decision in enumerate(decisions)]
    return account([{"id": "a", "name": "Ada"}], decisions=rows)


# -- the four elements -------------------------------------------------------------------------------------------------


def test_the_elements_by_hand() -> None:
    """Two customers, one of whom bought twice; three won of four closed; pounds and euros stay apart."""
    one = decided(
        {"stage": "won", "value": "£100"},
        {"stage": "won", "value": "£300"},
        {"stage": "lost", "value": "£999"},
        {"stage": "proposal", "value": "£1m"},
    )
    two = decided({"stage": "won", "value": "€50"}, {"stage": "in talks", "value": "soon"})
    three = decided({"stage": ""})
    elements = efforts(of(one, two, three)).elements
    assert (elements.accounts, elements.customers, elements.open) == (3, 2, 3)
    assert elements.conversion == Tally(3, 4)
    assert elements.repeat == Tally(1, 2)
    assert elements.orders.averages == (Money("EUR", 50), Money("GBP", 200))
    assert elements.pipeline.by_currency == (Money("GBP", 1e6),)
    assert elements.pipeline.unread == ("soon", "")


def test_nothing_known_is_unknown_and_not_zero() -> None:
    for facts in ({}, of(account([{"id": "a", "name": "Ada"}]))):
        found = efforts(facts)
        assert found.elements.conversion.share is None and found.elements.repeat.share is None
        assert found.elements.orders.averages == ()
        assert [effort.level for effort in found.efforts] == [None] * len(EFFORTS)
        assert found.weakest is None
        assert all(effort.weakest is None for effort in found.efforts)


def test_decisions_by_source() -> None:
    one = decided({"lead_source": "tender", "stage": "lost"}, {"lead_source": "fair"}, {})
    two = decided({"lead_source": "tender", "stage": "won"})
    rows = efforts(of(one, two)).sources.to_numpy().tolist()
    assert rows == [["tender", 2, 0, 1, 1], ["", 1, 1, 0, 0], ["fair", 1, 1, 0, 0]]


# -- what one account says ---------------------------------------------------------------------------------------------


def test_one_account_by_hand() -> None:
    need = {"need": "n", "kind": "explicit", "environment": "holds", "logic": "holds"}
    ours = account(
        [
            {"id": "a", "name": "Ada"},
            {"id": "b", "name": "Bea", "role": "user"},
            {"id": "c", "name": "Cleo"},
            {"id": "x", "name": "Xu", "role": "user", "left_on": "2026-01-05"},
        ],
        team=[{"id": "m", "name": "Mo"}],
        contacts=[
            {"member": "m", "person": "a", "trust": "1", "target_trust": "2", "last_contact": "2026-11-01"},
            {"member": "m", "person": "b", "trust": "0", "target_trust": "0"},
            {"member": "m", "person": "c", "trust": "3"},
        ],
        needs=[
            need | {"id": "n1", "offer": "o"},
            need | {"id": "n2"},
            need | {"id": "n3", "kind": "false"},
            {"id": "n4", "need": "n", "logic": "holds"},
        ],
        offers=[{"id": "o", "feature": "f", "evidence": "e"}],
        actions=[{"id": "a1", "what": "ask", "kind": "referral", "done_on": "2026-11-01"}],
        assessments=[
            {"topic": "satisfaction", "item": "result", "rating": "4"},
            {"topic": "satisfaction", "item": "service", "holds": "fails"},
        ],
        decisions=[
            {"id": "d", "target": "a", "stage": "lead", "close_date": "2027-01-01"},
            {"id": "e", "target": "c", "stage": "won"},
            {"id": "f", "stage": "negotiation", "close_date": "2026-11-30"},
            {"id": "g", "stage": "in talks"},
        ],
    )
    ours = assess(ours, "fit", "market", rating=4, today=TODAY)
    ours = assess(ours, "fit", "funding", rating=3, today=TODAY)
    ours = assess(ours, "target", "big", holds="holds", today=TODAY)
    assert counted(ours) == {
        "fit_rated": Tally(1, 2),
        "target_holds": Tally(1, 1),
        "new_leads": Tally(1, 2),  # "in talks" says nothing about how far it is
        "needs_checked": Tally(3, 4),
        "needs_answered": Tally(1, 2),
        "covered": Tally(1, 2),  # Ada decides and is known, Bea has a role and is not
        "trusted": Tally(1, 2),
        "won": Tally(1, 1),
        "moving": Tally(2, 3),  # the date of one has passed
        "satisfied": Tally(1, 2),
        "referred": Tally(1, 1),
    }
    assert counted(ours, criteria=("other",))["target_holds"] == Tally(0, 0)


@pytest.mark.parametrize(("days", "moves"), [(STILL_DAYS, 1), (STILL_DAYS + 1, 0)])
def test_nobody_met_for_long_is_standing_still(days: int, moves: int) -> None:
    met = TODAY - datetime.timedelta(days=days)
    quiet = account(
        [{"id": "a", "name": "Ada"}],
        team=[{"id": "m", "name": "Mo"}],
        meetings=[
            {"date": f"{met}", "member": "m", "person": "a", "outcome": "good"},
            {"date": f"{TODAY}", "member": "m", "person": "a", "outcome": "no_show"},
        ],
        decisions=[{"id": "d"}],
    )
    assert counted(quiet)["moving"] == Tally(moves, 1)


# -- which is weakest --------------------------------------------------------------------------------------------------


def test_the_weakest_and_why() -> None:
    """Closing: 1 of 4 won is 0.625 of enough (0.4); fit: 2 of 4 is 0.83 of enough (0.6): closing is weaker."""
    good = AccountFacts("Good", (), {"fit_rated": Tally(2, 2), "won": Tally(1, 1)})
    bad = AccountFacts("Bad", (), {"fit_rated": Tally(0, 2), "won": Tally(0, 3)})
    found = efforts({1: good, 2: bad, 3: AccountFacts("Silent", ())})
    assert found.weakest is not None and found.weakest.id == "closing"
    assert found.weakest.level == pytest.approx(0.25 / 0.4)
    why = found.weakest.weakest
    assert why is not None and (why.measure.id, why.tally) == ("won", Tally(1, 4))
    assert why.concerned == (2,) and why.silent == 1 and why.is_thin


def test_enough_everywhere_is_no_weakness() -> None:
    assert efforts({1: AccountFacts("A", (), {"won": Tally(4, 5)})}).weakest is None


@given(facts_of_all)
def test_levels_lie_between_nothing_and_enough(facts: Facts) -> None:
    found = efforts(facts)
    assert tuple(effort.id for effort in found.efforts) == EFFORTS
    for effort in found.efforts:
        assert effort.level is None or 0 <= effort.level <= 1
        for measured in effort.measured:
            assert (measured.level is None) == (measured.tally.whole == 0)
            assert set(measured.concerned) <= facts.keys()
    levels = [effort.level for effort in found.efforts if effort.level is not None and effort.level < 1]
    assert (found.weakest.level if found.weakest else None) == min(levels, default=None)


@given(st.lists(accounts(), max_size=3))
def test_the_order_of_accounts_is_irrelevant(drawn: list[Account]) -> None:
    facts = of(*drawn)
    turned = dict(reversed(facts.items()))
    assert efforts(facts).efforts == efforts(turned).efforts
    assert efforts(facts).elements == efforts(turned).elements


def test_a_hundred_accounts_are_quick() -> None:
    stories = [read_sample(sample, TODAY) for sample in SAMPLES]
    began = time.perf_counter()
    facts = {number: account_facts(stories[number % 3], today=TODAY) for number in range(99)}
    assert efforts(facts).weakest is not None
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_its_words_and_its_page(language: str) -> None:
    texts = catalogue("efforts", language)
    for group in ("measure", "measure_do", "measure_name"):
        assert {key.partition(".")[2] for key in texts if key.startswith(f"{group}.")} == {m.id for m in MEASURES}
    assert {measure.effort for measure in MEASURES} == set(EFFORTS)
    assert {measure.page for measure in MEASURES} <= set(PAGES)

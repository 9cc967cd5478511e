"""What is done on a person's card is kept: one tap, one revision."""

import pytest
from streamlit.testing.v1 import AppTest

from graphkit.samples import read_sample
from graphkit.store import Store
from tests.test_pages import TODAY, keep, store, visit

__all__ = ["store"]
WEI = "Wei Lin Tan"


@pytest.fixture
def card(store: Store) -> tuple[AppTest, Store, int, str]:
    """The map of the sample with one person's card open, and where it is kept."""
    story = read_sample("halden_pumps", TODAY)
    id_ = keep(store, story)
    person = next(key for key, name in story.labels.items() if name == WEI)
    return visit("map", account=id_, person=person), store, id_, person


def test_a_meeting_is_two_taps_and_everything_follows(card: tuple[AppTest, Store, int, str]) -> None:
    app, kept, id_, person = card
    next(button for button in app.button if button.key and button.key.endswith("-good")).click().run()
    assert not app.exception
    next(button for button in app.button if button.label == "Keep the meeting").click().run()
    assert not app.exception
    account, version = kept.load(id_)
    met = account.meetings[account.meetings["person"].eq(person) & account.meetings["date"].eq(str(TODAY))]
    assert met["outcome"].tolist() == ["good"] and version == 2
    contact = account.contacts[
        account.contacts["person"].eq(person) & account.contacts["member"].eq(met["member"].iloc[0])
    ]
    assert contact["last_contact"].dt.date.tolist() == [TODAY]


def test_a_tapped_rating_holds_for_the_open_decision_only(card: tuple[AppTest, Store, int, str]) -> None:
    app, kept, id_, person = card
    power = next(box for box in app.segmented_control if box.label.startswith("Power"))
    power.set_value(5).run()
    assert not app.exception
    account, version = kept.load(id_)
    first, second = (decision.id for decision in account.decisions[:2])
    assert version == 2 and account.rated_for(first).person(person).power == 5
    before = read_sample("halden_pumps", TODAY)
    assert account.rated_for(second).person(person).power == before.rated_for(second).person(person).power


def test_somebody_new_stands_on_the_map(card: tuple[AppTest, Store, int, str]) -> None:
    app, kept, id_, person = card
    form = [field for field in app.text_input if field.label == "Title"][-1]
    form.set_value("Head of Quality")
    next(button for button in app.button if button.label == "Add").click().run()
    assert not app.exception
    account, _ = kept.load(id_)
    added = account.people[account.people["title"].eq("Head of Quality")]
    assert added["name"].tolist() == ["TBD"] and added["reports_to"].tolist() == [person]

"""Random accounts of any size: a reporting tree with four to ten reports each, and informal ties on top."""

from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from graphkit import schema
from graphkit.model import Account

_names = count()
_GIVEN = "Ana|Björn|Chidi|Dörte|Élodie|Farid|Grace|Hana|Iñigo|Jörg|Kenji|Łucja|Mehmet|Nora|Olga|伟|敏|Zoë"
_FAMILY = "Åkesson|Brown|Castro|Díaz|Eze|Fischer|Girard|Horák|Ito|Jansen|Kowalska|Lindqvist|Müller|Novák|Öz|王|李|张"
_TITLES = "Analyst|Buyer|Chief of Staff|Director, Operations|Engineer|Head of Sales, EMEA|Manager|VP, Finance"
_UNITS = "Engineering|Finance|Human Resources|Operations|Procurement|Quality|Research, Basic|Sales"
_PLACES = "Berlin|Chicago|Lagos|Osaka|São Paulo|Warszawa|上海|Zürich"


def random_account(people: int, *, members: int = 5, seed: int = 0) -> Account:
    """An account with one informal tie per person, half of them close in the chart, and a few contacts low in it."""
    random = np.random.default_rng(seed)
    ids = np.array([f"p{number:07}" for number in range(people)])
    spans = random.integers(4, 11, people)
    managers = np.repeat(np.arange(people), spans)[: people - 1]
    table = pd.DataFrame({"id": ids, "name": ids})
    table["reports_to"] = np.append("", ids[managers])
    for name, low, high in (("power", 1, 6), ("influence", 1, 6), ("support", -2, 3)):
        rated = random.integers(low, high, people).astype(float)
        table[name] = np.where(random.random(people) < 0.3, np.nan, rated)
    near = np.clip(np.arange(people) + random.integers(1, 30, people), 0, people - 1)
    other = np.where(random.random(people) < 0.5, near, random.integers(0, people, people))
    ties = pd.DataFrame({"source": ids, "target": ids[other]})[other != np.arange(people)]
    ties = ties.assign(kind="friend", strength=random.integers(1, 6, len(ties)).astype(float))
    team = pd.DataFrame({"id": [f"m{number}" for number in range(members)]})
    known = random.integers(people // 2, people, members * 4)
    contacts = pd.DataFrame({"member": team["id"].repeat(4).to_numpy(), "person": ids[known]})
    contacts = contacts.assign(trust=random.integers(1, 4, len(contacts)).astype(float))
    tables = {
        "people": table,
        "ties": ties,
        "team": team.assign(name=team["id"]),
        "contacts": contacts.drop_duplicates(["member", "person"]),
    }
    return Account(name=f"{people} people", **{name: _typed(name, frame) for name, frame in tables.items()})


def unseen(account: Account) -> Account:
    """The same account under another name: to every cache of the library one that it has never met."""
    return account.with_(name=f"{len(account.people)} people, {next(_names)}")


def org_chart(people: int, *, seed: int = 0) -> bytes:
    """A CSV export of that many people: eight columns, rows in random order, names in UTF-8, commas in quotes."""
    random = np.random.default_rng(seed)
    account = random_account(people, seed=seed)
    ids = account.people["id"]

    def pick(words: str) -> npt.NDArray[np.object_]:
        return random.choice(np.array(words.split("|"), object), people)

    table = pd.DataFrame({"id": ids, "name": pick(_GIVEN) + " " + pick(_FAMILY), "title": pick(_TITLES)})
    table = table.assign(unit=pick(_UNITS), location=pick(_PLACES), email=ids + "@example.com")
    table["reports_to"] = account.people["reports_to"]
    table["power"] = schema.to_text(account.people, schema.PEOPLE)["power"]
    return table.sample(frac=1, random_state=seed).to_csv(index=False).encode()


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    table = schema.BY_NAME[name]
    blank = table.empty()
    columns = {
        column: frame[column].astype(blank[column].dtype).to_numpy()
        if column in frame
        else pd.Series("" if blank[column].dtype == "str" else None, index=range(len(frame)), dtype=blank[column].dtype)
        for column in table.names
    }
    return schema.in_order(pd.DataFrame(columns).astype(blank.dtypes.to_dict()), table)

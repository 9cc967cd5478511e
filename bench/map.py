"""Map: what somebody at it has to wait for
"""
from __future__ import annotations

import numpy as np

from bench.accounts import random_account
from graphkit.model import Account, Decision

def made_account(people: int, *, known: float = 0.02, seed: int = 0) -> Account:
    """An account with units two deep after its reporting lines, of whose people only a few are rated."""
    account = random_account(people, seed=seed)
    random = np.random.default_rng(seed)
    table = account.people
    boss = np.append(0, table["reports_to"].iloc[1:].map(account.positions).to_numpy(int))
    ancestors = [np.arange(people)]
    while ancestors[-1].any():
        ancestors.append(boss[ancestors[-1]])
    chain = np.array(ancestors[::-1])  # from the top down to each person
    depth = (chain > 0).argmax(axis=0)
    level = [np.take_along_axis(chain, np.minimum(depth + more, len(chain) - 1)[None], 0)[0] for more in (0, 1)]
    unit = [f"Division {a} / Department {b}" if b != a else f"Division {a}" for a, b in zip(*level, strict=True)]
    unit[0] = "Board"
    rated = random.random(people) < known
    rated[0] = True
    given = np.array("Ana|Björn|Chidi|Dörte|Élodie|Farid|Grace|Hana|Kenji|Nora|Olga|Zoë".split("|"))
    family = np.array("Åkesson|Brown|Castro|Eze|Fischer|Horák|Ito|Jansen|Lindqvist|Müller|Novák|Öz".split("|"))
    names = [f"{a} {b}" for a, b in zip(random.choice(given, people), random.choice(family, people), strict=True)]
    columns = {"unit": unit, "name": names, "support": table["support"].where(rated)}
    target = str(table["id"].iloc[0])
    return account.with_(people=table.assign(**columns).astype(table.dtypes.to_dict()), decisions=(Decision("d", "Made", target=target),))

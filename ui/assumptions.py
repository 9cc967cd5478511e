"""The assumptions of an account: what each is, why, and a place to change it."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import streamlit as st

from graphkit.assumptions import Assumptions
from graphkit.errors import GraphkitError
from ui.session import Session


def edit_assumptions(session: Session) -> None:
    """A table of every number the engines assume; what is changed is saved with the account."""
    st.caption(session.say("account.about_assumptions"))
    current, default = session.account.assumptions, Assumptions()
    names = [item.name for item in fields(Assumptions)]
    shown = pd.DataFrame(
        {
            "what": [session.sentence(f"assumption.{name}.name") for name in names],
            "value": [_written(getattr(current, name)) for name in names],
            "default": [_written(getattr(default, name)) for name in names],
            "reason": [session.sentence(f"assumption.{name}.reason") for name in names],
        }
    )
    config = {
        "what": session.say("account.assumption"),
        "value": session.say("account.assumption_value"),
        "default": session.say("account.assumption_default"),
        "reason": session.say("account.assumption_reason"),
    }
    edited = st.data_editor(
        shown,
        hide_index=True,
        placeholder="",
        disabled=["what", "default", "reason"],
        column_config=config,
        height=600,
        key=f"assumptions-{session.id}-{session.version}",
    )
    differs = not edited["value"].equals(shown["value"])
    save = st.button(
        session.say("save"), type="primary", disabled=not differs, icon=":material/save:", key="assumptions"
    )
    if save:
        values = session.attempt(lambda: _read(names, edited["value"].tolist()))
        if values is not None:
            session.save(session.account.with_(assumptions=values), note=session.say("account.assumptions"))


def _written(value: float | tuple[float, ...]) -> str:
    return "; ".join(f"{number:g}" for number in (value if isinstance(value, tuple) else (value,)))


def _read(names: list[str], cells: list[str]) -> Assumptions:
    values: dict[str, float | list[float]] = {}
    for name, cell in zip(names, cells, strict=True):
        try:
            numbers = [float(part) for part in str(cell or "").split(";")]
        except ValueError:
            raise GraphkitError("not_numbers", value=cell) from None
        values[name] = numbers if isinstance(getattr(Assumptions(), name), tuple) else numbers[0]
        if isinstance(values[name], float) and len(numbers) != 1:
            raise GraphkitError("not_numbers", value=cell)
    return Assumptions().with_values(values)

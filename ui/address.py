"""What is chosen on a page stands in its address: a link opens the same view in any language, the way back works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


def choice(
    widget: Callable[..., Any], label: str, name: str, options: Sequence[T], *, default: T | None = None, **looks: Any
) -> T:
    """One of the options, chosen in a box or a row of buttons; the address says which.

    name : of the parameter. Its value is the option itself, not the words it is shown with, which are of one language
    (Streamlit's own `bind` writes the words). The default, else the first option, is left out.
    """
    usual = options[0] if default is None else default
    key = f"address-{name}"
    named = {str(option): option for option in options}.get(st.query_params.get(name, ""), usual)
    if st.session_state.get(key) != named:
        st.session_state[key] = named
    chosen: T = widget(label, options, key=key, on_change=_follow, args=(name, usual), **looks)
    return chosen


def _follow(name: str, usual: object) -> None:
    """The address says what was just chosen."""
    chosen = st.session_state[f"address-{name}"]
    if chosen == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)

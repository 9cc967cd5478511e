"""How every page looks beyond the theme, and large type for a projector."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from graphkit.i18n import text

_HERE = Path(__file__).parent


def look(language: str) -> None:
    """The style of every page, and the switch for large type: it stays on over all pages, and in the address."""
    st.html(_HERE / "look.css")
    st.html(f"<style>:root {{{_own_words(language)}}}</style>")
    if "room" in st.query_params:
        st.session_state["room"] = st.query_params["room"] == "1"
    label, meaning = text("screen.room.large", language), text("screen.room.large_help", language)
    if st.toggle(label, help=meaning, key="room", on_change=_follow, persist_state="session"):
        st.query_params["room"] = "1"
        st.html(_HERE / "large.css")


def _own_words(language: str) -> str:
    """What Streamlit writes in English only, for the style to write in its place; texts of the catalogue, no others."""
    limit = st.get_option("server.maxUploadSize")
    words = {
        "choose-file": text("screen.upload.choose", language),
        "file-limit": text("screen.upload.limit", language, megabytes=limit),
    }
    return " ".join(f"--graphkit-{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items())


def _follow() -> None:
    """The address says what the switch says."""
    if not st.session_state["room"]:
        st.query_params.pop("room", None)

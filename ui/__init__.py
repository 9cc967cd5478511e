"""Everything that imports Streamlit and is not a page."""

from ui.session import Session, start

__all__ = ["Session", "start"]

"""Everything that imports Streamlit and is not a page."""

from ui.opening import start
from ui.session import Session

__all__ = ["Session", "start"]

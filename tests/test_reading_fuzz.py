"""The law of `tests.reading_fuzz` on a few files; `python -m tests.reading_fuzz 10000` takes as many as you like."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading_fuzz import Case, cases, read_case


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases, st.none() | st.integers(0, 6))
def test_no_row_is_lost_whatever_was_done_to_the_file(case: Case, header: int | None) -> None:
    read_case(case, header)

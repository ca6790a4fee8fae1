"""Cells that a spreadsheet would run or change, in files that the shop reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.guarded_cells import guarded, unguarded

_TEXTS = st.text(alphabet="'=+-@ \n\t0123456789/Ee.,ab\uff1d", max_size=12) | st.text(max_size=30)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+49 30 1234", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\n=1+1", "\uff1d1+1",
        "0042", "4006381333931", "1E5", "1.5e+3", "10-12", "3/4", "2026-12-24",
        "2026-12-24 18:00:00", "2026-12-24T18:00+0100",
    ],
)  # fmt: skip
def test_cell_that_a_spreadsheet_runs_or_changes_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(f"'{cell}") == cell


@pytest.mark.parametrize(
    "cell",
    ["", "Mug", "49.90", "1299,00", "0.50", "42", "it's", "'twas", "49.90 EUR", "a=b", "T-1"],
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


@given(_TEXTS)
def test_every_cell_is_read_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@given(_TEXTS)
def test_no_guarded_cell_starts_like_a_formula(cell: str) -> None:
    assert not guarded(cell).lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))

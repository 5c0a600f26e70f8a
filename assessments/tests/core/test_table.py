"""CSV that a spreadsheet opens without running anything."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.table import BEGIN_FORMULAS, csv_text, harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=HYPERLINK(1)"]
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, 0, 2.5, "San Antonio", "", "a=b", "São Paulo"])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert harmless(value) == str(value)


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), max_size=4)
)
def test_every_cell_is_read_back_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    text = csv_text(["one", "two"], rows)
    assert text.startswith("\ufeffone,two\r\n")
    read = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))[1:]
    assert read == [[harmless(cell) for cell in row] for row in rows]
    assert not [cell for row in read for cell in row if cell.startswith(BEGIN_FORMULAS)]

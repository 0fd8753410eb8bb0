"""What is written reads back the same, and nothing in it runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from measures.sheets.grid import read_grid
from measures.sheets.write import About, Figure, Table, Value, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.org","x")',
    "'=1",
    "\uff1d1",
]

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20)
FIGURES = st.builds(
    Figure, value=st.decimals(0, 10_000, places=2), places=st.integers(0, 4), percent=st.booleans()
).map(lambda figure: Figure(round(figure.value, figure.places), figure.places, figure.percent))
ROWS = st.lists(
    st.lists(st.one_of(TEXTS, FIGURES, st.integers(0, 10**9)), min_size=1, max_size=6), min_size=1, max_size=6
)


def texts_of(rows: list[list[Value]]) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_texts_and_figures_read_back_as_they_were_written(rows: list[list[Value]]) -> None:
    for name, written in (("a.csv", write_csv(rows)), ("a.xlsx", write_xlsx([Table("Rows", rows)]))):
        if any(str(value).strip() for row in rows for value in row):
            assert [list(row.cells) for row in read_grid(written, name).rows] == texts_of(rows)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text_in_a_workbook(text: str) -> None:
    written = write_xlsx([Table("Comments", [["said"], [text]])])
    cell = load_workbook(io.BytesIO(written)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe_in_csv_which_our_reader_takes_away(text: str) -> None:
    written = write_csv([["said"], [text]])
    _, (cell,) = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert cell == f"'{text}"
    assert read_grid(written, "a.csv").rows[1].cells == (text,)


def test_numbers_are_written_as_numbers_that_show_their_decimals() -> None:
    written = write_xlsx([Table("Figures", [["a"], [Figure(Decimal("37.5"), 1, percent=True), Decimal("-7.10"), 3]])])
    cells = load_workbook(io.BytesIO(written)).worksheets[0][2]
    assert [(cell.value, cell.number_format) for cell in cells] == [(0.375, "0.0%"), (-7.1, "0.00"), (3, "General")]
    assert read_grid(written, "a.xlsx").rows[1].cells == ("37.5%", "-7.10", "3")
    assert write_csv([[Decimal("-7.10"), dt.date(2023, 11, 1), None]]) == b"\xef\xbb\xbf-7.10,2023-11-01,\r\n"


def test_characters_and_titles_that_a_workbook_does_not_allow_do_not_stop_an_export() -> None:
    rows = [["a\x00b\ud800"], ["#N/A"], ["x" * 40_000]]
    written = write_xlsx([Table("In/Out: [a very long title of a sheet]", rows)])
    workbook = load_workbook(io.BytesIO(written))
    sheet = workbook.worksheets[0]
    assert sheet.title == "In Out   a very long title of a"
    assert sheet["A1"].value == "a\ufffdb\ufffd"
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("#N/A", "s")
    assert len(str(sheet["A3"].value)) == 32_767


def test_several_tables_are_sheets_of_one_workbook_with_their_headings_in_sight() -> None:
    workbook = load_workbook(io.BytesIO(write_xlsx([Table("One", [["a"], [1]]), Table("Two", [["b"], [2]], 2)])))
    assert workbook.sheetnames == ["One", "Two"]
    assert [sheet.freeze_panes for sheet in workbook.worksheets] == ["A2", "A3"]
    assert workbook.worksheets[0]["A1"].font.bold


def test_a_text_longer_than_its_column_makes_its_row_as_high_as_its_lines() -> None:
    sheet = opened(
        [["Ref", "Said", "By", "On"], ["1.0", "word " * 40, "A", ""], ["1.1", "short", "B", ""], ["one\ntwo"]]
    )
    assert sheet.row_dimensions[2].height == 3 * 15
    assert sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[3].height is None, "left to the program"
    assert sheet.row_dimensions[4].height is None, "a line below the table runs on beside it"
    assert opened([["Said"], ["word " * 10_000, ""]]).row_dimensions[2].height == 409, "no row may be higher"


def test_words_among_numbers_stand_where_the_numbers_do() -> None:
    sheet = opened([["Ref", "Figure", "Why"], ["1.0", Figure(Decimal(48), 0, percent=True), "so"], ["1.1", "NA", "so"]])
    assert [sheet[cell].alignment.horizontal for cell in ("B1", "B2", "B3")] == ["right"] * 3
    assert sheet["A3"].alignment.horizontal is None
    assert sheet["C3"].alignment.indent == 1


def test_a_wide_sheet_prints_on_several_pages_with_the_columns_that_stay_in_sight_on_each() -> None:
    wide = opened([["Ref", *"abcdefgh"], ["1.0", *["word " * 20] * 8]], frozen_columns=1)
    assert wide.page_setup.fitToWidth > 1
    assert wide.print_title_cols == "$A:$A"
    narrow = opened([["Ref", "a"], ["1.0", "word"]], frozen_columns=1)
    assert narrow.page_setup.fitToWidth == 1
    assert narrow.print_title_cols is None


def test_a_printed_page_says_what_it_is_of() -> None:
    about = About("A & B, November 2023", "", dt.datetime(2023, 12, 1, tzinfo=dt.UTC))
    sheet = load_workbook(io.BytesIO(write_xlsx([Table("Key", [["a"], [1]])], about))).worksheets[0]
    assert sheet.oddHeader.right.text == "A && B, November 2023"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def opened(rows: list[list[Value]], **table: Any) -> Any:
    """Return the sheet that is written of rows."""
    return load_workbook(io.BytesIO(write_xlsx([Table("Rows", rows, **table)]))).worksheets[0]

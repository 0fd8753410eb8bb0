"""A workbook's number is read as the text that its cell shows a person."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook

from measures.sheets.displayed import displayed
from measures.sheets.grid import read_grid
from tests.factories.sheets import saved


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.48, "0%", "48%"),
        (0.375, "0%", "38%"),
        (0.375, "0.0%", "37.5%"),
        (0.285, "0%", "29%"),
        (0, "0%", "0%"),
        (459, "General", "459"),
        (459.0, "General", "459"),
        (0.1 + 0.2, "General", "0.3"),
        (17.05, "0.0", "17.1"),
        (16.45, "0.0", "16.5"),
        (7.1, "0.00", "7.10"),
        (10.2, "0.0##", "10.2"),
        (1234.5, "#,##0", "1,235"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (48, '0"%"', "48%"),
        (48.2, r"0.0\%", "48.2%"),
        (12, "_-* #,##0_-;-* #,##0_-", "12"),
        (-3, "0", "-3"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"NA"', "NA"),
        (1500000, '0.0,,"m"', "1.5m"),
        (20 / 53, "# ?/?", "0.377358490566038"),
        (True, "General", "TRUE"),
        (None, "0%", ""),
        (dt.datetime(2023, 11, 1), "mmm-yy", "Nov-23"),
        (dt.datetime(2023, 11, 1), "mmmm yyyy", "Nov-23"),
        (dt.datetime(2026, 5, 23), "d-mmm", "23-May"),
        (dt.datetime(2023, 11, 1), "dd/mm/yyyy", "2023-11-01"),
        (dt.date(2023, 12, 4), "yyyy-mm-dd", "2023-12-04"),
    ],
)
def test_a_cell_reads_as_it_shows(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


def test_a_workbook_typed_by_hand_reads_as_it_looks() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    typed: list[tuple[str | float | dt.datetime, str]] = [
        ("7.10", "@"),
        (0.48, "0%"),
        (dt.datetime(2023, 11, 1), "mmm-yy"),
        (16.47, "General"),
        (7.1, "0.00"),
    ]
    for column, (value, number_format) in enumerate(typed, start=2):
        sheet.cell(row=3, column=column, value=value).number_format = number_format
    grid = read_grid(saved(workbook), "typed.xlsx")
    assert grid.filled_rows()[0].line == 3
    assert grid.filled_rows()[0].cells == ("", "7.10", "48%", "Nov-23", "16.47", "7.10")


def test_the_first_visible_sheet_with_anything_in_it_is_read() -> None:
    workbook = Workbook()
    hidden, shown = workbook.create_sheet("hidden"), workbook.create_sheet("shown")
    hidden["A1"], shown["A1"] = "no", "yes"
    hidden.sheet_state = "hidden"
    assert [row.cells for row in read_grid(saved(workbook), "a.xlsx").rows] == [("yes",)]


def test_the_sheet_with_measures_and_figures_is_read_past_a_cover_and_its_contents() -> None:
    workbook = Workbook()
    cover = workbook.worksheets[0]
    cover.title = "Cover"
    contents: list[list[str]] = [["Performance report"], ["1", "Scorecard", "3"], ["2", "Notes", "9"]]
    for row in contents:
        cover.append(row)
    table: list[list[object]] = [
        ["Ref", "Measure", "Oct 2023", "Nov 2023"],
        ["1.1", "% of visits", 0.30000000000000004, 200 / 3],
    ]
    scorecard, data = workbook.create_sheet("Scorecard"), workbook.create_sheet("Data")
    for cells in table:
        scorecard.append(cells)
        data.append(cells)
    grid = read_grid(saved(workbook), "report.xlsx")
    assert (grid.sheet, [row.cells for row in grid.rows]) == (
        "Scorecard",
        [("Ref", "Measure", "Oct 2023", "Nov 2023"), ("1.1", "% of visits", "0.3", "66.666667")],
    )
    assert [each.sentence for each in grid.rounded] == ["Line 2, column 4 (D): 66.6666666666667 is read as 66.666667."]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("0.30000000000000004", "0.3"),
        ("66.66666667%", "66.666667%"),
        ("1,234.0000001", "1234"),
        ("1.123456", "1.123456"),
    ],
)
def test_a_number_of_a_text_file_with_more_decimals_than_a_figure_has_is_rounded(said: str, read: str) -> None:
    grid = read_grid(f'a,b\n"{said}",text 1.12345678\n'.encode(), "a.csv")
    assert grid.rows[1].cells == (read, "text 1.12345678")
    assert [each.said for each in grid.rounded] == ([] if said == read else [said])

"""The scorecard's file arrives exactly, in every kind of file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from measures.choices import Comparator, Missing, RecordedDirection, TargetKind
from measures.sheets.scorecard import CountReading, SheetRow, cells_of, read_scorecard
from tests.factories.sheets import (
    Cells,
    as_csv,
    as_txt,
    as_xlsx,
    content,
    line_of,
    sample_catalogue,
    sample_cells,
    sample_sheet,
    with_cell,
)

NOVEMBER = dt.date(2023, 11, 1)
NUMBER = 16


def row(ref: str) -> SheetRow:
    return next(row for row in sample_sheet().rows if row.ref == ref)


def test_every_cell_of_the_table_is_kept_as_it_was_said_with_its_line_and_column() -> None:
    table = {cells[0]: (line, cells) for line, cells in enumerate(sample_cells(), start=1) if len(cells) == 17}
    rows = sample_sheet().rows
    assert len(rows) == 45
    for each in rows:
        line, cells = table[each.ref]
        assert each.title == cells[1]
        said = [(cell.line, cell.column, cell.said) for _, _, cell in cells_of(sample_sheet(), each)]
        assert said == [(line, column, cells[column - 1]) for column in range(3, 18)]


def test_the_months_the_baseline_and_the_comparators_come_from_the_two_heading_rows() -> None:
    sheet = sample_sheet()
    assert sheet.months == tuple(dt.date(2023, month, 1) for month in range(5, 12))
    assert (sheet.baseline_label, sheet.baseline_month) == ("Apr-23", dt.date(2023, 4, 1))
    assert [(column.comparator, column.area, column.period) for column in sheet.comparators] == [
        (Comparator.STATISTICAL_NEIGHBOURS, "Statistical Neighbours", "not known"),
        (Comparator.REGION, "South West", "2022/23"),
        (Comparator.NATIONAL, "National", "2021/22"),
        (Comparator.GOOD, "Good+", "2022/23"),
    ]
    assert sheet.comparators[0].note == "Purple 2021/22 Orange 2022/23"


def test_references_are_text_so_that_7_10_is_a_measure_of_its_own_after_7_9() -> None:
    refs = [row.ref for row in sample_sheet().rows]
    assert refs.index("7.10") == refs.index("7.9") + 1
    assert row("7.10").title == "% of Pathway plans up to date"
    assert row("7.1").title == "% of CEP with an up to date visit"


def test_a_blank_line_inside_the_table_does_not_end_it() -> None:
    assert row("7.9").line == row("7.8").line + 2


def test_to_be_confirmed_not_available_blank_and_zero_stay_four_different_things() -> None:
    assert row("1.1").target.reading.kind is TargetKind.TO_BE_CONFIRMED
    assert row("9.0").baseline.reading.kind is TargetKind.TO_BE_CONFIRMED
    assert row("8.2").target.reading.kind is TargetKind.NONE
    assert row("6.7").target.reading.figure == Decimal(0)
    assert row("1.0").benchmarks[Comparator.STATISTICAL_NEIGHBOURS].reading.missing is Missing.NOT_AVAILABLE
    assert row("8.2").benchmarks[Comparator.STATISTICAL_NEIGHBOURS].reading.empty
    assert row("9.4").figures[NOVEMBER].reading.empty
    assert row("5.1").figures[NOVEMBER].reading.value == Decimal(0)
    assert row("5.1").number.reading == CountReading(Decimal(0), None)


@pytest.mark.parametrize(
    ("ref", "counts"),
    [
        ("1.1", (632, 2039)),
        ("2.1", (275, 466)),
        ("3.3", (48, None)),
        ("8.1", (None, None)),
        ("8.2", (432, 4316)),
        ("1.0", (2039, None)),
        ("9.4", (None, None)),
    ],
)
def test_a_fraction_a_lone_count_and_a_rounded_average_are_told_apart(
    ref: str, counts: tuple[int | None, int | None]
) -> None:
    reading = row(ref).number.reading
    assert (reading.numerator, reading.denominator) == counts


def test_a_missing_percent_sign_and_differing_decimals_are_kept_as_they_are() -> None:
    october, november = (row("8.2").figures[dt.date(2023, month, 1)].reading for month in (10, 11))
    assert (october.value, october.percent_sign, october.places) == (Decimal("10.1"), True, 1)
    assert (november.value, november.percent_sign, november.places) == (Decimal("10.2"), False, 1)
    assert [cell.reading.places for cell in row("8.1").figures.values()] == [2, 2, 2, 2, 2, 2, 1]


def test_november_has_39_figures_and_none_of_them_is_corrected() -> None:
    reported = [row for row in sample_sheet().rows if row.figures[NOVEMBER].reading.value is not None]
    assert len(reported) == 39
    assert row("7.7").figures[NOVEMBER].reading.value == Decimal(41)
    assert row("7.7").number.reading == CountReading(Decimal(241), Decimal(523))


def test_the_recorded_arrows_arrive() -> None:
    arrows = [row.arrow.reading for row in sample_sheet().rows]
    counted = {sign: arrows.count(sign) for sign in (*RecordedDirection, None)}
    assert counted == {
        RecordedDirection.UP: 11,
        RecordedDirection.LEVEL: 13,
        RecordedDirection.DOWN: 5,
        None: 16,
    }
    assert row("2.2").arrow.reading is RecordedDirection.DOWN


def test_the_footnotes_the_key_and_the_ten_neighbours_below_the_table_arrive() -> None:
    sheet = sample_sheet()
    assert [note.split()[0] for note in sheet.footnotes] == ["*", "NA"]
    assert len(sheet.key) == 7
    assert sheet.neighbours == (
        "Cornwall",
        "Dorset",
        "Gloucestershire",
        "Herefordshire",
        "Norfolk",
        "Shropshire",
        "Somerset",
        "Suffolk",
        "Wiltshire",
        "Worcestershire",
    )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", as_csv),
        ("semicolons.csv", lambda cells: as_csv(cells, ";")),
        ("tabs.csv", lambda cells: as_csv(cells, "\t")),
        ("a.xlsx", as_xlsx),
        ("marked.txt", lambda cells: b"\xef\xbb\xbf" + as_txt(cells)),
        ("excel.txt", lambda cells: as_txt(cells).decode().replace("\n", "\r\n").encode("utf-16")),
        ("A.TXT", as_txt),
    ],
)
def test_the_same_table_reads_the_same_from_every_kind_of_file(name: str, write: Callable[[Cells], bytes]) -> None:
    read = read_scorecard(write(sample_cells()), sample_catalogue(), name)
    assert content(read) == content(sample_sheet())


def test_a_count_of_full_time_equivalents_may_have_decimals() -> None:
    line = line_of("8.0")
    sheet = read_scorecard(as_txt(with_cell(line, NUMBER, "87.4 / 205.2")), sample_catalogue(), "a.txt")
    agency = next(row for row in sheet.rows if row.ref == "8.0")
    assert agency.number.reading == CountReading(Decimal("87.4"), Decimal("205.2"))

"""The scorecard's file arrives exactly, in every kind of file, or is refused with the place of what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from measures.choices import Comparator, Missing, RecordedDirection, TargetKind
from measures.sheets.problems import SheetRefused
from measures.sheets.scorecard import CountReading, SheetRow, cells_of, read_scorecard
from tests.factories.sheets import (
    SCORECARD,
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
HEADING_LINE = 3
SECOND_HEADING_LINE = 4
FIRST_MONTH, LAST_MONTH, NUMBER, ARROW = 9, 15, 16, 17


def row(ref: str) -> SheetRow:
    return next(row for row in sample_sheet().rows if row.ref == ref)


def problems_of(file: bytes, name: str = "scorecard.txt") -> list[str]:
    with pytest.raises(SheetRefused) as refusal:
        read_scorecard(file, sample_catalogue(), name)
    return [str(problem) for problem in refusal.value.problems]


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


def test_a_scorecard_whose_arrows_were_lost_to_an_old_encoding_is_refused_at_the_arrows() -> None:
    lost = as_txt(sample_cells()).decode().encode("cp1252", errors="replace")
    found = problems_of(lost)
    assert found[0].startswith("Line 5, column 17 (Q): “?” is not one of the arrows")


@pytest.mark.parametrize(
    ("line", "column", "text", "said"),
    [
        (HEADING_LINE, 12, "Jul-23", "The month Jul-23 is there twice."),
        (HEADING_LINE, 15, "Dec-23", "A month is missing: Nov-23 is expected after Oct-23."),
        (HEADING_LINE, 12, "Apr-23", "The months are out of order: Apr-23 comes after Jul-23."),
        (HEADING_LINE, 9, "23-May", "“23-May” is a day and a month"),
        (HEADING_LINE, 9, "Maybe", "“Maybe” is not a month."),
        (HEADING_LINE, 3, "Jun-23", "The baseline's month, Jun-23, is not before May-23."),
        (SECOND_HEADING_LINE, 6, "Someone", "“Someone” is not a known comparator"),
        (SECOND_HEADING_LINE, 8, "National 2022/23", "The comparator “National” is repeated."),
        (6, 1, "1.0", "Reference 1.0 is repeated: line 5 has it too."),
        (5, 1, "1", "No measure has the reference 1. If it is 1.0, write it as text."),
        (5, 1, "10.7", "No measure of the catalogue has the reference 10.7."),
        (5, 1, "one", "“one” is not a reference."),
        (5, 1, "", "The row has no reference."),
        (5, 2, "Conversion contact to referral", "The catalogue's title of 1.0 is"),
        (5, 12, "316 kg", "“316 kg”"),
        (5, 12, "31.6%", "this measure is not a percentage"),
        (5, 12, "-316", "without a sign"),
        (5, 12, "#DIV/0!", "“#DIV/0!”"),
        (5, 12, "TBC", "“TBC”"),
        (5, 3, "300 to 400", "A baseline is one figure, not a range"),
        (5, 4, "500 to 400", "Enter the lower end of the range first"),
        (5, NUMBER, "632 /", "Enter two numbers with a stroke between them"),
        (5, NUMBER, "12.5", "Enter a whole number"),
        (5, ARROW, "up", "“up” is not one of the arrows"),
    ],
)
def test_what_can_not_be_right_is_refused_with_its_line_and_column(
    line: int, column: int, text: str, said: str
) -> None:
    for name, write in (("a.txt", as_txt), ("a.csv", as_csv), ("a.xlsx", as_xlsx)):
        found = problems_of(write(with_cell(line, column, text)), name)
        place = f"Line {line}, column {column} ("
        assert any(problem.startswith(place) and said in problem for problem in found), found


def test_a_heading_that_is_missing_is_named() -> None:
    found = problems_of(as_txt(with_cell(SECOND_HEADING_LINE, 4, "")))
    assert found == ["Line 4: The heading “Target” is missing. The file may be cut short."]


def test_a_count_of_full_time_equivalents_may_have_decimals() -> None:
    line = line_of("8.0")
    sheet = read_scorecard(as_txt(with_cell(line, NUMBER, "87.4 / 205.2")), sample_catalogue(), "a.txt")
    agency = next(row for row in sheet.rows if row.ref == "8.0")
    assert agency.number.reading == CountReading(Decimal("87.4"), Decimal("205.2"))


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    cells = with_cell(5, 12, "x1")
    cells[6][9] = "y2"
    cells[4][13] = "z3"
    found = problems_of(as_txt(cells))
    assert [problem.split(":")[0] for problem in found] == [
        "Line 5, column 12 (L)",
        "Line 5, column 14 (N)",
        "Line 7, column 10 (J)",
    ]


def test_at_most_fifty_problems_are_listed_and_the_rest_are_counted() -> None:
    cells = sample_cells()
    for each in cells[4:20]:
        each[8:15] = ["?"] * 7
    with pytest.raises(SheetRefused) as refusal:
        read_scorecard(as_txt(cells), sample_catalogue(), "a.txt")
    assert len(refusal.value.problems) == 50
    assert str(refusal.value).endswith("And 62 more problems.")


@pytest.mark.parametrize(
    "text",
    [b"", b" \n\t\n", b"Dear all,\nplease find attached\n", b"a,b,c\n1,2,3\n", b"Reference\tMeasure\n", b"\x00" * 50],
)
def test_a_file_that_is_no_scorecard_is_refused(text: bytes) -> None:
    assert problems_of(text)


@pytest.mark.parametrize("name", ["scorecard.xls", "scorecard.pdf", "scorecard.ods", "scorecard", ""])
def test_another_kind_of_file_is_refused_by_its_name(name: str) -> None:
    assert "can not be read" in problems_of(SCORECARD.read_bytes(), name)[0]


def test_a_workbook_under_another_name_and_a_text_named_xlsx_are_refused() -> None:
    assert "it is a workbook" in problems_of(as_xlsx(sample_cells()), "a.csv")[0]
    assert "can not be opened as an Excel workbook" in problems_of(as_txt(sample_cells()), "a.xlsx")[0]


def test_wherever_a_file_is_cut_short_it_is_refused() -> None:
    whole = SCORECARD.read_bytes().rstrip()
    accepted = []
    for length in [*range(0, len(whole) - 200, 31), *range(len(whole) - 200, len(whole))]:
        try:
            read_scorecard(whole[:length], sample_catalogue(), "cut.txt")
        except SheetRefused:
            continue
        accepted.append(whole[length:])
    assert accepted == []


def test_a_measure_of_the_catalogue_without_a_row_means_that_the_file_is_cut_short() -> None:
    cells = [row for row in sample_cells() if row[0] not in ("9.3", "9.4")]
    assert problems_of(as_xlsx(cells), "a.xlsx") == [
        "Line 48: The file is cut short: these measures of the catalogue have no row: 9.3, 9.4."
    ]


def test_a_row_that_lost_its_last_cells_is_refused_and_not_filled_up() -> None:
    cells = sample_cells()
    line = line_of("9.4")
    cells[line - 1] = cells[line - 1][:13]
    assert problems_of(as_txt(cells))[0].startswith(f"Line {line}, column 13 (M): The row has 13 cells")


def test_a_row_of_the_table_below_the_notes_is_refused() -> None:
    cells = sample_cells()
    cells.insert(57, cells.pop(line_of("9.4") - 1))
    assert any("A row of the table stands below the notes." in problem for problem in problems_of(as_txt(cells)))


def test_neighbours_that_are_not_ten_are_refused() -> None:
    cells = [row for row in sample_cells() if row[0] != "Norfolk"]
    assert "9 statistical neighbours are named where an authority has 10" in problems_of(as_txt(cells))[0]

"""A scorecard's file that can not be right is refused, with the line and the column of all that is wrong."""

from __future__ import annotations

import pytest

from measures.sheets.problems import SheetRefused
from measures.sheets.scorecard import read_scorecard
from tests.factories.sheets import (
    SCORECARD,
    as_csv,
    as_txt,
    as_xlsx,
    line_of,
    sample_catalogue,
    sample_cells,
    with_cell,
)

HEADING_LINE = 3
SECOND_HEADING_LINE = 4
NUMBER, ARROW = 16, 17


def problems_of(file: bytes, name: str = "scorecard.txt") -> list[str]:
    with pytest.raises(SheetRefused) as refusal:
        read_scorecard(file, sample_catalogue(), name)
    return [str(problem) for problem in refusal.value.problems]


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

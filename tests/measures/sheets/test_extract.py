"""The monthly extract: one figure a row, parts and earlier months included."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from measures.choices import Missing
from measures.sheets.extract import Extract, read_extract
from measures.sheets.problems import SheetRefused
from measures.sheets.write import Figure, Table, write_xlsx
from tests.factories.sheets import as_csv, as_txt, sample_catalogue

HEADINGS = ["ref", "month", "numerator", "denominator", "value", "breakdown", "part", "additive", "extract date"]
NOVEMBER, OCTOBER = dt.date(2023, 11, 1), dt.date(2023, 10, 1)


def read(*rows: list[str]) -> Extract:
    return read_extract(as_csv([HEADINGS, *rows]), sample_catalogue(), "extract.csv")


def figure(
    ref: str = "2.2",
    month: str = "Nov-23",
    numerator: str = "368",
    denominator: str = "466",
    value: str = "",
    breakdown: str = "",
    part: str = "",
    additive: str = "",
    taken: str = "2023-12-04",
) -> list[str]:
    return [ref, month, numerator, denominator, value, breakdown, part, additive, taken]


def problems_of(*rows: list[str]) -> list[str]:
    with pytest.raises(SheetRefused) as refusal:
        read(*rows)
    return [str(problem) for problem in refusal.value.problems]


def test_figures_of_several_months_arrive_with_what_each_cell_said() -> None:
    extract = read(figure(), figure(month="2023-10", numerator="1,001 ", denominator="1251", value="80%"))
    assert extract.months == (OCTOBER, NOVEMBER)
    assert extract.taken_on == dt.date(2023, 12, 4)
    november, october = extract.rows
    assert (november.numerator.reading, november.denominator.reading) == (Decimal(368), Decimal(466))
    assert november.value.reading.empty
    assert (october.numerator.said, october.numerator.reading) == ("1,001 ", Decimal(1001))
    assert october.value.reading.value == Decimal(80)
    assert (october.value.line, october.value.column) == (3, 5)


def test_a_figure_that_is_not_available_is_no_zero_and_no_blank() -> None:
    missing, zero = read(
        figure(numerator="", denominator="", value="NA"), figure(ref="6.7", numerator="0", denominator="")
    ).rows
    assert missing.value.reading.missing is Missing.NOT_AVAILABLE
    assert zero.numerator.reading == Decimal(0)
    assert zero.value.reading.empty


def test_a_row_whose_counts_say_na_has_no_figure_and_counts_that_say_na_leave_the_value_alone() -> None:
    none, alone = read(
        figure(numerator="NA", denominator=""), figure(ref="7.10", numerator="x", denominator="NA", value="13%")
    ).rows
    assert (none.figure, none.counts) == ("NA", ("", ""))
    assert (alone.figure, alone.counts) == ("13%", ("", ""))


@pytest.mark.parametrize("taken", ["4/12/2023", "04/12/2023", "4.12.2023", "2023-12-04"])
def test_the_extract_date_is_read_as_the_pages_read_a_day(taken: str) -> None:
    assert read(figure(taken=taken)).taken_on == dt.date(2023, 12, 4)


def test_the_parts_of_a_figure_stand_beside_the_whole() -> None:
    whole, north, south = read(
        figure(),
        figure(numerator="168", denominator="200", breakdown="locality", part="North", additive="yes"),
        figure(numerator="200", denominator="266", breakdown="locality", part="South", additive="yes"),
    ).rows
    assert (whole.breakdown, whole.part, whole.additive) == ("", "", False)
    assert (north.breakdown, north.part, north.additive) == ("locality", "North", True)
    assert north.numerator.reading + south.numerator.reading == whole.numerator.reading  # type: ignore[operator]


def test_only_the_columns_of_the_figures_there_are_have_to_stand_in_the_file() -> None:
    content = as_txt([["Month", "Ref", "Value"], ["Nov-23", "8.1", "17.1"]])
    (row,) = read_extract(content, sample_catalogue(), "extract.txt").rows
    assert row.value.reading.value == Decimal("17.1")
    assert row.numerator.said == ""


def test_a_workbook_with_real_numbers_and_dates_reads_the_same() -> None:
    content = write_xlsx(
        [
            Table(
                "Extract",
                [
                    ["ref", "month", "numerator", "denominator", "value"],
                    ["2.2", NOVEMBER, 368, 466, Figure(Decimal(79), percent=True)],
                    ["7.10", NOVEMBER, 450, 523, None],
                ],
            )
        ]
    )
    first, second = read_extract(content, sample_catalogue(), "extract.xlsx").rows
    assert (first.month, first.numerator.reading, first.value.said) == (NOVEMBER, Decimal(368), "79%")
    assert second.ref == "7.10"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (figure(ref="2.9"), "Line 3, column 1 (A): No measure of the catalogue has the reference “2.9”."),
        (
            figure(ref="2"),
            "Line 3, column 1 (A): No measure of the catalogue has the reference “2”. If it is 2.0, write",
        ),
        (figure(), "Line 3, column 1 (A): The figure of 2.2 for Nov-23 is repeated: line 2 has it too."),
        (figure(month="Nov"), "Line 3, column 2 (B): “Nov” is not a month."),
        (figure(month="Oct-23", numerator="12.5"), "Line 3, column 3 (C): Enter a whole number"),
        (figure(month="Oct-23", denominator="-4"), "Line 3, column 4 (D): Enter a figure of zero or more"),
        (figure(month="Oct-23", numerator="x"), "Line 3, column 3 (C): “x” is not a number. Enter one, or leave both"),
        (figure(month="Oct-23", value="79 in all"), "Line 3, column 5 (E): Enter a number"),
        (figure(month="Oct-23", part="North"), "Line 3, column 7 (G): A part needs both"),
        (figure(breakdown="team", part="A", additive="some"), "Line 3, column 8 (H): “some” is neither yes nor no."),
        (figure(month="Oct-23", taken="31/2/2023"), "Line 3, column 9 (I): “31/2/2023” is not a date."),
        (figure(month="Oct-23", taken="2023-02-30"), "Line 3, column 9 (I): “2023-02-30” is not a date."),
        (figure(month="Oct-23", taken="05/12/2023"), "Line 3, column 9 (I): The file has more than one extract date."),
        (figure(month=""), "Line 3, column 2 (B): There is no month."),
        (figure(breakdown="team", part="A", numerator="", denominator=""), "Line 3: The part has no figure."),
        (figure(month="Oct-23")[:5], "Line 3: The row has 5 cells where the headings have 9."),
    ],
)
def test_what_can_not_be_right_refuses_the_whole_file(row: list[str], problem: str) -> None:
    found = problems_of(figure(), row)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_a_file_without_figures_is_refused() -> None:
    for cells in ([["ref", "month"], ["2.2", "Nov-23"]], [HEADINGS]):
        with pytest.raises(SheetRefused):
            read_extract(as_csv(cells), sample_catalogue(), "extract.csv")


def test_a_part_s_name_has_to_fit() -> None:
    long = figure(breakdown="x" * 61, part="North"), figure(breakdown="locality", part="x" * 201)
    assert problems_of(*long) == [
        "Line 2, column 6 (F): Shorten this to at most 60 characters.",
        "Line 3, column 7 (G): Shorten this to at most 200 characters.",
    ]

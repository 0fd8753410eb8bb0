"""The catalogue is read strictly: a word outside the vocabulary refuses the file."""

from __future__ import annotations

import csv
import io

import pytest

from measures.choices import Aim, Basis, Counts, Frequency, Unit
from measures.sheets.catalogue import CatalogueRow, read_catalogue
from measures.sheets.cell import REFERENCE
from measures.sheets.problems import SheetRefused
from tests.factories.sheets import CATALOGUE, Cells, as_csv, as_xlsx, sample_catalogue

LINE_OF_1_1 = 3
COLUMN = {
    heading: column
    for column, heading in enumerate(CATALOGUE.read_text(encoding="utf-8").split("\n")[0].split(","), start=1)
}


def cells() -> Cells:
    return list(csv.reader(io.StringIO(CATALOGUE.read_text(encoding="utf-8"), newline="")))


def with_text(heading: str, text: str, line: int = LINE_OF_1_1) -> bytes:
    changed = cells()
    changed[line - 1][COLUMN[heading] - 1] = text
    return as_csv(changed)


def problems_of(content: bytes, name: str = "catalogue.csv") -> list[str]:
    with pytest.raises(SheetRefused) as refusal:
        read_catalogue(content, name)
    return [str(problem) for problem in refusal.value.problems]


def test_the_sample_has_45_measures_in_9_sections() -> None:
    rows = sample_catalogue().values()
    assert len(rows) == 45
    assert len({row.section for row in rows}) == 9
    assert sample_catalogue()["3.1"] == CatalogueRow(
        ref="3.1",
        section="Child protection enquiries and conferences",
        title="% S47s that progress to ICPC",
        unit=Unit.PERCENT,
        aim=Aim.NEAR_TARGET,
        basis=Basis.MONTH,
        decimals=0,
        numerator="Section 47 enquiries that went on to a conference",
        denominator="count:3.0",
        frequency=Frequency.MONTHLY,
        counts=Counts.CHILDREN,
        may_exceed_100=False,
        relation="numerator close to count:3.2",
        line=11,
    )
    assert [row.ref for row in rows if row.may_exceed_100] == ["8.0"]


@pytest.mark.parametrize(
    ("ref", "source", "label"),
    [
        ("1.1", "count:1.0", ""),
        ("1.0", "population:0-17", ""),
        ("7.2", "group:care leavers 17-18", ""),
        ("8.1", "", "Case holders (FTE)"),
        ("1.3", "", ""),
    ],
)
def test_what_a_measure_is_out_of_is_a_source_or_words(ref: str, source: str, label: str) -> None:
    row = sample_catalogue()[ref]
    assert (row.denominator_source, row.denominator_label) == (source, label)


def test_a_workbook_of_the_catalogue_reads_the_same() -> None:
    assert read_catalogue(as_xlsx(cells()), "catalogue.xlsx") == sample_catalogue()


@pytest.mark.parametrize(
    ("heading", "text", "said"),
    [
        ("unit", "per cent", "“per cent” is not a known unit. It is one of: percent, rate per 10,000, count, average."),
        ("aim", "up", "“up” is not a known aim."),
        ("basis", "", "“” is not a known basis."),
        ("frequency", "weekly", "“weekly” is not a known frequency."),
        ("counts", "dogs", "“dogs” is not a known counts."),
        ("decimals", "1.5", "“1.5” is not a number of decimal places from 0 to 6."),
        ("decimals", "7", "“7” is not a number of decimal places from 0 to 6."),
        ("may_exceed_100", "perhaps", "“perhaps” is neither yes nor no."),
        ("ref", "1.0", "Reference 1.0 is repeated: line 2 has it too."),
        ("ref", "one", "“one” is not a reference."),
        ("title", " ", "A measure needs a title."),
        ("denominator", "", "A measure whose unit is percent needs what it is out of."),
        ("denominator", "count:1.7", "No measure of the catalogue has the reference 1.7."),
        ("relation", "numerator at most count:99", "No measure of the catalogue has the reference 99."),
        ("relation", "as many as 1.3", "“as many as 1.3” is not a relation."),
    ],
)
def test_what_the_vocabulary_does_not_have_is_refused_with_its_line_and_column(
    heading: str, text: str, said: str
) -> None:
    place = f"Line 3, column {COLUMN[heading]} ("
    found = problems_of(with_text(heading, text))
    assert any(problem.startswith(place) and said in problem for problem in found), found


@pytest.mark.parametrize("heading", ["units", "aim"])
def test_a_heading_that_is_unknown_or_repeated_is_refused(heading: str) -> None:
    found = problems_of(with_text("unit", heading, line=1))
    assert found[0] == "Line 1: This is not a catalogue: these headings are missing: unit."
    assert found[1].startswith(f"Line 1, column {COLUMN['unit' if heading == 'units' else 'aim']} (")


def test_a_catalogue_that_ends_in_the_middle_of_a_row_is_refused() -> None:
    content = CATALOGUE.read_bytes().rstrip()
    for missing in range(1, 60):
        assert problems_of(content[:-missing])[0].startswith("Line 46")


def test_a_catalogue_of_headings_alone_is_refused() -> None:
    assert problems_of(as_csv(cells()[:1])) == ["Line 1: The catalogue is cut short: it has headings and no measures."]


@pytest.mark.parametrize("said", ["1.0", "7.10", "A1", "NI 59", "CIN-1", "3"])
def test_a_reference_may_begin_with_letters(said: str) -> None:
    assert REFERENCE.fullmatch(said)


@pytest.mark.parametrize("said", ["Nov-23", "Apr 23", "June24", "1.x", "1.", "ABCDE1", "Children", ""])
def test_a_month_or_a_word_is_no_reference(said: str) -> None:
    assert not REFERENCE.fullmatch(said)

"""The edition as a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from measures.calculation.values import round_half_up
from measures.choices import Audience
from measures.models import Period, Scorecard
from measures.sheets.apply import catalogue_of
from measures.sheets.scorecard import read_scorecard
from reports.document import content_hash
from reports.workbook import FOR_THE_BOARD, workbook_of
from tests.factories.editions import (
    approve_the_sample,
    hostile,
    of_size,
    sample_content,
    sample_edition,
    with_hostile,
    with_measures,
)
from tests.factories.imports import NOVEMBER, imported, sample_scorecard
from tests.factories.sheets import sample_catalogue, sample_sheet

pytestmark = pytest.mark.django_db


def book(content: Any = None) -> Any:
    return load_workbook(io.BytesIO(workbook_of(content or sample_edition())))


def test_its_first_sheet_reads_as_the_very_scorecard_that_was_imported() -> None:
    read = read_scorecard(workbook_of(sample_edition()), sample_catalogue(), "edition.xlsx")
    original = sample_sheet()
    assert [row.ref for row in read.rows] == [row.ref for row in original.rows]
    for row, was in zip(read.rows, original.rows, strict=True):
        assert row.target.reading.figure == was.target.reading.figure
        assert row.baseline.reading.figure == was.baseline.reading.figure
        assert row.number.reading == was.number.reading
        assert row.arrow.reading == was.arrow.reading
        assert {m: c.reading for m, c in row.figures.items()} == {m: c.reading for m, c in was.figures.items()}
        assert {m: c.reading for m, c in row.benchmarks.items()} == {m: c.reading for m, c in was.benchmarks.items()}
    assert read.neighbours == original.neighbours
    assert [c.said for c in read.comparators] == [c.said for c in original.comparators]


def test_importing_it_changes_nothing() -> None:
    scorecard = sample_scorecard()
    approve_the_sample(scorecard)
    again = imported(workbook_of(sample_content(scorecard)), "edition.xlsx", dry_run=True)
    assert again.lines == []
    assert again.figures == []
    assert catalogue_of(Scorecard.objects.get()) is not None
    assert Period.objects.filter(month=NOVEMBER).count() == 1


def test_a_percentage_that_was_entered_without_its_sign_is_named_below_the_table() -> None:
    cells = [str(cell.value) for row in book()["Scorecard"].iter_rows() for cell in row if cell.value is not None]
    named = [cell for cell in cells if cell.startswith("Entered without a percentage sign")]
    assert named == [
        "Entered without a percentage sign, and kept here as the number that was entered: 8.2 Nov-23 (10.2%)"
    ]


def test_figures_are_numbers_with_the_format_of_their_unit() -> None:
    sheet = book()["Scorecard"]
    row = next(row for row in sheet.iter_rows(min_row=3) if row[0].value == "2.2")
    target = row[3]
    assert (target.value, target.number_format) == (0.9, "0%")
    assert all(isinstance(cell.value, (int, float)) for cell in row[8:15])
    assert {cell.number_format for cell in row[8:15]} == {"0%"}


def test_the_latest_figure_of_a_red_measure_is_tinted_and_its_status_is_a_word() -> None:
    workbook = book()
    row = next(row for row in workbook["Scorecard"].iter_rows(min_row=3) if row[0].value == "2.2")
    assert row[14].fill.fgColor.rgb.endswith("FADFDA")
    status = next(row for row in workbook["Status"].iter_rows(min_row=2) if row[0].value == "2.2")
    assert [cell.value for cell in status if cell.fill.fgColor.rgb.endswith("FADFDA")] == ["Red"]


def test_what_bears_a_mark_is_listed_below_the_scorecard_and_read_back_as_nothing() -> None:
    content = sample_edition()
    (measure,) = (measure for measure in content.measures if measure.ref == "2.2")
    series = tuple(replace(figure, revised=figure.month == NOVEMBER) for figure in measure.series)
    marked = with_measures(content, lambda m: replace(m, series=series) if m.ref == "2.2" else m)
    data = workbook_of(marked)
    listed = [str(row[0]) for row in load_workbook(io.BytesIO(data))["Scorecard"].values if row[0]]
    against = ", ".join(m.ref for m in content.measures if m.contradicted)
    assert "1.0" in against
    assert "Marked r (see the sheet Key): 2.2 Nov-23" in listed
    assert f"Marked ≠ (see the sheet Key): the number behind {against}" in listed
    read, was = (read_scorecard(each, sample_catalogue(), "e.xlsx") for each in (data, workbook_of(content)))
    assert [row.ref for row in read.rows] == [row.ref for row in sample_sheet().rows]
    assert read.neighbours == was.neighbours == sample_sheet().neighbours


def test_headings_and_the_measures_names_stay_in_sight() -> None:
    assert book()["Scorecard"].freeze_panes == "C3"


def test_it_has_a_sheet_for_each_part() -> None:
    assert book().sheetnames == [
        "Scorecard",
        "Status",
        "Series",
        "Commentary",
        "Open actions",
        "Data quality",
        "Revisions",
        "Key",
        "About",
    ]


def test_the_key_the_findings_and_the_actions_are_in_it() -> None:
    workbook = book()
    assert any(row[0] == "Amber" for row in workbook["Key"].values)
    assert any("79% is far from" in str(row[3]) for row in workbook["Data quality"].values)
    assert [row[2] for row in workbook["Open actions"].values][1:] == [
        "Agree one referral form with schools",
        "Recruit to three posts",
    ]


def test_no_text_is_a_formula() -> None:
    content = with_hostile(sample_edition(), "2.2")
    workbook = book(content)
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
    first = hostile(sample_edition().by_ref("2.2")).commentary.happening
    assert first.startswith("<script>")
    with zipfile.ZipFile(io.BytesIO(workbook_of(content))) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_commentary_that_begins_like_a_formula_stays_text(start: str) -> None:
    from dataclasses import replace

    from reports.content.measure_model import Commentary
    from reports.content.model import SectionContent

    content = of_size(sample_edition(), 1)
    measure = replace(content.measures[0], commentary=Commentary(f"{start}HYPERLINK(1)"))
    workbook = book(replace(content, sections=(SectionContent("One", "one", (measure,)),)))
    cell = workbook["Commentary"]["C2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_it_carries_the_hash_of_its_content() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(sample_edition()))) as parts:
        core = parts.read("docProps/core.xml").decode()
    assert content_hash(sample_edition()) in core
    assert re.findall(r"<dcterms:modified[^>]*>([^<]*)", core) == ["2023-12-12T10:04:00Z"]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert workbook_of(sample_edition()) == workbook_of(sample_edition())


@pytest.mark.parametrize("measures", [0, 1, 500])
def test_it_opens_at_any_size(measures: int) -> None:
    sheet = book(of_size(sample_edition(), measures))["Status"]
    assert sheet.max_row == measures + 1


def test_the_series_has_the_exact_values() -> None:
    rows = [row for row in book()["Series"].values if row[0] == "2.2"]
    measure = sample_edition().by_ref("2.2")
    assert len(rows) == len(measure.series)
    last = measure.series[-1]
    assert last.value is not None
    assert rows[-1][4] == pytest.approx(float(round_half_up(last.value, 6)))
    assert rows[-1][3] == last.printed


def test_every_sheet_prints_across_a_page_with_its_headings_and_long_texts_in_lines() -> None:
    workbook = load_workbook(io.BytesIO(workbook_of(sample_edition())))
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
    why = next(cell for cell in workbook["Status"][2] if str(cell.value).startswith("Green: 459"))
    assert why.alignment.wrap_text
    assert workbook["Revisions"].column_dimensions["C"].width >= len("Measure")


def test_a_sheet_without_rows_says_so() -> None:
    workbook = book(of_size(sample_edition(), 0))
    assert workbook["Revisions"]["A2"].value == "No figure was revised or restated."
    assert workbook["Data quality"]["A2"].value == "There are no open findings."
    assert workbook["Commentary"]["A2"].value == "There is no commentary."
    assert workbook["Open actions"]["A2"].value == "There are no open actions."


def test_the_public_is_told_that_findings_are_left_out_and_that_no_commentary_was_approved() -> None:
    workbook = book(sample_edition(Audience.PUBLIC))
    assert "Open actions" not in workbook.sheetnames
    assert workbook["Data quality"]["A2"].value == FOR_THE_BOARD
    assert workbook["Commentary"]["A2"].value == "No commentary was approved for the public."

"""The page's data, the PDF and the workbook say the same, cell by cell."""

from __future__ import annotations

import html as entities
import io
import re

import pytest
from openpyxl import load_workbook

from measures.charts import month_label
from measures.choices import Unit
from measures.sheets.displayed import displayed
from reports.document import html_of
from reports.workbook import workbook_of
from tests.factories.editions import sample_edition

pytestmark = pytest.mark.django_db


def printed_rows() -> dict[str, list[str]]:
    """Return the cells of the printed scorecard, by reference."""
    found = {}
    for table in re.findall(r'<table class="scorecard">.*?</table>', html_of(sample_edition()), re.DOTALL):
        for row in re.findall(r"<tr><td>.*?</tr>", table):
            cells = [
                entities.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
                for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
            ]
            found[cells[0]] = cells
    return found


def workbook_rows(sheet: str) -> dict[str, list[str]]:
    """Return what the cells of a sheet show, by reference."""
    rows = load_workbook(io.BytesIO(workbook_of(sample_edition())))[sheet].iter_rows()
    return {str(row[0].value): [displayed(cell.value, cell.number_format or "General") for cell in row] for row in rows}


def test_the_pdf_prints_every_cell_of_the_content() -> None:
    rows, content = printed_rows(), sample_edition()
    assert list(rows) == [measure.ref for measure in content.measures]
    for measure in content.measures:
        cells = rows[measure.ref]
        compared = [measure.benchmark(column.comparator) for column in content.comparators]
        assert cells[1] == measure.title
        assert cells[2:4] == [measure.baseline.shown, measure.target.shown]
        assert cells[4:8] == [mark.shown if mark else "" for mark in compared]
        assert cells[8:15] == [measure.figure(month).printed for month in content.months]
        assert cells[15] == measure.number
        assert cells[17].split()[0] == measure.rag.label.split()[0]
        assert measure.direction.label in cells[18]


def test_the_workbook_shows_every_cell_of_the_pdf() -> None:
    printed, shown = printed_rows(), workbook_rows("Scorecard")
    for measure in sample_edition().measures:
        pdf, sheet = printed[measure.ref], shown[measure.ref]
        assert sheet[1] == pdf[1]
        assert sheet[2:8] == pdf[2:8]
        for on_paper, in_cell in zip(pdf[8:15], sheet[8:15], strict=True):
            if measure.decimals == 0 and measure.unit is not Unit.AVERAGE:
                assert in_cell == on_paper
            elif in_cell:  # kept with the decimals and the sign that it was given with, so that it reads back
                assert float(in_cell.rstrip("%")) == pytest.approx(float(on_paper.rstrip("%")), abs=0.0501)
        assert sheet[15] == pdf[15]


def test_the_status_sheet_says_what_the_pdf_says() -> None:
    shown = workbook_rows("Status")
    for measure in sample_edition().measures:
        cells = shown[measure.ref]
        assert cells[3:9] == [
            month_label(measure.shown_month) if measure.shown_month else "",
            measure.current.printed,
            measure.target.shown,
            measure.rag.label,
            measure.rag_reason,
            measure.direction.label,
        ]

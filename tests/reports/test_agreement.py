"""The page, the PDF and the workbook say the same, cell by cell; and what the PDF prints is what the database holds."""

from __future__ import annotations

import datetime as dt
import html as entities
import io
import re
import secrets
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

import pypdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from measures.actions.recalculate import recalculate
from measures.calculation.values import display
from measures.charts import month_label
from measures.choices import TargetKind, Unit
from measures.models import Scorecard, Submission, Target, TargetMonth
from measures.series import approved, read_lines
from measures.sheets.displayed import displayed
from reports.actions import sign
from reports.content import from_data
from reports.document import html_of
from reports.pdf import to_pdf
from reports.workbook import workbook_of
from tests.factories.accounts import browser_of
from tests.factories.editions import approve_the_sample, of_size, sample_content, sample_edition
from tests.factories.imports import NOVEMBER, sample_scorecard
from tests.factories.inputs import BaselineFactory
from tests.factories.reports import ready_round
from tests.reports.edition_page import page_of

pytestmark = pytest.mark.django_db


@cache
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


@cache
def page() -> str:
    """Return the edition's page as a signed-in reader is sent it."""
    return page_of(sample_edition())


@cache
def page_rows() -> dict[str, list[str]]:
    """Return the cells of the scorecard on the edition's page, by reference."""
    found = {}
    for row in re.findall(r'<tr role="row" id="measure-.*?</tr>', page()):
        cells = [
            " ".join(entities.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
        ]
        ref, _, cells[0] = cells[0].partition(" ")
        found[ref] = [ref, *cells]
    return found


@pytest.mark.parametrize("measure", range(45))
def test_the_page_shows_every_cell_of_the_pdf(measure: int) -> None:
    printed = list(printed_rows().values())[measure]
    shown = page_rows()[printed[0]]
    assert shown[:16] == printed[:16]
    assert shown[17].split()[0] == printed[17].split()[0]
    assert shown[18].split() == printed[18].split()[: len(shown[18].split())]


def test_the_page_has_as_many_measures_as_the_pdf_and_in_the_same_order() -> None:
    assert list(page_rows()) == list(printed_rows())


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
        assert cells[15] == measure.number_printed
        assert cells[17].split()[0] == measure.rag.label.split()[0]
        assert measure.direction.label in cells[18]


def test_a_figure_that_its_counts_contradict_is_marked_beside_them() -> None:
    marked = {ref for ref, cells in printed_rows().items() if cells[15].startswith("≠ ")}
    assert marked == {measure.ref for measure in sample_edition().measures if measure.contradicted}
    assert marked


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
        assert sheet[15] == pdf[15].removeprefix("≠ ")
        assert sheet[16] == measure.rag.short
        assert sheet[16].split() == pdf[17].split()[: len(sheet[16].split())]
        assert sheet[17] == f"{measure.direction.arrow} {measure.direction.label}".strip()
        assert sheet[17].split() == pdf[18].split()[: len(sheet[17].split())]


@pytest.mark.parametrize(("first", "label"), [(4, "Mar-23"), (5, "Apr-23")])
def test_the_baselines_are_of_the_same_month_in_all_three_and_never_of_one_that_has_a_figure(
    first: int, label: str
) -> None:
    whole = of_size(sample_edition(), 1)
    content = replace(whole, months=tuple(dt.date(2023, month, 1) for month in range(first, 12)))
    sheet = load_workbook(io.BytesIO(workbook_of(content)))["Scorecard"]
    assert (sheet["C1"].value, sheet["C2"].value) == (label, "Baseline")
    for html in (page_of(content), html_of(content)):
        assert re.findall(r">(\w+-\d+) baseline<", html) == [label]


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


def rows_of(part: str, html: str) -> list[list[str]]:
    """Return the cells of the table of a part of the report, as the page or the paper has it."""
    found = re.search(rf'id="{part}".*?</table>', html, re.DOTALL)
    rows = re.findall(r"<tr>.*?</tr>", found[0].partition("<tbody>")[2], re.DOTALL) if found else []
    return [[entities.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def test_the_data_quality_notes_are_the_same_in_all_three() -> None:
    printed = rows_of("quality", html_of(sample_edition()))
    assert len(printed) == sum(len(measure.findings) for measure in sample_edition().measures)
    assert rows_of("quality", page()) == [[f"{ref} {title}", *rest] for ref, title, *rest in printed]
    sheet = load_workbook(io.BytesIO(workbook_of(sample_edition())))["Data quality"]
    assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == printed
    assert {row[-1] for row in printed} == {"No explanation was given."}


def test_the_open_actions_of_the_other_measures_are_the_same_in_all_three() -> None:
    title = sample_edition().by_ref("1.0").title
    said = ["Agree one referral form with schools", "Front door manager"]
    assert rows_of("actions", html_of(sample_edition())) == [["1.0", title, *said, "29 February 2024"]]
    assert rows_of("actions", page()) == [[f"1.0 {title}", *said, "29 February 2024"]]
    sheet = workbook_rows("Open actions")
    assert sheet["1.0"] == ["1.0", title, *said, "2024-02-29"]
    assert sheet["2.2"][2] == "Recruit to three posts"
    assert 'id="actions"' not in html_of(of_size(sample_edition(), 0))


def test_a_target_that_is_reached_month_by_month_says_so_on_the_scorecard_and_in_all_three() -> None:
    november = ready_round(4)
    _, line, profile, short = (Target.objects.get(measure=each.measure) for each in november.definitions)
    Target.objects.filter(pk=line.pk).update(kind=TargetKind.LINEAR)
    BaselineFactory.create(measure=line.measure, figure=Decimal(60))
    Target.objects.filter(pk__in=(profile.pk, short.pk)).update(kind=TargetKind.PROFILE)
    for target, month in ((profile, dt.date(2023, 11, 1)), (short, dt.date(2024, 1, 1))):
        level = Decimal(65) if target == profile else Decimal(90)
        TargetMonth.objects.create(target=target, month=month, figure=level)
    client = browser_of(november.signatory)
    table = reverse("measures:scorecard", args=[november.scorecard.slug, november.period.key])
    expected = ["90%", "90% by March", "90% by March", "90% by January"]
    at_work = client.get(table, {"columns": "target"}).content.decode()
    recalculate(scorecard=november.scorecard)
    edition = sign(period=november.period, by=november.signatory)
    content = from_data(edition.data())
    assert [measure.target.shown for measure in content.measures] == expected
    on_page, on_paper = client.get(edition.get_absolute_url()).content.decode(), html_of(content)
    book = load_workbook(io.BytesIO(workbook_of(content)))
    for sheet, column in (("Scorecard", 3), ("Status", 5)):
        cells = {str(row[0].value): row[column] for row in book[sheet].iter_rows()}
        shown = [displayed(cells[each.ref].value, cells[each.ref].number_format) for each in november.definitions]
        assert shown == expected
    for html in (at_work, on_page, on_paper):
        assert [said for said in re.findall(r">(90%(?: by \w+)?)<", html) if said][:4] == expected


def test_ten_measures_picked_at_random_are_printed_as_the_database_holds_them() -> None:
    seed = secrets.randbelow(10**9)
    scorecard = sample_scorecard()
    approve_the_sample(scorecard)
    slots = Submission.objects.filter(period__month=NOVEMBER, approved_revision__isnull=False)
    refs = sorted(slots.values_list("definition__ref", flat=True))
    picked = Random(seed).sample(refs, 10)  # noqa: S311 - which ones does not matter, that they differ does
    lines = printed_lines(scorecard, picked)
    for ref in picked:
        revision = slots.select_related("approved_revision").get(definition__ref=ref).approved_revision
        assert revision is not None
        line = next(line for line in read_lines(scorecard, NOVEMBER, known=approved) if line.definition.ref == ref)
        figures = [line.shown(month) for month in sorted(line.slots) if month.year == 2023 and month.month > 4]
        if revision.value is not None:  # the figure as it was typed, in the database's own column
            assert figures[-1] == display(revision.value, line.facts.unit, line.facts.decimals), f"seed {seed}, {ref}"
        printed = [text.split() for text in lines if text.startswith(f"{ref} ")]
        assert any(is_within(figures, words) for words in printed), f"seed {seed}, {ref}: {figures} not in {printed}"


def printed_lines(scorecard: Scorecard, refs: list[str]) -> list[str]:
    """Return the lines of text of the PDF of these measures alone: to lay out all of them takes long."""
    content = sample_content(scorecard)
    own = (replace(one, measures=tuple(m for m in one.measures if m.ref in refs)) for one in content.sections)
    content = replace(content, sections=tuple(one for one in own if one.measures), exceptions=())
    document = pypdf.PdfReader(io.BytesIO(to_pdf(html_of(content))))
    return [line for page in document.pages for line in page.extract_text(extraction_mode="layout").splitlines()]


def is_within(figures: list[str], words: list[str]) -> bool:
    """Return whether the figures stand among the words one after another."""
    wanted = [figure for figure in figures if figure]
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))

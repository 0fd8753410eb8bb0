"""The report's pages: nothing is printed twice, and each page holds what was planned for it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pypdf
import pytest

from measures.choices import Audience, Missing, Rag, Unit
from reports.content import EditionContent
from reports.content.marks import marks
from reports.content.measure_model import MeasureContent
from reports.content.model import KeyEntry, StatusCount
from reports.document import html_of
from reports.fitting import EMPTY, LEAST_ROWS, PAGE, divided
from reports.options import FULL, MEASURE, SECTION, SUMMARY, Extra
from reports.pdf import to_pdf
from reports.scorecard_tables import (
    CELL_PADDING,
    ENOUGH_FOR_TITLES,
    FEW_MONTHS,
    MANY_MONTHS,
    scorecard_tables,
    widths_of,
)
from reports.widths import lines, width
from tests.factories.editions import (
    edition_of_three_years,
    hostile,
    of_size,
    sample_edition,
    with_measures,
    with_other_spans,
)

pytestmark = pytest.mark.django_db


def pages(content: EditionContent, option: str = FULL, most: int | None = None) -> list[str]:
    """Return what the report's pages say, or the first of them."""
    read = pypdf.PdfReader(io.BytesIO(to_pdf(html_of(content, option)))).pages
    return [page.extract_text() for page in read[:most]]


def over_months(content: EditionContent, count: int) -> EditionContent:
    """Return an edition with so many columns of months."""
    months = tuple(dt.date(2023, 12, 1) - dt.timedelta(days=30 * i) for i in range(count))
    return replace(content, months=tuple(month.replace(day=1) for month in reversed(months)))


@pytest.mark.parametrize("reason", ["7.5: A team was counted twice.", "7.5: A team was counted twice. " * 40])
def test_the_summary_of_a_later_edition_says_on_its_two_pages_that_it_supersedes_and_why(reason: str) -> None:
    later = replace(sample_edition(), number=2, reason=reason)
    printed = pages(later, SUMMARY)
    assert len(printed) == 2
    said = " ".join(printed[0].split())
    assert "Why there is a new edition. It supersedes edition 1. 7.5: A team was counted twice." in said
    assert ("The full report has the whole reason." in said) is (len(reason) > 320)


@pytest.mark.parametrize("option", [f"{SECTION}:assessment", f"{MEASURE}:2.2"])
def test_a_part_of_a_later_edition_says_so_too(option: str) -> None:
    first = sample_edition()
    later = replace(first, number=2, reason="7.5: A team was counted twice.")
    said = "<strong>Why there is a new edition.</strong> It supersedes edition 1. 7.5: A team was counted twice."
    assert said in html_of(later, option)
    assert "Why there is a new edition" not in html_of(first, option)


def test_the_key_ends_the_page_of_the_sources_where_nobody_s_approval_is_printed() -> None:
    public = html_of(sample_edition(Audience.PUBLIC))
    assert 'id="approvals"' not in public
    assert '<section class="part whole" id="key">' in public
    assert "Signed by Robin Hale" in public
    assert 'id="approvals"' in html_of(sample_edition())


def test_a_section_without_a_red_measure_says_so_on_its_first_page() -> None:
    content = sample_edition()
    assert '<section class="part" id="exceptions">' in html_of(content, f"{SECTION}:children-in-need")
    assert '<section class="page" id="exceptions">' in html_of(content, f"{SECTION}:assessment")


@pytest.mark.parametrize("ref", ["2.2", "4.1", "7.1"])
def test_a_report_of_one_measure_prints_each_of_its_tables_once(ref: str) -> None:
    text = "\n".join(pages(sample_edition(), f"measure:{ref}"))
    for caption in (f"{ref}: the measure", f"{ref}, month by month", "What it is and what it is compared with"):
        assert text.count(caption) == 1, caption


def test_red_measures_of_which_too_much_is_said_are_printed_once() -> None:
    content = sample_edition()
    worst = content.exceptions[:3]  # each takes as long as three pages of the scorecard
    content = with_measures(replace(content, exceptions=worst), lambda m: hostile(m) if m.ref in worst else m)
    found = Counter(re.findall(r"The figures of the chart, (\S+)", "\n".join(pages(content))))
    assert found == dict.fromkeys(content.exceptions, 1)


@pytest.mark.parametrize(("months", "measures", "to_a_section"), [(7, 45, 11), (12, 39, 13), (9, 52, 50)])
def test_every_page_of_the_scorecard_holds_the_tables_that_were_planned_for_it(
    months: int, measures: int, to_a_section: int
) -> None:
    content = over_months(of_size(sample_edition(), measures, to_a_section), months)
    content = replace(content, exceptions=())  # whose own pages take long and hold none of these tables
    planned: list[list[str]] = [[]]
    for table in scorecard_tables(content, content.sections):
        if table.begins_page:
            planned.append([])
        planned[-1].append(table.caption)
    captions = [re.findall(r"^Section \d+(?: \(\d of \d\))?$", page, re.MULTILINE) for page in pages(content)]
    assert [found for found in captions if found] == planned


def test_a_page_of_the_scorecard_is_not_left_empty_where_a_section_can_be_divided() -> None:
    section = [10.0] * 12
    sizes, left = divided(section, 10, 60, begun=True)
    assert sizes == [(5, False), (7, True)]
    assert left == pytest.approx(PAGE - 84)
    assert divided(section, 10, EMPTY - 1, begun=True)[0] == [(12, True)]
    assert divided(section, 10, 130, begun=True)[0] == [(12, False)]


def test_no_part_of_a_divided_section_is_shorter_than_three_rows() -> None:
    sizes, _ = divided([10.0] * 6, 10, 65, begun=True)
    assert sizes == [(6 - LEAST_ROWS, False), (LEAST_ROWS, True)]
    assert divided([30.0] * 4, 10, 60, begun=True)[0] == [(4, True)]


def test_a_row_that_is_higher_than_a_page_is_placed_nevertheless() -> None:
    assert divided([PAGE * 2, 10.0], 10, PAGE, begun=False)[0] == [(1, False), (1, True)]


def test_lines_end_at_spaces_and_after_hyphens_and_a_long_word_is_broken() -> None:
    word = width("accommodation", 8)
    assert lines("", 20, 8) == 1
    assert lines("accommodation accommodation", word * 2.2, 8) == 1
    assert lines("accommodation accommodation", word * 2, 8) == 2
    assert lines("accommodation-accommodation", word * 1.9, 8) == 2
    assert lines("accommodation" * 5, word * 1.01, 8) == 5


@pytest.mark.parametrize(("sections", "reason"), [(9, ""), (25, "2.2: A team was counted twice in October. " * 6)])
def test_the_cover_takes_one_page_however_much_is_on_it(sections: int, reason: str) -> None:
    content = replace(of_size(sample_edition(), sections, 1), organisation="Sample council", reason=reason)
    content = replace(content, exceptions=())
    first, second = pages(content, most=2)
    on_the_cover = re.findall(r"^Section \d+", first, re.MULTILINE)
    assert 9 <= len(on_the_cover) <= sections
    assert not re.findall(r"^Section \d+", second, re.MULTILINE)
    assert "In short" not in second
    assert second.count("rated for November 2023") == second.count("Since the month before") == 1


def test_the_columns_that_were_asked_for_begin_below_their_heading_and_fill_their_pages() -> None:
    size = 60
    content = with_other_spans(of_size(sample_edition(), size))
    asked = FULL + "".join(f"+{extra.value}" for extra in Extra)
    held = [page for page in pages(content, asked) if "Beside the figure of November 2023" in page]
    rows = [page.count("74.5% 1071") for page in held]
    assert sum(rows) == size
    assert "The figures over other spans" in held[0]
    assert all(extra.label in " ".join(held[0].split()) for extra in Extra)
    assert rows[0] >= 20
    counted = sum(bool(measure.quarter) for measure in content.measures)
    assert sum(page.count("9.25 100%") for page in held) == counted < size


def test_columns_that_were_not_asked_for_are_not_printed() -> None:
    assert not any("over other spans" in page for page in pages(with_other_spans(of_size(sample_edition(), 3))))


def two_decimals(content: EditionContent) -> EditionContent:
    """Return an edition whose last figures have two decimals, or are not collected yet."""

    def made(measure: MeasureContent) -> MeasureContent:
        series = tuple(
            replace(figure, shown="76.47%", value=Decimal("76.47"), missing=None)
            if place % 2
            else replace(figure, shown="", value=None, missing=Missing.NOT_COLLECTED)
            for place, figure in enumerate(measure.series)
        )
        return replace(measure, title="Assessments", unit=Unit.PERCENT, series=series)

    return with_measures(content, made)


def test_months_take_the_room_that_titles_leave_so_that_no_figure_is_broken() -> None:
    months = over_months(two_decimals(of_size(sample_edition(), 20)), 9)
    narrow = widths_of(months)
    wide = widths_of(replace(months, comparators=()))
    assert narrow.month == MANY_MONTHS.month
    for text in ("76.47%", "not yet"):
        assert lines(text, wide.month - CELL_PADDING, wide.letters, 700) == 1
    assert wide.title(replace(months, comparators=())) >= ENOUGH_FOR_TITLES


def test_what_is_not_collected_yet_is_said_in_words_that_a_month_s_column_has_room_for() -> None:
    content = two_decimals(of_size(sample_edition(), 2))
    assert ">not yet</td>" in html_of(content)
    assert KeyEntry("not yet", "Not collected yet.") in set(marks(content.measures))
    for widths in (FEW_MONTHS, MANY_MONTHS):
        assert max(width(word, widths.letters, 700) for word in ("not", "yet", "due")) < widths.month - CELL_PADDING


def test_the_names_of_eight_statuses_on_the_cover_leave_each_other_room() -> None:
    content = sample_edition()
    eight = replace(content, status_counts=tuple(StatusCount(rag, 1) for rag in Rag))
    assert len(eight.status_counts) == 8
    assert "Target TBC" in pages(eight, SUMMARY, most=1)[0]
    assert "Target to be confirmed" in pages(content, SUMMARY, most=1)[0]


def test_after_three_years_every_page_of_the_red_measures_holds_as_many_as_were_planned() -> None:
    content = edition_of_three_years()
    assert len(content.exceptions) == 10
    held = [len(re.findall(r"^The figures of the chart", page, re.MULTILINE)) for page in pages(content)]
    assert [count for count in held if count] == [4, 4, 2]

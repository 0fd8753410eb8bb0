"""The sample scorecard into the database: everything it says arrives, exactly, once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.calculation.values import read_count, read_figure, read_fraction
from measures.choices import Comparator, FigureSource, Missing, PeriodState, SubmissionState, TargetKind
from measures.models import (
    Baseline,
    Benchmark,
    Event,
    Load,
    LoadedCell,
    NeighbourSet,
    Period,
    Population,
    RecordedDirection,
    Revision,
    Scorecard,
    Submission,
    Target,
)
from measures.sheets.apply import catalogue_of
from measures.sheets.problems import SheetRefused
from tests.factories.imports import NOVEMBER, imported, rows_in_all_tables, slot, team_member
from tests.factories.people import PersonFactory
from tests.factories.sheets import as_txt, line_of, sample_catalogue, sample_cells, with_cell

pytestmark = pytest.mark.django_db

MONTHS = [dt.date(2023, month, 1) for month in range(5, 12)]
BASELINE, TARGET, FIRST_COMPARATOR, FIRST_MONTH, NUMBER, ARROW = 2, 3, 4, 8, 15, 16


def said_in_the_file() -> dict[str, list[str]]:
    """Return each measure's cells, split by nothing but tabs."""
    refs = set(sample_catalogue())
    return {cells[0]: [cell.strip() for cell in cells] for cells in sample_cells() if cells[0] in refs}


def test_all_measures_arrive_in_the_order_of_their_references(sample: Scorecard) -> None:
    refs = list(Submission.objects.filter(period__month=NOVEMBER).in_order().values_list("definition__ref", flat=True))
    assert refs == list(said_in_the_file())
    assert len(refs) == 45
    assert refs.index("7.10") == refs.index("7.9") + 1
    assert catalogue_of(sample).keys() == sample_catalogue().keys()


def test_the_catalogue_in_the_database_says_what_its_file_says(sample: Scorecard) -> None:
    held = catalogue_of(sample)
    for ref, row in sample_catalogue().items():
        assert held[ref].fields() == row.fields(), ref


def test_every_figure_arrives_exactly_as_it_was_said(sample: Scorecard) -> None:
    for ref, cells in said_in_the_file().items():
        unit = sample_catalogue()[ref].unit
        for position, month in enumerate(MONTHS):
            said, held = cells[FIRST_MONTH + position], slot(sample, ref, month)
            if month == NOVEMBER:
                assert held.draft_figure == said
                continue
            revision = held.published_revision
            assert (revision is not None) == bool(said), (ref, month)
            if revision is not None:
                read = read_figure(said, unit)
                assert (revision.value, revision.places, revision.percent_sign, revision.said) == (
                    read.value,
                    read.places,
                    read.percent_sign,
                    said,
                )


def test_the_counts_behind_november_arrive_and_a_rounded_average_is_no_count(sample: Scorecard) -> None:
    for ref, cells in said_in_the_file().items():
        held = slot(sample, ref)
        numerator, denominator = read_fraction(cells[NUMBER], sample_catalogue()[ref].unit, fractional=True)
        assert (read_count(held.draft_numerator), read_count(held.draft_denominator)) == (numerator, denominator), ref
    assert slot(sample, "8.1").draft_numerator == ""
    assert (slot(sample, "3.3").draft_numerator, slot(sample, "3.3").draft_denominator) == ("48", "")


def test_targets_baselines_and_arrows_arrive_exactly(sample: Scorecard) -> None:
    for ref, cells in said_in_the_file().items():
        target = Target.objects.current().filter(measure__definition__ref=ref, year=2023).first()
        baseline = Baseline.objects.current().filter(measure__definition__ref=ref, year=2023).first()
        arrow = RecordedDirection.objects.filter(measure__definition__ref=ref, month=NOVEMBER).first()
        assert (target.said if target else "") == cells[TARGET]
        assert (baseline.said if baseline else "") == cells[BASELINE]
        assert (arrow.direction if arrow else "") == cells[ARROW]
        if target is not None and cells[TARGET] == "TBC":
            assert (target.kind, target.figure) == (TargetKind.TO_BE_CONFIRMED, None)
        elif target is not None:
            assert target.figure == Decimal(cells[TARGET].rstrip("%"))
        if baseline is not None and cells[BASELINE] == "TBC":
            assert (baseline.figure, baseline.missing) == (None, Missing.NOT_COLLECTED)
        elif baseline is not None:
            assert baseline.figure == Decimal(cells[BASELINE].rstrip("%"))


def test_every_comparator_arrives_and_not_available_is_neither_zero_nor_blank(sample: Scorecard) -> None:
    for ref, cells in said_in_the_file().items():
        for position, comparator in enumerate(Comparator):
            said = cells[FIRST_COMPARATOR + position]
            row = Benchmark.objects.current().filter(measure__definition__ref=ref, comparator=comparator).first()
            assert (row.said if row else "") == said
            if row is None:
                continue
            if said == "NA":
                assert (row.figure, row.missing) == (None, Missing.NOT_AVAILABLE)
            else:
                assert (row.figure, row.missing) == (Decimal(said.rstrip("%")), "")
    assert Benchmark.objects.count() == 44 * 4, "8.2's four cells are blank, which is not NA"
    assert set(Benchmark.objects.values_list("comparator", "period")) == {
        (Comparator.STATISTICAL_NEIGHBOURS, "not known"),
        (Comparator.REGION, "2022/23"),
        (Comparator.NATIONAL, "2021/22"),
        (Comparator.GOOD, "2022/23"),
    }


def test_the_ten_neighbours_and_the_assumed_population_arrive(sample: Scorecard) -> None:
    neighbours = NeighbourSet.objects.current().get(scorecard=sample)
    assert neighbours.neighbours.count() == 10
    population = Population.objects.current().get(scorecard=sample)
    assert (population.figure, population.assumed) == (Decimal(146880), True)


def test_what_each_cell_said_is_kept_beside_what_it_was_read_as(sample: Scorecard) -> None:
    cells = LoadedCell.objects.filter(measure__definition__ref="1.1")
    assert cells.get(heading="Target").said == "TBC"
    assert cells.get(heading="Target").read_as == "to be confirmed"
    assert cells.get(month=NOVEMBER, said="632 / 2039").read_as == "632 out of 2039"
    tbc = LoadedCell.objects.get(measure__definition__ref="9.0", heading__icontains="baseline")
    assert (tbc.said, tbc.line) == ("TBC", line_of("9.0"))
    zero = LoadedCell.objects.get(measure__definition__ref="6.7", heading="Target")
    assert (zero.said, zero.read_as) == ("0", "0")
    blank = LoadedCell.objects.filter(measure__definition__ref="7.1", month=NOVEMBER).first()
    assert blank is None or blank.read_as in ("empty", "no count")


def test_earlier_months_are_history_and_the_last_one_is_open_with_its_figures_as_drafts(sample: Scorecard) -> None:
    states = dict(Period.objects.filter(scorecard=sample).values_list("month", "state"))
    assert states == dict.fromkeys(MONTHS[:-1], PeriodState.PUBLISHED) | {NOVEMBER: PeriodState.OPEN}
    assert set(Period.objects.exclude(month=NOVEMBER).values_list("imported", "signed_at")) == {(True, None)}
    november = Submission.objects.filter(period__month=NOVEMBER)
    assert november.filter(state=SubmissionState.DRAFT).count() == 39
    assert november.filter(state=SubmissionState.NOT_STARTED).count() == 6


def test_a_dry_run_says_what_would_happen_and_keeps_none_of_it() -> None:
    before = rows_in_all_tables()
    tried = imported(slug="another", dry_run=True)
    assert tried.changed
    assert rows_in_all_tables() == before
    done = imported(slug="another")
    assert (tried.lines, tried.figures) == (done.lines, done.figures)


def test_a_dropped_row_or_an_unknown_unit_is_refused_before_anything_is_written() -> None:
    before = rows_in_all_tables()
    short = sample_cells()
    del short[line_of("5.1") - 1]
    for content in (as_txt(short), as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "seventy-nine"))):
        with pytest.raises(SheetRefused):
            imported(content, slug="another")
    assert rows_in_all_tables() == before


def test_a_refused_file_changes_nothing_in_a_scorecard_that_is_there(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    with pytest.raises(SheetRefused) as refusal:
        imported(as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "1.2.3")))
    assert "line 10" in str(refusal.value).lower() or f"line {line_of('2.2')}" in str(refusal.value).lower()
    assert rows_in_all_tables() == before


def test_only_the_performance_team_imports_from_a_page(sample: Scorecard) -> None:
    before = rows_in_all_tables()["measures.Load"]
    content = as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "80%"))
    with pytest.raises(Refused) as refusal:
        imported(content, by=PersonFactory.create())
    assert refusal.value.hidden
    assert Load.objects.count() == before
    assert imported(content, by=team_member(sample)).changed
    assert Event.objects.filter(what="apply_load").order_by("pk").last().channel == "page"  # type: ignore[union-attr]


def test_a_page_does_not_open_a_month(sample: Scorecard) -> None:
    cells = sample_cells()
    for row in cells:
        for column, cell in enumerate(row):
            if cell == "Nov-23":
                row[column] = "Dec-23"
            elif cell in {"May-23", "Jun-23", "Jul-23", "Aug-23", "Sep-23", "Oct-23"}:
                names = ["May-23", "Jun-23", "Jul-23", "Aug-23", "Sep-23", "Oct-23", "Nov-23"]
                row[column] = names[names.index(cell) + 1]
    before = rows_in_all_tables()
    with pytest.raises(Refused, match="December 2023: not opened yet"):
        imported(as_txt(cells), by=team_member(sample))
    after = rows_in_all_tables()
    assert {table for table in after if after[table] != before[table]} <= {"measures.Role", "accounts.User"}


def test_a_figure_of_the_history_that_can_not_be_is_said_to_be_so() -> None:
    impossible = with_cell(line_of("2.2"), FIRST_MONTH + 1, "140%")
    done = imported(as_txt(impossible), slug="another", dry_run=True)
    assert done.applied is not None
    said = [(change.ref, change.note) for change in done.applied.changes if "Error" in change.note]
    assert said == [("2.2", "Error: 140% is more than 100%.")]


def test_history_is_published_by_nobody_and_at_one_moment() -> None:
    now = timezone.now()
    scorecard = imported(slug="another", now=now).scorecard
    revisions = Revision.objects.filter(submission__period__scorecard=scorecard)
    assert revisions.filter(made_by=None, made_at=now).count() == revisions.count() > 0
    assert set(revisions.values_list("source", flat=True)) == {FigureSource.IMPORTED}

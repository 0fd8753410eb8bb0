"""A scorecard's file that is imported again: it changes what it says otherwise, and leaves what a person has set."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from measures.actions.inputs import set_benchmark, set_target
from measures.choices import Comparator, SubmissionState, TargetKind
from measures.models import Benchmark, Load, Revision, Scorecard, Target
from measures.queries.origin import origin_of
from tests.factories.imports import NOVEMBER, OCTOBER, imported, rows_in_all_tables, slot, team_member
from tests.factories.sheets import as_csv, as_txt, as_xlsx, line_of, sample_cells, with_cell
from tests.measures.sheets.test_apply import FIRST_MONTH, TARGET

pytestmark = pytest.mark.django_db


def test_importing_the_same_file_again_changes_nothing(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    again = imported()
    assert not again.changed
    assert (again.lines, again.kept, again.figures) == ([], [], [])
    assert rows_in_all_tables() == before


@pytest.mark.parametrize(("write", "name"), [(as_csv, "s.csv"), (as_xlsx, "s.xlsx"), (as_txt, "s.txt")])
def test_the_same_table_in_another_format_changes_nothing(sample: Scorecard, write: object, name: str) -> None:
    before = rows_in_all_tables()
    assert not imported(write(sample_cells()), name).changed  # type: ignore[operator]
    assert rows_in_all_tables() == before


def test_a_figure_changed_in_the_file_changes_alone(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    changed = imported(as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "80%")))
    assert [(c.ref, c.month, c.effect, c.before, c.after) for c in changed.figures] == [
        ("2.2", NOVEMBER, "changed", "79% (368 of 466)", "80% (368 of 466)")
    ]
    assert changed.lines == []
    assert slot(sample, "2.2").draft_figure == "80%"
    after = rows_in_all_tables()
    assert after["measures.Load"] == before["measures.Load"] + 1
    assert after["measures.Revision"] == before["measures.Revision"]


def test_a_figure_of_a_published_month_waits_to_be_approved_and_the_published_one_stands(sample: Scorecard) -> None:
    imported(as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 6, "81%")))
    october = slot(sample, "2.2", OCTOBER)
    assert october.state == SubmissionState.PUBLISHED
    assert october.published_revision is not None
    assert october.pending_revision is not None
    assert october.published_revision.value == Decimal(80)
    assert (october.pending_revision.value, october.pending_revision.revised) == (Decimal(81), True)


def test_a_target_changed_in_the_file_supersedes_the_older_one_and_names_its_file(sample: Scorecard) -> None:
    changed = imported(as_txt(with_cell(line_of("2.2"), TARGET + 1, "92%")))
    assert changed.lines == ["Target of 2.2 for 2023/24: 92%."]
    older, newer = Target.objects.filter(measure__definition__ref="2.2").order_by("recorded_at", "pk")
    assert older.superseded_at is not None
    assert (newer.figure, newer.superseded_at) == (Decimal(92), None)
    assert newer.load == Load.objects.first()
    assert Load.objects.count() == 2


def test_a_target_set_by_a_person_is_left_by_a_file_and_that_is_said(sample: Scorecard) -> None:
    measure = slot(sample, "1.0").measure
    set_target(
        measure=measure,
        year=2023,
        kind=TargetKind.RANGE,
        low=Decimal(430),
        high=Decimal(470),
        said="430 to 470",
        by=team_member(sample),
    )
    again = imported(as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "80%")))
    assert again.kept == ["Target of 1.0: 430 to 470 was set here and is kept; the file says 450."]
    assert Target.objects.current().get(measure=measure, year=2023).kind == TargetKind.RANGE


@pytest.mark.parametrize("said", ["90% by March", "80% by March"])
def test_a_target_by_month_comes_back_from_the_workbook_of_an_edition_as_it_is(sample: Scorecard, said: str) -> None:
    measure, profile = slot(sample, "1.0").measure, {NOVEMBER: Decimal(85)}
    set_target(
        measure=measure, year=2023, kind=TargetKind.PROFILE, figure=Decimal(90), profile=profile, said="90, by month",
        by=team_member(sample),
    )  # fmt: skip
    said = said.replace("%", "")
    cells = with_cell(line_of("1.0"), TARGET + 1, said)
    cells[line_of("2.2") - 1][FIRST_MONTH + 6] = "80%"
    again = imported(as_txt(cells))
    kept = [f"Target of 1.0: 90, by month was set here and is kept; the file says {said}."]
    assert again.kept == ([] if said == "90 by March" else kept)
    assert Target.objects.current().get(measure=measure, year=2023).kind == TargetKind.PROFILE


def test_a_comparator_from_a_release_is_left_by_a_file(sample: Scorecard) -> None:
    measure = slot(sample, "2.2").measure
    region = Benchmark.objects.current().get(measure=measure, comparator=Comparator.REGION)
    set_benchmark(
        measure=measure,
        comparator=Comparator.REGION,
        area=region.area,
        period=region.period,
        figure=Decimal("80.5"),
        missing=None,
        places=1,
        source="DfE",
        release="November 2023",
        by=None,
    )
    again = imported(as_txt(with_cell(line_of("2.2"), FIRST_MONTH + 7, "80%")))
    assert again.kept == ["Region of 2.2: the figure of DfE is kept; the file says 80.4%."]
    assert Benchmark.objects.current().get(measure=measure, comparator=Comparator.REGION).figure == Decimal("80.5")


def test_an_imported_figure_says_which_file_it_came_from_and_no_system(sample: Scorecard) -> None:
    revision = Revision.objects.filter(source="imported history", submission__period__scorecard=sample).first()
    assert revision is not None
    assert revision.load is not None
    came = next(row["value"] for row in origin_of(revision, revision.submission, None, []) if row["key"] == "Came from")
    day = timezone.localdate(revision.load.applied_at)
    assert came == f"{revision.load.file_name}, imported by the portal on {day:%-d %B %Y}"

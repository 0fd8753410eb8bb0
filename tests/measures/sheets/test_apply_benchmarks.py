"""Published figures as comparators: mapped, dated, sourced; a newer release marks the older, nothing is overwritten."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from measures.actions.outcome import Refused
from measures.choices import Comparator, Missing
from measures.models import Benchmark, Scorecard, headlines
from measures.series import everything, read_lines
from measures.sheets.apply_benchmarks import BenchmarksApplied, import_benchmarks, read_benchmarks
from measures.sheets.chosen_benchmarks import Chosen, published_measures
from measures.sheets.problems import SheetRefused
from measures.sheets.write import Table, write_xlsx
from tests.factories.imports import NOVEMBER, owner_of, rows_in_all_tables, slot, team_member

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
TOOL = DATA / "interactive_tool.csv"
LOOKED_AFTER = DATA / "children_looked_after.csv"
AT_31_MARCH = {"population_type": "Children looked after on 31 March each year"}
RATE = {"rate_per_10000": "6.0"}


def chosen(**more: Any) -> Chosen:
    return Chosen(**{"source": "DfE", "release": "2025-11", "measures": RATE, "filters": AT_31_MARCH, **more})


def applied(
    scorecard: Scorecard, path: Path = LOOKED_AFTER, content: bytes | None = None, *, by: Any = None,
    dry_run: bool = False, **more: Any,
) -> BenchmarksApplied:  # fmt: skip
    choice = chosen(**more)
    rows = read_benchmarks(path if content is None else content, path.name, choice)
    return import_benchmarks(
        scorecard=scorecard, rows=rows, chosen=choice, file_name=path.name, sha256="0" * 64, by=by, dry_run=dry_run
    )


def current(scorecard: Scorecard, ref: str, area: str, period: str) -> Benchmark:
    measure = slot(scorecard, ref).measure
    return Benchmark.objects.current().get(measure=measure, area=area, period=period)


def test_neighbours_region_and_england_become_comparators_of_every_year(sample: Scorecard) -> None:
    done = applied(sample, TOOL, measures={"CPP_rate": "5.0"}, filters={}, authority="Devon")
    neighbour, region, national = Comparator.STATISTICAL_NEIGHBOURS, Comparator.REGION, Comparator.NATIONAL
    assert {(change.area, change.comparator) for change in done.changed} == {
        ("Devon", neighbour),
        ("Dorset", neighbour),
        ("Shropshire", neighbour),
        ("South West", region),
        ("England", national),
    }
    assert {change.period for change in done.changed} == {"2019", "2020", "2023"}
    assert done.left_out == 0


def test_each_figure_has_its_source_its_release_and_its_period(sample: Scorecard) -> None:
    done = applied(sample)
    england = current(sample, "6.0", "England", "2025")
    assert (england.figure, england.places, england.said) == (Decimal(67), 0, "67")
    assert (england.source, england.release, england.load) == ("DfE", "2025-11", done.load)


def test_the_council_s_own_published_figure_stands_beside_its_neighbours(sample: Scorecard) -> None:
    without = {change.area for change in applied(sample, TOOL, measures={"PrevRegCPR": "5.2"}, filters={}).changes}
    assert "Devon" not in without
    applied(sample, TOOL, measures={"PrevRegCPR": "5.2"}, filters={}, authority="Devon")
    own = current(sample, "5.2", "Devon", "2019")
    assert (own.figure, own.comparator) == (Decimal(20), Comparator.STATISTICAL_NEIGHBOURS)


def test_a_symbol_is_kept_as_what_it_means_and_never_as_a_number(sample: Scorecard) -> None:
    applied(sample, TOOL, measures={"PrevRegCPR": "5.2"}, filters={})
    dorset = current(sample, "5.2", "Dorset", "2019")
    assert (dorset.figure, dorset.missing) == (None, Missing.NOT_AVAILABLE)
    assert (dorset.said, dorset.note) == ("-", "not available, no reason given")


def test_how_far_they_can_be_compared_stands_beside_what_a_symbol_means(sample: Scorecard) -> None:
    tool: dict[str, Any] = {"path": TOOL, "measures": {"PrevRegCPR": "5.2"}, "filters": {}}
    note = "The department counts a year, we count a month"
    applied(sample, **tool)
    assert applied(sample, **tool, note=note).changed
    assert not applied(sample, **tool, note=note).changed
    assert current(sample, "5.2", "Dorset", "2019").note == f"not available, no reason given. {note}"
    assert current(sample, "5.2", "Dorset", "2020").note == note


def test_a_workbook_says_what_the_csv_says(sample: Scorecard) -> None:
    rows = list(csv.reader(TOOL.read_text(encoding="utf-8-sig").splitlines()))
    content = write_xlsx([Table("Tool", [[_number(cell) for cell in row] for row in rows])])
    choice = chosen(measures={"PrevRegCPR": "5.2", "CPP_rate": "5.0"}, filters={})
    texts = read_benchmarks(TOOL, TOOL.name, choice)
    numbers = read_benchmarks(content, "tool.xlsx", choice)
    assert [(r.code, r.area, r.period, r.cell.reading) for r in numbers] == [
        (r.code, r.area, r.period, r.cell.reading) for r in texts
    ]


def _number(said: str) -> Decimal | str:
    """Return a cell as a workbook has it: a number where it is one."""
    return Decimal(said) if said.replace(".", "", 1).isdigit() else said


def test_the_same_release_again_changes_nothing(sample: Scorecard) -> None:
    applied(sample)
    before = rows_in_all_tables()
    again = applied(sample)
    assert (again.changed, again.load) == ([], None)
    assert rows_in_all_tables() == before


def test_a_dry_run_says_what_an_import_does_and_writes_nothing(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    tried = applied(sample, dry_run=True)
    assert rows_in_all_tables() == before
    assert tried.changes == applied(sample).changes


def test_a_newer_release_marks_the_older_and_overwrites_nothing(sample: Scorecard) -> None:
    applied(sample)
    older = current(sample, "6.0", "England", "2025")
    content = LOOKED_AFTER.read_bytes().replace(b",81770,67", b",81990,68")
    done = applied(sample, content=content, release="2026-03")
    change = next(c for c in done.changed if (c.area, c.period) == ("England", "2025"))
    assert (change.effect, change.before, change.after) == ("supersedes", "67", "68")
    older.refresh_from_db()
    assert (older.figure, older.superseded_at is not None) == (Decimal(67), True)
    assert current(sample, "6.0", "England", "2025").figure == Decimal(68)


def test_an_older_release_never_takes_the_place_of_a_newer(sample: Scorecard) -> None:
    applied(sample, release="2026-03")
    content = LOOKED_AFTER.read_bytes().replace(b",81770,67", b",81770,66")
    done = applied(sample, content=content, release="2025-11")
    assert done.changed == []
    assert {change.note for change in done.kept} == {"The newer release 2026-03 is kept."}
    assert current(sample, "6.0", "England", "2025").figure == Decimal(67)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"source": " "}, "Enter who published the figures."),
        ({"release": "last spring"}, "Enter when the release came out, such as 2025-11."),
        ({"measures": {"rate_per_10000": "6.0", "children_count": "6.0"}}, r"Two published measures are both our 6\.0"),
        ({"measures": {"rate_per_10000": "6.99"}}, r"The scorecard has no measure with the reference 6\.99\."),
    ],
)
def test_source_release_and_a_measure_that_is_there_are_required(
    sample: Scorecard, more: dict[str, Any], sentence: str
) -> None:
    before = rows_in_all_tables()
    with pytest.raises(Refused, match=sentence):
        applied(sample, **more)
    assert rows_in_all_tables() == before


def test_a_file_with_several_breakdowns_needs_one_to_be_chosen(sample: Scorecard) -> None:
    with pytest.raises(SheetRefused, match="Choose one breakdown with a filter"):
        applied(sample, filters={})


def test_a_file_without_the_measures_chosen_is_refused(sample: Scorecard) -> None:
    with pytest.raises(SheetRefused):
        applied(sample, TOOL, measures={"NoSuchCode": "6.0"}, filters={})


def test_only_the_performance_team_imports(sample: Scorecard) -> None:
    with pytest.raises(Refused):
        applied(sample, by=owner_of(sample, "6.0"))
    assert applied(sample, by=team_member(sample)).changed


def test_a_scorecard_shows_each_comparator_s_newest_figure_and_no_single_neighbour(sample: Scorecard) -> None:
    measure = slot(sample, "6.0").measure
    before = {row.comparator: row.area for row in headlines(Benchmark.objects.current().filter(measure=measure))}
    applied(sample)
    (line,) = read_lines(sample, NOVEMBER, known=everything, measures=[measure.pk])
    assert Counter(row.comparator for row in line.benchmarks) == Counter(list(Comparator))
    shown = {row.comparator: row for row in line.benchmarks}
    assert shown[Comparator.STATISTICAL_NEIGHBOURS].area == before[Comparator.STATISTICAL_NEIGHBOURS]
    assert (shown[Comparator.NATIONAL].area, shown[Comparator.NATIONAL].period) == ("England", "2025")


def test_the_sample_s_published_measures_are_measures_of_its_catalogue(sample: Scorecard) -> None:
    for ref in published_measures().values():
        assert slot(sample, ref)

"""Statuses are brought up to date where something changed, and nowhere else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import structlog
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures import tasks
from measures.actions.approvals import approve
from measures.actions.drafts import submit, withdraw
from measures.actions.inputs import set_population, set_target
from measures.actions.populations import withdraw_population
from measures.actions.recalculate import queue_recalculation, recalculate, run_recalculation
from measures.choices import Aim, Basis, JobState, Rag, SubmissionState, TargetKind, Unit
from measures.models import Event, LastRun, Population, Recalculation, Status, Submission, Target
from reports.actions import sign
from reports.models import Edition
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, Council, council
from tests.factories.inputs import PopulationFactory, TargetFactory
from tests.factories.months import figure_of
from tests.factories.reports import ready_round

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)


@pytest.fixture
def found() -> Council:
    """A council whose figures of both months are submitted, with their statuses."""
    made = council()
    made.put(SubmissionState.SUBMITTED, "1.1", "79")
    made.put(SubmissionState.SUBMITTED, "2.1", "93")
    recalculate(scorecard=made.scorecard)
    return made


def waiting(found: Council) -> int:
    """Do what waits, as the worker would; return how many statuses changed."""
    jobs = list(Recalculation.objects.filter(state=JobState.WAITING).select_related("scorecard"))
    return sum(run_recalculation(job) for job in jobs)


def status(submission: Submission) -> Status:
    return Status.objects.current().get(revision=submission.published_revision_id or submission.submitted_revision_id)


def test_every_figure_gets_its_status_with_the_sentence_and_the_target_it_was_rated_by(found: Council) -> None:
    assert Status.objects.current().count() == 4
    now = status(found.submission())
    assert (now.rag, now.direction) == (Rag.RED, "steady")
    assert now.rag_reason.startswith("Red: 79% against a target of 90%")
    assert now.target == Target.objects.get(measure=found.visits.measure)


def test_doing_it_again_changes_nothing(found: Council) -> None:
    before = list(Status.objects.order_by("pk").values())
    assert recalculate(scorecard=found.scorecard) == 0
    assert list(Status.objects.order_by("pk").values()) == before


def test_a_changed_figure_changes_its_own_status_and_those_of_later_months_only(found: Council) -> None:
    kept = {status(found.submission("2.1")).pk, status(found.submission("2.1", OCTOBER)).pk}
    before = status(found.submission("1.1", OCTOBER))
    slot = found.put(SubmissionState.DRAFT, "1.1", "95")
    submit(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
    assert waiting(found) == 1
    assert status(found.submission()).rag == Rag.GREEN
    assert status(found.submission("1.1", OCTOBER)) == before
    assert kept <= set(Status.objects.current().values_list("pk", flat=True))


def test_an_earlier_months_figure_changes_the_direction_of_the_next(found: Council) -> None:
    october = found.submission("1.1", OCTOBER)
    later = figure_of(found.visits, dt.date(2023, 12, 1), "95")
    recalculate(scorecard=found.scorecard)
    newer = found.submission("1.1", OCTOBER).revisions.create(number=2, value=Decimal(70), source="loaded")
    Submission.objects.filter(pk=october.pk).update(published_revision=newer)
    assert recalculate(scorecard=found.scorecard, measures=[found.visits.measure_id], month=OCTOBER) == 3
    assert status(found.submission()).direction == "improving"
    assert status(later).rag == Rag.GREEN


def test_another_target_rates_its_year_again_and_keeps_what_was_rated_before(found: Council) -> None:
    older = status(found.submission())
    set_target(
        measure=found.visits.measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(70), by=found.people["team"]
    )
    assert waiting(found) == 2
    assert status(found.submission()).rag == Rag.GREEN
    older.refresh_from_db()
    assert (older.current, older.rag, older.target and older.target.figure) == (False, Rag.RED, Decimal(90))


def test_a_population_rates_the_rates_again_and_nothing_else(found: Council) -> None:
    rate = DefinitionFactory.create(
        section=found.care, ref="3.1", unit=Unit.RATE, aim=Aim.LOWER, basis=Basis.SNAPSHOT,
        denominator_source="population:0-17", denominator_label="Children",
    )  # fmt: skip
    TargetFactory.create(measure=rate.measure, figure=Decimal(60))
    PopulationFactory.create(scorecard=found.scorecard, figure=Decimal(100_000))
    slot = figure_of(rate, NOVEMBER, None, state=SubmissionState.SUBMITTED, numerator=Decimal(550))
    recalculate(scorecard=found.scorecard)
    assert status(slot).rag == Rag.GREEN
    set_population(
        scorecard=found.scorecard, area="Sample", age_band="0-17", year="2023", figure=Decimal(80_000), source="New",
        holds_from=NOVEMBER, by=found.people["team"],
    )  # fmt: skip
    assert waiting(found) == 1
    assert status(slot).rag == Rag.RED
    wrong, before = Population.objects.current().get(holds_from=NOVEMBER), timezone.now()
    withdraw_population(population=wrong, why="Of another area.", by=found.people["team"])
    assert waiting(found) == 1
    assert status(slot).rag == Rag.GREEN
    said = Event.objects.get(what="withdraw_population").details
    assert (said["was"], said["is"]) == ("80,000, Sample, 2023 (New)", "100,000, Sample area, 2022 (Mid-year estimate)")
    assert wrong in Population.objects.known_at(before), "what was known until then is found again"


def test_an_edition_stays_as_it_was_signed_whatever_is_worked_out_later() -> None:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    content = edition.content
    set_target(
        measure=november.definitions[0].measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(10),
        by=november.performance,
    )  # fmt: skip
    assert recalculate(scorecard=november.scorecard) == 1
    again = Edition.objects.get(pk=edition.pk)
    assert (again.content, again.is_whole()) == (content, True)


def test_an_approval_alone_changes_no_status(found: Council) -> None:
    slot = found.submission()
    approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)
    assert waiting(found) == 0


def test_a_figure_that_is_taken_back_or_left_out_counts_for_no_later_month(found: Council) -> None:
    december = figure_of(found.visits, dt.date(2023, 12, 1), "81", state=SubmissionState.SUBMITTED)
    recalculate(scorecard=found.scorecard)
    assert "November" in status(december).direction_reason
    slot = found.submission()
    withdraw(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
    assert waiting(found) == 1
    assert "October" in status(december).direction_reason
    assert {e["event"] for e in said_at_night()} == {"statuses_up_to_date"}


def said_at_night() -> list[dict[str, Any]]:
    with structlog.testing.capture_logs() as said:
        tasks.recalculate_all()
    return [dict(entry) for entry in said]


def test_at_night_nothing_is_found_to_change(found: Council) -> None:
    assert {(e["event"], e["log_level"]) for e in said_at_night()} == {("statuses_up_to_date", "info")}


@pytest.mark.parametrize(
    "drift",
    [{"rag": "green"}, {"direction": "improving"}, {"inputs_hash": "0" * 64}, {"current": False}],
    ids=["another status", "another direction", "other inputs", "none"],
)
def test_at_night_a_status_that_is_not_what_the_rules_say_is_put_right_and_said_loudly(
    found: Council, drift: dict[str, Any]
) -> None:
    Status.objects.filter(pk=status(found.submission()).pk).update(**drift)
    (loud,) = [e for e in said_at_night() if e["log_level"] == "error"]
    assert (loud["event"], loud["scorecard"], loud["changed"]) == ("statuses_had_drifted", found.scorecard.slug, 1)
    assert (status(found.submission()).rag, status(found.submission()).direction) == (Rag.RED, "steady")


def test_at_night_what_still_waits_to_be_worked_out_has_not_drifted(found: Council) -> None:
    team = found.people["team"]
    set_target(measure=found.visits.measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(70), by=team)
    (quiet,) = [e for e in said_at_night() if e["scorecard"] == found.scorecard.slug]
    assert (quiet["log_level"], quiet["event"], quiet["awaited"]) == ("info", "statuses_up_to_date", 2)
    assert status(found.submission()).rag == Rag.GREEN
    night = LastRun.objects.get(name=LastRun.NIGHT)
    assert (night.fine, night.said) == (True, "Nothing had changed.")


def test_at_night_a_request_explains_only_what_it_covers_and_nothing_that_has_drifted(found: Council) -> None:
    Target.objects.filter(measure=found.visits.measure).update(figure=Decimal(70))
    queue_recalculation(measure=found.visits.measure, month=NOVEMBER, why="a test")
    queue_recalculation(measure=found.submission("2.1").measure, why="a test")
    Status.objects.filter(pk=status(found.submission("2.1")).pk).update(rag=Rag.RED)
    (loud,) = [e for e in said_at_night() if e["log_level"] == "error"]
    assert loud["changed"] == 2
    assert [sentence.partition(":")[0] for sentence in loud["drifted"]] == ["2.1, November 2023"]


def test_at_night_a_request_that_was_given_up_explains_nothing(found: Council) -> None:
    team = found.people["team"]
    set_target(measure=found.visits.measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(70), by=team)
    Recalculation.objects.update(state=JobState.FAILED)
    (loud,) = [e for e in said_at_night() if e["log_level"] == "error"]
    assert (loud["event"], loud["changed"]) == ("statuses_had_drifted", 2)


def test_the_night_after_a_release_tells_the_statuses_of_older_rules_apart(found: Council) -> None:
    Status.objects.update(rules_version="2020.1", inputs_hash="0" * 64)
    (quiet,) = [e for e in said_at_night() if e["scorecard"] == found.scorecard.slug]
    assert (quiet["log_level"], quiet["event"], quiet["changed"]) == ("info", "statuses_of_older_rules", 4)
    night = LastRun.objects.get(name=LastRun.NIGHT)
    assert (night.fine, "4 statuses were of an older version of the rules" in night.said) == (True, True)
    assert {e["event"] for e in said_at_night()} == {"statuses_up_to_date"}


def test_a_request_that_already_waits_is_not_made_twice(found: Council) -> None:
    measure = found.visits.measure
    for month in (NOVEMBER, NOVEMBER, dt.date(2023, 12, 1)):
        queue_recalculation(measure=measure, month=month, why="a test")
    queue_recalculation(measure=measure, month=OCTOBER, why="a test")
    assert [job.month for job in Recalculation.objects.order_by("pk")] == [NOVEMBER, OCTOBER]


def test_it_takes_as_many_queries_for_many_measures_as_for_one() -> None:
    def queries(measures: int) -> int:
        november = ready_round(measures=measures)
        with CaptureQueriesContext(connection) as captured:
            assert recalculate(scorecard=november.scorecard) == measures
        return len(captured)

    assert queries(1) == queries(30)


def test_a_month_without_any_period_has_nothing_to_work_out() -> None:
    definition = DefinitionFactory.create()
    assert recalculate(scorecard=definition.measure.scorecard) == 0

"""The catalogue: measures, and what they mean from a month on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from measures.actions.catalogue import COMPARED, add_scorecard, define_measure, retire_measure
from measures.actions.outcome import Refused
from measures.actions.periods import plan_period
from measures.choices import Basis, SubmissionState, Unit
from measures.models import Event, Measure, MeasureDefinition, Period, Recalculation, Scorecard, Section, Submission
from measures.permissions import Standing
from measures.queries.board import board_rows, places
from measures.queries.work import due_from
from reports.readiness import readiness
from tests.factories.council import NOVEMBER, OCTOBER, Council, council
from tests.factories.months import PeriodFactory
from tests.racing import at_once

DECEMBER = dt.date(2023, 12, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Council:
    return council()


def said_of(definition: MeasureDefinition, **changes: Any) -> dict[str, Any]:
    """Return what a definition says, as the action takes it."""
    said = {name: getattr(definition, name) for name in COMPARED if name != "section_id"}
    return {**said, "section": definition.section, **changes}


def defined(found: Council, holds_from: dt.date = NOVEMBER, **changes: Any) -> MeasureDefinition:
    return define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=holds_from, by=found.people["team"],
        why="The indicator changed.", **said_of(found.visits, **changes),
    )  # fmt: skip


def test_a_second_scorecard_stands_beside_the_first(found: Council) -> None:
    made = add_scorecard(slug="adults", title="Adults", by=found.people["team"])
    assert Scorecard.objects.count() == 3
    assert Event.objects.get(what="add_scorecard").scorecard == made


def test_two_scorecards_do_not_share_a_short_name(found: Council) -> None:
    with pytest.raises(Refused, match="There already is a scorecard called social-care"):
        add_scorecard(slug="social-care", title="Another", by=found.people["team"])


def test_a_measure_is_added_with_its_section(found: Council) -> None:
    said = said_of(found.visits, ref="3.1", section="Leaving care")
    made = define_measure(scorecard=found.scorecard, holds_from=NOVEMBER, by=None, **said)
    assert made.measure.definition == made
    section = Section.objects.get(title="Leaving care")
    assert (made.section, section.position) == (section, 3)


def test_saying_the_same_again_changes_nothing(found: Council) -> None:
    assert defined(found) == found.visits
    assert MeasureDefinition.objects.filter(measure=found.visits.measure).count() == 1
    assert not Event.objects.filter(what="define_measure").exists()


def test_a_new_definition_holds_from_its_month_and_earlier_months_keep_the_old_one(found: Council) -> None:
    new = defined(found, title="% of visits within 10 days")
    assert found.submission().definition == new
    assert found.submission(month=OCTOBER).definition == found.visits
    assert Measure.objects.get(pk=found.visits.measure_id).definition == new
    assert Recalculation.objects.get().month == NOVEMBER


def test_a_month_that_is_published_keeps_the_definition_it_was_published_by(found: Council) -> None:
    published = found.put(SubmissionState.APPROVED)
    published.state, published.published_revision = SubmissionState.PUBLISHED, published.approved_revision
    published.save()
    defined(found, title="% of visits within 10 days")
    assert found.submission().definition == found.visits


def test_a_new_definition_does_not_reach_back_behind_the_one_in_force(found: Council) -> None:
    defined(found, title="% of visits within 10 days")
    Period.objects.filter(pk=found.november.pk).update(state="published", imported=True)
    with pytest.raises(Refused, match="The definition in force began in November 2023") as refused:
        defined(found, title="% of visits within 5 days")
    assert set(refused.value.fields) == {"holds_from"}


def test_two_measures_do_not_share_a_reference(found: Council) -> None:
    with pytest.raises(Refused, match=r"Another measure has the reference 2\.1"):
        defined(found, ref="2.1")


def test_who_changed_a_definition_and_why_is_an_event(found: Council) -> None:
    defined(found, title="% of visits within 10 days")
    event = Event.objects.get(what="define_measure")
    assert (event.by, event.why, event.measure) == (
        found.people["team"], "The indicator changed.", found.visits.measure,
    )  # fmt: skip


def test_a_definition_that_no_figure_rests_on_yet_is_corrected(found: Council) -> None:
    wrong = defined(found, title="% of vists")
    right = defined(found, title="% of visits within 5 days")
    assert right.pk == wrong.pk
    assert MeasureDefinition.objects.filter(measure=found.visits.measure).count() == 2
    assert Event.objects.filter(what="define_measure").order_by("-pk").first().details["was"] == {"title": "% of vists"}  # type: ignore[union-attr]


def test_a_definition_of_a_month_at_work_is_corrected_though_its_figures_are_handed_in(found: Council) -> None:
    wrong = defined(found, title="% of vists")
    found.put(SubmissionState.SUBMITTED)
    Submission.objects.filter(pk=found.submission().pk).update(definition=wrong)
    right = defined(found, title="% of visits")
    assert (right.pk, found.submission().definition.title) == (wrong.pk, "% of visits")
    assert found.submission(month=OCTOBER).definition == found.visits


def test_a_correction_keeps_the_new_start_of_a_chart_that_was_approved(found: Council) -> None:
    wrong = defined(found, title="% of vists", breaks_comparison=True)
    now, director = timezone.now(), found.people["director"]
    MeasureDefinition.objects.filter(pk=wrong.pk).update(rebased_at=now, rebased_by=director)
    right = MeasureDefinition.objects.get(pk=defined(found, title="% of visits", breaks_comparison=True).pk)
    assert (right.rebased_at, right.rebased_by) == (now, director)
    assert MeasureDefinition.objects.get(pk=defined(found, title="% of stays").pk).rebased_at is None


def test_another_unit_or_basis_always_breaks_the_comparison(found: Council) -> None:
    assert not defined(found, title="% of visits within 10 days").breaks_comparison
    assert defined(found, basis=Basis.ROLLING).breaks_comparison
    assert not defined(found, title="% of visits in time").breaks_comparison
    assert defined(found, unit=Unit.AVERAGE).breaks_comparison


def test_counting_may_change_with_no_other_word_of_the_definition(found: Council) -> None:
    new = defined(found, breaks_comparison=True)
    assert (new.pk != found.visits.pk, new.breaks_comparison, new.rebased_at) == (True, True, None)
    assert defined(found, breaks_comparison=True) == new
    assert not defined(found).breaks_comparison


def test_a_measure_added_to_an_open_month_has_its_place_there(found: Council) -> None:
    made = define_measure(
        scorecard=found.scorecard, holds_from=NOVEMBER, by=found.people["team"], **said_of(found.visits, ref="1.2")
    )
    assert found.submission("1.2").definition == made


@pytest.mark.parametrize("role", ["owner", "director", "signatory", "board", "administrator", "stranger"])
def test_nobody_but_the_performance_team_says_what_a_measure_means(found: Council, role: str) -> None:
    with pytest.raises(Refused, match="There is no such page"):
        define_measure(
            scorecard=found.scorecard, measure=found.visits.measure, holds_from=NOVEMBER, by=found.people[role],
            **said_of(found.visits, title="Mine"),
        )  # fmt: skip
    with pytest.raises(Refused, match="There is no such page"):
        retire_measure(measure=found.visits.measure, retired_from=DECEMBER, why="Mine", by=found.people[role])
    assert not Event.objects.exists()


def test_a_retired_measure_is_in_no_later_month_and_keeps_its_earlier_ones(found: Council) -> None:
    planned = plan_period(scorecard=found.scorecard, month=DECEMBER)
    assert planned.submissions.count() == 2
    retire_measure(measure=found.visits.measure, retired_from=DECEMBER, why="It has ended.", by=found.people["team"])
    assert [s.definition.ref for s in planned.submissions.all()] == ["2.1"]
    assert found.submission().measure == found.visits.measure
    assert Event.objects.get(what="retire_measure").why == "It has ended."


def test_a_measure_that_is_to_be_retired_is_in_use_until_its_last_month_is_over(found: Council) -> None:
    retire_measure(measure=found.visits.measure, retired_from=DECEMBER, why="It has ended.", by=found.people["team"])
    assert set(Measure.objects.filter(scorecard=found.scorecard).in_use()) == {
        found.visits.measure,
        found.placements.measure,
    }
    PeriodFactory.create(scorecard=found.scorecard, month=DECEMBER)
    assert list(Measure.objects.filter(scorecard=found.scorecard).in_use()) == [found.placements.measure]


def test_a_measure_is_not_retired_from_a_month_that_has_begun(found: Council) -> None:
    with pytest.raises(Refused, match="November 2023 has begun with this measure") as refused:
        retire_measure(measure=found.visits.measure, retired_from=NOVEMBER, why="x", by=found.people["team"])
    assert set(refused.value.fields) == {"retired_from"}


def test_a_measure_that_was_to_be_retired_can_stay(found: Council) -> None:
    team = found.people["team"]
    measure = retire_measure(measure=found.visits.measure, retired_from=DECEMBER, why="It has ended.", by=team)
    retire_measure(measure=measure, retired_from=None, why="It goes on.", by=team)
    assert Measure.objects.get(pk=measure.pk).retired_from is None
    assert Event.objects.filter(what="keep_measure").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_retire_a_measure_at_once_one_is_told(found: Council) -> None:
    measures = [Measure.objects.select_related("scorecard").get(pk=found.visits.measure_id) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda measure=measure: retire_measure(
                measure=measure, retired_from=DECEMBER, why="It has ended.", by=found.people["team"]
            )
            for measure in measures
        )
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Measure", "Refused"]
    assert Event.objects.filter(what="retire_measure").count() == 1


def test_a_measure_that_becomes_quarterly_is_no_longer_asked_for_in_between(found: Council) -> None:
    slot = found.submission()
    defined(found, frequency="quarterly")
    assert not Submission.objects.filter(pk=slot.pk).exists()
    standing = Standing.of(found.people["owner"], NOVEMBER)
    assert due_from(standing) == []
    assert not readiness(found.november).outstanding or "1.1" not in readiness(found.november).sentence
    assert "1.1" not in [place.submission.definition.ref for place in places(
        board_rows(Standing.of(found.people["team"], NOVEMBER), found.november), found.november, NOVEMBER
    )]  # fmt: skip
    defined(found, holds_from=DECEMBER, frequency="monthly")
    plan_period(scorecard=found.scorecard, month=DECEMBER)
    assert Submission.objects.filter(measure=found.visits.measure, period__month=DECEMBER).count() == 1


def test_what_was_begun_stays_where_the_measure_becomes_quarterly(found: Council) -> None:
    found.put(SubmissionState.DRAFT)
    defined(found, frequency="quarterly")
    assert found.submission().state == SubmissionState.DRAFT


def test_a_measure_that_becomes_monthly_is_asked_for_in_the_months_at_work(found: Council) -> None:
    defined(found, frequency="annual")
    defined(found, frequency="monthly")
    assert found.submission().state == SubmissionState.NOT_STARTED

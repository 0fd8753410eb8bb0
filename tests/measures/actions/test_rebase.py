"""A chart starts anew where counting changed, once a director approves it: alone, refused, raced, interrupted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from measures.actions import rebase as rebasing
from measures.actions.catalogue import COMPARED, define_measure
from measures.actions.outcome import Overtaken, Refused
from measures.actions.rebase import rebase
from measures.actions.recalculate import recalculate
from measures.assessment import assess
from measures.calculation.due import months_later
from measures.choices import SubmissionState
from measures.models import Event, MeasureDefinition, Recalculation, Status
from measures.queries.as_known import lines_as_known
from measures.series import Line, everything, read_lines
from tests.factories.council import NOVEMBER, Council, council
from tests.factories.months import figure_of
from tests.racing import at_once

AFTER = [90, 91, 92]


@pytest.fixture
def found() -> Council:
    return council()


def counted_anew(found: Council, by: str = "team") -> MeasureDefinition:
    """Return the definition of 1.1 from November on: what is counted changed, and nothing else."""
    said = {name: getattr(found.visits, name) for name in COMPARED if name != "section_id"}
    return define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=NOVEMBER, by=found.people[by],
        why="Only visits in person count.", breaks_comparison=True, **{**said, "section": found.front_door},
    )  # fmt: skip


def charted(found: Council) -> MeasureDefinition:
    """Give measure 1.1 fourteen months before November and three by the new definition."""
    for back in range(2, 15):
        figure_of(found.visits, months_later(NOVEMBER, -back), str(78 + back % 3), state=SubmissionState.SUBMITTED)
    found.submission().delete()
    new = counted_anew(found)
    for ahead, value in enumerate(AFTER):
        figure_of(new, months_later(NOVEMBER, ahead), str(value), state=SubmissionState.SUBMITTED)
    return new


def line_of(found: Council, **more: Any) -> Line:
    through, wanted = months_later(NOVEMBER, 2), [found.visits.measure_id]
    return read_lines(found.scorecard, through, known=everything, measures=wanted, **more)[0]


def groups(line: Line) -> list[int]:
    chart = assess(line, months_later(NOVEMBER, 2)).chart
    return [] if chart is None else [point.group for point in chart.points]


@pytest.mark.django_db
def test_the_comparison_breaks_at_once_and_the_chart_starts_anew_when_it_is_approved(found: Council) -> None:
    new = charted(found)
    assert set(groups(line_of(found))) == {0}
    assert assess(line_of(found), NOVEMBER).movement.direction == "no comparison"
    rebase(definition=new, by=found.people["director"])
    assert groups(line_of(found))[-4:] == [0, 1, 1, 1]
    assert assess(line_of(found), months_later(NOVEMBER, 2)).trial_limits


@pytest.mark.django_db
def test_what_is_stored_follows_the_approval_from_that_month_on(found: Council) -> None:
    new = charted(found)
    recalculate(scorecard=found.scorecard)
    stored = Status.objects.current().filter(revision__submission__measure=new.measure).order_by("pk")
    assert stored.get(revision__submission__period__month=months_later(NOVEMBER, 1)).variation == "improvement"
    Recalculation.objects.all().delete()
    rebase(definition=new, by=found.people["director"])
    asked = Recalculation.objects.get()
    assert (asked.measure, asked.month, asked.why) == (new.measure, NOVEMBER, "chart starts anew")
    assert recalculate(scorecard=found.scorecard) == len(AFTER)
    assert stored.get(revision__submission__period__month=months_later(NOVEMBER, 1)).variation == ""
    assert recalculate(scorecard=found.scorecard) == 0


@pytest.mark.django_db
def test_who_approved_it_is_kept_and_an_earlier_day_still_knows_the_old_chart(found: Council) -> None:
    new, now = charted(found), dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    done = rebase(definition=new, by=found.people["signatory"], now=now)
    assert (done.rebased_at, done.rebased_by) == (now, found.people["signatory"])
    event = Event.objects.get(what="rebase")
    assert (event.by, event.measure, event.details["from"]) == (
        found.people["signatory"], new.measure, "2023-11-01",
    )  # fmt: skip
    before = now - dt.timedelta(days=1)
    lines = lines_as_known(found.scorecard, NOVEMBER, at=before, known=everything, measures=[new.measure_id])
    assert [(line.breaks, line.rebases) for line in lines] == [((NOVEMBER,), ())]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "deputy", "team"])
def test_whoever_holds_the_measure_is_told_who_approves(found: Council, who: str) -> None:
    with pytest.raises(Refused, match="Only the director or whoever signs") as refused:
        rebase(definition=counted_anew(found), by=found.people[who])
    assert not refused.value.hidden
    assert not Event.objects.filter(what="rebase").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other owner", "other director", "board", "administrator", "nobody", "stranger"])
def test_nobody_else_learns_that_there_is_a_measure(found: Council, who: str) -> None:
    with pytest.raises(Refused) as refused:
        rebase(definition=counted_anew(found), by=found.people[who])
    assert refused.value.hidden


@pytest.mark.django_db
def test_nobody_approves_a_change_of_their_own(found: Council) -> None:
    new = counted_anew(found)
    MeasureDefinition.objects.filter(pk=new.pk).update(recorded_by=found.people["director"])
    new.refresh_from_db()
    with pytest.raises(Refused, match="You changed this definition"):
        rebase(definition=new, by=found.people["director"])


@pytest.mark.django_db
def test_a_chart_goes_on_where_figures_can_be_compared_and_a_corrected_change_is_looked_at_again(
    found: Council,
) -> None:
    with pytest.raises(Refused, match="its chart goes on"):
        rebase(definition=found.visits, by=found.people["director"])
    seen = counted_anew(found)
    said = {name: getattr(seen, name) for name in COMPARED if name != "section_id"}
    define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=NOVEMBER, by=found.people["team"],
        breaks_comparison=True, **{**said, "section": found.front_door, "title": "% of visits in person"},
    )  # fmt: skip
    with pytest.raises(Overtaken, match="has been corrected since"):
        rebase(definition=seen, by=found.people["director"])
    fresh = MeasureDefinition.objects.select_related("measure__scorecard").get(pk=seen.pk)
    with pytest.raises(Overtaken, match="has been corrected since"):
        rebase(definition=fresh, seen=seen.recorded_at.isoformat(), by=found.people["director"])
    assert rebase(definition=fresh, seen=fresh.recorded_at.isoformat(), by=found.people["director"]).rebased_at


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_is_told_by_whom_it_was_done(found: Council) -> None:
    new = counted_anew(found)
    rows = [MeasureDefinition.objects.select_related("measure__scorecard").get(pk=new.pk) for _ in range(2)]
    names = ("director", "signatory")
    people = [found.people[name] for name in names]
    outcomes = at_once(
        *(lambda row=row, by=by: rebase(definition=row, by=by) for row, by in zip(rows, people, strict=True))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MeasureDefinition", "Overtaken"]
    assert Event.objects.filter(what="rebase").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_approval_that_is_interrupted_leaves_nothing(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    new = counted_anew(found)

    def fail(**_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(rebasing, "queue_recalculation", fail)
    with pytest.raises(RuntimeError):
        rebase(definition=new, by=found.people["director"])
    new.refresh_from_db()
    assert new.rebased_at is None
    assert not Event.objects.filter(what="rebase").exists()

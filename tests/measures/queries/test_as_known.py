"""A measure and a scorecard as they were known on a date."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.approvals import approve, leave_out, send_back
from measures.actions.catalogue import COMPARED, define_measure
from measures.actions.drafts import Draft, submit, withdraw
from measures.actions.inputs import set_target
from measures.actions.people import give_role
from measures.actions.restatements import agree, ask
from measures.actions.restatements import approve as approve_restatement
from measures.actions.restatements import submit as submit_restatement
from measures.assessment import assess
from measures.choices import FigureSource, Rag, RoleName, SubmissionState, TargetKind
from measures.models import Event, MeasureDefinition, Period, Revision, Submission, Target
from measures.queries.as_known import lines_as_known
from measures.series import Line, approved, everything, read_lines, submitted
from reports.actions import publish, publish_restatements, sign
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, Council, council
from tests.factories.months import PeriodFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


def hour(number: int) -> dt.datetime:
    """Return a moment of 4 December 2023."""
    return dt.datetime(2023, 12, 4, number, tzinfo=dt.UTC)


@pytest.fixture
def found() -> Council:
    """A council whose catalogue was entered long before."""
    made = council()
    long_ago = dt.datetime(2020, 4, 1, tzinfo=dt.UTC)
    MeasureDefinition.objects.update(recorded_at=long_ago)
    Target.objects.update(recorded_at=long_ago)
    return made


def known(found: Council, at: dt.datetime, depth: object = submitted) -> Line:
    """Return measure 1.1 as it was known."""
    (line,) = lines_as_known(
        found.scorecard, NOVEMBER, at=at, known=depth, measures=[found.visits.measure_id]  # type: ignore[arg-type]
    )  # fmt: skip
    return line


def told(found: Council, at: dt.datetime, depth: object = submitted) -> tuple[str, str]:
    """Return the state and the figure of November, as they were known."""
    line = known(found, at, depth)
    return line.slots[NOVEMBER].state.value, line.shown(NOVEMBER)


def submits(found: Council, figure: str, at: dt.datetime) -> Submission:
    slot = found.submission()
    draft = Draft(figure=figure, happening="Visits.")
    return submit(submission=slot, version=slot.version, draft=draft, by=found.people["owner"], now=at)


def worked(found: Council) -> None:
    """Work November: 95% at 9, returned at 10, 96% at 11, approved at 12, signed at 13, published at 14."""
    slot = submits(found, "95%", hour(9))
    send_back(submission=slot, version=slot.version, reason="?", by=found.people["director"], now=hour(10))
    slot = submits(found, "96%", hour(11))
    approve(submission=slot, version=slot.version, by=found.people["director"], caveat="Two.", now=hour(12))
    other = found.submission("2.1")
    leave_out(submission=other, version=other.version, reason="No system.", by=found.people["team"], now=hour(12))
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True, now=hour(13))
    publish(period=Period.objects.get(pk=found.november.pk), by=found.people["team"], now=hour(14))


def test_each_moment_shows_the_state_and_the_figure_of_then(found: Council) -> None:
    worked(found)
    assert [told(found, hour(number) + SECOND) for number in (8, 9, 10, 11, 12, 13)] == [
        ("not started", ""), ("submitted", "95%"), ("returned", "95%"), ("submitted", "96%"), ("approved", "96%"),
        ("published", "96%"),
    ]  # fmt: skip


def test_something_is_known_from_the_moment_itself(found: Council) -> None:
    worked(found)
    assert told(found, hour(9)) == ("submitted", "95%")
    assert told(found, hour(9) - SECOND) == ("not started", "")


def test_how_far_a_reader_may_look_is_asked_of_then(found: Council) -> None:
    worked(found)
    assert [told(found, hour(number), approved) for number in (9, 12, 13)] == [
        ("submitted", ""), ("approved", "96%"), ("published", "96%"),
    ]  # fmt: skip


def test_what_is_known_now_is_what_the_rows_say(found: Council) -> None:
    worked(found)
    found.visits.refresh_from_db()
    ids = [found.visits.measure_id]
    (now,) = read_lines(found.scorecard, NOVEMBER, known=submitted, measures=ids)
    then = known(found, hour(15))
    # October came in by a factory, without the event that a real one has.
    assert then.slots[NOVEMBER].facts == now.slots[NOVEMBER].facts
    assert then.slots[NOVEMBER].submission.caveat == now.slots[NOVEMBER].submission.caveat == "Two."
    assert (then.definition, dict(then.targets), then.owner) == (now.definition, dict(now.targets), now.owner)


def test_a_draft_of_then_has_no_figure_since_it_was_not_kept(found: Council) -> None:
    slot = submits(found, "95%", hour(9))
    withdraw(submission=slot, version=slot.version, by=found.people["owner"], now=hour(10))
    assert told(found, hour(11), everything) == ("draft", "")


def test_a_returned_figure_is_known_to_whoever_may_see_what_was_submitted(found: Council) -> None:
    slot = submits(found, "95%", hour(9))
    send_back(submission=slot, version=slot.version, reason="?", by=found.people["director"], now=hour(10))
    depths = (everything, submitted, approved)
    assert [told(found, hour(11), depth) for depth in depths] == [
        ("returned", "95%"), ("returned", "95%"), ("returned", ""),
    ]  # fmt: skip


def test_a_returned_figure_stays_what_was_submitted_whatever_is_typed_and_submitted_after(found: Council) -> None:
    worked(found)
    line = known(found, hour(10))
    revision = line.slots[NOVEMBER].revision
    assert revision is not None
    assert (revision.number, revision.said) == (1, "95%")


def test_a_figure_is_rated_by_the_target_of_then(found: Council) -> None:
    worked(found)
    set_target(
        measure=found.visits.measure, year=2023, kind=TargetKind.FIGURE, figure=Decimal(99), by=found.people["team"],
        now=hour(16),
    )  # fmt: skip
    assert assess(known(found, hour(15)), NOVEMBER).rag is Rag.GREEN
    assert assess(known(found, hour(16)), NOVEMBER).rag is not Rag.GREEN


def test_a_revision_of_an_earlier_month_is_known_from_its_load_and_published_with_its_signature(
    found: Council,
) -> None:
    october = found.submission(month=OCTOBER)
    revision = Revision.objects.create(
        submission=october, number=2, value=Decimal(82), said="82%", source=FigureSource.LOADED, revised=True,
        made_at=hour(8),
    )  # fmt: skip
    Submission.objects.filter(pk=october.pk).update(pending_revision=revision)
    Event.objects.create(what="revise", submission=october, revision=revision, at=hour(8))
    worked(found)
    assert known(found, hour(7)).shown(OCTOBER) == "80%"
    assert known(found, hour(8)).shown(OCTOBER) == "82%"
    assert known(found, hour(8), approved).shown(OCTOBER) == "80%"
    after = known(found, hour(13), approved)
    assert (after.shown(OCTOBER), after.figure(OCTOBER).revised) == ("82%", True)


def test_a_restated_figure_is_known_from_the_edition_that_restates_it(found: Council) -> None:
    worked(found)
    slot = Submission.objects.select_related("period", "definition", "measure").get(pk=found.submission().pk)
    row = ask(submission=slot, reason="Of October.", by=found.people["owner"], now=hour(15))
    row = agree(restatement=row, version=row.version, by=found.people["team"], now=hour(15))
    row = submit_restatement(
        restatement=row, version=row.version, draft=Draft(figure="97%"), by=found.people["owner"], now=hour(16)
    )
    row = approve_restatement(restatement=row, version=row.version, by=found.people["director"], now=hour(17))
    period = Period.objects.select_related("scorecard").get(pk=found.november.pk)
    publish_restatements(period=period, restatements=[row], by=found.people["signatory"], now=hour(18))
    assert [told(found, hour(number)) for number in (17, 18)] == [("published", "96%"), ("published", "97%")]


def test_a_definition_is_known_from_when_it_was_recorded(found: Council) -> None:
    said = {name: getattr(found.visits, name) for name in COMPARED if name != "section_id"}
    define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=NOVEMBER, by=None, now=hour(12),
        section=found.front_door, **{**said, "title": "Newer"},
    )  # fmt: skip
    assert known(found, hour(11)).definition.title == "% of visits in time"
    assert known(found, hour(12)).definition.title == "Newer"
    assert known(found, hour(12)).slots[OCTOBER].submission.definition.title == "% of visits in time"


def test_a_measure_that_was_not_there_yet_is_not_in_the_scorecard_of_then(found: Council) -> None:
    added = DefinitionFactory.create(section=found.care, ref="3.1", recorded_at=hour(12))
    refs = [
        [line.definition.ref for line in lines_as_known(found.scorecard, NOVEMBER, at=at, known=submitted)]
        for at in (hour(11), hour(12))
    ]
    assert refs == [["1.1", "2.1"], ["1.1", "2.1", added.ref]]


def test_the_owner_of_then_is_named(found: Council) -> None:
    give_role(
        person=found.people["deputy"], role=RoleName.OWNER, scope=found.visits.measure, by=None,
        starts=dt.date(2023, 12, 20), now=hour(9),
    )  # fmt: skip
    assert known(found, hour(9)).owner == "Olive Owner"
    assert known(found, dt.datetime(2023, 12, 20, 9, tzinfo=dt.UTC)).owner == "Dev Deputy"


def test_nothing_is_written_by_looking_back(found: Council) -> None:
    worked(found)
    before = list(Submission.objects.order_by("pk").values())
    known(found, hour(9))
    assert list(Submission.objects.order_by("pk").values()) == before
    assert found.submission().state == SubmissionState.PUBLISHED


def test_a_long_scorecard_takes_as_many_queries_as_a_short_one(found: Council) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            lines_as_known(found.scorecard, NOVEMBER, at=hour(15), known=submitted)
        return len(captured)

    few = queries()
    for number in range(20):
        definition = DefinitionFactory.create(section=found.care, ref=f"3.{number}", recorded_at=hour(1))
        period = PeriodFactory.create(scorecard=found.scorecard, month=NOVEMBER)
        SubmissionFactory.create(definition=definition, measure=definition.measure, period=period)
    assert queries() == few

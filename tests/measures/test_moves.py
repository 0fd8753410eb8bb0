"""Each action in each state: it does what the table of transitions says, or leaves everything as it was."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from measures.actions.approvals import approve, bring_back, leave_out, reopen, send_back
from measures.actions.drafts import Draft, save_draft, submit, withdraw
from measures.actions.outcome import Refused, fetch
from measures.actions.periods import close_period, open_period, open_period_again
from measures.actions.taking_back import take_back_opening
from measures.calculation.due import months_later
from measures.choices import ROLE_SCOPES, PeriodState, RoleName, SubmissionState
from measures.models import Event, Period, Role, Submission
from measures.permissions import Standing, may
from measures.transitions import PERIOD, SUBMISSION
from tests.factories.months import PeriodFactory
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round
from tests.measures.test_transitions import NOW, TODAY, Cell, Hand, expected

DRAFT = Draft(figure="70%", happening="Visits are on time.")
REASON = "The count is of October."
DONE: dict[str, Callable[[Submission, Any], Submission]] = {
    "save": lambda s, by: save_draft(submission=s, version=s.version, draft=DRAFT, by=by, now=NOW),
    "submit": lambda s, by: submit(submission=s, version=s.version, by=by, now=NOW),
    "withdraw": lambda s, by: withdraw(submission=s, version=s.version, by=by, now=NOW),
    "approve": lambda s, by: approve(submission=s, version=s.version, by=by, now=NOW),
    "send_back": lambda s, by: send_back(submission=s, version=s.version, reason=REASON, by=by, now=NOW),
    "leave_out": lambda s, by: leave_out(submission=s, version=s.version, reason=REASON, by=by, now=NOW),
    "bring_back": lambda s, by: bring_back(submission=s, version=s.version, by=by, now=NOW),
    "reopen": lambda s, by: reopen(submission=s, version=s.version, reason=REASON, by=by, now=NOW),
}
"""The actions that a person takes on one submission; loading and publishing are of many."""
PERIOD_DONE: dict[str, Callable[[Period, Any], Period]] = {
    "open": lambda p, by: open_period(
        scorecard=p.scorecard, month=p.month, due_on=TODAY, approve_by=TODAY, by=by, now=NOW
    ),
    "take_back": lambda p, by: take_back_opening(period=p, reason=REASON, by=by, now=NOW),
    "close": lambda p, by: close_period(period=p, by=by, now=NOW),
    "open_again": lambda p, by: open_period_again(period=p, reason=REASON, by=by, now=NOW),
}
"""What the performance team does with a month; signing and publishing are of its editions."""


def put_in(november: Round, state: SubmissionState, period: PeriodState) -> Submission:
    """Return November's only figure in a state, submitted by its owner where it was submitted."""
    submission = november.submissions[0]
    submission.state = state.value
    submission.draft_figure, submission.draft_happening = DRAFT.figure, DRAFT.happening
    submission.left_out_reason = REASON if state is SubmissionState.LEFT_OUT else ""
    if state is SubmissionState.PUBLISHED:
        submission.published_revision = submission.approved_revision
    if state not in (SubmissionState.APPROVED, SubmissionState.PUBLISHED):
        submission.approved_revision = submission.approved_by = submission.approved_at = None
    submission.save()
    Period.objects.filter(pk=november.period.pk).update(state=period)
    return fetch(submission.pk)


Holder = tuple[RoleName, bool, Any]


@pytest.fixture(scope="module")
def round_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Round, list[Holder]]]:
    """A November of one figure with somebody for each role, once for the file, whose tests take back what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        november = ready_round(measures=1)
        yield november, list(holders(november))
        transaction.set_rollback(True)


@pytest.fixture
def november(round_of_the_file: tuple[Round, list[Holder]], db: None) -> Round:
    """November, with rows of the test's own to change."""
    return copy.deepcopy(round_of_the_file[0])


@pytest.fixture
def everybody(round_of_the_file: tuple[Round, list[Holder]], db: None) -> list[Holder]:
    """Somebody for each role, who holds it here or elsewhere."""
    return round_of_the_file[1]


def holders(november: Round) -> Iterator[Holder]:
    """Yield somebody new for each role, who holds it here or elsewhere."""
    elsewhere = ready_round(measures=1)
    for role, (holds, where) in product(RoleName, ((True, november), (False, elsewhere))):
        scopes = {
            "measure": where.definitions[0].measure,
            "section": where.section,
            "scorecard": where.scorecard,
        }
        scope = ROLE_SCOPES[role]
        yield role, holds, RoleFactory.create(role=role.value, **({scope: scopes[scope]} if scope else {})).person


@pytest.mark.django_db
@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("action", DONE)
def test_an_action_does_what_its_table_says_or_is_refused_and_leaves_everything_as_it_was(
    november: Round, everybody: list[Holder], action: str, state: SubmissionState
) -> None:
    period = PeriodState.CLOSED if action == "reopen" else PeriodState.OPEN
    submission = put_in(november, state, period)
    events = Event.objects.filter(submission=submission)
    for role, holds, person in everybody:
        cell = Cell(action, state, role, holds, hand=Hand.NONE, period=period)
        answer = expected(cell)
        place = transaction.savepoint()
        if answer:
            moved = DONE[action](submission, person)
            event = events.get(what=action)
            assert moved.state == SUBMISSION[action].moves[state], cell
            assert (event.by, event.from_state, event.to_state) == (person, state, moved.state), cell
            assert moved.version == submission.version + 1
        else:
            with pytest.raises(Refused) as refused:
                DONE[action](submission, person)
            assert (refused.value.sentence, refused.value.hidden) == (answer.sentence, answer.hidden), cell
            assert not events.exists()
            assert fetch(submission.pk).state == state
        transaction.savepoint_rollback(place)


@pytest.mark.django_db
@pytest.mark.parametrize("action", [name for name in DONE if SUBMISSION[name].needs_reason])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_an_action_that_needs_a_reason_is_refused_without_one(november: Round, action: str, reason: str) -> None:
    period = PeriodState.CLOSED if action == "reopen" else PeriodState.OPEN
    state = next(iter(SUBMISSION[action].moves))
    submission = put_in(november, state, period)
    act = {"send_back": send_back, "leave_out": leave_out, "reopen": reopen}[action]
    by = november.performance if action == "reopen" else november.director
    with pytest.raises(Refused) as refused:
        act(submission=submission, version=submission.version, reason=reason, by=by, now=NOW)
    assert refused.value.sentence.startswith("Enter the reason for")
    assert set(refused.value.fields) == {"reason"}
    assert fetch(submission.pk).state == state


@pytest.mark.django_db
@pytest.mark.parametrize("state", PeriodState)
@pytest.mark.parametrize("action", PERIOD_DONE)
def test_a_month_moves_as_its_table_says_or_stays_as_it_was(
    november: Round, everybody: list[Holder], action: str, state: PeriodState
) -> None:
    signed = state in (PeriodState.SIGNED, PeriodState.PUBLISHED)
    following = months_later(november.period.month, 1)
    period = PeriodFactory.create(
        scorecard=november.scorecard, month=following, state=state.value,
        **({"signed_at": NOW, "signed_by": november.signatory} if signed else {}),
    )  # fmt: skip
    events = Event.objects.filter(period=period, what=f"{action}_period")
    for role, holds, person in everybody:
        allowed = holds and role in PERIOD[action].by and state in PERIOD[action].moves
        place = transaction.savepoint()
        if allowed:
            moved = PERIOD_DONE[action](period, person)
            assert moved.state == PERIOD[action].moves[state]
            assert (events.get().by, events.get().to_state) == (person, moved.state)
        else:
            with pytest.raises(Refused):
                PERIOD_DONE[action](period, person)
            assert not events.exists()
            assert Period.objects.get(pk=period.pk).state == state
        transaction.savepoint_rollback(place)


@pytest.mark.django_db
def test_a_role_counts_from_its_first_day_to_its_last() -> None:
    november = ready_round(measures=1)
    Role.objects.filter(person=november.director).update(starts=TODAY, ends=TODAY + dt.timedelta(days=1))
    submission = put_in(november, SubmissionState.SUBMITTED, PeriodState.OPEN)
    days = [TODAY + dt.timedelta(days=days) for days in (-1, 0, 1, 2)]
    assert [bool(may(Standing.of(november.director, day), "approve", submission)) for day in days] == [
        False, True, True, False,
    ]  # fmt: skip

"""What follows what: every state against every action, every role, and own or others' figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from measures.actions.approvals import approve, bring_back, leave_out, reopen, send_back
from measures.actions.drafts import Draft, save_draft, submit, withdraw
from measures.actions.outcome import Refused, fetch
from measures.actions.periods import close_period, open_period, open_period_again
from measures.choices import (
    ROLE_SCOPES,
    PeriodState,
    RestatementState,
    RoleName,
    SubmissionState,
    Word,
)
from measures.management.commands.draw_states import diagrams, with_diagrams
from measures.models import Event, MeasureDefinition, Period, Revision, Role, Submission
from measures.permissions import SEES_ALL_STATES, Answer, Standing, allowed_actions, may, may_period
from measures.transitions import PERIOD, RESTATEMENT, SUBMISSION, Transition
from tests.factories.people import RoleFactory
from tests.factories.reports import NOVEMBER, Round, ready_round

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
TODAY = dt.date(2023, 12, 4)
NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
TABLES: dict[str, tuple[Mapping[str, Transition[Any]], Word, type[Word]]] = {
    "period": (PERIOD, PeriodState.PLANNED, PeriodState),
    "submission": (SUBMISSION, SubmissionState.NOT_STARTED, SubmissionState),
    "restatement": (RESTATEMENT, RestatementState.ASKED, RestatementState),
}
ME, SOMEBODY = 1, 2
MINE, ANOTHER = 10, 20
"""The ids of the measure, section and scorecard that a cell is of, and of another."""


@pytest.mark.parametrize("name", TABLES)
def test_every_state_is_reached_from_the_first_one(name: str) -> None:
    table, first, states = TABLES[name]
    reached, before = {first}, set[Word]()
    while reached != before:
        before = set(reached)
        reached |= {to for t in table.values() for state, to in t.moves.items() if state in before}
    assert reached == set(states)


@pytest.mark.parametrize("name", TABLES)
def test_nothing_leads_away_from_what_was_published(name: str) -> None:
    table, _, states = TABLES[name]
    assert not [verb for verb, t in table.items() if states("published") in t.moves]


@pytest.mark.parametrize("name", TABLES)
def test_whoever_may_do_something_is_named_and_so_is_how_it_is_said(name: str) -> None:
    table, _, _ = TABLES[name]
    assert all(t.by and t.verb and t.done and t.moves for t in table.values())
    assert all(ROLE_SCOPES[role] is not None for t in table.values() for role in t.by)


def test_the_diagrams_of_the_documentation_are_those_of_the_tables() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    assert with_diagrams(text) == text, "Run: manage.py draw_states --write CONTRIBUTING.md"


def test_the_diagrams_show_every_move_of_every_table() -> None:
    drawn = diagrams()
    for table, _, _ in TABLES.values():
        for t in table.values():
            for before, after in t.moves.items():
                arrow = f"{before.value.replace(' ', '_')} --> {after.value.replace(' ', '_')}: "
                labels = next(line for line in drawn.splitlines() if line.strip().startswith(arrow))
                assert f"{t.verb} (" in labels


@dataclass(frozen=True)
class Cell:
    """One square of the grid."""

    action: str
    state: SubmissionState
    role: RoleName
    holds: bool
    """The role is held on this measure, section or scorecard; else on another one."""
    entered: bool
    """The person entered the figure."""
    period: PeriodState = PeriodState.OPEN
    reopened: bool = False

    @property
    def transition(self) -> Transition[SubmissionState]:
        return SUBMISSION[self.action]


def period_sentence(cell: Cell) -> str | None:
    """Return what is said where the month does not allow it."""
    working = (PeriodState.OPEN, PeriodState.CLOSED)
    if cell.action == "reopen" and cell.period is not PeriodState.CLOSED:
        return f"November 2023 is {cell.period}: only a figure of a closed month is reopened."
    if cell.action in ("approve", "send_back", "leave_out", "bring_back") and cell.period not in working:
        return f"November 2023 has been {cell.period}, so nothing in it can change. Ask for a restatement instead."
    waits = cell.period is PeriodState.OPEN or (cell.reopened and cell.period is PeriodState.CLOSED)
    if cell.action in ("load", "save", "submit", "withdraw") and not waits:
        return (
            f"November 2023 is {cell.period}, so its figures can no longer change. "
            "Ask the performance team to reopen this one."
        )
    return None


def expected(cell: Cell) -> Answer:
    """Return the answer that the tables give: who, then in which state, then in which month, then whose figure."""
    t = cell.transition
    if not cell.holds or cell.role not in SEES_ALL_STATES:
        return Answer(False, "There is no such page.", hidden=True)
    if cell.role not in t.by:
        who = " or ".join(sorted(role.value for role in t.by))
        return Answer(False, f"Only the {who} can {t.verb} this figure.")
    if cell.state not in t.moves:
        states = " or ".join(sorted(state.value for state in t.moves))
        return Answer(
            False,
            f"You can not {t.verb} 1.0 now: it is {cell.state}, and only a figure that is {states} can be. "
            "Reload the page to see what has happened.",
        )
    if (sentence := period_sentence(cell)) is not None:
        return Answer(False, sentence)
    if cell.action == "approve" and cell.entered:
        return Answer(False, "You entered or submitted this figure, so somebody else has to approve it.")
    return Answer(True)


def submission_of(cell: Cell) -> Submission:
    """Return the submission of a cell, which no database knows."""
    hands = ME if cell.entered else SOMEBODY
    return Submission(
        measure_id=MINE,
        definition=MeasureDefinition(section_id=MINE, ref="1.0"),
        period=Period(scorecard_id=MINE, month=NOVEMBER, state=cell.period),
        state=cell.state,
        reopened=cell.reopened,
        submitted_by_id=hands,
        submitted_revision=Revision(entered_by_id=hands, made_by_id=hands),
    )


def standing_of(cell: Cell) -> Standing:
    """Return somebody who holds the role of a cell and no other."""
    on = frozenset({MINE if cell.holds else ANOTHER})
    scope = ROLE_SCOPES[cell.role]
    held = {f"{name}s": ({cell.role: on} if name == scope else {}) for name in ("measure", "section", "scorecard")}
    return Standing(ME, TODAY, is_administrator=scope is None, **held)


def cells(action: str, role: RoleName) -> Iterator[Cell]:
    """Yield every square of one action and one role."""
    for state, holds, entered, period, reopened in product(
        SubmissionState, (True, False), (True, False), PeriodState, (True, False)
    ):
        yield Cell(action, state, role, holds, entered, period, reopened)


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", SUBMISSION)
def test_each_role_is_allowed_or_refused_each_action_in_each_state_with_its_sentence(
    action: str, role: RoleName
) -> None:
    grid = list(cells(action, role))
    assert len(grid) == len(SubmissionState) * len(PeriodState) * 8
    for cell in grid:
        assert may(standing_of(cell), action, submission_of(cell)) == expected(cell), cell


def test_the_buttons_of_a_page_are_the_actions_that_are_allowed() -> None:
    for role, state in product(RoleName, SubmissionState):
        cell = Cell("save", state, role, holds=True, entered=False)
        wanted = [action for action in SUBMISSION if expected(Cell(action, state, role, True, False))]
        assert allowed_actions(standing_of(cell), submission_of(cell)) == wanted


@pytest.mark.parametrize("action", ["approve", "send_back"])
def test_somebody_without_any_role_does_not_learn_that_the_figure_exists(action: str) -> None:
    cell = Cell(action, SubmissionState.SUBMITTED, RoleName.OWNER, holds=True, entered=False)
    answer = may(Standing(None, TODAY), action, submission_of(cell))
    assert (bool(answer), answer.hidden) == (False, True)


@pytest.mark.parametrize("entered", [True, False], ids=["own figures", "others' figures"])
def test_whoever_holds_every_role_still_can_not_approve_what_they_entered(entered: bool) -> None:
    cell = Cell("approve", SubmissionState.SUBMITTED, RoleName.DIRECTOR, holds=True, entered=entered)
    held: dict[str, dict[RoleName, frozenset[int]]] = {"measure": {}, "section": {}, "scorecard": {}}
    for role, scope in ROLE_SCOPES.items():
        if scope is not None:
            held[scope][role] = frozenset({MINE})
    standing = Standing(ME, TODAY, held["measure"], held["section"], held["scorecard"], is_administrator=True)
    assert bool(may(standing, "approve", submission_of(cell))) is not entered


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", PERIOD)
def test_each_role_is_allowed_or_refused_each_action_on_a_month_in_each_state(action: str, role: RoleName) -> None:
    t = PERIOD[action]
    for state, holds in product(PeriodState, (True, False)):
        standing = standing_of(Cell("save", SubmissionState.DRAFT, role, holds, entered=False))
        answer = may_period(standing, action, Period(scorecard_id=MINE, month=NOVEMBER, state=state))
        who = " or ".join(sorted(by.value for by in t.by))
        if not holds or role not in (RoleName.SIGNATORY, RoleName.PERFORMANCE, RoleName.EARLY_READER):
            wanted = Answer(False, "There is no such page.", hidden=True)
        elif role not in t.by:
            wanted = Answer(False, f"Only the {who} can {t.verb} a month.")
        elif state not in t.moves:
            wanted = Answer(False, f"You can not {t.verb} November 2023 now: it is {state}.")
        else:
            wanted = Answer(True)
        assert answer == wanted, (action, role, state, holds)


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


def holders(november: Round) -> Iterator[tuple[RoleName, bool, Any]]:
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
    action: str, state: SubmissionState
) -> None:
    november = ready_round(measures=1)
    period = PeriodState.CLOSED if action == "reopen" else PeriodState.OPEN
    submission = put_in(november, state, period)
    events = Event.objects.filter(submission=submission)
    for role, holds, person in holders(november):
        cell = Cell(action, state, role, holds, entered=False, period=period)
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
def test_an_action_that_needs_a_reason_is_refused_without_one(action: str, reason: str) -> None:
    november = ready_round(measures=1)
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


PERIOD_DONE: dict[str, Callable[[Period, Any], Period]] = {
    "open": lambda p, by: open_period(
        scorecard=p.scorecard, month=p.month, due_on=TODAY, approve_by=TODAY, by=by, now=NOW
    ),
    "close": lambda p, by: close_period(period=p, by=by, now=NOW),
    "open_again": lambda p, by: open_period_again(period=p, reason=REASON, by=by, now=NOW),
}
"""What the performance team does with a month; signing and publishing are of its editions."""


@pytest.mark.django_db
@pytest.mark.parametrize("state", PeriodState)
@pytest.mark.parametrize("action", PERIOD_DONE)
def test_a_month_moves_as_its_table_says_or_stays_as_it_was(action: str, state: PeriodState) -> None:
    november = ready_round(measures=1)
    signed = state in (PeriodState.SIGNED, PeriodState.PUBLISHED)
    Period.objects.filter(pk=november.period.pk).update(
        state=state, **({"signed_at": NOW, "signed_by": november.signatory} if signed else {})
    )
    period = Period.objects.get(pk=november.period.pk)
    events = Event.objects.filter(period=period, what=f"{action}_period")
    for role, holds, person in holders(november):
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

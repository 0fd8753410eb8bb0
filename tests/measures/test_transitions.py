"""What follows what: every state against every action, every role, and own or others' figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from measures.choices import ROLE_SCOPES, PeriodState, RestatementState, RoleName, SubmissionState, Word
from measures.hands import Hands
from measures.management.commands.draw_states import diagrams, with_diagrams
from measures.models import MeasureDefinition, Period, Restatement, Revision, Submission
from measures.permissions import SEES_ALL_STATES, Answer, Standing, allowed_actions, may, may_period
from measures.transitions import PERIOD, RESTATEMENT, SUBMISSION, Transition
from tests.factories.reports import NOVEMBER

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


class Hand(Enum):
    """What a person has had to do with a figure."""

    NONE = "none"
    SUBMITTED = "submitted it"
    ENTERED = "saved it last"
    MADE = "sent it as it is"
    BEFORE = "typed, loaded or submitted it before somebody else did"


class HadAHand(Hands):
    """Somebody who stands in the events of every figure, and in no revision."""

    def in_figure(self, submission: Submission) -> bool:
        return True

    def in_restatement(self, restatement: Restatement) -> bool:
        return True


@dataclass(frozen=True)
class Cell:
    """One square of the grid."""

    action: str
    state: SubmissionState
    role: RoleName
    holds: bool
    """The role is held on this measure, section or scorecard; else on another one."""
    hand: Hand
    """What the person has had to do with the figure."""
    period: PeriodState = PeriodState.OPEN
    reopened: bool = False

    @property
    def transition(self) -> Transition[SubmissionState]:
        return SUBMISSION[self.action]


def period_sentence(cell: Cell) -> str | None:
    """Return what is said where the month does not allow it."""
    working = (PeriodState.OPEN, PeriodState.CLOSED)
    if cell.period is PeriodState.PLANNED:
        return "November 2023 is not open, so nothing in it can change yet."
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


def test_who_may_do_something_is_said_as_a_sentence_says_it() -> None:
    assert SUBMISSION["save"].who == "the owner, a deputy or the performance team"
    assert SUBMISSION["approve"].who == "the director or the signatory"
    assert SUBMISSION["leave_out"].who == "the director, the signatory or the performance team"
    assert PERIOD["sign"].who == "the signatory"


def expected(cell: Cell) -> Answer:
    """Return the answer that the tables give: who, then in which state, then in which month, then whose figure."""
    t = cell.transition
    if not cell.holds or cell.role not in SEES_ALL_STATES:
        return Answer(False, "There is no such page.", hidden=True)
    if cell.role not in t.by:
        return Answer(False, f"Only {t.who} can {t.verb} this figure.")
    if cell.state not in t.moves:
        states = " or ".join(sorted(state.value for state in t.moves))
        return Answer(
            False,
            f"You can not {t.verb} 1.0 now: it is {cell.state}, and only a figure that is {states} can be. "
            "Reload the page to see what has happened.",
        )
    if (sentence := period_sentence(cell)) is not None:
        return Answer(False, sentence)
    if cell.action == "approve" and cell.hand is not Hand.NONE:
        return Answer(False, "You entered or submitted this figure, so somebody else has to approve it.")
    return Answer(True)


def submission_of(cell: Cell) -> Submission:
    """Return the submission of a cell, which no database knows."""
    by = {hand: ME if hand is cell.hand else SOMEBODY for hand in Hand}
    return Submission(
        measure_id=MINE,
        definition=MeasureDefinition(section_id=MINE, ref="1.0"),
        period=Period(scorecard_id=MINE, month=NOVEMBER, state=cell.period),
        state=cell.state,
        reopened=cell.reopened,
        submitted_by_id=by[Hand.SUBMITTED],
        submitted_revision=Revision(entered_by_id=by[Hand.ENTERED], made_by_id=by[Hand.MADE]),
    )


def standing_of(cell: Cell) -> Standing:
    """Return somebody who holds the role of a cell and no other."""
    on = frozenset({MINE if cell.holds else ANOTHER})
    scope = ROLE_SCOPES[cell.role]
    held = {f"{name}s": ({cell.role: on} if name == scope else {}) for name in ("measure", "section", "scorecard")}
    hands = HadAHand() if cell.hand is Hand.BEFORE else Hands()
    return Standing(ME, TODAY, is_administrator=scope is None, hands=hands, **held)


def cells(action: str, role: RoleName) -> Iterator[Cell]:
    """Yield every square of one action and one role."""
    for state, holds, hand, period, reopened in product(
        SubmissionState, (True, False), Hand, PeriodState, (True, False)
    ):
        yield Cell(action, state, role, holds, hand, period, reopened)


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", SUBMISSION)
def test_each_role_is_allowed_or_refused_each_action_in_each_state_with_its_sentence(
    action: str, role: RoleName
) -> None:
    grid = list(cells(action, role))
    assert len(grid) == len(SubmissionState) * len(PeriodState) * len(Hand) * 4
    for cell in grid:
        assert may(standing_of(cell), action, submission_of(cell)) == expected(cell), cell


def test_the_buttons_of_a_page_are_the_actions_that_are_allowed() -> None:
    for role, state in product(RoleName, SubmissionState):
        cell = Cell("save", state, role, holds=True, hand=Hand.NONE)
        wanted = [action for action in SUBMISSION if expected(Cell(action, state, role, True, Hand.NONE))]
        assert allowed_actions(standing_of(cell), submission_of(cell)) == wanted


@pytest.mark.parametrize("action", ["approve", "send_back"])
def test_somebody_without_any_role_does_not_learn_that_the_figure_exists(action: str) -> None:
    cell = Cell(action, SubmissionState.SUBMITTED, RoleName.OWNER, holds=True, hand=Hand.NONE)
    answer = may(Standing(None, TODAY), action, submission_of(cell))
    assert (bool(answer), answer.hidden) == (False, True)


@pytest.mark.parametrize("hand", Hand)
def test_whoever_holds_every_role_still_can_not_approve_what_they_had_a_hand_in(hand: Hand) -> None:
    cell = Cell("approve", SubmissionState.SUBMITTED, RoleName.DIRECTOR, holds=True, hand=hand)
    held: dict[str, dict[RoleName, frozenset[int]]] = {"measure": {}, "section": {}, "scorecard": {}}
    for role, scope in ROLE_SCOPES.items():
        if scope is not None:
            held[scope][role] = frozenset({MINE})
    standing = replace(
        standing_of(cell),
        measures=held["measure"],
        sections=held["section"],
        scorecards=held["scorecard"],
        is_administrator=True,
    )
    assert bool(may(standing, "approve", submission_of(cell))) is (hand is Hand.NONE)


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", PERIOD)
def test_each_role_is_allowed_or_refused_each_action_on_a_month_in_each_state(action: str, role: RoleName) -> None:
    t = PERIOD[action]
    for state, holds in product(PeriodState, (True, False)):
        standing = standing_of(Cell("save", SubmissionState.DRAFT, role, holds, hand=Hand.NONE))
        answer = may_period(standing, action, Period(scorecard_id=MINE, month=NOVEMBER, state=state))
        if not holds or role not in (RoleName.SIGNATORY, RoleName.PERFORMANCE, RoleName.EARLY_READER):
            wanted = Answer(False, "There is no such page.", hidden=True)
        elif role not in t.by:
            wanted = Answer(False, f"Only {t.who} can {t.verb} a month.")
        elif state not in t.moves:
            wanted = Answer(False, f"You can not {t.verb} November 2023 now: it is {state}.")
        else:
            wanted = Answer(True)
        assert answer == wanted, (action, role, state, holds)

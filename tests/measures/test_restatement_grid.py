"""The correction of a published figure: every state against every action, every role, and own or others' figures."""

from __future__ import annotations

from itertools import product

import pytest

from measures.choices import RestatementState, RoleName, SubmissionState
from measures.models import Restatement, Revision
from measures.permissions import SEES_ALL_STATES, Answer, may_restate
from measures.transitions import RESTATEMENT
from tests.measures.test_transitions import ME, SOMEBODY, Cell, Hand, standing_of, submission_of

CORRECTED = (Hand.ENTERED, Hand.MADE, Hand.BEFORE)
"""Whose the corrected figure is; who submitted the one that is corrected may approve it."""


def expected(action: str, state: RestatementState, role: RoleName, *, holds: bool, hand: Hand, asked: bool) -> Answer:
    """Return the answer that the table gives: who, then in which state, then whose figure."""
    t = RESTATEMENT[action]
    if not holds or role not in SEES_ALL_STATES:
        return Answer(False, "There is no such page.", hidden=True)
    if role not in t.by:
        return Answer(False, f"Only {t.who} can {t.verb} this restatement.")
    if state not in t.moves:
        return Answer(
            False,
            f"You can not {t.verb} the restatement of 1.0 now: it is {state}. "
            "Reload the page to see what has happened.",
        )
    if action == "call_off" and not asked:
        return Answer(False, "Only whoever asked for this restatement can withdraw the request.")
    if action == "agree" and asked:
        return Answer(False, "You asked for this restatement, so somebody else has to agree to it.")
    if action == "refuse" and asked:
        return Answer(
            False, "You asked for this restatement, so you withdraw the request; somebody else may refuse it."
        )
    if action == "approve" and hand in CORRECTED:
        return Answer(False, "You entered this figure, so somebody else has to approve it.")
    return Answer(True)


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", RESTATEMENT)
def test_each_role_is_allowed_or_refused_each_action_in_each_state_with_its_sentence(
    action: str, role: RoleName
) -> None:
    for state, holds, hand, asked in product(RestatementState, (True, False), Hand, (True, False)):
        cell = Cell("save", SubmissionState.PUBLISHED, role, holds, hand)
        by = {each: ME if each is hand else SOMEBODY for each in Hand}
        restatement = Restatement(
            submission=submission_of(cell),
            state=state,
            asked_by_id=ME if asked else SOMEBODY,
            revision=Revision(entered_by_id=by[Hand.ENTERED], made_by_id=by[Hand.MADE]),
        )
        answer = may_restate(standing_of(cell), action, restatement)
        assert answer == expected(action, state, role, holds=holds, hand=hand, asked=asked), (
            action,
            role,
            state,
            holds,
        )

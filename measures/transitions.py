"""Which state follows which: one table each for the period, the submission, the restatement and the public text.

Everything that asks "may this be done now?" reads these tables: the permissions, the actions, the pages'
buttons, the tests (which walk every state against every action) and the diagram in the documentation.
Imports nothing but the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from measures.choices import PeriodState, PublicTextState, RestatementState, RoleName, SubmissionState, Word

State = TypeVar("State", bound=Word)

WHO: Final = {
    RoleName.OWNER: "the owner",
    RoleName.DEPUTY: "a deputy",
    RoleName.DIRECTOR: "the director",
    RoleName.SIGNATORY: "the signatory",
    RoleName.PERFORMANCE: "the performance team",
}
"""Who does something, as a sentence names them, and in its order."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[State]):
    """One thing that can be done: from which state to which, by whom, and how it is said."""

    moves: Mapping[State, State]
    by: frozenset[RoleName]
    verb: str
    """As a button says it: 'approve'."""
    done: str
    """As the timeline says it: 'approved'."""
    needs_reason: bool = False

    @property
    def who(self) -> str:
        """Return by whom, as a sentence says it: 'the owner, a deputy or the performance team'."""
        *others, last = [words for role, words in WHO.items() if role in self.by]
        return f"{', '.join(others)} or {last}" if others else last


P = PeriodState
S = SubmissionState
R = RestatementState
T = PublicTextState

TEAM: Final = frozenset({RoleName.PERFORMANCE})
HOLDERS: Final = frozenset({RoleName.OWNER, RoleName.DEPUTY, RoleName.PERFORMANCE})
DIRECTORS: Final = frozenset({RoleName.DIRECTOR, RoleName.SIGNATORY})
SIGNATORIES: Final = frozenset({RoleName.SIGNATORY})

PERIOD: Final[Mapping[str, Transition[PeriodState]]] = {
    "open": Transition({P.PLANNED: P.OPEN}, TEAM, "open", "opened"),
    "take_back": Transition(
        {P.OPEN: P.PLANNED}, TEAM, "take back the opening of", "took back the opening of", needs_reason=True
    ),
    "close": Transition({P.OPEN: P.CLOSED}, TEAM, "close", "closed"),
    "open_again": Transition({P.CLOSED: P.OPEN}, TEAM, "open again", "opened again", needs_reason=True),
    "sign": Transition({P.OPEN: P.SIGNED, P.CLOSED: P.SIGNED}, SIGNATORIES, "sign", "signed"),
    "publish": Transition({P.SIGNED: P.PUBLISHED}, TEAM, "publish", "published"),
}

SUBMISSION: Final[Mapping[str, Transition[SubmissionState]]] = {
    "load": Transition(
        {S.NOT_STARTED: S.DRAFT, S.DRAFT: S.DRAFT, S.RETURNED: S.DRAFT}, TEAM, "load", "loaded from an extract"
    ),
    "save": Transition(
        {S.NOT_STARTED: S.DRAFT, S.DRAFT: S.DRAFT, S.RETURNED: S.DRAFT}, HOLDERS, "save", "saved a draft of"
    ),
    "submit": Transition({S.DRAFT: S.SUBMITTED}, HOLDERS, "submit", "submitted"),
    "withdraw": Transition({S.SUBMITTED: S.DRAFT}, HOLDERS, "take back", "took back"),
    "send_back": Transition(
        {S.SUBMITTED: S.RETURNED, S.APPROVED: S.RETURNED}, DIRECTORS, "return", "returned", needs_reason=True
    ),
    "approve": Transition({S.SUBMITTED: S.APPROVED}, DIRECTORS, "approve", "approved"),
    "leave_out": Transition(
        {S.NOT_STARTED: S.LEFT_OUT, S.DRAFT: S.LEFT_OUT, S.RETURNED: S.LEFT_OUT},
        TEAM | DIRECTORS,
        "leave out",
        "left out",
        needs_reason=True,
    ),
    "bring_back": Transition({S.LEFT_OUT: S.DRAFT}, TEAM | DIRECTORS, "bring back", "brought back"),
    "reopen": Transition(
        {
            S.NOT_STARTED: S.DRAFT,
            S.DRAFT: S.DRAFT,
            S.RETURNED: S.RETURNED,
            S.SUBMITTED: S.RETURNED,
            S.APPROVED: S.RETURNED,
            S.LEFT_OUT: S.DRAFT,
        },
        TEAM,
        "reopen",
        "reopened",
        needs_reason=True,
    ),
    "publish": Transition({S.APPROVED: S.PUBLISHED}, SIGNATORIES, "publish", "signed with the month"),
}

RESTATEMENT: Final[Mapping[str, Transition[RestatementState]]] = {
    "agree": Transition({R.ASKED: R.AGREED}, TEAM | DIRECTORS, "agree to", "agreed to"),
    "refuse": Transition({R.ASKED: R.REFUSED}, TEAM | DIRECTORS, "refuse", "refused", needs_reason=True),
    "call_off": Transition(
        {R.ASKED: R.WITHDRAWN}, HOLDERS | DIRECTORS, "withdraw the request for", "withdrew the request for"
    ),
    "submit": Transition({R.AGREED: R.SUBMITTED}, HOLDERS, "submit", "submitted"),
    "withdraw": Transition({R.SUBMITTED: R.AGREED}, HOLDERS, "take back", "took back"),
    "send_back": Transition({R.SUBMITTED: R.AGREED}, DIRECTORS, "return", "returned", needs_reason=True),
    "approve": Transition({R.SUBMITTED: R.APPROVED}, DIRECTORS, "approve", "approved"),
    "publish": Transition({R.APPROVED: R.PUBLISHED}, SIGNATORIES, "publish", "published"),
}

PUBLIC_TEXT: Final[Mapping[str, Transition[PublicTextState]]] = {
    "save": Transition({T.DRAFT: T.DRAFT, T.RETURNED: T.DRAFT}, HOLDERS, "save", "saved a draft of"),
    "submit": Transition({T.DRAFT: T.SUBMITTED}, HOLDERS, "submit", "submitted"),
    "withdraw": Transition({T.SUBMITTED: T.DRAFT, T.APPROVED: T.DRAFT}, HOLDERS, "take back", "took back"),
    "send_back": Transition(
        {T.SUBMITTED: T.RETURNED, T.APPROVED: T.RETURNED}, DIRECTORS, "return", "returned", needs_reason=True
    ),
    "approve": Transition({T.SUBMITTED: T.APPROVED, T.APPROVED: T.APPROVED}, DIRECTORS, "approve", "approved"),
}
"""An approved text is approved again where another figure has taken the place of the one it was approved beside."""

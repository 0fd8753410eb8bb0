"""May this person do it, and is it in a state for it? Each question answers with the sentence that the page shows.

Two questions are kept apart: a person's standing (the roles they hold on a day, read once for a request) and the
transition tables (what follows what). Views, actions, the API and the tests ask here; nobody else decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from measures.choices import PeriodState, RestatementState, RoleName, SubmissionState
from measures.hands import Hands
from measures.models import Measure, MeasureDefinition, Period, Restatement, Role, Submission
from measures.transitions import DIRECTORS, HOLDERS, PERIOD, RESTATEMENT, SUBMISSION, Transition


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the sentence that says why. `hidden`: the person may not even learn that it exists."""

    allowed: bool
    sentence: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)
SCOPES = ("measure", "section", "scorecard")
"""What a role is held on; an administrator's on nothing."""


def no(sentence: str, *, hidden: bool = False) -> Answer:
    """Return a refusal with its sentence."""
    return Answer(False, sentence, hidden)


@dataclass(frozen=True)
class Standing:
    """The roles that one person holds on one day, by what they are held on."""

    person_id: int | None
    on: dt.date
    measures: dict[RoleName, frozenset[int]] = field(default_factory=dict)
    sections: dict[RoleName, frozenset[int]] = field(default_factory=dict)
    scorecards: dict[RoleName, frozenset[int]] = field(default_factory=dict)
    is_administrator: bool = False
    hands: Hands = field(default_factory=Hands, compare=False, repr=False)

    @classmethod
    def of(cls, person: Any, on: dt.date) -> Standing:
        """Read a person's roles (one query). An anonymous or inactive person has none."""
        if not getattr(person, "is_authenticated", False) or not person.is_active:
            return cls(None, on)
        held: dict[str, dict[RoleName, set[int]]] = {scope: {} for scope in SCOPES}
        administrator = False
        roles = Role.objects.current(on).of(person).order_by()
        for role, *on_what in roles.values_list("role", *(f"{scope}_id" for scope in SCOPES)):
            name = RoleName(role)
            administrator = administrator or name is RoleName.ADMINISTRATOR
            for scope, pk in zip(SCOPES, on_what, strict=True):
                if pk is not None:
                    held[scope].setdefault(name, set()).add(pk)
        frozen = {scope: {name: frozenset(pks) for name, pks in names.items()} for scope, names in held.items()}
        held_on = (frozen["measure"], frozen["section"], frozen["scorecard"])
        return cls(person.pk, on, *held_on, administrator, Hands(person.pk))

    def roles_on(self, submission: Submission) -> frozenset[RoleName]:
        """Return the roles that the person holds on a submission: by its measure, its section, its scorecard."""
        return self.roles_at(submission.measure_id, submission.definition.section_id, submission.period.scorecard_id)

    def roles_on_measure(self, measure: Measure) -> frozenset[RoleName]:
        """Return the roles that the person holds on a measure: its own, its section's as it now is, its scorecard's."""
        section_id = measure.definition.section_id if measure.definition else 0
        return self.roles_at(measure.pk, section_id, measure.scorecard_id)

    def roles_at(self, measure_id: int, section_id: int, scorecard_id: int) -> frozenset[RoleName]:
        """Return the roles that the person holds on a measure, on its section or on its scorecard, by their ids."""
        found = {name for name, pks in self.measures.items() if measure_id in pks}
        found |= {name for name, pks in self.sections.items() if section_id in pks}
        found |= {name for name, pks in self.scorecards.items() if scorecard_id in pks}
        return frozenset(found)

    def roles_on_scorecard(self, scorecard_id: int) -> frozenset[RoleName]:
        """Return the roles that the person holds on a whole scorecard."""
        return frozenset(name for name, pks in self.scorecards.items() if scorecard_id in pks)

    def scorecards_as(self, *names: RoleName) -> frozenset[int]:
        """Return the scorecards on which the person holds any of the roles."""
        return frozenset().union(*(self.scorecards.get(name, frozenset()) for name in names))

    def measures_as(self, *names: RoleName) -> frozenset[int]:
        """Return the measures on which the person holds any of the roles."""
        return frozenset().union(*(self.measures.get(name, frozenset()) for name in names))

    def sections_as(self, *names: RoleName) -> frozenset[int]:
        """Return the sections on which the person holds any of the roles."""
        return frozenset().union(*(self.sections.get(name, frozenset()) for name in names))


SEES_ALL_STATES = frozenset(
    {RoleName.OWNER, RoleName.DEPUTY, RoleName.DIRECTOR, RoleName.SIGNATORY, RoleName.PERFORMANCE}
)
"""Who sees a submission in every state, by a role on its measure, its section or its scorecard."""

SEES_SCORECARD = frozenset({RoleName.SIGNATORY, RoleName.PERFORMANCE, RoleName.BOARD, RoleName.EARLY_READER})


def may_see(standing: Standing, submission: Submission) -> Answer:
    """May the person see this submission whatever state it is in?"""
    if standing.roles_on(submission) & SEES_ALL_STATES:
        return YES
    return no("There is no such page.", hidden=True)


def _state_sentence(transition: Transition[Any], submission: Submission) -> str:
    wanted = " or ".join(sorted(state.value for state in transition.moves))
    return (
        f"You can not {transition.verb} {submission.definition.ref} now: it is {submission.state}, "
        f"and only a figure that is {wanted} can be. Reload the page to see what has happened."
    )


def _period_answer(action: str, submission: Submission) -> Answer:
    period = submission.period
    if period.state == PeriodState.PLANNED:
        return no(f"{period} is not open, so nothing in it can change yet.")
    if action == "reopen":
        if period.state == PeriodState.CLOSED:
            return YES
        return no(f"{period} is {period.state}: only a figure of a closed month is reopened.")
    if action == "publish":
        return YES
    if action in {"approve", "send_back", "leave_out", "bring_back"}:
        if period.takes_changes:
            return YES
        return no(f"{period} has been {period.state}, so nothing in it can change. Ask for a restatement instead.")
    if submission.takes_changes():
        return YES
    return no(
        f"{period} is {period.state}, so its figures can no longer change. Ask the performance team to reopen this one."
    )


def may(standing: Standing, action: str, submission: Submission) -> Answer:
    """May the person do the action to the submission now: are they who may, and is it in a state for it?"""
    seen = may_see(standing, submission)
    if not seen:
        return seen
    transition = SUBMISSION[action]
    if not standing.roles_on(submission) & transition.by:
        return no(f"Only {transition.who} can {transition.verb} this figure.")
    if SubmissionState(submission.state) not in transition.moves:
        return no(_state_sentence(transition, submission))
    period = _period_answer(action, submission)
    if not period:
        return period
    if action == "approve":
        return _own_figure_answer(standing, submission)
    return YES


def _own_figure_answer(standing: Standing, submission: Submission) -> Answer:
    revision = submission.submitted_revision
    hands = {submission.submitted_by_id}
    if revision is not None:
        hands |= {revision.entered_by_id, revision.made_by_id}
    if standing.person_id in hands or standing.hands.in_figure(submission):
        return no("You entered or submitted this figure, so somebody else has to approve it.")
    return YES


def may_act_on(standing: Standing, measure: Measure) -> Answer:
    """May the person say what is being done about this measure? Its owner, a deputy or the performance team may."""
    roles = standing.roles_on_measure(measure)
    if roles & HOLDERS:
        return YES
    if roles & SEES_ALL_STATES:
        return no("Only the owner, a deputy or the performance team can change what is being done.")
    return no("There is no such page.", hidden=True)


def may_see_work_on(standing: Standing, measure: Measure) -> Answer:
    """May the person see what is being done about this measure, before it is published?"""
    if standing.roles_on_measure(measure) & SEES_ALL_STATES:
        return YES
    return no("There is no such page.", hidden=True)


def may_annotate(standing: Standing, measure: Measure) -> Answer:
    """May the person put a note on a month of this measure? Its owner, a deputy or the performance team may."""
    seen = may_see_work_on(standing, measure)
    if not seen:
        return seen
    if standing.roles_on_measure(measure) & HOLDERS:
        return YES
    return no("Only the owner, a deputy or the performance team can put a note on a month.")


def may_rebase(standing: Standing, measure: Measure, definition: MeasureDefinition) -> Answer:
    """May the person approve that a measure's control chart starts anew? Its director may, and whoever signs.

    Nobody approves a change that they recorded themselves.
    """
    seen = may_see_work_on(standing, measure)
    if not seen:
        return seen
    if not standing.roles_on_measure(measure) & DIRECTORS:
        return no("Only the director or whoever signs can let a control chart start anew.")
    if standing.person_id == definition.recorded_by_id:
        return no("You changed this definition, so somebody else has to approve that its chart starts anew.")
    return YES


def may_ask_restatement(standing: Standing, submission: Submission) -> Answer:
    """May the person ask for the correction of this published figure?"""
    seen = may_see(standing, submission)
    if not seen:
        return seen
    period, ref = submission.period, submission.definition.ref
    if period.state != PeriodState.PUBLISHED or submission.published_revision_id is None:
        return no(f"{ref} for {period} has not been published, so it can be changed without a restatement.")
    return YES


def may_restate(standing: Standing, action: str, restatement: Restatement) -> Answer:
    """May the person do this with the restatement now? Nobody decides on their own request, nor approves their own.

    Whoever asked withdraws the request, and nobody else.
    """
    submission, transition = restatement.submission, RESTATEMENT[action]
    seen = may_see(standing, submission)
    if not seen:
        return seen
    if not standing.roles_on(submission) & transition.by:
        return no(f"Only {transition.who} can {transition.verb} this restatement.")
    if RestatementState(restatement.state) not in transition.moves:
        return no(
            f"You can not {transition.verb} the restatement of {submission.definition.ref} now: it is "
            f"{restatement.state}. Reload the page to see what has happened."
        )
    if action == "agree" and standing.person_id == restatement.asked_by_id:
        return no("You asked for this restatement, so somebody else has to agree to it.")
    if action == "refuse" and standing.person_id == restatement.asked_by_id:
        return no("You asked for this restatement, so you withdraw the request; somebody else may refuse it.")
    if action == "call_off" and standing.person_id != restatement.asked_by_id:
        return no("Only whoever asked for this restatement can withdraw the request.")
    if action == "approve":
        return _own_correction_answer(standing, restatement)
    return YES


def _own_correction_answer(standing: Standing, restatement: Restatement) -> Answer:
    revision = restatement.revision
    hands = {revision.entered_by_id, revision.made_by_id} if revision is not None else set()
    if standing.person_id in hands or standing.hands.in_restatement(restatement):
        return no("You entered this figure, so somebody else has to approve it.")
    return YES


def may_period(standing: Standing, action: str, period: Period) -> Answer:
    """May the person open, close, sign or publish this month now?"""
    transition = PERIOD[action]
    roles = standing.roles_on_scorecard(period.scorecard_id)
    if not roles & (SEES_SCORECARD - {RoleName.BOARD}):
        return no("There is no such page.", hidden=True)
    if not roles & transition.by:
        return no(f"Only {transition.who} can {transition.verb} a month.")
    if PeriodState(period.state) not in transition.moves:
        return no(f"You can not {transition.verb} {period} now: it is {period.state}.")
    return YES


def may_remind(standing: Standing, period: Period) -> Answer:
    """May the person remind others of the figures of this month that are not in?"""
    kept = may_keep_catalogue(standing, period.scorecard_id)
    if not kept:
        return kept
    if period.takes_changes:
        return YES
    return no(f"{period} is {period.state}, so nobody is reminded of its figures.")


def may_keep_catalogue(standing: Standing, scorecard_id: int) -> Answer:
    """May the person keep the catalogue, targets, benchmarks, populations and people of this scorecard?"""
    if RoleName.PERFORMANCE in standing.roles_on_scorecard(scorecard_id):
        return YES
    return no("There is no such page.", hidden=True)


def allowed_actions(standing: Standing, submission: Submission, names: Iterable[str] = SUBMISSION) -> list[str]:
    """Return the actions that the person may do to the submission now, in the table's order (for buttons)."""
    return [name for name in names if may(standing, name, submission)]

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
from measures.models import Invitation, Measure, Period, Restatement, Role, Submission
from measures.transitions import HOLDERS, PERIOD, RESTATEMENT, SUBMISSION, Transition


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the sentence that says why. `hidden`: the person may not even learn that it exists."""

    allowed: bool
    sentence: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


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

    @classmethod
    def of(cls, person: Any, on: dt.date) -> Standing:
        """Read a person's roles (one query). An anonymous or inactive person has none."""
        if not getattr(person, "is_authenticated", False) or not person.is_active:
            return cls(None, on)
        held: dict[str, dict[RoleName, set[int]]] = {"measure": {}, "section": {}, "scorecard": {}}
        administrator = False
        for role in Role.objects.current(on).of(person):
            name = RoleName(role.role)
            administrator = administrator or name is RoleName.ADMINISTRATOR
            for scope, names in held.items():
                if (pk := getattr(role, f"{scope}_id")) is not None:
                    names.setdefault(name, set()).add(pk)
        frozen = {scope: {name: frozenset(pks) for name, pks in names.items()} for scope, names in held.items()}
        return cls(person.pk, on, frozen["measure"], frozen["section"], frozen["scorecard"], administrator)

    def roles_on(self, submission: Submission) -> frozenset[RoleName]:
        """Return the roles that the person holds on a submission: by its measure, its section, its scorecard."""
        return self._roles(submission.measure_id, submission.definition.section_id, submission.period.scorecard_id)

    def roles_on_measure(self, measure: Measure) -> frozenset[RoleName]:
        """Return the roles that the person holds on a measure: its own, its section's as it now is, its scorecard's."""
        section_id = measure.definition.section_id if measure.definition else 0
        return self._roles(measure.pk, section_id, measure.scorecard_id)

    def _roles(self, measure_id: int, section_id: int, scorecard_id: int) -> frozenset[RoleName]:
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

    @property
    def holds_anything(self) -> bool:
        """Return whether the person has any role today."""
        return bool(self.measures or self.sections or self.scorecards or self.is_administrator)


SEES_ALL_STATES = frozenset(
    {RoleName.OWNER, RoleName.DEPUTY, RoleName.DIRECTOR, RoleName.SIGNATORY, RoleName.PERFORMANCE}
)
"""Who sees a submission in every state, by a role on its measure, its section or its scorecard."""

SEES_SCORECARD = frozenset({RoleName.SIGNATORY, RoleName.PERFORMANCE, RoleName.BOARD, RoleName.EARLY_READER})


DECIDES = frozenset({RoleName.DIRECTOR, RoleName.SIGNATORY})
"""The roles that are delegated for a period of leave."""


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
        who = " or ".join(sorted(role.value for role in transition.by))
        return no(f"Only the {who} can {transition.verb} this figure.")
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
    if standing.person_id in hands:
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
    """May the person do this with the restatement now? Nobody approves a figure that they entered."""
    submission, transition = restatement.submission, RESTATEMENT[action]
    seen = may_see(standing, submission)
    if not seen:
        return seen
    if not standing.roles_on(submission) & transition.by:
        who = " or ".join(sorted(role.value for role in transition.by))
        return no(f"Only the {who} can {transition.verb} this restatement.")
    if RestatementState(restatement.state) not in transition.moves:
        return no(
            f"You can not {transition.verb} the restatement of {submission.definition.ref} now: it is "
            f"{restatement.state}. Reload the page to see what has happened."
        )
    revision = restatement.revision
    hands = {revision.entered_by_id, revision.made_by_id} if revision is not None else set()
    if action == "approve" and standing.person_id in hands:
        return no("You entered this figure, so somebody else has to approve it.")
    return YES


def may_period(standing: Standing, action: str, period: Period) -> Answer:
    """May the person open, close, sign or publish this month now?"""
    transition = PERIOD[action]
    roles = standing.roles_on_scorecard(period.scorecard_id)
    if not roles & (SEES_SCORECARD - {RoleName.BOARD}):
        return no("There is no such page.", hidden=True)
    if not roles & transition.by:
        who = " or ".join(sorted(role.value for role in transition.by))
        return no(f"Only the {who} can {transition.verb} a month.")
    if PeriodState(period.state) not in transition.moves:
        return no(f"You can not {transition.verb} {period} now: it is {period.state}.")
    return YES


def may_keep_catalogue(standing: Standing, scorecard_id: int) -> Answer:
    """May the person keep the catalogue, targets, benchmarks, populations and people of this scorecard?"""
    if RoleName.PERFORMANCE in standing.roles_on_scorecard(scorecard_id):
        return YES
    return no("There is no such page.", hidden=True)


def may_add_scorecard(standing: Standing, *, is_superuser: bool = False) -> Answer:
    """May the person add a scorecard? The performance team of any may, and an administrator: the first of all does."""
    if standing.scorecards_as(RoleName.PERFORMANCE) or standing.is_administrator or is_superuser:
        return YES
    return no("There is no such page.", hidden=True)


def may_delegate(standing: Standing, role: Role) -> Answer:
    """May the person let another decide in this role's place: their own role, or, for the team, one of theirs?"""
    scorecard_id = role.scorecard_id or (role.section.scorecard_id if role.section else 0)
    of_team = RoleName.PERFORMANCE in standing.roles_on_scorecard(scorecard_id)
    if role.person_id != standing.person_id and not of_team:
        return no("There is no such page.", hidden=True)
    if RoleName(role.role) not in DECIDES:
        return no(f"The role of {role.role} is not delegated. A deputy stands in for an owner.")
    if role.stands_in_for_id is not None:
        return no("You hold this role in somebody else’s place, so you can not pass it on.")
    if not role.starts <= standing.on or (role.ends is not None and role.ends < standing.on):
        return no("This role does not hold today, so there is nothing to delegate.")
    return YES


def may_keep_people(standing: Standing, scorecard_id: int | None) -> Answer:
    """May the person keep the people of this scorecard: an administrator of every one, the team of its own?"""
    of_team = scorecard_id is not None and RoleName.PERFORMANCE in standing.roles_on_scorecard(scorecard_id)
    if standing.is_administrator or of_team:
        return YES
    return no("There is no such page.", hidden=True)


def may_change_role(standing: Standing, *, person_id: int, scorecard_id: int | None) -> Answer:
    """May the person give or end somebody's role of a scorecard (None is the site's role)? Nobody their own."""
    keeps = may_keep_people(standing, scorecard_id)
    if keeps and person_id == standing.person_id:
        return no("Nobody changes their own roles. Ask another member of the performance team or an administrator.")
    return keeps


def may_end_role(standing: Standing, role: Role) -> Answer:
    """May the person end this role? A director also ends what they have delegated themselves."""
    if role.stands_in_for is not None and role.stands_in_for.person_id == standing.person_id:
        return YES
    scorecard = role.of_scorecard
    return may_change_role(
        standing, person_id=role.person_id, scorecard_id=scorecard.pk if scorecard is not None else None
    )


def may_keep_account(standing: Standing, person: Any) -> Answer:
    """May the person invite this one again, take the invitation back, put the name right?

    An administrator may; the performance team for those who hold roles on its scorecard alone, or whom it invited.
    """
    if standing.is_administrator:
        return YES
    kept = standing.scorecards_as(RoleName.PERFORMANCE)
    roles = Role.objects.of(person).not_over(standing.on)
    held = roles.on_scorecards(kept).count()
    invited = Invitation.objects.filter(person=person, scorecard__in=kept, accepted_at__isnull=True).exists()
    if (held or invited) and held == roles.count():
        return YES
    return no("There is no such page.", hidden=True)


def may_release(standing: Standing) -> Answer:
    """May the person let somebody who is locked out try to sign in again?"""
    return YES if standing.is_administrator else no("There is no such page.", hidden=True)


def may_deactivate(standing: Standing, person: Any) -> Answer:
    """May the person close this account? An administrator may, but not their own."""
    if not standing.is_administrator:
        return no("There is no such page.", hidden=True)
    if person.pk == standing.person_id:
        return no("You can not close your own account. Ask another administrator.")
    return YES


def allowed_actions(standing: Standing, submission: Submission, names: Iterable[str] = SUBMISSION) -> list[str]:
    """Return the actions that the person may do to the submission now, in the table's order (for buttons)."""
    return [name for name in names if may(standing, name, submission)]

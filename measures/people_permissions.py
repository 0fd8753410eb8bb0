"""May this person add a scorecard, keep its people, delegate? Each answers with the sentence the page shows.

What one may do with the figures of the month stands in `permissions`.
"""

from __future__ import annotations

from typing import Any

from measures.choices import RoleName
from measures.models import Invitation, Role
from measures.permissions import YES, Answer, Standing, no

DECIDES = frozenset({RoleName.DIRECTOR, RoleName.SIGNATORY})
"""The roles that are delegated for a period of leave."""


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
    if role.when(standing.on) != "current":
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


def may_change_email(standing: Standing, person: Any) -> Answer:
    """May the person ask for another address of this account? An administrator may, and whose account it is.

    Not the performance team: whoever reads the address can set the password.
    """
    if standing.is_administrator or (person.pk is not None and person.pk == standing.person_id):
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

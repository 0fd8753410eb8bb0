"""People as those who keep them see them: who there is, and what one holds. Scoped to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from measures.choices import RoleName
from measures.choices.listed import listed
from measures.models import Event, Invitation, Role, Scorecard
from measures.models.roles import RoleQuerySet
from measures.people_permissions import may_delegate
from measures.permissions import Standing
from measures.queries.timeline import Happening

ANSWERS: Final = (RoleName.OWNER, RoleName.DIRECTOR, RoleName.SIGNATORY)
"""The roles without which something is nobody's: a measure, a section, the signature."""


def keeps_people(standing: Standing) -> bool:
    """Return whether the person keeps anybody's roles."""
    return standing.is_administrator or bool(standing.scorecards_as(RoleName.PERFORMANCE))


def kept_scorecards(standing: Standing) -> list[Scorecard]:
    """Return the scorecards whose people the person keeps, by title (one query)."""
    if standing.is_administrator:
        return list(Scorecard.objects.order_by("title", "pk"))
    return list(Scorecard.objects.filter(pk__in=standing.scorecards_as(RoleName.PERFORMANCE)).order_by("title", "pk"))


def kept_roles(standing: Standing) -> RoleQuerySet:
    """Return the roles that the person may look after, with what they are held on."""
    roles = Role.objects.with_scope()
    if standing.is_administrator:
        return roles
    return roles.on_scorecards(standing.scorecards_as(RoleName.PERFORMANCE))


def kept_people(standing: Standing) -> Any:
    """Return the accounts that the person keeps: an administrator all; the team who is or was on its scorecard.

    Each has `invited_until`, the end of an invitation that was not answered.
    """
    accounts: Any = get_user_model()
    people = accounts.objects.all()
    if not standing.is_administrator:
        kept = standing.scorecards_as(RoleName.PERFORMANCE)
        roles = Role.objects.on_scorecards(kept).filter(person=OuterRef("pk"))
        invited = Invitation.objects.filter(scorecard__in=kept, person=OuterRef("pk"))
        people = people.filter(Exists(roles) | Exists(invited))
    waiting = Invitation.objects.unanswered().filter(person=OuterRef("pk")).values("expires_at")[:1]
    return people.annotate(invited_until=Subquery(waiting)).order_by("name", "email")


def with_roles(people: Any, standing: Standing) -> Any:
    """Fetch with each person the roles that they hold today or will hold, as `held_now`."""
    held = kept_roles(standing).not_over(standing.on)
    return people.prefetch_related(Prefetch("roles", queryset=held, to_attr="held_now"))


def account_state(person: Any, now: dt.datetime) -> tuple[str, str, str]:
    """Return how an account stands: the word, the shape and the colour of its status."""
    if not person.is_active:
        return "closed", "dash", "grey"
    if person.invited_until is None:
        return "open", "circle", "green"
    return ("invited", "ring", "blue") if person.invited_until > now else ("link expired", "triangle", "amber")


def account_counts(now: dt.datetime) -> dict[str, int]:
    """Return how many accounts there are of each kind, as the filter of the list names them. One query."""
    accounts: Any = get_user_model()
    holds = Role.objects.not_over(timezone.localdate(now)).filter(person=OuterRef("pk"))
    waits = Invitation.objects.unanswered().filter(person=OuterRef("pk"))
    people = accounts.objects.annotate(holds=Exists(holds), waits=Exists(waits))
    counts: dict[str, int] = people.aggregate(
        open=Count("pk", filter=Q(is_active=True, waits=False)),
        invited=Count("pk", filter=Q(is_active=True, waits=True)),
        closed=Count("pk", filter=Q(is_active=False)),
        none=Count("pk", filter=Q(is_active=True, holds=False)),
    )
    return counts


def in_short(roles: Iterable[Role]) -> list[str]:
    """Return roles as a list says them: 'owner of 6 measures', 'director of Front door'."""
    groups: dict[tuple[str, bool], list[Role]] = {}
    for role in roles:
        groups.setdefault((role.role, role.stands_in_for_id is not None), []).append(role)
    found = []
    for (name, lent), rows in groups.items():
        kind = "measures" if rows[0].measure_id else "sections" if rows[0].section_id else "scorecards"
        said = rows[0].in_words if len(rows) == 1 else f"{name} of {len(rows)} {kind}"
        found.append(f"{said}, standing in" if lent else said)
    return found


@dataclass(frozen=True)
class Kept:
    """One person as those who keep them see them."""

    person: Any
    roles: list[Role]
    invitation: Invitation | None
    history: list[Happening]
    on: dt.date

    @property
    def held(self) -> list[Role]:
        """Return the roles of today and of days to come."""
        return [role for role in self.roles if role.when(self.on) in ("current", "to come")]

    @property
    def over(self) -> list[Role]:
        """Return the roles that have ended or were taken back."""
        return [role for role in self.roles if role.when(self.on) in ("ended", "taken back")]

    def can_be_lent(self, standing: Standing) -> bool:
        """Return whether who looks may let somebody stand in for this person today."""
        return any(role.is_lendable(self.on) and may_delegate(standing, role) for role in self.roles)


ABOUT_ACCOUNTS = {
    "invite": "was invited",
    "accept_invitation": "chose a password",
    "take_invitation_back": "had the invitation taken back",
    "deactivate": "had the account closed",
    "open_account_again": "had the account opened again",
    "rename": "had the name changed",
    "release_lockout": "was let sign in again",
}


def kept_person(person: Any, standing: Standing) -> Kept:
    """Return a person's page: four queries, however much they hold."""
    own_or_lent = Q(person=person) | Q(stands_in_for__person=person)
    known = list(kept_roles(standing).filter(own_or_lent).order_by("starts", "pk"))
    by_pk = {f"role {role.pk}": role for role in known}
    events = Event.objects.filter(
        Q(about__in=by_pk, what__in=["give_role", "end_role"])
        | Q(done_for=person, what__in=ABOUT_ACCOUNTS)
        | Q(by=person, what="accept_invitation")
    ).select_related("by")[:200]
    return Kept(
        person=person,
        roles=[role for role in known if role.person_id == person.pk],
        invitation=Invitation.objects.filter(person=person).select_related("invited_by").first(),
        history=[_happened(event, by_pk.get(event.about), person) for event in events],
        on=standing.on,
    )


def _happened(event: Event, role: Role | None, person: Any) -> Happening:
    name = event.by.get_full_name() if event.by else "The portal"
    until = event.details.get("until")
    day = f"{dt.date.fromisoformat(until):%-d %B %Y}" if until else ""
    if role is None:
        said = ABOUT_ACCOUNTS.get(event.what, event.what.replace("_", " "))
    elif event.what == "give_role":
        said = f"became {_held(role, person)}{f' until {day}' if day else ''}"
    else:
        over = event.details.get("taken_back") or event.details.get("at_once")
        after = f" after {day}" if day and not over else ""
        said = f"is no longer {_held(role, person)}{after}".rstrip(",")
    if role is not None and role.person_id != person.pk:
        said = f"{role.person.get_full_name()} {said}"
    return Happening(said[:1].upper() + said[1:], timezone.localtime(event.at), name, event.why)


def _held(role: Role, person: Any) -> str:
    """Return a role in words; on the page of whoever stands in, for whom."""
    if role.stands_in_for is None:
        return role.in_words
    lender = role.stands_in_for.person
    return f"{role.in_words}, standing in{'' if lender.pk == person.pk else f' for {lender.get_full_name()}'},"


def to_hand_over(person: Any, standing: Standing) -> list[Role]:
    """Return what has to be given to somebody else when this person goes: what they hold, and what they held last.

    What they held counts while nobody holds it: a measure's owner, a section's director, the signature. Two queries.
    """
    roles = list(kept_roles(standing).of(person).order_by("role", "starts", "pk"))
    own = [role for role in roles if role.role in ANSWERS and role.stands_in_for_id is None]
    held = [role for role in roles if person.is_active and role.when(standing.on) in ("current", "to come")]
    ended = [role for role in own if role not in held and role.withdrawn_at is None]
    others = Role.objects.not_over(standing.on).filter(role__in=ANSWERS, person__is_active=True, stands_in_for=None)
    taken = {_place(role) for role in others.exclude(person=person)} | {_place(role) for role in held}
    left = {_place(role): role for role in ended}
    return [*held, *(role for key, role in left.items() if key not in taken)]


def _place(role: Role) -> tuple[str, int | None, int | None, int | None]:
    return role.role, role.measure_id, role.section_id, role.scorecard_id


def owners_now(role: RoleName, scorecards: Iterable[Scorecard], on: dt.date) -> dict[int, Any]:
    """Return who owns each measure of these scorecards today, by the measure's id; of another role, nobody is asked."""
    if role is not RoleName.OWNER:
        return {}
    rows = Role.objects.current(on).filter(role=RoleName.OWNER, measure__scorecard__in=list(scorecards))
    return {row.measure_id: row.person for row in rows.select_related("person") if row.measure_id is not None}


def leaves_nobody(role: Role, on: dt.date) -> bool:
    """Return whether this role answers for something alone: without it nobody owns, directs or signs, now or later."""
    if role.stands_in_for_id is not None or role.role not in ANSWERS:
        return False
    others = Role.objects.not_over(on).filter(role=role.role, stands_in_for=None, person__is_active=True)
    here = others.filter(scorecard=role.scorecard_id, section=role.section_id, measure=role.measure_id)
    return not here.exclude(pk=role.pk).exists()


def delegations_of(person: Any, on: dt.date) -> list[Role]:
    """Return what this person has lent, now and to come, soonest first (one query)."""
    lent = Role.objects.not_over(on).filter(stands_in_for__person=person).with_scope()
    return list(lent.order_by("starts", "ends", "person__name", "pk"))


def same_leave(role: Role, on: dt.date) -> list[Role]:
    """Return what else the same person stands in for, of the same person, on the same days (one query at most)."""
    if role.stands_in_for is None:
        return []
    lent = Role.objects.not_over(on).filter(stands_in_for__person=role.stands_in_for.person_id, person=role.person_id)
    return list(lent.filter(starts=role.starts, ends=role.ends).exclude(pk=role.pk).with_scope().order_by("pk"))


@dataclass(frozen=True, slots=True)
class StandIn:
    """One leave: somebody who decides in another's place, in how many roles ever, on the same days."""

    who: Any
    roles: list[Role]
    starts: dt.date
    ends: dt.date | None

    @property
    def in_words(self) -> str:
        """Return what the leave is of."""
        return roles_in_words(self.roles)

    def beside(self, leaves: Iterable[StandIn]) -> list[StandIn]:
        """Return what others stand in for of the same roles, on some of the same days."""
        found = []
        for other in leaves:
            lent = {role.stands_in_for_id for role in self.roles}
            both = [role for role in other.roles if role.stands_in_for_id in lent]
            if both and other.who != self.who and self._overlaps(other):
                found.append(replace(other, roles=both))
        return found

    def _overlaps(self, other: StandIn) -> bool:
        return (other.ends or dt.date.max) >= self.starts and (self.ends or dt.date.max) >= other.starts


def roles_in_words(roles: Iterable[Role]) -> str:
    """Return roles as a sentence says them, each kind once: 'director of Front door and of Care'."""
    said, kind = [], ""
    for role in roles:
        said.append(role.in_words.removeprefix(f"{role.role} ") if role.role == kind else role.in_words)
        kind = role.role
    return listed(said)


def leaves_of(lent: Iterable[Role]) -> list[StandIn]:
    """Return lent roles by who stands in and on which days, in their order."""
    groups: dict[tuple[Any, dt.date, dt.date | None], list[Role]] = {}
    for role in lent:
        groups.setdefault((role.person, role.starts, role.ends), []).append(role)
    return [StandIn(who, rows, starts, ends) for (who, starts, ends), rows in groups.items()]


def lent_roles(person: Any, on: dt.date) -> RoleQuerySet:
    """Return the roles that this person holds in another's place, or that another holds in this person's."""
    both = Role.objects.not_over(on).filter(Q(person=person) | Q(stands_in_for__person=person))
    return both.filter(stands_in_for__isnull=False, person__is_active=True).with_scope().order_by("starts", "pk")


def roles_to_come(person: Any, on: dt.date) -> RoleQuerySet:
    """Return the roles of this person that begin after a day, the first to begin first."""
    return Role.objects.not_over(on).filter(person=person, starts__gt=on).with_scope().order_by("starts", "pk")


def stand_ins(person: Any, on: dt.date, rows: Iterable[Role] | None = None) -> tuple[list[StandIn], list[StandIn]]:
    """Return for whom this person stands in, and who stands in for this person, now and to come.

    `rows` are the lent roles, where they are read; else they are asked for (one query).
    """
    roles = list(lent_roles(person, on) if rows is None else rows)
    lent = [role for role in roles if role.stands_in_for and role.stands_in_for.person == person]
    mine: dict[Any, list[Role]] = {}
    for role in roles:
        if role.stands_in_for and role.person == person:
            mine.setdefault(role.stands_in_for.person, []).append(role)
    for_others = [replace(leave, who=lender) for lender, held in mine.items() for leave in leaves_of(held)]
    return for_others, leaves_of(lent)


def who_may_stand_in(scorecards: Iterable[int], on: dt.date) -> Any:
    """Return the people who work on these scorecards: whom a director may ask to stand in."""
    works = Role.objects.current(on).on_scorecards(scorecards).filter(person=OuterRef("pk"))
    works = works.exclude(role__in=[RoleName.BOARD, RoleName.EARLY_READER])
    people: Any = get_user_model()
    return people.objects.filter(Exists(works), is_active=True).order_by("name", "email")

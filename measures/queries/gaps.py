"""What nobody answers for: a measure without an owner, a section without a director, today or soon.

A gap to come is read before it happens: a role ends, and none follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from measures.choices import RoleName
from measures.models import Measure, Role, Scorecard, Section, scorecard_order

DAY: Final = dt.timedelta(days=1)
AHEAD: Final = dt.timedelta(days=92)
"""How long before it begins a gap is listed."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A measure or a section, with all that was ever given of the role that answers for it, the first to begin first.

    What was lent for a time and what was taken back before it began is not among them.
    """

    role: RoleName
    scope: Measure | Section
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A measure without an owner, or a section without a director, who was the last one, and who is the next."""

    role: RoleName
    scope: Measure | Section
    last: Role | None
    next: Role | None

    @property
    def held_by(self) -> Any:
        """Return the person who held it last; None where nobody ever did."""
        return self.last.person if self.last else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that will have no owner, or a section that will have no director, from a day on."""

    role: RoleName
    scope: Measure | Section
    starts: dt.date
    last: Role
    next: Role | None


def to_be_answered(scorecard: Scorecard, on: dt.date) -> list[Answered]:
    """Return what has to be somebody's: sections first, then measures, in their order (three queries)."""
    sections = Section.objects.filter(scorecard=scorecard).in_use().order_by("position")
    measures = Measure.objects.filter(scorecard=scorecard).exclude(retired_from__lte=on).select_related("definition")
    of_scorecard = Q(role=RoleName.OWNER, measure__scorecard=scorecard)
    of_scorecard |= Q(role=RoleName.DIRECTOR, section__scorecard=scorecard)
    given = Role.objects.filter(of_scorecard, stands_in_for=None, withdrawn_at=None).select_related("person")
    held: dict[tuple[int | None, int | None], list[Role]] = {}
    for role in given.order_by("starts", "pk"):
        held.setdefault((role.section_id, role.measure_id), []).append(role)
    return [
        *(Answered(RoleName.DIRECTOR, each, held.get((each.pk, None), ())) for each in sections),
        *(
            Answered(RoleName.OWNER, each, held.get((None, each.pk), ()))
            for each in measures.order_by(*scorecard_order())
        ),
    ]


def vacancies(found: Iterable[Answered], on: dt.date) -> list[Vacancy]:
    """Return what has to be given to somebody: nobody with an open account holds it on a day."""
    vacant = []
    for each in found:
        if not any(role.when(on) == "current" for role in _of_the_active(each.roles)):
            begun = sorted(
                (role for role in each.roles if role.starts <= on), key=lambda role: role.ends or dt.date.max
            )
            to_come = [role for role in _of_the_active(each.roles) if role.starts > on]
            last, following = begun[-1] if begun else None, to_come[0] if to_come else None
            vacant.append(Vacancy(each.role, each.scope, last, following))
    return vacant


def gaps_to_come(found: Iterable[Answered], on: dt.date) -> list[Gap]:
    """Return what somebody holds on a day and soon nobody will, the soonest first."""
    gaps = [gap for each in found if (gap := _gap(each, on)) is not None and gap.starts <= on + AHEAD]
    return sorted(gaps, key=lambda gap: gap.starts)


def first_day_without(roles: Iterable[Role], on: dt.date) -> dt.date | None:
    """Return the first day on which nobody holds what somebody holds on a day.

    None where nobody holds it on that day, or somebody does without an end.
    """
    until = on - DAY
    for role in sorted(roles, key=lambda role: role.starts):
        if role.starts > until + DAY:
            break
        if role.ends is None:
            return None
        until = max(until, role.ends)
    return until + DAY if until >= on else None


def _of_the_active(roles: Iterable[Role]) -> list[Role]:
    return [role for role in roles if role.person.is_active]


def _gap(each: Answered, on: dt.date) -> Gap | None:
    """Return the gap of something; none from the day on which a measure is retired."""
    roles = [role for role in _of_the_active(each.roles) if role.when(on) != "ended"]
    starts = first_day_without(roles, on)
    if starts is None:
        return None
    retired = each.scope.retired_from if isinstance(each.scope, Measure) else None
    if retired is not None and retired <= starts:
        return None
    last = max((role for role in roles if role.starts < starts), key=lambda role: role.ends or starts)
    return Gap(each.role, each.scope, starts, last, next((role for role in roles if role.starts > starts), None))

"""What nobody answers for: the measures and sections of people who have left. Called by the pages of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from measures.choices import RoleName
from measures.models import Measure, Role, Scorecard, Section


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A measure without an owner, or a section without a director, and who was the last one."""

    role: RoleName
    scope: Measure | Section
    last: Role | None

    @property
    def held_by(self) -> Any:
        """Return the person who held it last; None where nobody ever did."""
        return self.last.person if self.last else None


def vacancies(scorecard: Scorecard, on: dt.date) -> list[Vacancy]:
    """Return what has to be given to somebody: sections first, then measures, in their order. Five queries."""
    measures = Measure.objects.filter(scorecard=scorecard).exclude(retired_from__lte=on).select_related("definition")
    sections = Section.objects.filter(scorecard=scorecard).in_use().order_by("position")
    return [
        *_vacant(RoleName.DIRECTOR, list(sections), "section", on),
        *_vacant(RoleName.OWNER, list(measures.order_by("definition__ref_key")), "measure", on),
    ]


def _vacant(name: RoleName, scopes: list[Any], field: str, on: dt.date) -> list[Vacancy]:
    roles = Role.objects.filter(role=name, **{f"{field}__in": [scope.pk for scope in scopes]}).select_related("person")
    held = {
        getattr(role, f"{field}_id")
        for role in roles.current(on).filter(person__is_active=True, stands_in_for__isnull=True)
    }
    last: dict[int, Role] = {getattr(role, f"{field}_id"): role for role in roles.order_by("starts", "pk")}
    return [Vacancy(name, scope, last.get(scope.pk)) for scope in scopes if scope.pk not in held]

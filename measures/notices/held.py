"""Who has to do with a figure, by the roles that people hold on it: who answers for it, and who decides on it.

Read by what is told of figures; `measures.queries.holding` says the same of a month by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.db.models import Q

from measures.choices import RoleName
from measures.models import Role, Submission
from measures.permissions import SEES_ALL_STATES

Held: TypeAlias = Mapping[int, frozenset[RoleName]]
"""The roles that people hold on one submission, by their id."""


def held_on(submissions: Iterable[Submission], today: dt.date) -> Mapping[int, Held]:
    """Return who sees each submission in every state, with their roles on it, by submission (one query)."""
    rows = list(submissions)
    scopes = (
        ("measure_id", {row.measure_id for row in rows}),
        ("section_id", {row.definition.section_id for row in rows}),
        ("scorecard_id", {row.period.scorecard_id for row in rows}),
    )
    wanted = Q()
    for name, ids in scopes:
        wanted |= Q(**{f"{name}__in": ids})
    roles = list(Role.objects.current(today).filter(wanted, person__is_active=True, role__in=SEES_ALL_STATES))
    found: dict[int, dict[int, frozenset[RoleName]]] = {}
    for row in rows:
        on = {"measure_id": row.measure_id, "section_id": row.definition.section_id}
        on["scorecard_id"] = row.period.scorecard_id
        for role in roles:
            if any(getattr(role, name) == pk for name, pk in on.items()):
                names = found.setdefault(row.pk, {})
                names[role.person_id] = names.get(role.person_id, frozenset()) | {RoleName(role.role)}
    return found


def who_is(role: RoleName, held: Held) -> set[int]:
    """Return the ids of those who hold a role."""
    return {pk for pk, names in held.items() if role in names}


def who_answers(held: Held) -> set[int]:
    """Return who answers for a figure: its owner, or its deputies where it has none."""
    return who_is(RoleName.OWNER, held) or who_is(RoleName.DEPUTY, held)


def who_decides(held: Held, *, but: int | None = None) -> set[int]:
    """Return who decides on what `but` sent: the directors of its section, or the signatory where it has no other."""
    return who_is(RoleName.DIRECTOR, held) - {but} or who_is(RoleName.SIGNATORY, held) - {but}

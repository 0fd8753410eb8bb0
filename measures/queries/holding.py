"""Who acts next on the figures of a month, and since when: one answer for the board and for the page of the signature.

What is open is with its owner; what is submitted, with the directors of its section, or with the signatory where the
section has none. Whoever stands in is named beside whom they stand in for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Max, Q

from measures.choices import RoleName, SubmissionState
from measures.models import Event, Period, Role, Submission, gathered
from measures.queries.gaps import first_day_without
from measures.transitions import SUBMISSION

WITH_OWNER: Final = (SubmissionState.NOT_STARTED, SubmissionState.DRAFT, SubmissionState.RETURNED)
NOTICE: Final = dt.timedelta(days=14)
"""How long before nobody holds a figure that is told of a month whose day of approval is over."""


@dataclass
class Held:
    """Who holds the figures of a month, as of a day and later, and when each came to where it stands."""

    period: Period
    today: dt.date
    owners: dict[int, list[Role]] = field(default_factory=dict)
    """By the measure's id."""
    directors: dict[int, list[Role]] = field(default_factory=dict)
    """By the section's id."""
    signatories: list[Role] = field(default_factory=list)
    moved: dict[int, dt.datetime] = field(default_factory=dict)

    def by(self, row: Submission) -> str:
        """Return who has to act and until when, or that nobody has the role; empty where nothing waits."""
        if row.state in WITH_OWNER:
            held, none = self.owners.get(row.measure_id, []), "no owner"
        elif row.state == SubmissionState.SUBMITTED:
            held, none = self.directors.get(row.definition.section_id, []), "no director"
        else:
            return ""
        if names := self._names(held):
            return f"{names}{self._until(held)}"
        return (self._names(self.signatories) if row.state == SubmissionState.SUBMITTED else "") or none

    def since(self, row: Submission) -> dt.datetime | None:
        """Return when the figure came to where it stands; one that nobody has touched, when the month was opened."""
        return self.moved.get(row.pk) or row.approved_at or self.period.opened_at

    def _names(self, roles: Iterable[Role]) -> str:
        return " or ".join(role.person.get_full_name() for role in roles if role.starts <= self.today)

    def _until(self, roles: Iterable[Role]) -> str:
        """Return from when nobody holds it, where that is before the month is to be approved."""
        last_day = max(self.period.approve_by or self.today, self.today + NOTICE)
        nobody_from = first_day_without(roles, self.today)
        if nobody_from is None or nobody_from > last_day:
            return ""
        return f", and nobody from {nobody_from:%-d %B %Y}"


def held_in(period: Period, rows: Iterable[Submission], today: dt.date) -> Held:
    """Return who holds these figures of a month as of a day, and since when (one query)."""
    some = list(rows)
    wanted = Q(role=RoleName.OWNER, measure__in={row.measure_id for row in some})
    wanted |= Q(role=RoleName.DIRECTOR, section__in={row.definition.section_id for row in some})
    wanted |= Q(role=RoleName.SIGNATORY, scorecard=period.scorecard_id)
    moves = Event.objects.filter(submission__in=[row.pk for row in some], what__in=list(SUBMISSION))
    roles, moved = gathered(
        Role.objects.not_over(today).filter(wanted).select_related("person").order_by("starts", "pk"),
        moves.exclude(to_state="").order_by().values_list("submission").annotate(last=Max("at")),
    )
    found = Held(period, today, moved=dict(moved))
    for role in roles:
        if role.measure_id is not None:
            found.owners.setdefault(role.measure_id, []).append(role)
        elif role.section_id is not None:
            found.directors.setdefault(role.section_id, []).append(role)
        else:
            found.signatories.append(role)
    return found

"""What is being done about measures, as far as one person may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from measures.models import Action, Event, Scorecard
from measures.permissions import Standing, may_see_work_on
from measures.queries.scope import HOLDERS
from measures.queries.timeline import Happening, happening


@dataclass(frozen=True)
class Doing:
    """One action on the day on which it is looked at."""

    action: Action
    today: dt.date

    @property
    def is_late(self) -> bool:
        """Return whether it is still open after its day."""
        return self.action.closed_at is None and self.action.due < self.today


def find_action(standing: Standing, scorecard: Scorecard, pk: int) -> Action | None:
    """Return an action of a scorecard that the person may see; None where there is none."""
    rows = Action.objects.filter(pk=pk, measure__scorecard=scorecard)
    found = rows.select_related("measure__definition__section", "measure__scorecard", "opened_by", "closed_by").first()
    return found if found is not None and may_see_work_on(standing, found.measure) else None


def history_of(action: Action) -> list[Happening]:
    """Return what happened to an action, newest first."""
    events = Event.objects.filter(measure=action.measure_id, about=f"action {action.pk}")
    return [happening(event) for event in events.select_related("by", "done_for")]


def open_actions(measures: Iterable[int]) -> QuerySet[Action]:
    """Return the open actions of measures, the one due first first."""
    rows = Action.objects.open().filter(measure__in=list(measures)).order_by("due", "pk")
    return rows.select_related("measure__definition", "measure__scorecard")


def own_actions(standing: Standing) -> QuerySet[Action]:
    """Return the open actions of the measures that the person holds."""
    return open_actions(standing.measures_as(*HOLDERS))

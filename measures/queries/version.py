"""Which version of the data a page is made of: it changes with whatever changes the page. One query.

Every change of the month writes its event, and everything worked out writes its status; both are only ever added. A
row that is committed late has a lower number than one already seen, so the newest numbers are counted as well.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.db.models import Count, Model, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from measures.models import ColumnChoice, Event, Finding, Load, Scorecard, Status

BEHIND: Final = 2_000
"""How many numbers back a transaction may commit and still be noticed."""


def _newest(model: type[Model]) -> Any:
    return Subquery(model._default_manager.order_by("-pk").values("pk")[:1])  # noqa: SLF001 - Django documents it


def _counted(model: type[Model]) -> Any:
    """Return how many of the newest rows there are, and the newest, as an expression of one row."""
    recent = model._default_manager.order_by().filter(pk__gt=Coalesce(_newest(model), Value(0)) - BEHIND)  # noqa: SLF001
    return Subquery(recent.annotate(every=Value(1)).values("every").annotate(n=Count("pk")).values("n"))


def with_version(scorecards: Any, person_id: int | None) -> Any:
    """Return scorecards that carry the version of the data for a person: the values that `version_of` compares."""
    chosen = ColumnChoice.objects.filter(person=person_id, scorecard=OuterRef("pk")).values("columns")[:1]
    cleared = Finding.objects.filter(cleared_at__isnull=False).order_by("-cleared_at").values("cleared_at")[:1]
    return scorecards.annotate(
        version_events=_newest(Event),
        version_recent=_counted(Event),
        version_statuses=_newest(Status),
        version_worked_out=_counted(Status),
        version_findings=_newest(Finding),
        version_cleared=Subquery(cleared),
        version_loads=_newest(Load),
        version_kept=_newest(LogEntry),
        columns_chosen=Subquery(chosen),
    )


def version_of(scorecard: Scorecard) -> tuple[Any, ...]:
    """Return the version of the data that a scorecard carries."""
    names = sorted(name for name in vars(scorecard) if name.startswith("version_"))
    return (*(getattr(scorecard, name) for name in names), columns_chosen(scorecard))


def columns_chosen(scorecard: Scorecard) -> list[str] | None:
    """Return the columns that the person chose last of a scorecard that carries its version; None for no choice."""
    found: list[str] | None = getattr(scorecard, "columns_chosen", None)
    return found

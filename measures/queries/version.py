"""Which version of the data a page is made of: it changes with whatever changes the page. One query.

Every change of the month writes its event, and everything worked out writes its status; both are only ever added. A
row that is committed late has a lower number than one already seen, so the newest numbers are counted as well. What
is kept without an event (a finding, an explanation of a figure that was then refused, a load, a change by hand on the
administration site) is told by the newest of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from measures.models import ColumnChoice, Event, Explanation, Finding, Load, Scorecard, Status

BEHIND: Final = 2_000
"""How many numbers back a transaction may commit and still be noticed."""


def _newest(model: type[Model]) -> QuerySet[Any, Any]:
    newest: QuerySet[Any, Any] = model._default_manager.order_by("-pk").values("pk")[:1]  # noqa: SLF001 - documented
    return newest


def _counted(model: type[Model]) -> QuerySet[Any, Any]:
    """Return how many of the newest rows there are, and the newest, as one row."""
    since = Coalesce(Subquery(_newest(model)), Value(0)) - BEHIND
    recent = model._default_manager.order_by().filter(pk__gt=since)  # noqa: SLF001 - Django documents it
    counted: QuerySet[Any, Any] = recent.annotate(every=Value(1)).values("every").annotate(n=Count("pk")).values("n")
    return counted


@cache
def _statement(using: str) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of a database for the version, and its parameters but for the last two: whose, and where.

    It is the same on every page, and to put it together takes longer than to ask it: it is put together once.
    """
    asked = (
        _newest(Event),
        _counted(Event),
        _newest(Status),
        _counted(Status),
        _newest(Finding),
        Finding.objects.filter(cleared_at__isnull=False).order_by("-cleared_at").values("cleared_at")[:1],
        _newest(Explanation),
        _newest(Load),
        _newest(LogEntry),
        ColumnChoice.objects.filter(person=0, scorecard__slug="").values("columns"),
    )
    made = [rows.query.get_compiler(using=using).as_sql() for rows in asked]
    text = " || ' ' || ".join(f"COALESCE(CAST(({statement}) AS text), '-')" for statement, _ in made)
    return f"SELECT {text}", tuple(value for _, values in made for value in values)[:-2]


def version_of(person_id: int | None, slug: str | None) -> str:
    """Return the version of what a person's page is made of, of the scorecard `slug` where it shows one (one query).

    The columns that they chose of that scorecard are a part of it.
    """
    statement, values = _statement(DEFAULT_DB_ALIAS)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, (*values, person_id, slug))
        (version,) = cursor.fetchone()
    return str(version)


def with_columns(scorecards: QuerySet[Scorecard], person_id: int | None) -> QuerySet[Scorecard]:
    """Return scorecards that carry the columns that a person chose last: what `columns_chosen` returns."""
    chosen = ColumnChoice.objects.filter(person=person_id, scorecard=OuterRef("pk")).values("columns")[:1]
    return scorecards.annotate(columns_chosen=Subquery(chosen))


def columns_chosen(scorecard: Scorecard) -> list[str] | None:
    """Return the columns that the person chose last of a scorecard that carries them; None for no choice."""
    found: list[str] | None = getattr(scorecard, "columns_chosen", None)
    return found

"""How the whole has stood from month to month: the counts of statuses of the latest published edition of each month.

Scoped to a person by `queries`. Reads the rows of counts and no edition's content; `trend_chart` draws them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db.models import QuerySet

from measures.choices import Audience, Rag
from measures.permissions import Standing
from reports.models import EditionCount
from reports.queries import visible_editions

MONTHS_SHOWN: Final = 13
RATED: Final = (Rag.GREEN, Rag.AMBER, Rag.RED)
OTHERS: Final = "No rating"
"""What all the rest is called together."""
LOOKS: Final = {OTHERS: Rag.NOT_RATED, **{rag.label: rag for rag in RATED}}
"""The shape and colour of each word."""
COUNTED: Final = (
    "edition__scorecard",
    "edition__scorecard__title",
    "edition__period__month",
    "edition__number",
    "rag",
    "number",
)


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """How many measures of a month's edition have each status."""

    month: dt.date
    number: int
    """The edition's."""
    counts: Mapping[Rag, int]

    @property
    def others(self) -> int:
        """Return how many measures are not rated, for whatever reason."""
        return sum(count for rag, count in self.counts.items() if rag not in RATED)

    @property
    def pieces(self) -> list[tuple[str, int]]:
        """Return (word, number): the rated statuses, then all that is not rated."""
        return [*((rag.label, self.counts.get(rag, 0)) for rag in RATED), (OTHERS, self.others)]

    @property
    def total(self) -> int:
        """Return how many measures the edition has."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Moved:
    """One status of the latest edition: how many measures have it, and how many more than in the month before."""

    word: str
    shape: str
    tone: str
    now: int
    before: int | None

    @property
    def change(self) -> int | None:
        """Return how many more have it now; None without a month before."""
        return None if self.before is None else self.now - self.before

    @property
    def fewer(self) -> int:
        """Return how many fewer have it now."""
        return -(self.change or 0)


@dataclass(frozen=True, slots=True)
class Trend:
    """The published months of one scorecard, oldest first."""

    scorecard_id: int
    title: str
    months: tuple[MonthCounts, ...]

    @property
    def latest(self) -> MonthCounts:
        """Return the newest month."""
        return self.months[-1]

    @property
    def before(self) -> MonthCounts | None:
        """Return the published month before the newest; None where there is none."""
        return self.months[-2] if len(self.months) > 1 else None

    @property
    def newest_first(self) -> tuple[MonthCounts, ...]:
        """Return the months, the newest first, as tables list them."""
        return self.months[::-1]

    @property
    def moved(self) -> list[Moved]:
        """Return the newest month's statuses, each with its count of the month before."""
        before = dict(self.before.pieces) if self.before else {}
        return [
            Moved(word, LOOKS[word].shape, LOOKS[word].tone, number, before.get(word))
            for word, number in self.latest.pieces
        ]


Counted: TypeAlias = tuple[int, str, dt.date, int, str, int]
"""What is read of one status of an edition: see `COUNTED`."""


def counted(standing: Standing) -> QuerySet[EditionCount, Counted]:
    """Return the counts of the published editions that the person reads, a row for each status."""
    seen = visible_editions(standing).published().filter(audience=Audience.INTERNAL)
    return (
        EditionCount.objects.filter(edition__in=seen.values("pk"))
        .order_by("edition__scorecard__title", "edition__scorecard", "edition__period__month", "edition__number", "pk")
        .values_list(*COUNTED)
    )


def trends(standing: Standing, rows: Iterable[Counted] | None = None) -> list[Trend]:
    """Return how each scorecard of which the person reads editions has stood, by title.

    Of each month the latest published internal edition counts, and the latest thirteen months are kept. `rows` are
    those of `counted`, where they are read; else they are asked for (one query).
    """
    found: dict[int, tuple[str, dict[dt.date, MonthCounts]]] = {}
    for scorecard, title, month, edition, rag, number in counted(standing) if rows is None else rows:
        months = found.setdefault(scorecard, (title, {}))[1]
        kept = months.get(month)
        earlier = kept.counts if kept is not None and kept.number == edition else {}
        months[month] = MonthCounts(month, edition, {**earlier, Rag(rag): number})
    return [
        Trend(scorecard, title, tuple(months[m] for m in sorted(months)[-MONTHS_SHOWN:]))
        for scorecard, (title, months) in found.items()
    ]

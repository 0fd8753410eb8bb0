"""What an edition says as a whole: its sections, the counts, what changed, the key and the sources.

Plain values only. Every field that was added later has a default, so that older editions still read. Imports the
vocabulary and the content of a measure; nothing of the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from measures.choices import Audience, Comparator, Rag
from reports.content.measure_model import MeasureContent

SCHEMA: Final = 1
"""The version of this layout, kept with every edition."""


@dataclass(frozen=True, slots=True)
class ComparatorColumn:
    """One column of comparators: whose figures, and of which year."""

    comparator: Comparator
    area: str
    period: str


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A group of measures, in the natural order of their references."""

    title: str
    slug: str
    measures: tuple[MeasureContent, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many measures have a status now, and had it the month before (None where that is not known)."""

    rag: Rag
    now: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """Return how many more have it now."""
        return None if self.before is None else self.now - self.before

    @property
    def fewer(self) -> int:
        """Return how many fewer have it now; 0 where that is not known."""
        return -(self.change or 0)


@dataclass(frozen=True, slots=True)
class RestatementContent:
    """A headline that was published wrong: what was published, what it is now, and why."""

    ref: str
    title: str
    month: dt.date
    published: str
    restated: str
    reason: str


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """A figure of an earlier month that differs from what the last edition of an earlier month printed."""

    ref: str
    title: str
    month: dt.date
    published: str
    now: str


@dataclass(frozen=True, slots=True)
class PopulationContent:
    """How many people a rate is out of."""

    area: str
    age_band: str
    year: str
    figure: Decimal
    source: str
    assumed: bool = False

    @property
    def shown(self) -> str:
        """Return the number of people as it is printed: "146,880"."""
        return f"{self.figure:,.0f}"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A word of the report, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One cell that disclosure control kept out of a public edition, and by which rule."""

    ref: str
    month: dt.date
    rule: str
    reason: str = ""


@dataclass(frozen=True)
class EditionContent:
    """One edition of one month of one scorecard."""

    scorecard: str
    slug: str
    month: dt.date
    number: int
    audience: Audience
    organisation: str = ""
    area: str = ""
    schema: int = SCHEMA
    rules_version: str = ""
    draft: bool = False
    as_submitted: bool = False
    """Whether a preview has figures that were submitted and are not approved yet."""
    imported: bool = False
    """Published before the portal; nobody approved or signed it here."""
    reason: str = ""
    signed_by: str = ""
    signed_in_place_of: str = ""
    """Whose leave it was, where a recorded delegate signed."""
    signed_at: dt.datetime | None = None
    months: tuple[dt.date, ...] = ()
    """The months of the financial year so far: the scorecard's columns."""
    comparators: tuple[ComparatorColumn, ...] = ()
    status_counts: tuple[StatusCount, ...] = ()
    compared_with: str = ""
    """What the movement since last month is counted from: "edition 1 of October 2023"."""
    sections: tuple[SectionContent, ...] = ()
    exceptions: tuple[str, ...] = ()
    """References of the red measures that are printed at length, in order."""
    restatements: tuple[RestatementContent, ...] = ()
    revised: tuple[RevisedFigure, ...] = ()
    key: tuple[KeyEntry, ...] = ()
    footnotes: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    neighbours_edition: str = ""
    neighbours_source: str = ""
    populations: tuple[PopulationContent, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def measures(self) -> tuple[MeasureContent, ...]:
        """Return the measures of all sections, section by section."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[MeasureContent]:
        for section in self.sections:
            yield from section.measures

    @cached_property
    def _by_ref(self) -> dict[str, MeasureContent]:
        return {measure.ref: measure for measure in self._walk()}

    def by_ref(self, ref: str) -> MeasureContent:
        """Return a measure by its reference. Raises KeyError for one that the edition does not have."""
        return self._by_ref[ref]

    @property
    def compared_in_part(self) -> bool:
        """Return whether the counts have no comparison because the month before is not shown of every measure."""
        return not self.compared_with and any(measure.before_is_hidden for measure in self._walk())

    @property
    def counted(self) -> str:
        """Return which figures a preview has."""
        return "the figures as submitted, approved or not" if self.as_submitted else "the figures approved so far"

    @property
    def contradicted(self) -> bool:
        """Return whether the counts behind any of the figures give another one."""
        return any(measure.contradicted for measure in self._walk())

    @property
    def period(self) -> str:
        """Return the month in full: "November 2023"."""
        return f"{self.month:%B %Y}"

    @property
    def superseding(self) -> str:
        """Return which edition this one takes the place of, and why: "It supersedes edition 1. 7.5: ..."."""
        return f"It supersedes edition {self.number - 1}. {self.reason}" if self.reason else ""

    @property
    def baseline_month(self) -> dt.date:
        """Return the month of the baselines: the April of the financial year, or the March before it.

        The latter where April has a figure of its own: the year began with what stood before it.
        """
        april = dt.date(self.month.year if self.month.month >= 4 else self.month.year - 1, 4, 1)
        first = self.months[0] if self.months else self.month
        return april if april < first else april.replace(month=3)

    @property
    def reds(self) -> tuple[MeasureContent, ...]:
        """Return the red measures: those printed at length first, in their order, then the rest."""
        first = [self.by_ref(ref) for ref in self.exceptions if ref in self._by_ref]
        rest = [measure for measure in self._walk() if measure.rag is Rag.RED and measure.ref not in self.exceptions]
        return (*first, *rest)

"""A validated return that was read -> what it would change of a year's outturn, and the changing of it.

Called by the pages of the outturn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from measures.actions.outturns import WantedOutturn, keep_outturns
from measures.models import Outturn, Scorecard
from measures.queries.outturns import OutturnRow
from measures.series import measure_facts
from measures.sheets.outturns import read_return, return_template


@dataclass(frozen=True, slots=True)
class OutturnChange:
    """One line of the difference between a return and the outturn that is held, as an upload keeps it."""

    measure: int
    ref: str
    title: str
    march: str
    before: str
    """The validated figure that is held, with its return."""
    after: str
    counts: str
    figure: str
    places: int
    seen: int | None
    """The row that is held."""
    changes: bool


@dataclass(frozen=True, slots=True)
class Return:
    """What is said of a return beside its file."""

    year: int
    source: str
    validated_on: dt.date

    def as_data(self) -> dict[str, Any]:
        """Return it as an upload keeps it."""
        return {"year": self.year, "source": self.source, "validated_on": self.validated_on.isoformat()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Return:
        """Return it as an upload has kept it."""
        return cls(int(data["year"]), str(data["source"]), dt.date.fromisoformat(data["validated_on"]))


def template_of(rows: Iterable[OutturnRow], year: int) -> bytes:
    """Return the workbook of a year's outturn, to be filled in."""
    return return_template(year, ((row.definition.ref, row.definition.title, row.march, row.validated) for row in rows))


def return_difference(content: bytes, name: str, rows: Sequence[OutturnRow], about: Return) -> list[OutturnChange]:
    """Return what a return says beside what is held, line by line as the file has them.

    Raises `SheetRefused` with every problem in the file.
    """
    by_ref = {row.definition.ref: row for row in rows}
    facts = {ref: measure_facts(row.definition) for ref, row in by_ref.items()}
    found = []
    for line in read_return(content, name, facts, about.year):
        row, figure = by_ref[line.ref], line.figure
        value, places = figure.value or Decimal(0), figure.places or 0
        found.append(
            OutturnChange(
                measure=row.measure.pk,
                ref=line.ref,
                title=row.definition.title,
                march=row.march,
                before=f"{row.validated} ({row.held.source})" if row.held else "",
                after=figure.said[:200],
                counts=line.counts,
                figure=str(value),
                places=places,
                seen=row.held.pk if row.held else None,
                changes=not _says_the_same(row.held, value, places, about),
            )
        )
    return found


def _says_the_same(held: Outturn | None, figure: Decimal, places: int, about: Return) -> bool:
    if held is None:
        return False
    said = (held.figure, held.places, held.source, held.validated_on)
    return said == (figure, places, about.source.strip(), about.validated_on)


def save_return(
    scorecard: Scorecard, changes: Iterable[OutturnChange], rows: Iterable[OutturnRow], about: Return, *, by: Any
) -> list[Outturn]:
    """Enter what a return changes, all or nothing. Raises as `keep_outturns`."""
    measures = {row.measure.pk: row.measure for row in rows}
    wanted = [
        WantedOutturn(
            measures[change.measure], Decimal(change.figure), change.places, change.after, change.seen, change.counts
        )
        for change in changes
        if change.changes and change.measure in measures
    ]
    return keep_outturns(
        scorecard=scorecard, year=about.year, wanted=wanted, source=about.source, validated_on=about.validated_on, by=by
    )


def as_data(changes: Iterable[OutturnChange]) -> list[dict[str, Any]]:
    """Return changes as an upload keeps them."""
    return [asdict(change) for change in changes]


def from_data(data: Iterable[dict[str, Any]]) -> list[OutturnChange]:
    """Return changes as an upload has kept them."""
    return [OutturnChange(**line) for line in data]

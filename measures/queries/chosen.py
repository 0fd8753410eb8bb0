"""Which rows of a scorecard's table are shown, and its other views: the heat map and what moved.

Called by the scorecard's views with a table that is already scoped to a person. Calls the table and the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from measures.calculation.direction import Movement
from measures.calculation.due import months_later
from measures.choices import Direction, Missing, Rag, SubmissionState
from measures.models import gathered
from measures.queries.cells import Cell, month_cell, standing_cell
from measures.queries.published_as import of_published, told_apart
from measures.queries.results import PublishedAs, Result, rag_of, rags_of
from measures.queries.scorecard import Row, Table
from measures.series import AnySlot, LightSlot

Told: TypeAlias = tuple[str, dt.date, str]
"""What was published of a figure whose status is another one by now: measure, month, words."""
WITH: Final = "with"
WITHOUT: Final = "without"


@dataclass(frozen=True)
class Choice:
    """What a person asked to see; empty is everything."""

    section: str = ""
    rag: str = ""
    direction: str = ""
    owner: str = ""
    state: str = ""
    findings: str = ""
    search: str = ""

    def keeps(self, row: Row) -> bool:
        """Return whether the row is one of those asked for."""
        definition, result = row.line.definition, row.result
        asked = self.search.strip().lower()
        return (
            self.section in ("", str(definition.section_id))
            and (not self.rag or (result is not None and result.rag == self.rag))
            and (not self.direction or (result is not None and result.direction == self.direction))
            and self.owner in ("", str(row.line.owner_id))
            and self.state in ("", row.state)
            and (not self.findings or bool(row.findings) == (self.findings == WITH))
            and (asked in f"{definition.title} {definition.definition}".lower() or definition.ref.startswith(asked))
        )


def chosen(table: Table, choice: Choice) -> Table:
    """Return the table with the rows asked for."""
    return replace(table, rows=tuple(row for row in table.rows if choice.keeps(row)))


@dataclass(frozen=True)
class Options:
    """What there is to choose from in a table: (value, words) pairs."""

    sections: list[tuple[str, str]]
    rags: list[tuple[str, str]]
    directions: list[tuple[str, str]]
    owners: list[tuple[str, str]]
    states: list[tuple[str, str]]
    findings: list[tuple[str, str]]


def options_of(table: Table, month: str) -> Options:
    """Return what a person can choose by: only what the table has, so that nothing hidden is named.

    `month` is where the month stands, which decides how its figures' stages are said.
    """
    results = [row.result for row in table.rows if row.result]
    owners = {(row.line.owner, str(row.line.owner_id)) for row in table.rows if row.line.owner_id}
    return Options(
        sections=[(str(section.pk), section.title) for section, _ in table.sections],
        rags=[(rag.value, rag.label) for rag in Rag if any(r.rag is rag for r in results)],
        directions=[(way.value, way.label) for way in Direction if any(r.direction is way for r in results)],
        owners=[(pk, name) for name, pk in sorted(owners)],
        states=[
            (state.value, state.in_month(month).label)
            for state in SubmissionState
            if any(r.state is state for r in table.rows)
        ],
        findings=[(WITH, "With findings"), (WITHOUT, "Without findings")]
        if any(r.findings for r in table.rows)
        else [],
    )


@dataclass(frozen=True)
class HeatCell:
    """One month of one measure with its status; no status where there is nothing that the person may know."""

    month: dt.date
    figure: Cell
    rag: Rag | None
    published: PublishedAs | None = None
    """What was published, where that is a status of another colour."""


def heat_rows(table: Table, screening: bool) -> list[tuple[Row, list[HeatCell]]]:
    """Return each row with the status of each month shown, as far as the person may know its figure.

    It is the stored one of the revision that speaks; that of a draft is worked out (one query).
    """
    found = _stored(slot for row in table.rows for month in table.months if (slot := row.line.slots.get(month)))
    places = range(len(table.months))
    return [(row, [_heat_cell(row, place, table, found, screening) for place in places]) for row in table.rows]


def told_of_heat(heat: Iterable[tuple[Row, list[HeatCell]]]) -> list[Told]:
    """Return what was published of the months that the heat map shows in another colour, measure by measure."""
    return [(row.ref, cell.month, cell.published.words) for row, cells in heat for cell in cells if cell.published]


def _heat_cell(row: Row, place: int, table: Table, found: _Stored, screening: bool) -> HeatCell:
    month, figure = table.months[place], row.months[place]
    if month == table.month:
        was = row.result.published if row.result else None
        return HeatCell(month, figure, row.result.rag if row.result else None, _of_another_colour(was))
    slot = row.line.slots.get(month)
    if slot is None or not _speaks(slot):
        return HeatCell(month, figure, None)
    rag = rag_of(row.line, slot, month, found.rags, screening=screening)
    return HeatCell(month, figure, rag, _of_another_colour(found.published.get(slot.revision_id or 0)))


class _Stored(NamedTuple):
    """What is stored of the revisions that speak: the status of each, and what was published where it is another."""

    rags: Mapping[int, Rag]
    published: Mapping[int, PublishedAs]


def _stored(slots: Iterable[AnySlot]) -> _Stored:
    """Return what is stored of the revisions that speak for some months (one query)."""
    revisions = [slot.revision_id for slot in slots if slot.revision_id is not None]
    rags, stored, frozen = gathered(rags_of(revisions), *of_published(revisions))
    return _Stored({revision: Rag(rag) for revision, rag in rags}, told_apart(stored, frozen))


def _of_another_colour(was: PublishedAs | None) -> PublishedAs | None:
    return was if was is not None and was.rag is not was.now else None


def _speaks(slot: AnySlot) -> bool:
    return slot.revision_id is not None or slot.facts.reported


@dataclass(frozen=True)
class Move:
    """One measure that moved, with how its status changed."""

    row: Row
    before: Cell
    now: Cell
    was: Rag | None
    result: Result | None
    size: Decimal
    """The move as a share of the movement that counts: 1 is the least."""

    @property
    def became_red(self) -> bool:
        """Return whether the measure is red now and was not before."""
        return self.result is not None and self.result.rag is Rag.RED and self.was is not Rag.RED


@dataclass(frozen=True)
class Moved:
    """What moved in a month."""

    newly_red: list[Move]
    worse: list[Move]
    """Those that moved the wrong way without becoming red."""
    recovered: list[Move]
    unrated: list[Move]
    """Those that were red the month before and have no figure now, or were left out."""
    largest: list[Move]
    told: list[Told]
    """What was published of the figures that are compared where it is another status by now: measure, month, words."""


def what_moved(table: Table, screening: bool, *, most: int = 10) -> Moved:
    """Return what became red, what got worse, what recovered and the largest moves, the largest first (one query)."""
    moved = list(_movements(table))
    earlier = ((row.line, movement.previous) for row, movement in moved)
    gone = list(_without_figure(table))
    slots = [slot for line, previous in earlier if previous and (slot := line.slots.get(previous.period))]
    slots += [slot for _, slot in gone]
    stored, published = _stored(slots)
    moves = sorted((_move(table, row, movement, stored, screening) for row, movement in moved), key=lambda m: -m.size)
    return Moved(
        newly_red=[m for m in moves if m.became_red],
        worse=[m for m in moves if m.result and m.result.direction is Direction.WORSENING and not m.became_red],
        recovered=[m for m in moves if m.was is Rag.RED and m.result and m.result.rag in (Rag.GREEN, Rag.AMBER)],
        unrated=[move for row, slot in gone if (move := _left(table, row, slot, stored, screening)).was is Rag.RED],
        largest=[m for m in moves if m.size >= 1][:most],
        told=[*_told_before(moved, published), *_told(table)],
    )


def _told(table: Table) -> Iterator[Told]:
    for row in table.rows:
        was = _of_another_colour(row.result.published if row.result else None)
        if was is not None:
            yield row.ref, table.month, was.words


def _told_before(moved: Iterable[tuple[Row, Movement]], told: Mapping[int, PublishedAs]) -> Iterator[Told]:
    for row, movement in moved:
        slot = row.line.slots.get(movement.previous.period) if movement.previous else None
        was = _of_another_colour(told.get(slot.revision_id or 0)) if slot is not None else None
        if slot is not None and was is not None:
            yield row.ref, slot.facts.period, was.words


def _movements(table: Table) -> Iterator[tuple[Row, Movement]]:
    """Yield the rows whose figure can be compared with an earlier one, each with how it moved."""
    for row in table.rows:
        if row.result is not None:
            movement = row.movement
            if movement.previous is not None and movement.change is not None:
                yield row, movement


def _without_figure(table: Table) -> Iterator[tuple[Row, LightSlot]]:
    """Yield the rows that were left out of the month or say why they have no figure, each with the month before."""
    for row in table.rows:
        now, before = row.line.slots.get(table.month), row.line.slots.get(months_later(table.month, -1))
        if now is None or before is None or row.result is None:
            continue
        said = now.revision_id is not None and now.facts.missing not in (None, Missing.NOT_DUE)
        if (said or now.left_out) and _speaks(before):
            yield row, before


def _left(table: Table, row: Row, slot: AnySlot, stored: Mapping[int, Rag], screening: bool) -> Move:
    before = months_later(table.month, -1)
    was = rag_of(row.line, slot, before, stored, screening=screening)
    return Move(row, month_cell(row.line, before), standing_cell(row.line, table.month), was, row.result, Decimal(0))


def _move(table: Table, row: Row, movement: Movement, stored: Mapping[int, Rag], screening: bool) -> Move:
    before = movement.previous.period if movement.previous else table.month
    slot = row.line.slots.get(before)
    return Move(
        row=row,
        before=month_cell(row.line, before),
        now=month_cell(row.line, table.month),
        was=rag_of(row.line, slot, before, stored, screening=screening) if slot else None,
        result=row.result,
        size=movement.size,
    )

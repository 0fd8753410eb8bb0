"""The monthly extract: the figures of a whole scorecard, one figure a row, as the performance team takes them.

Headings in the first row, in any order: ref, month, and numerator, denominator and value or some of these; where a
figure is broken down, breakdown ('locality') and part ('North'), and additive (yes where the parts add up); and
extract date, the same in every row. txt, csv or xlsx. Calls `grid` and the reader of figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from measures.calculation.values import MISSING_WORDS, BadFigure, Reading, both_ways, read_count, read_figure
from measures.sheets.catalogue import Catalogue, CatalogueRow
from measures.sheets.cell import Cell
from measures.sheets.columns import is_uneven, named_columns
from measures.sheets.days import BadDay, read_past_day
from measures.sheets.grid import Grid, GridRow, read_grid
from measures.sheets.months import BadMonth, month_label, read_month
from measures.sheets.problems import Problem, Problems, SheetRefused, refused

REQUIRED: Final = ("ref", "month")
FIGURES: Final = ("numerator", "denominator", "value")
OPTIONAL: Final = (*FIGURES, "breakdown", "part", "additive", "extract date", "measure")
"""The measure's title is for whoever reads the file; nothing is read from it."""

LONGEST_BREAKDOWN: Final = 60
LONGEST_PART: Final = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One figure, or one part of one."""

    ref: str
    month: dt.date
    line: int
    breakdown: str
    """What it is broken down by, or an empty text for the whole figure."""
    part: str
    additive: bool
    numerator: Cell[Decimal | None]
    denominator: Cell[Decimal | None]
    value: Cell[Reading]

    @property
    def figure(self) -> str:
        """Return what the row says of its figure: where a count says NA and nothing is a number, that there is none."""
        said = self.value.said.strip()
        if said or self.numerator.reading is not None or self.denominator.reading is not None:
            return said
        return self.numerator.said.strip() or self.denominator.said.strip()

    @property
    def counts(self) -> tuple[str, str]:
        """Return the counts as they were said, each empty where it is no number."""
        numerator, denominator = (
            "" if cell.reading is None else cell.said.strip() for cell in (self.numerator, self.denominator)
        )
        return numerator, denominator


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole extract."""

    name: str
    taken_on: dt.date | None
    """The day on which it was taken from its system, where the file says so."""
    rows: tuple[ExtractRow, ...]
    empty: tuple[tuple[str, dt.date], ...] = ()
    """The measures and months of the rows that nobody has filled in."""

    @property
    def months(self) -> tuple[dt.date, ...]:
        """Return the months that it has figures of, oldest first."""
        return tuple(sorted({row.month for row in self.rows}))

    def without(self, lines: Collection[int | None], months: Collection[dt.date]) -> Extract:
        """Return it without what some lines say of a measure in a month, and without some months."""
        wrong = {(row.ref, row.month) for row in self.rows if row.line in lines or row.month in months}
        return replace(self, rows=tuple(row for row in self.rows if (row.ref, row.month) not in wrong))


class ExtractRefused(SheetRefused):
    """An extract was refused, and some of its rows can be read all the same.

    `lines` are those of its rows that it would be read without; none where that is not enough. `companions` are those
    of them with which nothing is wrong but that they are of the same figure as another.
    """

    def __init__(
        self,
        problems: list[Problem],
        readable: Extract,
        lines: Collection[int],
        *,
        companions: Collection[int] = (),
        found: Sequence[str] = (),
    ) -> None:
        super().__init__(problems, found=found)
        self.readable = readable
        self.lines = sorted(lines) if readable.rows else []
        self.companions = set(companions)

    def with_more(self, other: ExtractRefused) -> ExtractRefused:
        """Return it with what else is wrong with the rows that it can be read with."""
        lines = {*self.lines, *other.lines} if self.lines else ()
        companions = self.companions | other.companions
        return ExtractRefused([*self.problems, *other.problems], other.readable, lines, companions=companions)


def read_extract(
    source: Path | bytes | Grid, catalogue: Catalogue, name: str = "", *, begun: Collection[dt.date] | None = None
) -> Extract:
    """Return an extract read with the units of a catalogue. Raises `SheetRefused` with every problem found,
    and `ExtractRefused` where rows without one can be read all the same.

    `begun` are the months that can take figures; None where that is not known, and any can.
    """
    grid = read_grid(source, name)
    heading, *rows = grid.filled_rows()
    columns = named_columns(heading, REQUIRED, optional=OPTIONAL, what="a monthly extract")
    if not any(name in columns for name in FIGURES):
        raise refused("The extract has no figures: there is no numerator, denominator or value.", line=heading.line)
    if not rows:
        raise refused("The extract is cut short: it has headings and no figures.", line=heading.line)
    problems = Problems()
    read: dict[tuple[str, dt.date, str, str], ExtractRow] = {}
    days: dict[dt.date, int] = {}
    not_open: dict[dt.date, list[int]] = {}
    empty: list[tuple[str, dt.date]] = []
    for row in rows:
        if is_uneven(grid, row, heading, problems):
            continue
        reader = _ExtractLine(row, columns, catalogue, problems)
        reader.note_extract_date(days)
        if begun is not None:
            reader.note_not_open(begun, not_open)
        figure = reader.read()
        if figure is not None:
            _add(figure, read, columns, problems)
        elif reader.empty is not None:
            empty.append(reader.empty)
    extract = Extract(grid.name, next(iter(days), None), tuple(read.values()), tuple(empty))
    readable = extract.without({problem.line for problem in problems.found}, not_open)
    if len(days) > 1:
        problems.add(max(days.values()), columns["extract date"], "The file has more than one extract date.")
    for month, lines in not_open.items():
        more = f" {len(lines)} rows are of it." if len(lines) > 1 else ""
        message = f"{month:%B %Y} is not opened yet.{more} Open the month, then load its figures."
        problems.add(lines[0], columns["month"], message)
    _refuse_if_any(problems, extract, readable, not_open, enough=len(days) <= 1)
    return extract


def _refuse_if_any(
    problems: Problems, extract: Extract, readable: Extract, not_open: Mapping[dt.date, list[int]], *, enough: bool
) -> None:
    """Refuse an extract with problems; `enough` is whether it could be read without the rows that have them."""
    try:
        problems.refuse_if_any()
    except SheetRefused as refusal:
        if refusal.more or not readable.rows:
            raise
        wrong = {line for line in [problem.line for problem in refusal.problems] if line}
        wrong |= {line for lines in not_open.values() for line in lines}
        beside = {row.line for row in extract.rows} - {row.line for row in readable.rows} - wrong
        lines = wrong | beside if enough else set()
        raise ExtractRefused(refusal.problems, readable, lines, companions=beside) from None


def _add(
    row: ExtractRow,
    read: dict[tuple[str, dt.date, str, str], ExtractRow],
    columns: Mapping[str, int],
    problems: Problems,
) -> None:
    """Keep a row, unless the file has its figure already."""
    identity = (row.ref, row.month, row.breakdown.lower(), row.part.lower())
    if identity in read:
        what = " ".join(filter(None, [row.ref, row.part, "for", month_label(row.month)]))
        problems.add(
            row.line, columns["ref"], f"The figure of {what} is repeated: line {read[identity].line} has it too."
        )
    else:
        read[identity] = row


class _ExtractLine:
    """One row as it is read."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], catalogue: Catalogue, problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.catalogue = catalogue
        self.problems = problems
        self.empty: tuple[str, dt.date] | None = None
        """The measure and the month of a row that nobody has filled in, once it is read."""

    def read(self) -> ExtractRow | None:
        """Return the figure, or None where it can not even be told whose it is."""
        measure, month = self._measure(), self._month()
        breakdown, part = self._part()
        if measure is None or month is None:
            return None
        row = ExtractRow(
            ref=measure.ref,
            month=month,
            line=self.row.line,
            breakdown=breakdown,
            part=part,
            additive=self._additive(),
            numerator=self._cell("numerator", lambda said: read_count(said, fractional=measure.fractional), None),
            denominator=self._cell("denominator", lambda said: read_count(said, fractional=measure.fractional), None),
            value=self._cell("value", lambda said: read_figure(said, measure.unit), Reading()),
        )
        if not any(cell.said.strip() for cell in (row.numerator, row.denominator, row.value)):
            if not part:
                self.empty = (measure.ref, month)
                return None
            self.problems.add(
                self.row.line, None, "The part has no figure. Write NA as the value if there is none, or leave it out."
            )
        counted = row.numerator.said.strip()
        if counted.lower() in MISSING_WORDS and row.denominator.reading is not None:
            self._problem("numerator", f"“{counted}” is not a number. Enter one, or leave both counts empty.")
        if both := both_ways(row.value.reading.missing, None, row.numerator.reading, row.denominator.reading):
            self._problem("value", both)
        return row

    def note_extract_date(self, days: dict[dt.date, int]) -> None:
        """Note the day on which the extract was taken, with the first line that gives it."""
        said = self._said("extract date")
        if not said:
            return
        try:
            days.setdefault(read_past_day(said), self.row.line)
        except BadDay as bad:
            self._problem("extract date", str(bad))

    def note_not_open(self, begun: Collection[dt.date], lines: dict[dt.date, list[int]]) -> None:
        """Note the row's line if its month can not take figures yet."""
        try:
            month = read_month(self._said("month"))
        except BadMonth:
            return
        if month not in begun:
            lines.setdefault(month, []).append(self.row.line)

    def _said(self, heading: str) -> str:
        return self.row.said(self.columns[heading]).strip() if heading in self.columns else ""

    def _problem(self, heading: str, message: str) -> None:
        self.problems.add(self.row.line, self.columns.get(heading), message)

    def _measure(self) -> CatalogueRow | None:
        ref = self._said("ref")
        measure = self.catalogue.get(ref)
        if measure is None:
            text = f" If it is {ref}.0, write it as text." if f"{ref}.0" in self.catalogue else ""
            unknown = f"No measure of the catalogue has the reference “{ref}”.{text}"
            self._problem("ref", unknown if ref else "There is no reference.")
        return measure

    def _month(self) -> dt.date | None:
        said = self._said("month")
        try:
            return read_month(said)
        except BadMonth as error:
            none = "There is no month. Write it as Nov-23; merged cells have it in their first row alone."
            self._problem("month", str(error) if said else none)
            return None

    def _part(self) -> tuple[str, str]:
        breakdown, part = self._said("breakdown"), self._said("part")
        if bool(breakdown) != bool(part):
            self._problem("part", "A part needs both what the figure is broken down by and the part's name.")
        for heading, said, longest in (("breakdown", breakdown, LONGEST_BREAKDOWN), ("part", part, LONGEST_PART)):
            if len(said) > longest:
                self._problem(heading, f"Shorten this to at most {longest} characters.")
        return breakdown, part

    def _additive(self) -> bool:
        said = self._said("additive").lower()
        if said not in ("yes", "no", ""):
            self._problem("additive", f"“{said}” is neither yes nor no.")
        return said == "yes"

    def _cell(self, heading: str, read: Callable[[str], T], unreadable: T) -> Cell[T]:
        column = self.columns.get(heading, 0)
        said = self.row.said(column) if column else ""
        try:
            return Cell(said, self.row.line, column, read(said))
        except BadFigure as error:
            self._problem(heading, str(error))
            return Cell(said, self.row.line, column, unreadable)

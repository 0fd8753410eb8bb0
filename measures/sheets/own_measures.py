"""A holder's own measures as a workbook: what to fill in with last month's figures beside it, and reading it again.

One row a measure, one for each of its parts and one for each finding that asks for an explanation. What a row says
replaces the draft of that measure; a row in which nothing is filled in leaves it as it is. Called by the pages of an
owner; calls `grid`, `columns` and the reader of figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from measures.calculation.values import BadFigure, both_ways, read_count, read_figure
from measures.choices import Unit
from measures.sheets.catalogue import Catalogue, CatalogueRow
from measures.sheets.columns import is_uneven, named_columns
from measures.sheets.days import BadDay, read_past_day
from measures.sheets.extract import LONGEST_BREAKDOWN, LONGEST_PART
from measures.sheets.grid import GridRow, read_grid
from measures.sheets.months import BadMonth, month_label, read_month
from measures.sheets.problems import Problems, refused
from measures.sheets.write import Table, Value, write_xlsx

TEXTS: Final = {"happening": "what is happening", "why": "why", "doing": "what is being done"}
"""The fields of a commentary and their headings."""
TAKEN_ON: Final = "extract date"
COUNTS: Final = ("numerator", "denominator")
FILLED_IN: Final = ("figure", *COUNTS, *TEXTS.values(), "source", TAKEN_ON)
PART: Final = ("breakdown", "part", "additive")
"""What a row of a part has beside its figure; the row of the whole figure has none of them."""
EXPLAINED: Final = ("finding", "explanation")
"""What the row of a finding has: its sentence as it was found, and what the holder says to it."""
REQUIRED: Final = ("ref", "month", "figure")
TO_READ: Final = ("measure", "unit", "what is counted", "out of", "last month", "last month's counts", "target")
LONGEST_TEXT: Final = 5000
LONGEST_SOURCE: Final = 300

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """What to put before a holder: a measure, what it was last month, and the draft there is."""

    ref: str
    title: str
    unit: Unit
    counted: str
    out_of: str
    last_figure: str
    last_counts: str
    target: str
    draft: Mapping[str, str]
    """By the names of `Draft`'s fields: figure, numerator, denominator, happening, why, doing, source, taken_on."""
    parts: Sequence[Mapping[str, str]] = ()
    """As a draft holds them."""
    findings: Mapping[str, str] = field(default_factory=dict)
    """What has been said so far to each finding that asks for an explanation, by its sentence."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What a holder filled in for one measure, as text."""

    ref: str
    line: int
    draft: Mapping[str, str]
    """Empty where the row of the whole figure says nothing."""
    parts: Sequence[Mapping[str, str]] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)


def own_workbook(month: dt.date, rows: Iterable[OwnRow]) -> bytes:
    """Return the workbook of a holder's measures in a month."""
    headings: list[Value] = ["ref", "month", *TO_READ, *FILLED_IN, *PART, *EXPLAINED]
    cells = [line for row in rows for line in _lines(month, row)]
    lines: list[list[Value]] = [[line.get(str(heading), "") for heading in headings] for line in cells]
    return write_xlsx([Table(f"My measures {month_label(month)}", [headings, *lines])])


def _lines(month: dt.date, row: OwnRow) -> Iterator[dict[str, str]]:
    """Yield the rows of a measure by their headings: the whole figure, each part, each finding to be explained."""
    whose = {"ref": row.ref, "month": month_label(month), "measure": row.title}
    read = (row.title, row.unit.value, row.counted, row.out_of, row.last_figure, row.last_counts, row.target)
    filled = (row.draft.get(name, "") for name in ("figure", *COUNTS, *TEXTS, "source", "taken_on"))
    yield {**whose, **dict(zip(TO_READ, read, strict=True)), **dict(zip(FILLED_IN, filled, strict=True))}
    for part in row.parts:
        said = {"breakdown": part["kind"], "part": part["name"], "additive": part["additive"]}
        yield {**whose, "figure": part["value"], **{name: part[name] for name in COUNTS}, **said}
    for finding, said_so_far in row.findings.items():
        yield {**whose, "finding": finding, "explanation": said_so_far}


def read_own_measures(
    source: Path | bytes, catalogue: Catalogue, name: str = "", *, month: dt.date, held: Collection[str]
) -> list[FilledRow]:
    """Return the rows in which something is filled in. Raises `SheetRefused` with every problem found.

    `held` are the references of the measures that the person may fill in for the month.
    """
    grid = read_grid(source, name)
    heading, *rows = grid.filled_rows()
    optional = [name for name in (*TO_READ, *FILLED_IN, *PART, *EXPLAINED) if name not in REQUIRED]
    columns = named_columns(heading, REQUIRED, optional=optional, what="a workbook of your measures")
    if not rows:
        raise refused("The workbook is cut short: it has headings and no measures.", line=heading.line)
    problems = Problems()
    found = _Found()
    for row in rows:
        if is_uneven(grid, row, heading, problems):
            continue
        line = _FilledLine(row, columns, problems)
        measure = line.measure(catalogue, held, month)
        if measure is not None:
            found.add(measure.ref, line, measure)
    problems.refuse_if_any()
    return found.rows()


class _Found:
    """What the rows of a workbook say, gathered by measure."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, ...], int] = {}
        self.wholes: dict[str, FilledRow] = {}
        self.parts: dict[str, list[Mapping[str, str]]] = {}
        self.explanations: dict[str, dict[str, str]] = {}

    def add(self, ref: str, line: _FilledLine, measure: CatalogueRow) -> None:
        """Read one row of a measure; note it where an earlier one is of the same."""
        identity = (ref, *(line.said(name).lower() for name in ("breakdown", "part", "finding")))
        if finding := line.said("finding"):
            text = line.explanation()
            said = bool(text)
            if said:
                self.explanations.setdefault(ref, {})[finding] = text
        elif line.said("breakdown") or line.said("part"):
            part = line.part(measure)
            said = any(part[name] for name in ("value", *COUNTS))
            if said:
                self.parts.setdefault(ref, []).append(part)
        else:
            filled = line.read(measure)
            said = any(filled.draft.values())
            if said:
                self.wholes.setdefault(ref, filled)
        if said and self.lines.setdefault(identity, line.row.line) != line.row.line:
            what = " ".join(filter(None, [ref, line.said("part")]))
            line.problem("ref", f"{what} is repeated: line {self.lines[identity]} has it.")

    def rows(self) -> list[FilledRow]:
        """Return what is filled in, a row for each measure."""
        refs = dict.fromkeys(identity[0] for identity in self.lines)
        return [
            replace(
                self.wholes.get(ref, FilledRow(ref, 0, {})),
                parts=self.parts.get(ref, []),
                explanations=self.explanations.get(ref, {}),
            )
            for ref in refs
        ]


class _FilledLine:
    """One row as it is read."""

    def __init__(self, row: GridRow, columns: Mapping[str, int], problems: Problems) -> None:
        self.row = row
        self.columns = columns
        self.problems = problems

    def said(self, heading: str) -> str:
        """Return what the cell under a heading says."""
        return self.row.said(self.columns[heading]).strip() if heading in self.columns else ""

    def problem(self, heading: str, message: str) -> None:
        """Note what is wrong with the cell under a heading."""
        self.problems.add(self.row.line, self.columns[heading], message)

    def measure(self, catalogue: Catalogue, held: Collection[str], month: dt.date) -> CatalogueRow | None:
        """Return the row's measure, if the person may fill it in and the row is of this month."""
        ref = self.said("ref")
        if ref not in held or ref not in catalogue:
            self.problem("ref", f"You do not enter a measure with the reference “{ref}”.")
            return None
        try:
            if read_month(self.said("month")) != month:
                self.problem("month", f"This row is of {self.said('month')}. The workbook is for {month:%B %Y}.")
        except BadMonth as bad:
            self.problem("month", str(bad))
        return catalogue[ref]

    def read(self, measure: CatalogueRow) -> FilledRow:
        """Return what was filled in."""
        self._figures(measure.unit, fractional=measure.fractional)
        for heading, longest in (*((heading, LONGEST_TEXT) for heading in TEXTS.values()), ("source", LONGEST_SOURCE)):
            if len(self.said(heading)) > longest:
                self.problem(heading, f"The text is too long: at most {longest} characters.")
        names = {"figure": "figure", **{name: name for name in COUNTS}, **TEXTS, "source": "source"}
        draft = {name: self.said(heading) for name, heading in names.items()}
        if TAKEN_ON in self.columns:
            draft["taken_on"] = self._day()
        return FilledRow(measure.ref, self.row.line, draft)

    def part(self, measure: CatalogueRow) -> dict[str, str]:
        """Return one part as a draft holds it."""
        self._figures(measure.unit, fractional=True)
        kind, name, additive = (self.said(heading) for heading in PART)
        if not (kind and name):
            self.problem("ref", "A part needs both what the figure is broken down by and the part’s name.")
        for heading, longest in (("breakdown", LONGEST_BREAKDOWN), ("part", LONGEST_PART)):
            if len(self.said(heading)) > longest:
                self.problem(heading, f"Shorten this to at most {longest} characters.")
        if additive.lower() not in ("yes", "no", ""):
            self.problem("additive", f"“{additive}” is neither yes nor no.")
        counts = {each: self.said(each) for each in COUNTS}
        adds_up = "yes" if additive.lower() == "yes" else ""
        return {"kind": kind, "name": name, "value": self.said("figure"), **counts, "additive": adds_up}

    def explanation(self) -> str:
        """Return what is said to the row's finding."""
        text = self.said("explanation")
        if len(text) > LONGEST_TEXT:
            self.problem("explanation", f"The text is too long: at most {LONGEST_TEXT} characters.")
        return text

    def _day(self) -> str:
        said = self.said(TAKEN_ON)
        try:
            return read_past_day(said).isoformat() if said else ""
        except BadDay as bad:
            self.problem(TAKEN_ON, str(bad))
            return ""

    def _figures(self, unit: Unit, *, fractional: bool) -> None:
        """Note what is wrong with the row's figure and counts, each and together."""
        figure = self._check("figure", lambda said: read_figure(said, unit))
        counts = [self._check(name, lambda said: read_count(said, fractional=fractional)) for name in COUNTS]
        if figure is not None and (both := both_ways(figure.missing, None, *counts)):
            self.problem("figure", both)

    def _check(self, heading: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(self.said(heading))
        except BadFigure as bad:
            self.problem(heading, str(bad))
            return None

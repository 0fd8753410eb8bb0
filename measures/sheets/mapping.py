"""A file whose headings are not ours -> one whose headings are, by what somebody has said of each column.

What a heading means is said once for a scorecard and remembered; months are read from the headings themselves.
Called by the loading pages, before the strict readers of `scorecard` and `extract` see the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from measures.choices import UploadKind
from measures.sheets.catalogue import REFERENCE
from measures.sheets.extract import OPTIONAL, REQUIRED
from measures.sheets.grid import Grid, GridRow
from measures.sheets.headings import read_comparator
from measures.sheets.months import BadMonth, month_after, month_label, read_month
from measures.sheets.problems import refused

LEAVE_OUT: Final = "leave out"
MONTH: Final = "month"
SCORECARD_FIELDS: Final = {
    "ref": "Reference",
    "title": "Measure (its title)",
    "section": "Section",
    "baseline": "Baseline",
    "target": "Target",
    MONTH: "Figure of the month in the heading",
    "neighbours": "Statistical neighbours",
    "region": "Region",
    "national": "National",
    "good": "Good or better authorities",
    "number": "Count behind the last month’s figure",
    "direction": "Direction of travel (an arrow)",
}
EXTRACT_FIELDS: Final = {
    "ref": "Reference",
    "month": "Month",
    "numerator": "Number counted",
    "denominator": "Out of",
    "value": "Figure",
    "breakdown": "What it is broken down by",
    "part": "Part",
    "additive": "Whether the parts add up",
    "extract date": "When it was taken",
}
COMPARED: Final = {
    "neighbours": "Statistical Neighbours",
    "region": "Region Benchmark",
    "national": "National",
    "good": "Good+",
}
_WORDS: Final = (
    (r"\b(ref|reference|no\.?|number of measure|id|code)\b", "ref"),
    (r"\b(measure|indicator|title|description|name)\b", "title"),
    (r"\b(section|theme|service|area|group|domain|priority)\b", "section"),
    (r"\bbaseline\b", "baseline"),
    (r"\b(target|goal)\b", "target"),
    (r"\bneighbour", "neighbours"),
    (r"\b(region|regional)\b", "region"),
    (r"\b(national|england)\b", "national"),
    (r"\b(number|count|numerator)\b", "number"),
    (r"\b(dot|direction|trend)\b", "direction"),
)
_EXTRACT_WORDS: Final = (
    (r"\b(ref|reference|measure|indicator|code)\b", "ref"),
    (r"\b(month|period|date of month)\b", "month"),
    (r"\b(numerator|num|count|number)\b", "numerator"),
    (r"\b(denominator|den|out of|total)\b", "denominator"),
    (r"\b(value|figure|result|rate|percentage|%)", "value"),
)
_YEAR: Final = re.compile(r"\d{4}/\d{2}")
LOOKED_THROUGH: Final = 20
REFERENCE_WITHIN: Final = 4
"""The first columns, one of which has the references."""

Columns = Mapping[str, str]
"""What each heading means, by the heading in small letters."""


@dataclass(frozen=True)
class Column:
    """One column of a file, as the page of columns shows it."""

    number: int
    heading: str
    said: tuple[str, ...]
    """What its first rows say."""
    guess: str
    """The field that its heading seems to name; empty where none."""

    @property
    def key(self) -> str:
        """Return the heading as it is remembered."""
        return plain(self.heading) or f"column {self.number}"


def plain(text: str) -> str:
    """Return a heading in small letters with single spaces."""
    return " ".join(text.split()).lower()


def fields_of(kind: UploadKind) -> Mapping[str, str]:
    """Return the fields that a column of such a file can be, with their words."""
    return EXTRACT_FIELDS if kind is UploadKind.EXTRACT else SCORECARD_FIELDS


def is_familiar(grid: Grid, kind: UploadKind) -> bool:
    """Return whether the file has our own headings, so that the strict reader can say what is wrong with it."""
    if kind is UploadKind.EXTRACT:
        heading = grid.filled_rows()[0]
        said = {plain(cell) for cell in heading.cells if cell.strip()}
        return said <= {*REQUIRED, *OPTIONAL} and set(REQUIRED) <= said
    rows = grid.filled_rows()[:LOOKED_THROUGH]
    begins = [i for i, row in enumerate(rows) if [plain(row.said(1)), plain(row.said(2))] == ["reference", "measure"]]
    return any("actual" in map(plain, row.cells) for i in begins for row in rows[i + 1 : i + 2])


def is_a_table(grid: Grid) -> bool:
    """Return whether the file is a table of measures at all: three columns, and a reference in one of them."""
    rows = grid.filled_rows()
    wide = any(sum(bool(cell.strip()) for cell in row.cells) > 2 for row in rows)
    return wide and any(map(_has_reference, rows[1:]))


def _has_reference(row: GridRow) -> bool:
    return any(REFERENCE.fullmatch(cell.strip()) for cell in row.cells[:REFERENCE_WITHIN])


def _table(grid: Grid, kind: UploadKind) -> tuple[list[str], list[GridRow]]:
    """Return the headings, two rows of them joined, and the rows below."""
    rows = grid.filled_rows()
    start = next((i for i, row in enumerate(rows[:LOOKED_THROUGH]) if sum(map(bool, map(str.strip, row.cells))) > 2), 0)
    heading, below = rows[start], rows[start + 1 :]
    width = max(row.width for row in rows)
    texts = [" ".join(heading.said(column).split()) for column in range(1, width + 1)]
    if kind is not UploadKind.EXTRACT and below and not _has_reference(below[0]):
        second, span = below[0], ""
        if below[0].width > 2:
            for column in range(1, width + 1):
                span = texts[column - 1] or span
                own = " ".join(second.said(column).split())
                texts[column - 1] = " ".join(filter(None, [span if own else texts[column - 1], own]))
            below = below[1:]
    return texts, below


def columns_of(grid: Grid, kind: UploadKind) -> list[Column]:
    """Return the columns of a file with what their first rows say and what each seems to be."""
    texts, below = _table(grid, kind)
    taken: set[str] = set()
    found = []
    for number, heading in enumerate(texts, start=1):
        said = tuple(row.said(number).strip()[:60] for row in below[:3])
        if not heading and not any(said):
            continue
        guess = _guess(heading, kind)
        if guess in taken and guess != MONTH:
            guess = ""
        taken.add(guess)
        found.append(Column(number, heading, said, guess))
    return found


def _guess(heading: str, kind: UploadKind) -> str:
    if kind is UploadKind.EXTRACT:
        said = plain(heading)
        if said in EXTRACT_FIELDS:
            return said
        return next((field for words, field in _EXTRACT_WORDS if re.search(words, said)), "")
    if month_in(heading) and not re.search(
        r"baseline|target|goal|benchmark|neighbour|region|national|england|good|number|count|dot\b|direction",
        heading,
        re.IGNORECASE,
    ):
        return MONTH
    comparator = read_comparator(heading, 1) if heading else None
    if comparator is not None:
        return {"Region": "region", "National": "national", "Statistical neighbours": "neighbours"}.get(
            comparator.comparator.value, "good"
        )
    return next((field for words, field in _WORDS if re.search(words, plain(heading))), "")


def month_in(heading: str) -> str:
    """Return the month that a heading names, as 'Nov-23'; empty where it names none."""
    words = heading.split()
    for size in (2, 1):
        for start in range(len(words) - size + 1):
            try:
                return month_label(read_month(" ".join(words[start : start + size])))
            except BadMonth:
                continue
    return ""


def remembered(grid: Grid, kind: UploadKind, columns: Columns) -> dict[str, str] | None:
    """Return what is remembered of this file's headings; None where one of them is new."""
    found = {}
    for column in columns_of(grid, kind):
        if column.key in columns:
            found[column.key] = columns[column.key]
        elif kind is not UploadKind.EXTRACT and column.guess == MONTH:
            found[column.key] = MONTH
        else:
            return None
    return found


def wrong_with(grid: Grid, kind: UploadKind, columns: Columns) -> dict[str, str]:
    """Return what is wrong with what was said of the columns, by the column's key; '' is of them all."""
    wrong: dict[str, str] = {}
    seen: dict[str, str] = {}
    for column in columns_of(grid, kind):
        field = columns.get(column.key, "")
        if field in ("", LEAVE_OUT):
            continue
        if kind is not UploadKind.EXTRACT and field == MONTH:
            if not month_in(column.heading):
                wrong[column.key] = "No month can be read from this heading. Head the column Nov-23, or leave it out."
                continue
            field = f"the month {month_in(column.heading)}"
        if field in seen:
            wrong[column.key] = f"“{seen[field]}” is that already. Choose another, or leave this one out."
        seen.setdefault(field, column.heading)
    needed = {"ref": "the reference", "title": "the measure’s title", "month": "a month’s figure"}
    if kind is UploadKind.EXTRACT:
        needed = {"ref": "the reference", "month": "the month"}
    said = set(columns.values())
    missing = [words for field, words in needed.items() if field not in said]
    if missing:
        wrong[""] = f"Say which column is {' and which is '.join(missing)}."
    elif kind is UploadKind.EXTRACT and not said & {"numerator", "denominator", "value"}:
        wrong[""] = "Say which column is the figure, or the numbers behind it."
    return wrong


def mapped(grid: Grid, kind: UploadKind, columns: Columns) -> tuple[Grid, dict[str, str]]:
    """Return the file with our own headings, and the section of each reference where the file says it.

    Raises `SheetRefused` for a file that does not have the columns it should.
    """
    wrong = wrong_with(grid, kind, columns)
    if wrong:
        raise refused(next(iter(wrong.values())))
    _, below = _table(grid, kind)
    by_field: dict[str, list[Column]] = {}
    for column in columns_of(grid, kind):
        by_field.setdefault(columns.get(column.key, LEAVE_OUT), []).append(column)
    by_field.pop(LEAVE_OUT, None)
    by_field.pop("", None)
    if kind is UploadKind.EXTRACT:
        return _as_extract(grid, by_field, below), {}
    return _as_scorecard(grid, by_field, below)


def _as_extract(grid: Grid, by_field: Mapping[str, Sequence[Column]], below: Sequence[GridRow]) -> Grid:
    fields = list(by_field)
    numbers = [by_field[field][0].number for field in fields]
    rows = [GridRow(grid.filled_rows()[0].line, tuple(fields))]
    rows += [GridRow(row.line, tuple(row.said(number) for number in numbers)) for row in below]
    return Grid(grid.name, tuple(rows), keeps_empty_cells=True)


def _as_scorecard(
    grid: Grid, by_field: Mapping[str, Sequence[Column]], below: Sequence[GridRow]
) -> tuple[Grid, dict[str, str]]:
    """Return the file in the scorecard's own layout: two heading rows, months in order."""
    months = sorted(by_field[MONTH], key=lambda column: read_month(month_in(column.heading)))
    compared = [(name, by_field[name][0]) for name in COMPARED if name in by_field]
    first = read_month(month_in(months[0].heading))
    before = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    one = {name: by_field[name][0].number for name in by_field if name != MONTH}
    numbers = [one["ref"], one["title"], one.get("baseline", 0), one.get("target", 0)]
    numbers += [column.number for _, column in compared] + [column.number for column in months]
    numbers += [one.get("number", 0), one.get("direction", 0)]
    assert month_after(before) == first
    top = ["Reference", "Measure", month_label(before), "", *[""] * len(compared)]
    top += [month_in(column.heading) for column in months] + ["", ""]
    second = ["", "", "Baseline", "Target", *(_compared(name, column.heading) for name, column in compared)]
    second += ["Actual"] * len(months) + ["Number", "DoT (to target)"]
    line = grid.filled_rows()[0].line
    rows, sections, section = [GridRow(line, tuple(top)), GridRow(line, tuple(second))], {}, ""
    for row in below:
        ref = row.said(one["ref"]).strip()
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if not ref or (len(filled) == 1 and not REFERENCE.fullmatch(ref)):
            section = filled[0] if len(filled) == 1 else section
            continue
        sections[ref] = row.said(one["section"]).strip() if "section" in one else section
        rows.append(GridRow(row.line, tuple(row.said(number) if number else "" for number in numbers)))
    return Grid(grid.name, tuple(rows), keeps_empty_cells=True, is_mapped=True), {
        ref: name for ref, name in sections.items() if name
    }


def _compared(name: str, heading: str) -> str:
    """Return a comparator's heading as ours are, with its year if it names one."""
    own = read_comparator(heading, 1)
    if own is not None:
        return " ".join(heading.split())
    years = _YEAR.findall(heading)
    return " ".join([COMPARED[name], *years[:1]])

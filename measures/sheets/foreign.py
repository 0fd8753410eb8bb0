"""A file whose headings are not ours: its columns, with what each says and what it seems to be.

Called by `mapping`, and by the form that asks what each column is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from measures.calculation.values import MISSING_WORDS
from measures.choices import UploadKind
from measures.sheets.cell import REFERENCE, REFERENCE_WITHIN
from measures.sheets.extract import OPTIONAL, REQUIRED
from measures.sheets.grid import Grid, GridRow
from measures.sheets.headings import read_comparator
from measures.sheets.months import BadMonth, month_label, read_month

MONTH: Final = "month"
SCORECARD_FIELDS: Final = {
    "ref": "Reference",
    "title": "Measure (its title)",
    "section": "Section",
    "aim": "Which way is better",
    "unit": "Unit",
    "responsible": "Who is responsible",
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
FIGURES: Final = frozenset({"baseline", "target", MONTH, "neighbours", "region", "national", "good", "number"})
EXTRACT_FIGURES: Final = frozenset({"numerator", "denominator", "value"})
_WORDS: Final = (
    (r"\b(good|better) (is|if|when)\b|\bpolarity\b|\bdesired direction\b|\bbetter\b", "aim"),
    (r"\bunits?\b", "unit"),
    (r"\b(lead|owner|officer|responsible|accountable)\b", "responsible"),
    (r"\b(ref|reference|no\.?|number of measure|id|code)\b", "ref"),
    (r"\b(measure|indicator|title|description|name)\b", "title"),
    (r"\b(section|theme|service|area|group|domain|priority)\b", "section"),
    (r"\bbaseline\b", "baseline"),
    (r"\b(targets?|tgt|goal)\b", "target"),
    (r"\bneighbour|\bsn\b", "neighbours"),
    (r"\b(region|regional)\b", "region"),
    (r"\b(national|england|nat|eng)\b", "national"),
    (r"\b(number|count|numerator)\b", "number"),
    (r"\b(dot|direction|trend)\b", "direction"),
)
_EXTRACT_WORDS: Final = (
    (r"\b(ref|reference|measure|indicator|code)\b", "ref"),
    (r"\b(month|period|date of month)\b", "month"),
    (r"\b(numerator|numer|num|count|number)\b", "numerator"),
    (r"\b(denominator|denom|den|out of|total)\b", "denominator"),
    (r"\b(value|figure|result|rate|percentage|%)", "value"),
)
_NO_FIGURE_YET: Final = frozenset({*MISSING_WORDS, "tbc", "to be confirmed", "none"})
LOOKED_THROUGH: Final = 20
_SHOWN: Final = 3


@dataclass(frozen=True)
class Column:
    """One column of a file, as the page of columns shows it."""

    number: int
    heading: str
    said: tuple[str, ...]
    """What its first cells that are not empty say."""
    guess: str
    """The field that its heading seems to name; empty where none."""
    has_no_figure: bool
    """Whether its cells beside the references say something, and none of them a figure or why there is none."""

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


def figures_of(kind: UploadKind) -> frozenset[str]:
    """Return the fields whose cells are figures."""
    return EXTRACT_FIGURES if kind is UploadKind.EXTRACT else FIGURES


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


def table_of(grid: Grid, kind: UploadKind) -> tuple[list[str], list[GridRow]]:
    """Return the headings, two rows of them joined, and the rows below."""
    rows = grid.filled_rows()
    start = next((i for i, row in enumerate(rows[:LOOKED_THROUGH]) if sum(map(bool, map(str.strip, row.cells))) > 2), 0)
    heading, below = rows[start], rows[start + 1 :]
    width = max(row.width for row in rows)
    texts = [" ".join(heading.said(column).split()) for column in range(1, width + 1)]
    if kind is not UploadKind.EXTRACT and below and not _has_reference(below[0]) and below[0].width > 2:
        texts, below = _joined(texts, below[0]), below[1:]
    return texts, below


def _joined(texts: Sequence[str], second: GridRow) -> list[str]:
    """Return two rows of headings as one: the first's stands over all columns up to the next, as a merged cell does.

    It is left away where the second says by itself what the column is: "Tgt 26/27" under "Benchmarking".
    """
    owns = [" ".join(second.said(column).split()) for column in range(1, len(texts) + 1)]
    found, span = [], ""
    for text, own in zip(texts, owns, strict=True):
        span = text or span
        both = f"{span} {own}".strip() if own else text
        guess = _guess(own, UploadKind.SCORECARD)
        says_it = guess and owns.count(own) == 1 and guess == _guess(both, UploadKind.SCORECARD)
        found.append(own if says_it else both)
    return found


def columns_of(grid: Grid, kind: UploadKind) -> list[Column]:
    """Return the columns of a file with what their first rows say and what each seems to be."""
    texts, below = table_of(grid, kind)
    taken: set[str] = set()
    found = []
    for number, heading in enumerate(texts, start=1):
        said = _first_said(below, number)
        if not heading and not said:
            continue
        no_figure = _has_no_figure(below, number)
        guess = _guess(heading, kind)
        if (guess in taken and guess != MONTH) or (no_figure and guess in figures_of(kind)):
            guess = ""
        taken.add(guess)
        found.append(Column(number, heading, said, guess, no_figure))
    return found


def _first_said(rows: Sequence[GridRow], number: int) -> tuple[str, ...]:
    """Return what the first cells of a column say, of the rows with a reference where one says anything."""
    cells = [(row, cell[:60]) for row in rows if (cell := row.said(number).strip())]
    return tuple([cell for row, cell in cells if _has_reference(row)][:_SHOWN] or [cell for _, cell in cells][:_SHOWN])


def _has_no_figure(rows: Sequence[GridRow], number: int) -> bool:
    said = [cell for row in rows if _has_reference(row) and (cell := row.said(number).strip().lower())]
    return bool(said) and not any(cell in _NO_FIGURE_YET or re.search(r"\d", cell) for cell in said)


def _guess(heading: str, kind: UploadKind) -> str:
    if kind is UploadKind.EXTRACT:
        said = plain(heading)
        if said in EXTRACT_FIELDS:
            return said
        return next((field for words, field in _EXTRACT_WORDS if re.search(words, said)), "")
    if month_in(heading) and not re.search(
        r"baseline|target|tgt|goal|benchmark|neighbour|\bsn\b|region|nat(ional)?\b|eng(land)?\b|good|number|count|dot\b|"
        r"direction",
        heading,
        re.IGNORECASE,
    ):
        return MONTH
    comparator = read_comparator(heading, 1) if heading else None
    if comparator is not None and not re.search(_WORDS[0][0], plain(heading)):
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

"""Rows -> csv and xlsx. Everything that the portal exports is written here, so that nothing in it runs as a formula.

A text that a spreadsheet would take for a formula stays text; a number is written as a number. Imports nothing of the
project but what the reader shares.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from measures.sheets.delimited import RISKY_START
from measures.sheets.limits import SCORECARD

_RISKY = re.compile(f"'*[{re.escape(RISKY_START)}]")
_PARTS_CELLS = re.compile(r'[,;"\t\r\n]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE: Final = 31
_NARROWEST_COLUMN: Final = 9
_WIDEST_COLUMN: Final = 60
_FEW_COLUMNS: Final = 3
_WIDEST_OF_FEW: Final = 110
"""Characters of the widest column where a sheet has few."""
_READABLE: Final = 280
"""Characters across a printed page that can still be read."""
_LINE: Final = 15.0
"""Height of a line, in points."""
_HIGHEST_ROW: Final = 409.0
"""As high as a spreadsheet lets a row be."""
_BOLD: Final = Font(name="Calibri", size=11, bold=True)
"""As the other cells: without its name and size, programs set it in letters of their own."""
_BOLDER: Final = 1.15
_NARROWER: Final = 1.2
"""How much wider a heading is than the digits that columns are measured in, and how much narrower a text."""
_LINES_OF_A_HEADING: Final = 3
_TEXT_FORMAT: Final = "@"
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the decimals it is shown with. With `percent`, 48 is shown as 48%."""

    value: Decimal
    places: int = 0
    percent: bool = False

    def __str__(self) -> str:
        return f"{self.value:.{self.places}f}{'%' if self.percent else ''}"


Value = str | int | Decimal | Figure | dt.date | None
"""What a cell may hold."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook. The heading rows are set in bold and stay in sight, as the frozen columns do."""

    title: str
    rows: Sequence[Sequence[Value]]
    heading_rows: int = 1
    frozen_columns: int = 0
    tints: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The background of cells, by row and column from 1, as six hexadecimal digits. Never the only sign of a thing."""


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook's properties say of it. With it the same tables give the same bytes, whenever it is written."""

    title: str
    description: str
    made_at: dt.datetime


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as csv in UTF-8 with a byte order mark, without which Excel garbles arrows and accents.

    A text that begins like a formula gets an apostrophe before it (OWASP, "CSV Injection"), which our own reader takes
    away again.
    """
    text = "".join(",".join(_csv_cell(value) for value in row) + "\r\n" for row in rows)
    return text.encode("utf-8-sig", errors="replace")


def _csv_cell(value: Value) -> str:
    """Return one cell, in quotation marks where any program could take a part of it for the end of the cell."""
    if isinstance(value, str):
        text = f"'{value}" if _RISKY.match(value) else value
    elif isinstance(value, Decimal):
        text = f"{value:f}"
    else:
        text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if _PARTS_CELLS.search(text) else text


def write_xlsx(tables: Sequence[Table], about: About | None = None) -> bytes:
    """Return a workbook with one sheet a table."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        _write_sheet(workbook.create_sheet(_sheet_title(table.title)), table, about.title if about else "")
    file = io.BytesIO()
    if about is None:
        workbook.save(file)
        return file.getvalue()
    workbook.properties.title = _NOT_XML.sub("", about.title)
    workbook.properties.description = _NOT_XML.sub("", about.description)
    workbook.properties.created = about.made_at.astimezone(dt.UTC).replace(tzinfo=None)
    workbook.save(file)
    return _without_the_clock(file.getvalue(), workbook.properties.created)


def _without_the_clock(content: bytes, made_at: dt.datetime) -> bytes:
    """Return a workbook whose parts and properties carry the given time instead of the one at which it was saved."""
    modified = f"{made_at:%Y-%m-%dT%H:%M:%SZ}".encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as saved, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in saved.namelist():
            part = saved.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + modified, part)
            stamp = (max(made_at.year, 1980), *made_at.timetuple()[1:6])
            kept.writestr(zipfile.ZipInfo(name, date_time=stamp), part, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _sheet_title(title: str) -> str:
    """Return a title that a workbook allows: short, and without the signs of a file's path."""
    return _NOT_IN_TITLES.sub(" ", _NOT_XML.sub("", title))[:_LONGEST_TITLE].strip(" '") or "Sheet"


def _write_sheet(sheet: Any, table: Table, printed_above: str) -> None:
    widest = _WIDEST_OF_FEW if max(map(len, table.rows), default=0) <= _FEW_COLUMNS else _WIDEST_COLUMN
    widths: dict[int, int] = {}
    for number, row in enumerate(table.rows, start=1):
        heading = number <= table.heading_rows
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row=number, column=column)
            _write_cell(cell, value)
            if heading:
                cell.font = _BOLD
                needs = max([*map(len, str(value).split()), len(str(value)) // _LINES_OF_A_HEADING], default=0)
            elif len(row) > 1:
                needs = len(str(value))
            else:
                continue
            widths[column] = max(widths.get(column, _NARROWEST_COLUMN), min(needs + 2, widest))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    _arrange(sheet, table, widths)
    for (row_number, column), colour in table.tints.items():
        sheet.cell(row=row_number, column=column).fill = PatternFill("solid", fgColor=colour)
    if table.heading_rows or table.frozen_columns:
        sheet.freeze_panes = f"{get_column_letter(table.frozen_columns + 1)}{table.heading_rows + 1}"
    _set_for_printing(sheet, table, widths, printed_above)


def _arrange(sheet: Any, table: Table, widths: Mapping[int, int]) -> None:
    """Wrap what is longer than its column, make its row as high, and put the words among numbers where those stand.

    The heights are given, since not every program works them out when it opens a file.
    """
    body = table.rows[table.heading_rows :]
    numbers = {
        column for row in body for column, value in enumerate(row, start=1) if isinstance(value, (int, Decimal, Figure))
    }
    for number, row in enumerate(table.rows, start=1):
        heading, most = number <= table.heading_rows, 1
        if len(row) == 1 and not heading:
            continue  # a line below the table, which runs on beside it
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            text = str(value)
            lines = _lines(text, widths[column] / _BOLDER if heading else widths[column] * _NARROWER)
            most = max(most, lines)
            wrapped = heading or len(text) > widths[column] or "\n" in text
            sheet.cell(row=number, column=column).alignment = _alignment(
                wrapped, column in numbers, column - 1 in numbers
            )
        if most > 1:
            sheet.row_dimensions[number].height = min(most * _LINE, _HIGHEST_ROW)


@cache
def _alignment(wrapped: bool, number: bool, after_number: bool) -> Alignment:
    """Return how a cell is aligned: numbers to the right, and what follows them a letter away from them."""
    side, indent = ("right", 0) if number else ("left", 1) if after_number else (None, 0)
    return Alignment(horizontal=side, indent=indent, vertical="top", wrap_text=wrapped)


def _lines(text: str, room: float) -> int:
    """Return how many lines a text takes in a column of so many characters, about."""
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def _set_for_printing(sheet: Any, table: Table, widths: Mapping[int, int], above: str) -> None:
    """Let a sheet print across the page with its headings on each, as wide as one page or as many as can be read."""
    frozen = sum(widths.get(column + 1, 0) for column in range(table.frozen_columns))
    width = sum(widths.values()) - frozen
    across = 1 if width + frozen <= _READABLE else math.ceil(width / max(_READABLE - frozen, _WIDEST_COLUMN))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.6, header=0.3, footer=0.3)
    sheet.oddHeader.left.text, sheet.oddFooter.right.text = "&A", "Page &P of &N"
    sheet.oddHeader.right.text = above.replace("&", "&&")
    if table.heading_rows:
        sheet.print_title_rows = f"1:{table.heading_rows}"
    if across > 1 and table.frozen_columns:
        sheet.print_title_cols = f"A:{get_column_letter(table.frozen_columns)}"


def _write_cell(cell: Any, value: Value) -> None:
    """Write one value. A text is given its type last, so that openpyxl can not make a formula or an error of it."""
    if isinstance(value, str):
        text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)[: SCORECARD.cell_length]
        cell.value = text
        cell.data_type = "s"
        cell.number_format = _TEXT_FORMAT
        cell.quotePrefix = _RISKY.match(text) is not None
    elif isinstance(value, Figure):
        cell.value = value.value / 100 if value.percent else value.value
        cell.number_format = _number_format(value.places) + ("%" if value.percent else "")
    elif isinstance(value, Decimal):
        cell.value = value
        cell.number_format = _number_format(max(-int(value.as_tuple().exponent), 0))
    elif isinstance(value, dt.date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = value


def _number_format(places: int) -> str:
    return f"0.{'0' * places}" if places else "0"

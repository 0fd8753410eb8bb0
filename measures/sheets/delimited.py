"""Text files of cells: tab-separated txt and csv, bytes -> lines of cells.

Called by `grid` alone.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from measures.sheets.problems import refused

Line = tuple[int, tuple[str, ...]]
"""A line's number in its file, from 1, and its cells."""

RISKY_START: Final = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection"). `write` puts an apostrophe before it
and this module takes it away again. The last four are the full-width forms of the first four."""

_LINES_TRIED: Final = 20
_LENGTH_TRIED: Final = 5_000
_ESCAPED = re.compile(f"'+[{re.escape(RISKY_START)}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_GARBLED = re.compile("Ã.|â€|â†|Â[£ ]")
"""UTF-8 that was read as Windows-1252."""


def read_delimited(content: bytes, *, tabs: bool) -> Iterator[Line]:
    """Yield the lines of a txt (`tabs`) or csv file. Raises `SheetRefused`."""
    text = decode(content)
    delimiter = "\t" if tabs else _delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refused(_quoting_message(error), line=max(begins, reader.line_num)) from None
        if cells is None:
            return
        yield begins, tuple(_unescaped(cell) for cell in cells)
        begins = reader.line_num + 1


def decode(content: bytes) -> str:
    """Return a file's text: by its byte order mark, else UTF-8, else Windows-1252 where that gives sensible text.

    Raises `SheetRefused` where the encoding can not be told or the file ends inside a character.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decode_as(content, "utf-16")
    elif content.startswith(codecs.BOM_UTF8):
        text = _decode_as(content, "utf-8-sig")
    else:
        text = _decode_unmarked(content)
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise refused(
            "There is a character here that no text has. The file is damaged, or is not a txt or csv file.", line=line
        )
    return text


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused("The file is damaged or cut short: it can not be read as text from here on.", line=line) from None


def _decode_unmarked(content: bytes) -> str:
    """UTF-8 first. What is not UTF-8 is taken for Windows-1252 only if nothing in it looks like garbled UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            raise refused("The file is cut short: it ends inside a character.", line=line) from None
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = "Ã."
    if _GARBLED.search(text):
        raise refused(
            "The file mixes ways of writing letters. Save it again as “CSV UTF-8” or as an Excel workbook.", line=line
        )
    return text


def _delimiter_of(text: str) -> str:
    """Return what parts the first row that can be parted, the headings, into the most cells."""
    lines = [line[:_LENGTH_TRIED] for line in islice(io.StringIO(text, newline=None), _LINES_TRIED)]

    def headings_parted_by(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(lines, delimiter=delimiter)
        return next(((-reader.line_num, len(cells)) for cells in reader if len(cells) > 1), (-_LINES_TRIED, 0))

    return max(",;\t", key=headings_parted_by)


def _unescaped(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def _quoting_message(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "The file is cut short: a quotation mark is opened and never closed."
    if "field larger" in str(error):
        return "A cell is longer than any cell of a scorecard. A quotation mark may be missing."
    return "A quotation mark stands where a cell can not have one. Save the file again from the spreadsheet."

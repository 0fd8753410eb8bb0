"""Excel workbooks: bytes -> lines of what the cells show, with the package looked over before it is opened.

One cell in the last row and column of a sheet makes an unguarded reader take gigabytes; a zip of nothing but zeros
does too. Called by `grid` alone.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from openpyxl import load_workbook

from measures.sheets.delimited import Line
from measures.sheets.displayed import displayed
from measures.sheets.limits import Limits
from measures.sheets.problems import SheetRefused, refused

TOO_LARGE: Final = (
    "The workbook is far larger than a file of figures. Save only the sheet with the figures, without formatting."
)
DAMAGED: Final = "The file can not be opened as an Excel workbook. It is damaged, cut short or of another kind."

MACROS: Final = (
    "The workbook has macros. Save it as an Excel workbook without them (.xlsx) and send that: no program in a file is "
    "run here."
)
OLD_OR_LOCKED: Final = "This is an old Excel file or one with a password. Save it as xlsx without a password."


def read_workbook(content: bytes, limits: Limits) -> Iterator[Line]:
    """Yield the lines of a workbook's first visible sheet that has anything in it. Raises `SheetRefused`."""
    with _guarded(content, limits):
        for _, lines in _sheets(content, limits):
            found = False
            for line in lines:
                found = found or any(line[1])
                yield line
            if found:
                return


def read_sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, list[Line]]]:
    """Yield each visible sheet that has anything in it, with its name. Raises `SheetRefused`."""
    with _guarded(content, limits):
        for name, lines in _sheets(content, limits):
            every = list(lines)
            if any(any(cells) for _, cells in every):
                yield name, every


def sheet_names(content: bytes, limits: Limits) -> list[str]:
    """Return the names of a workbook's visible sheets, in their order. Raises `SheetRefused`."""
    with _guarded(content, limits):
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            return [str(sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"]
        finally:
            book.close()


@contextmanager
def _guarded(content: bytes, limits: Limits) -> Iterator[None]:
    """Look a package over, and refuse whatever the parser then meets."""
    _look_over(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except SheetRefused:
        raise
    except Exception as error:  # the parser meets hostile files with exceptions of every kind
        raise refused(DAMAGED) from error


def _look_over(content: bytes, limits: Limits) -> None:
    """Refuse a package with a password or macros, or whose parts are too many, too large, too tight or full of tags."""
    if not content.startswith(b"PK\x03\x04"):
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise refused(OLD_OR_LOCKED)
        raise refused(DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
                raise refused(TOO_LARGE)
            if any(part.flag_bits & 0x1 for part in parts):
                raise refused("The workbook has a password. Save it without one.")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise refused(MACROS)
            if any(part.file_size > limits.ratio * max(part.compress_size, 1_000) for part in parts):
                raise refused(TOO_LARGE)
            _count_tags(package, parts, limits)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        OverflowError,
    ) as error:
        raise refused(DAMAGED) from error
    except SheetRefused:
        raise
    except Exception as error:  # zlib and lzma have errors of their own
        raise refused(DAMAGED) from error


def _count_tags(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Unpack every part of XML once, a piece at a time, so that damage and size show before anything is parsed."""
    tags = 0
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with package.open(part) as stream:
            while piece := stream.read(1 << 16):
                tags += piece.count(b"<")
                if tags > limits.tags:
                    raise refused(TOO_LARGE)


def _sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, Iterator[Line]]]:
    shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    typed = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet, formulas in zip(shown.worksheets, typed.worksheets, strict=True):
            if sheet.sheet_state == "visible":
                yield str(sheet.title), _lines_of(sheet, formulas, limits)
    finally:
        shown.close()
        typed.close()


def _lines_of(sheet: Any, formulas: Any, limits: Limits) -> Iterator[Line]:
    """Yield a sheet's lines without the empty cells at their ends.

    The dimensions that the file declares are not believed. Each row is measured as it comes, gaps between the rows
    included.
    """
    sheet.reset_dimensions()
    formulas.reset_dimensions()
    looked_at = 0
    for number, (row, typed) in enumerate(zip(sheet.rows, formulas.rows, strict=True), start=1):
        looked_at += max(len(row), 1)
        if looked_at > 4 * limits.cells or number > 20 * limits.rows:
            raise refused(TOO_LARGE)
        cells = [_text_of(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells and number > limits.rows:
            raise refused(f"The sheet has more than {limits.rows:,} rows.", line=number)
        if len(cells) > limits.columns:
            raise refused(f"The sheet has more than {limits.columns} columns.", line=number, column=len(cells))
        _refuse_unsaved_results(row, typed, number)
        if number <= limits.rows:
            yield number, tuple(cells)


def _text_of(cell: Any) -> str:
    value = cell.value
    return value if isinstance(value, str) else displayed(value, cell.number_format or "General")


def _refuse_unsaved_results(row: Any, typed: Any, line: int) -> None:
    """Refuse a formula whose result the file does not hold: it would read as an empty cell."""
    for column, (cell, formula) in enumerate(zip(row, typed, strict=True), start=1):
        if formula.data_type == "f" and cell.value is None:
            raise refused(
                "This cell holds a formula whose result was not saved. Open the workbook, save it and send it again.",
                line=line,
                column=column,
            )

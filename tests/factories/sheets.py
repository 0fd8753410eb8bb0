"""Files for tests: the sample scorecard as cells to change, and cells as txt, csv and xlsx."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from measures.sheets.catalogue import Catalogue, read_catalogue
from measures.sheets.scorecard import ScorecardSheet, cells_of, read_scorecard

SAMPLE = Path(__file__).parents[2] / "measures" / "sample"
SCORECARD = SAMPLE / "scorecard.txt"
CATALOGUE = SAMPLE / "catalogue.csv"

Cells = list[list[str]]


@cache
def sample_catalogue() -> Catalogue:
    return read_catalogue(CATALOGUE)


@cache
def sample_sheet() -> ScorecardSheet:
    return read_scorecard(SCORECARD, sample_catalogue())


def content(sheet: ScorecardSheet) -> object:
    """Return everything of a sheet but its name and where its cells stand."""
    rows = [
        (row.ref, row.title, heading, month, cell.said, cell.reading)
        for row in sheet.rows
        for heading, month, cell in cells_of(sheet, row)
    ]
    return (
        rows,
        sheet.baseline_label,
        sheet.months,
        [column.said for column in sheet.comparators],
        sheet.footnotes,
        sheet.key,
        sheet.neighbours,
    )


def sample_cells() -> Cells:
    """Return the sample scorecard's cells, line by line, read by nothing but `split`."""
    return [line.split("\t") for line in SCORECARD.read_text(encoding="utf-8").split("\n")]


def line_of(ref: str) -> int:
    """Return the line, from 1, on which a measure stands in the sample."""
    return next(line for line, cells in enumerate(sample_cells(), start=1) if cells[0] == ref)


def with_cell(line: int, column: int, text: str) -> Cells:
    """Return the sample's cells with one of them, at a line and column from 1, saying something else."""
    cells = sample_cells()
    cells[line - 1][column - 1] = text
    return cells


def as_txt(cells: Cells) -> bytes:
    return "\n".join("\t".join(row) for row in cells).encode()


def as_csv(cells: Cells, delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(cells)
    return file.getvalue().encode()


def as_xlsx(cells: Cells) -> bytes:
    """Return a workbook with every cell as text."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line, row in enumerate(cells, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.cell(row=line, column=column, value=text).data_type = "s"
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()

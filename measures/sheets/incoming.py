"""A file on its way in: what still has to be said of it, and bringing it in with what was said.

Called by the loading pages; calls `mapping`, `suggest`, the strict readers and their way into the database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from measures.actions.load import Applied
from measures.choices import PeriodState, UploadKind
from measures.models import ColumnMapping, Period, Scorecard
from measures.queries.catalogue import age_bands
from measures.sheets import foreign, mapping
from measures.sheets.apply import catalogue_of, import_sheet
from measures.sheets.apply_extract import load_extract
from measures.sheets.bad_rows import rows_left_out, without_figures
from measures.sheets.catalogue import Catalogue, CatalogueRow
from measures.sheets.extract import ExtractRefused, read_extract
from measures.sheets.grid import Grid, in_its_own_columns, read_grid
from measures.sheets.problems import refused
from measures.sheets.scorecard import read_scorecard
from measures.sheets.strays import Stray, strays_of, without
from measures.sheets.suggest import from_data, suggested, targets_in

NO_MEASURES: Final = (
    "No row of this file is a measure. Each needs a reference, such as 1.0, 7.10 or A1, in one of the first four "
    "columns, and its title and figures beside it."
)
Options = dict[str, Any]
"""What was chosen with a file: where it is from, what its columns are, what its new measures are."""


def grid_of(content: bytes, name: str, options: Options) -> Grid:
    """Return the file's cells, of the sheet that was chosen with it. Raises `SheetRefused`."""
    return read_grid(content, name, sheet=options.get("sheet", ""))


def sheet_read(grid: Grid, options: Options) -> str:
    """Return the sentence that says which sheet of a workbook is read, and why; nothing where it is the first."""
    if options.get("sheet"):
        return f"The sheet “{grid.sheet}” is read, which you chose."
    return f"The sheet “{grid.sheet}” is read: no sheet before it has measures with figures." if grid.sheet else ""


def with_remembered(scorecard: Scorecard, kind: UploadKind, content: bytes, name: str, options: Options) -> Options:
    """Return the options with what is remembered of the file's headings, where they are not ours and all known."""
    grid = grid_of(content, name, options)
    if foreign.is_familiar(grid, kind):
        return options
    held = ColumnMapping.objects.filter(scorecard=scorecard, kind=kind).first()
    columns = mapping.remembered(grid, kind, held.columns) if held else None
    if columns is None or mapping.wrong_with(grid, kind, columns):
        return options
    return {**options, "columns": columns}


def step_of(scorecard: Scorecard, kind: UploadKind, content: bytes, name: str, options: Options) -> str:
    """Return what somebody has to say next of a file: "columns", "measures" or nothing. Raises `SheetRefused`."""
    grid = grid_of(content, name, options)
    if "columns" not in options and not foreign.is_familiar(grid, kind):
        if foreign.is_a_table(grid):
            return "columns"
        if kind is UploadKind.SCORECARD and is_first(scorecard):
            raise refused(NO_MEASURES)
    unasked = kind is UploadKind.SCORECARD and "measures" not in options
    if unasked and (
        is_first(scorecard)
        or new_measures(scorecard, content, name, options)
        or rows_without_measure(content, name, options)
    ):
        return "measures"
    return ""


def is_an_extract(grid: Grid, kind: UploadKind) -> bool:
    """Return whether a file that came as a scorecard has the headings of a monthly extract."""
    return kind is UploadKind.SCORECARD and foreign.is_familiar(grid, UploadKind.EXTRACT)


def is_first(scorecard: Scorecard) -> bool:
    """Return whether no month of the scorecard has begun."""
    return not Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED).exists()


def _begun(scorecard: Scorecard) -> set[dt.date]:
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    return set(begun.values_list("month", flat=True))


def source_of(kind: UploadKind, content: bytes, name: str, options: Options) -> tuple[Grid, mapping.Said]:
    """Return the file with our headings, and what else it says of its measures, by reference."""
    grid = grid_of(content, name, options)
    columns = options.get("columns")
    found, said = mapping.mapped(grid, kind, columns) if columns else (grid, {})
    return without(found, options.get("left_out", [])), said


def how_read(kind: UploadKind, content: bytes, name: str, options: Options) -> list[str]:
    """Return how a file was read where that is not plain: which sheet of it, and the cells that were rounded."""
    grid = grid_of(content, name, options)
    used = set(source_of(kind, content, name, options)[0].columns)
    sheet = sheet_read(grid, options)
    strays = options.get("left_out", []) if kind is UploadKind.SCORECARD else []
    left_out = [f"Line {line} is left out, as was said: it has no measure." for line in strays]
    rounded = [each.sentence for each in grid.rounded if not used or each.column in used]
    return [*[sheet] * bool(sheet), *left_out, *rounded]


def new_measures(scorecard: Scorecard, content: bytes, name: str, options: Options) -> dict[str, CatalogueRow]:
    """Return what the measures seem to be that a scorecard's file has and its catalogue lacks."""
    grid, said = source_of(UploadKind.SCORECARD, content, name, options)
    with in_its_own_columns(grid):
        return suggested(grid, catalogue_of(scorecard), said, age_bands(scorecard))


def targets_of(rows: Iterable[str], content: bytes, name: str, options: Options) -> dict[str, str]:
    """Return what the file says of the targets of some measures."""
    return targets_in(source_of(UploadKind.SCORECARD, content, name, options)[0], rows)


def rows_without_measure(content: bytes, name: str, options: Options) -> list[Stray]:
    """Return the rows of a scorecard's file that have no measure, such as totals, whether left out yet or not."""
    grid, _ = source_of(UploadKind.SCORECARD, content, name, {**options, "left_out": []})
    return strays_of(grid)


def catalogue_for(scorecard: Scorecard, options: Options) -> Catalogue:
    """Return the scorecard's catalogue with the measures that the file adds."""
    return {**catalogue_of(scorecard), **from_data(options.get("measures", []))}


def _found(applied: Applied) -> Iterator[str]:
    """Yield what the checks find of figures that a refused extract would bring, so that all is mended in one go."""
    for change in applied.changed:
        for said in change.found:
            yield f"{change.ref} for {change.month:%B %Y}. {said}"


def _extract_in(
    grid: Grid,
    catalogue: Catalogue,
    name: str,
    begun: set[dt.date],
    options: Options,
    about: Options,
    *,
    dry_run: bool,
) -> Applied:
    """Load an extract. Raises `SheetRefused`, or `ExtractRefused` with all that is wrong with its rows."""
    try:
        extract = without_figures(read_extract(grid, catalogue, name, begun=begun), options)
        return load_extract(extract=extract, dry_run=dry_run, **about)
    except ExtractRefused as refusal:
        raise _with_found(refusal, about) from None


def _with_found(refusal: ExtractRefused, about: Options) -> ExtractRefused:
    """Return a refusal with what else stands against the rows that can be read, and what the checks find of them."""
    if not refusal.readable.rows:
        return refusal
    try:
        applied = load_extract(extract=refusal.readable, dry_run=True, **about)
    except ExtractRefused as more:
        return _with_found(refusal.with_more(more), about)
    refusal.found = list(_found(applied))
    return refusal


def bring_in(
    scorecard: Scorecard,
    kind: UploadKind,
    name: str,
    content: bytes,
    options: Options,
    *,
    by: Any,
    dry_run: bool,
) -> tuple[Applied, list[str], list[str]]:
    """Load a file; return what became of its figures, what else changed, and what else was left as it was."""
    grid, said = source_of(kind, content, name, options)
    catalogue, sha256 = catalogue_for(scorecard, options), hashlib.sha256(content).hexdigest()
    if kind is UploadKind.EXTRACT:
        about: dict[str, Any] = {
            "scorecard": scorecard,
            "sha256": sha256,
            "by": by,
            "source": options.get("source", ""),
            "taken_on": dt.date.fromisoformat(options["taken_on"]) if options.get("taken_on") else None,
            "taken": options.get("taken", ()),
            "left_out": rows_left_out(options),
        }
        with in_its_own_columns(grid):
            return _extract_in(grid, catalogue, name, _begun(scorecard), options, about, dry_run=dry_run), [], []
    with in_its_own_columns(grid):
        sheet = replace(read_scorecard(grid, catalogue, name), responsible=mapping.responsible(said))
    imported = import_sheet(
        sheet=sheet,
        catalogue=catalogue,
        sha256=sha256,
        by=by,
        slug=scorecard.slug,
        first=options.get("first", ""),
        taken=options.get("taken", ()),
        dry_run=dry_run,
    )
    return imported.applied or Applied(None), imported.lines, imported.kept

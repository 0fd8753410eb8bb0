"""What the measures of a file seem to be, for somebody to check: unit, aim, decimals, section.

Measures that the sample catalogue knows by their title are taken from it; of the others the figures and the title
tell the unit, and the target and words of the title which way is better. What the file says of them goes before both.
Called by the loading pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from measures.choices import Aim, Basis, Counts, Frequency, Unit
from measures.sheets.catalogue import Catalogue, CatalogueRow, read_catalogue
from measures.sheets.cell import REFERENCE
from measures.sheets.grid import Grid, GridRow
from measures.sheets.guesses import aim_of, aim_said, basis_of, has_figure, unit_said
from measures.sheets.headings import read_headings
from measures.sheets.mapping import Said

KNOWN: Final = Path(__file__).parent.parent / "sample" / "catalogue.csv"
OF_STAFF: Final = re.compile(r"staff|social worker|vacan|caseload|agency|turnover|workforce|supervis", re.IGNORECASE)
MOST_PLACES: Final = 2


@lru_cache(maxsize=1)
def _known() -> Catalogue:
    return read_catalogue(KNOWN)


def plain_title(title: str) -> str:
    """Return a title without what spelling programs change in it."""
    return " ".join(title.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).casefold()


def suggested(grid: Grid, have: Catalogue, said: Said, bands: Iterable[str] = ()) -> dict[str, CatalogueRow]:
    """Return what the measures of a file in the scorecard's layout seem to be, those that the catalogue lacks.

    `bands` are ages there is a population of.
    """
    headings = read_headings(grid)
    known = {plain_title(row.title): row for row in _known().values()}
    age = next(iter(bands), "0-17")
    found: dict[str, CatalogueRow] = {}
    figures_at = [headings.target, headings.baseline, *(month.column for month in headings.months)]
    for row in grid.rows[headings.rows_from :]:
        ref, title = row.said(1).strip(), " ".join(row.said(2).split())
        if not REFERENCE.fullmatch(ref) or ref in have or ref in found or not title:
            continue
        own, like = said.get(ref, {}), known.get(plain_title(title))
        if like is not None and like.ref == ref:
            # Its denominator may be another measure's count: that holds where the numbers of measures are the same.
            found[ref] = replace(like, section=own["section"]) if own.get("section") else like
            continue
        figures = [figure for column in figures_at if (figure := row.said(column).strip())]
        found[ref] = _guessed(row, own, figures, row.said(headings.target).strip(), age)
    return found


def targets_in(grid: Grid, refs: Iterable[str]) -> dict[str, str]:
    """Return what the file says of the target of each of some measures."""
    column = read_headings(grid).target
    said = {row.said(1).strip(): " ".join(row.said(column).split()) for row in grid.rows}
    return {ref: said.get(ref, "") for ref in refs}


def unrated(rows: Mapping[str, CatalogueRow], targets: Mapping[str, str]) -> set[str]:
    """Return the measures that would be for context and have a target: somebody has to say which of both it is."""
    return {ref for ref, row in rows.items() if row.aim is Aim.CONTEXT and has_figure(targets.get(ref, ""))}


def _guessed(row: GridRow, own: Mapping[str, str], figures: list[str], target: str, age: str) -> CatalogueRow:
    ref, title = row.said(1).strip(), " ".join(row.said(2).split())
    unit = unit_said(own.get("unit", "")) or _unit(title, figures)
    return CatalogueRow(
        ref=ref,
        section=own.get("section") or f"Section {ref.split('.')[0]}",
        title=title,
        unit=unit,
        aim=aim_said(own.get("aim", "")) or aim_of(title, unit, target),
        basis=basis_of(title),
        decimals=_places(figures),
        numerator=title,
        denominator=f"population:{age}" if unit is Unit.RATE else "",
        frequency=Frequency.MONTHLY,
        counts=Counts.STAFF if OF_STAFF.search(title) else Counts.CHILDREN,
        may_exceed_100=False,
        relation="",
        line=row.line,
    )


def _unit(title: str, figures: list[str]) -> Unit:
    if any(figure.endswith("%") for figure in figures) or title.startswith("%"):
        return Unit.PERCENT
    if re.search(r"per\s*10[, ]?000", title, re.IGNORECASE):
        return Unit.RATE
    if re.search(r"average|mean\b|caseload", title, re.IGNORECASE) or any("." in figure for figure in figures):
        return Unit.AVERAGE
    return Unit.COUNT


def _places(figures: list[str]) -> int:
    places = [len(found[1]) for figure in figures if (found := re.fullmatch(r"[0-9,]*\.([0-9]+)%?", figure))]
    return min(max(places, default=0), MOST_PLACES)


def as_data(rows: Mapping[str, CatalogueRow]) -> list[dict[str, Any]]:
    """Return suggestions as they are kept with the file that waits."""
    return [asdict(row) for row in rows.values()]


def from_data(data: Iterable[Mapping[str, Any]]) -> dict[str, CatalogueRow]:
    """Return suggestions as they were kept."""
    return {
        str(row["ref"]): CatalogueRow(
            **{
                **row,
                "unit": Unit(row["unit"]),
                "aim": Aim(row["aim"]),
                "basis": Basis(row["basis"]),
                "frequency": Frequency(row["frequency"]),
                "counts": Counts(row["counts"]),
            }
        )
        for row in data
    }

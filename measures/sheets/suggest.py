"""What the measures of a file seem to be, for somebody to check: unit, aim, decimals, section.

Measures that the sample catalogue knows by their title are taken from it; of the others the figures and the title
tell the unit, and words of the title which way is better. Called by the loading pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from measures.choices import Aim, Basis, Counts, Frequency, Unit
from measures.sheets.catalogue import Catalogue, CatalogueRow, read_catalogue
from measures.sheets.cell import REFERENCE
from measures.sheets.grid import Grid
from measures.sheets.headings import read_headings

KNOWN: Final = Path(__file__).parent.parent / "sample" / "catalogue.csv"
WORSE_WHEN_MORE: Final = re.compile(
    r"repeat|re-?referr|missing|vacan|turnover|caseload|sickness|agency|neet|not in education|offend|"
    r"exclu|overdue|breakdown|placement moves|without an? |out of (?:area|county|borough)",
    re.IGNORECASE,
)
BETTER_WHEN_MORE: Final = re.compile(
    r"within|timel|on time|up.to.date|stab|complet|visit|review|good or outstanding|adopt|suitable|in education|"
    r"achiev|feedback|supervision",
    re.IGNORECASE,
)
OF_STAFF: Final = re.compile(r"staff|social worker|vacan|caseload|agency|turnover|workforce|supervis", re.IGNORECASE)
MOST_PLACES: Final = 2


@lru_cache(maxsize=1)
def _known() -> Catalogue:
    return read_catalogue(KNOWN)


def plain_title(title: str) -> str:
    """Return a title without what spelling programs change in it."""
    return " ".join(title.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).casefold()


def suggested(
    grid: Grid, have: Catalogue, sections: Mapping[str, str], bands: Iterable[str] = ()
) -> dict[str, CatalogueRow]:
    """Return what the measures of a file in the scorecard's layout seem to be, those that the catalogue lacks.

    `sections` names the section of a reference where the file says it; `bands` are ages there is a population of.
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
        like = known.get(plain_title(title))
        if like is not None and like.ref == ref:
            # Its denominator may be another measure's count: that holds where the numbers of measures are the same.
            found[ref] = like if not sections.get(ref) else _with(like, section=sections[ref])
            continue
        figures = [row.said(column).strip() for column in figures_at]
        section = sections.get(ref) or f"Section {ref.split('.')[0]}"
        found[ref] = _guessed(ref, title, section, [figure for figure in figures if figure], age, row.line)
    return found


def _with(row: CatalogueRow, **changes: Any) -> CatalogueRow:
    return CatalogueRow(**{**{name: getattr(row, name) for name in asdict(row)}, **changes})


def _guessed(ref: str, title: str, section: str, figures: list[str], age: str, line: int) -> CatalogueRow:
    unit = _unit(title, figures)
    aim = Aim.CONTEXT
    if unit in (Unit.PERCENT, Unit.AVERAGE):
        aim = Aim.HIGHER if BETTER_WHEN_MORE.search(title) else aim
        aim = Aim.LOWER if WORSE_WHEN_MORE.search(title) else aim
    return CatalogueRow(
        ref=ref,
        section=section,
        title=title,
        unit=unit,
        aim=aim,
        basis=Basis.SNAPSHOT,
        decimals=_places(figures),
        numerator=title,
        denominator=f"population:{age}" if unit is Unit.RATE else "",
        frequency=Frequency.MONTHLY,
        counts=Counts.STAFF if OF_STAFF.search(title) else Counts.CHILDREN,
        may_exceed_100=False,
        relation="",
        line=line,
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

"""What somebody said of a file that waits, for the file that is sent in its place: nobody says it twice.

A file that is refused in the end is put right and sent again. What was said of its headings and of its measures is
offered again where the heading, or the reference and the title, are the same. Called by the loading pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from measures.choices import Aim, Basis, Unit, UploadKind
from measures.models import Scorecard, Upload
from measures.sheets.catalogue import CatalogueRow
from measures.sheets.suggest import plain_title

ASKED: Final = ("section", "unit", "aim", "basis", "decimals")
"""What is asked of each new measure."""


def said_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that was said of a file and of those before it: its headings, its measures, its last month."""
    before = options.get("before", {})
    measures = {
        _key(said["ref"], said["title"]): {name: said[name] for name in ASKED} for said in options.get("measures", [])
    }
    return {
        "columns": {**before.get("columns", {}), **options.get("columns", {})},
        "measures": {**before.get("measures", {}), **measures},
        "first": options.get("first") or before.get("first", ""),
    }


def carried(scorecard: Scorecard, kind: UploadKind, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return what a person said of the last such file of theirs that waits."""
    waiting = Upload.objects.all().waiting_for(by, now).filter(scorecard=scorecard, kind=kind)
    return said_of(waiting.values_list("options", flat=True).first() or {})


def is_said(row: CatalogueRow, said: Mapping[str, Any]) -> bool:
    """Return whether somebody has said what a measure is."""
    return _key(row.ref, row.title) in said


def put_right(rows: Mapping[str, CatalogueRow], said: Mapping[str, Any]) -> dict[str, CatalogueRow]:
    """Return the measures of a file as they were put right before, where the reference and the title are the same."""
    return {ref: _as_said(row, said.get(_key(ref, row.title))) for ref, row in rows.items()}


def _as_said(row: CatalogueRow, said: Mapping[str, Any] | None) -> CatalogueRow:
    if said is None:
        return row
    return replace(
        row,
        section=said["section"],
        unit=Unit(said["unit"]),
        aim=Aim(said["aim"]),
        basis=Basis(said["basis"]),
        decimals=said["decimals"],
    )


def _key(ref: str, title: str) -> str:
    return f"{ref} {plain_title(title)}"

"""What a file changes, or has changed, as the pages of loads show it: its figures in a table, the rest by its kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest

from measures.actions.difference import Effect
from measures.choices import Severity
from measures.load_tables import DifferenceTable
from measures.sheets.apply_inputs import DOUBT
from measures.tables import shown_table

ERROR: Final = f"{Severity.ERROR.label}:"
"""What begins each thing in a line's note that stops its figure from being submitted."""


def shown_difference(request: HttpRequest, difference: Mapping[str, Any], *, applied: bool = False) -> dict[str, Any]:
    """Return what a template shows of the difference that an upload or a load keeps."""
    changed, kept = difference.get("changed", []), difference.get("kept", [])
    figures = [{**line, "month": dt.date.fromisoformat(line["month"])} for line in (*changed, *kept)]
    lines, doubts = apart(difference.get("lines", []))
    table = DifferenceTable(figures, applied=applied)
    return {
        "difference": difference,
        "doubts": doubts,
        "groups": grouped(lines),
        "differences": shown_table(request, table) if figures else None,
        "errors": sum(1 for line in changed if ERROR in line["note"]),
        "impossible": [line for line in figures[: len(changed)] if ERROR in line["note"]],
        "revised": sum(1 for line in changed if line["effect"] == Effect.REVISED),
    }


def ticked(changed: Iterable[Mapping[str, str]], keys: Collection[str]) -> list[Mapping[str, str]]:
    """Return the figures that can not be as a file has them and that were ticked to be left out: "1.4 2023-12-01"."""
    return [line for line in changed if ERROR in line["note"] and f"{line['ref']} {line['month']}" in keys]


def grouped(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return what else would change by its kind: "Target of 1.0 for 2023/24: 90%." is of the kind "Target"."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(re.split(r" of |:", line, maxsplit=1)[0], []).append(line)
    return list(found.items())


def apart(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what else would change, and what of it can not be as the file has it."""
    every = list(lines)
    doubts = [line for line in every if line.startswith(DOUBT)]
    return [line for line in every if line not in doubts], [_sentence(line.removeprefix(DOUBT)) for line in doubts]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

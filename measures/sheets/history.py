"""Events as a file for an inspector: csv or a workbook, nothing of which runs as a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from measures.models import Event
from measures.queries.changed_values import changed_value
from measures.queries.timeline import done_words
from measures.sheets.write import Table, Value, write_csv, write_xlsx

HEADINGS: Final[tuple[str, ...]] = (
    "When", "Who", "In whose place", "What", "Measure", "Title", "Month", "From", "To", "Holds for", "Figure", "Why",
    "Person concerned", "About", "Came by",
)  # fmt: skip
FORMATS: Final = ("csv", "xlsx")
MOST: Final = 20_000
"""How many events a file holds at most; more are asked for by their dates."""


def write_history(events: Iterable[Event], title: str, form: str) -> bytes:
    """Return events as a file in one of `FORMATS`, the newest first as given."""
    rows: list[tuple[Value, ...]] = [HEADINGS, *map(_row, events)]
    return write_csv(rows) if form == "csv" else write_xlsx([Table(title, rows)])


def _row(event: Event) -> tuple[Value, ...]:
    definition = event.submission.definition if event.submission else event.measure and event.measure.definition
    revision, change = event.revision, changed_value(event)
    return (
        f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
        event.by.get_full_name() if event.by else "The portal",
        event.in_place_of.get_full_name() if event.in_place_of else "",
        done_words(event.what),
        definition.ref if definition else "",
        definition.title if definition else "",
        event.period.key if event.period else "",
        change.was if change else event.from_state,
        change.now if change else event.to_state,
        change.holds if change else "",
        (revision.said or revision.missing) if revision else "",
        event.why,
        event.whom.get_full_name() if event.whom else "",
        event.about,
        event.channel,
    )

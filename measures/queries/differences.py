"""What differs between two revisions of a figure, in words: its figure, its texts, where it came from, parts, files.

Called by the queue and by a figure's page, which have read both with their parts and files (`hold_with`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from measures.calculation.figures import published
from measures.choices import SubmissionState
from measures.models import Event, MeasureDefinition, Part, Revision, RevisionEvidence, hold_related
from measures.series import measure_facts, shown
from measures.transitions import SUBMISSION

TEXTS: Final = (
    ("What is happening", "happening"),
    ("Why", "why"),
    ("What is being done", "doing"),
    ("Where the figure came from", "system"),
    ("When the extract was taken", "taken_on"),
)


@dataclass(frozen=True)
class Changed:
    """One thing that differs between two revisions."""

    what: str
    before: str
    after: str


def with_them(submissions: Iterable[int]) -> tuple[QuerySet[Part], QuerySet[RevisionEvidence]]:
    """Return the parts and files of every revision of some submissions, to be read with one query."""
    ids = list(submissions)
    files = RevisionEvidence.objects.filter(revision__submission__in=ids).select_related("evidence")
    return Part.objects.filter(revision__submission__in=ids), files.defer("evidence__content")


def hold_with(revisions: Iterable[Revision], parts: Iterable[Part], files: Iterable[RevisionEvidence]) -> None:
    """Give revisions that were read their parts and files: of `with_them`, once read."""
    rows = list(revisions)
    hold_related(rows, "parts", parts)
    hold_related(rows, "evidence", files)


def came_back_with(events: Iterable[Event]) -> int | None:
    """Return the revision that was returned last, or reopened (its id); None where none was.

    What was submitted after it and taken back before anybody decided on it is not what they compare with. `events` are
    those of one submission, oldest first.
    """
    sent = returned = None
    for event in events:
        if event.what == "submit":
            sent = event.revision_id
        elif event.what == "withdraw":
            sent = None
        elif event.what in SUBMISSION and event.to_state == SubmissionState.RETURNED:
            returned, sent = sent or event.revision_id or returned, None
    return returned


def differences(before: Revision, after: Revision, definition: MeasureDefinition) -> list[Changed]:
    """Return what differs between two revisions, in words."""
    names = (
        (definition.numerator_label or "Number counted", "numerator"),
        (definition.denominator_label or "Out of", "denominator"),
        ("Reason for no figure", "missing"),
        *TEXTS,
    )
    was, now = (_figure(each, definition) for each in (before, after))
    figure = [Changed("Figure", as_text(was), as_text(now))] if was != now else []
    return [*figure, *_values(names, before, after), *_parts(before, after), *_files(before, after)]


def _figure(revision: Revision, definition: MeasureDefinition) -> str:
    """Return the figure as it was typed, or as its counts give it; empty where there is none.

    What the counts of a rate give is not reckoned here: its population is not at hand.
    """
    if revision.said or revision.missing or revision.numerator is None:
        return revision.said
    facts = measure_facts(definition)
    counted = published(facts, definition.holds_from, numerator=revision.numerator, denominator=revision.denominator)
    given = shown(counted, facts)
    return f"{given}, worked out from its counts" if given else "worked out from its counts"


def _values(names: Iterable[tuple[str, str]], before: Revision, after: Revision) -> Iterator[Changed]:
    for what, name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Changed(what, as_text(old), as_text(new))


def _parts(before: Revision, after: Revision) -> Iterator[Changed]:
    old, new = ({(part.kind, part.name): _part_text(part) for part in each.parts.all()} for each in (before, after))
    for kind, name in dict.fromkeys([*old, *new]):
        was, now = old.get((kind, name), ""), new.get((kind, name), "")
        if was != now:
            yield Changed(f"{kind}: {name}", as_text(was), as_text(now))


def _part_text(part: Part) -> str:
    """Return what is said of a part: "79 (368 of 466), adds up to the whole"."""
    counts = " of ".join(as_text(count) for count in (part.numerator, part.denominator) if count is not None)
    figure = as_text(part.value) if part.value is not None else ""
    said = f"{figure} ({counts})" if figure and counts else figure or counts or "no figure"
    return f"{said}, adds up to the whole" if part.additive else said


def _files(before: Revision, after: Revision) -> Iterator[Changed]:
    """Yield the files that came or went; one of the same name with other content is another file."""
    old, new = (
        {row.evidence.sha256: row.evidence.file_name for row in each.evidence.all()} for each in (before, after)
    )
    for sha256 in dict.fromkeys([*old, *new]):
        if (sha256 in old) is not (sha256 in new):
            yield Changed("Evidence file", as_text(old.get(sha256)), as_text(new.get(sha256)))


def as_text(value: object) -> str:
    """Return a value of a revision in words; a number with no more digits than it needs."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dt.date):
        return f"{value:%-d %B %Y}"
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    return str(value)

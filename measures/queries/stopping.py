"""What stops drafts from being submitted as they are: what can not be read, and what can not be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from measures.calculation.values import BadFigure
from measures.choices import Severity, Unit
from measures.models import Finding, Submission
from measures.series import read_draft, read_part


def what_stops(submissions: Iterable[Submission]) -> dict[int, list[str]]:
    """Return the sentences that say why drafts can not be submitted, by id: one query. None where nothing does."""
    rows = list(submissions)
    found = {row.pk: [*read_draft(row).problems.values(), *_unreadable_parts(row)] for row in rows}
    for error in Finding.objects.open().filter(submission__in=found, severity=Severity.ERROR).order_by("pk"):
        found[error.submission_id].append(error.message)
    return {pk: sentences for pk, sentences in found.items() if sentences}


def _unreadable_parts(row: Submission) -> Iterator[str]:
    for part in row.draft_parts:
        try:
            read_part(part, Unit(row.definition.unit))
        except BadFigure as bad:
            yield str(bad)

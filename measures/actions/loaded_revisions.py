"""Revisions made of loaded figures: imported history, and published figures that a later extract has differently.

Called by `load`, inside its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Max

from measures.actions.difference import LoadFigure, from_to, held_figure, plain
from measures.actions.outcome import Refused, record
from measures.actions.shared_counts import shared_denominator
from measures.calculation.checks import check_part, check_range
from measures.calculation.findings import Entry, Finding
from measures.calculation.values import BadFigure, read_count, read_figure
from measures.choices import Counts, FigureSource, Severity, SubmissionState, Unit
from measures.models import Load, MeasureDefinition, Part, Revision, Submission
from measures.series import measure_facts, read_part

CORRECT: Final = "Correct the file and load it again."


class ImpossibleFigure(Refused):
    """One figure of a file that can not be: nobody can submit it, or publish it."""

    def __init__(self, figure: LoadFigure, ref: str, why: str) -> None:
        super().__init__(f"{ref}, {figure.month:%B %Y}: {why}")
        self.figure = figure


class ImpossibleFigures(Refused):
    """All figures of a file that can not be, so that they are corrected or left out in one go."""

    def __init__(self, figures: list[ImpossibleFigure]) -> None:
        super().__init__(" ".join(figure.sentence for figure in figures))
        self.figures = figures


@dataclass
class Loading:
    """One load while it is applied."""

    load: Load
    history: set[dt.date]
    now: dt.datetime
    imported: list[Revision] = field(default_factory=list)

    @property
    def channel(self) -> str:
        """Return the way in by which the load came."""
        return "page" if self.load.applied_by_id else "command"

    @property
    def about(self) -> dict[str, str]:
        """Return what the events of the load say of it."""
        return {"about": f"load {self.load.pk}", "channel": self.channel}


def loaded_revision(
    loading: Loading,
    submission: Submission,
    figure: LoadFigure,
    *,
    number: int,
    source: FigureSource,
    shared: Decimal | None = None,
    revised: bool = False,
) -> Revision:
    """Return a revision of a loaded figure, not yet stored. Raises `ImpossibleFigure`."""
    definition, load = submission.definition, loading.load
    unit = Unit(definition.unit)
    fractional = definition.counts == Counts.STAFF or unit is Unit.AVERAGE
    try:
        read = read_figure(figure.figure, unit)
        numerator = read_count(figure.numerator, fractional=fractional)
        denominator = read_count(figure.denominator, fractional=fractional) if figure.denominator else shared
    except BadFigure as bad:
        raise ImpossibleFigure(figure, definition.ref, str(bad)) from bad
    capped = unit is Unit.PERCENT and not definition.may_exceed_100
    if capped and numerator is not None and denominator is not None and numerator > denominator:
        more = f"{figure.numerator} is more than the {plain(denominator)} that it is out of."
        raise ImpossibleFigure(figure, definition.ref, f"{more} {CORRECT}")
    return Revision(
        submission=submission,
        number=number,
        value=read.value,
        missing=read.missing or "",
        said=figure.figure[:200],
        places=read.places,
        percent_sign=read.percent_sign,
        numerator=numerator,
        denominator=denominator,
        capped=capped,
        revised=revised,
        source=source,
        system=load.source,
        taken_on=load.taken_on,
        load=load,
        entered_by=load.applied_by,
        made_at=loading.now,
        made_by=load.applied_by,
    )


def revise(loading: Loading, submission: Submission, figure: LoadFigure) -> None:
    """Keep a published figure as a later extract has it, to be approved and published with the month.

    What its owner said of the month stays with it: an extract has figures, and no commentary.
    """
    last = submission.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = loaded_revision(
        loading,
        submission,
        figure,
        number=last + 1,
        source=FigureSource.LOADED,
        shared=shared_denominator(submission),
        revised=True,
    )
    _refuse_what_can_not_be(revision, figure)
    spoken = submission.published_revision
    if spoken is not None:
        revision.happening, revision.why, revision.doing = spoken.happening, spoken.why, spoken.doing
    revision.save(force_insert=True)
    Part.objects.bulk_create(_parts(revision, figure))
    record(
        "revise",
        by=loading.load.applied_by,
        now=loading.now,
        submission=submission,
        revision=revision,
        details=from_to(held_figure(submission), figure),
        **loading.about,
    )
    Submission.objects.filter(pk=submission.pk).update(pending_revision=revision)


def _refuse_what_can_not_be(revision: Revision, figure: LoadFigure) -> None:
    """Raise `ImpossibleFigure` for one that nobody could submit: the month that it revises is published."""
    definition = revision.submission.definition
    entry = Entry(
        figure.month,
        revision.value,
        revision.places,
        numerator=revision.numerator,
        denominator=revision.denominator,
    )
    _refuse_errors(definition, figure, check_range(measure_facts(definition), entry))


def _refuse_errors(definition: MeasureDefinition, figure: LoadFigure, findings: Iterable[Finding]) -> None:
    errors = [found.message for found in findings if found.severity is Severity.ERROR]
    if errors:
        raise ImpossibleFigure(figure, definition.ref, f"{' '.join(errors)} {CORRECT}")


def _parts(revision: Revision, figure: LoadFigure) -> Iterable[Part]:
    """Yield the parts of a revised figure. Raises `ImpossibleFigure` for what can not be a part."""
    definition = revision.submission.definition
    for part in figure.parts:
        try:
            read = read_part(part, Unit(definition.unit))
        except BadFigure as bad:
            raise ImpossibleFigure(figure, definition.ref, str(bad)) from bad
        found = check_part(measure_facts(definition), read.name, read.entry(figure.month))
        _refuse_errors(definition, figure, found)
        yield read.row(revision)


def publish_history(imported: list[Revision]) -> None:
    """Store the revisions of imported months and publish the submissions they belong to."""
    Revision.objects.bulk_create(imported, batch_size=500)
    for revision in imported:
        revision.submission.state = SubmissionState.PUBLISHED
        revision.submission.published_revision = revision
    Submission.objects.bulk_update(
        [revision.submission for revision in imported], ["state", "published_revision"], batch_size=500
    )

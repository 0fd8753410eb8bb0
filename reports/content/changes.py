"""What an edition says has changed since it was published: restated headlines, and revised figures of earlier months.

Called by `build`. Reads the revisions that the restatements name; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet

from measures.choices import Audience, Missing, RestatementState
from measures.models import MeasureDefinition, Period, Population, Restatement, Revision, Submission
from measures.queries.revisions import counts_behind, figure_said, told_apart
from measures.series import Slot, measure_facts
from reports.content.earlier import signed_with
from reports.content.measure import printed_figure
from reports.content.measure_model import MeasureContent, MonthFigure
from reports.content.model import Decision, EditionContent, RestatementContent, RevisedFigure
from reports.content.plain import from_data
from reports.content.public_reasons import KEPT_OUT, why_kept_out
from reports.content.public_texts import Suppressed
from reports.content.signs import REVISED, SUPPRESSED
from reports.models import Edition

RULE: Final = "restatement"
NOT_PRINTED: Final = "not in a public edition"
"""What the public edition has in the place of a figure that was published to the board alone."""


@dataclass(frozen=True, slots=True)
class Restated:
    """The restated headlines of a month as an audience may see them, why there is another edition, what is left out."""

    rows: tuple[RestatementContent, ...] = ()
    reason: str = ""
    decisions: tuple[Decision, ...] = ()


def restated(
    rows: Sequence[Restatement], measures: Iterable[MeasureContent], period: Period, hidden: Suppressed | None
) -> Restated:
    """Return the restated headlines of a month; for the public, which has numbers `hidden`, as it may see them.

    Those that the edition before restated follow the new ones. The public reads that a figure which is suppressed was
    corrected, and its reasons as `public_reasons` lets it (one query, for the public two).
    """
    audience = Audience.INTERNAL if hidden is None else Audience.PUBLIC
    superseded = Edition.objects.filter(period=period, audience=audience).order_by("-number").first()
    before = from_data(superseded.data()) if rows and superseded is not None else None
    if hidden is None:
        shown = (_told_apart(row) for row in rows)
        earlier = before.restatements if before is not None else ()
        return Restated((*shown, *earlier), _reason((row, row.reason) for row in rows))
    if before is None:
        return Restated()
    now, then = ({m.measure: m for m in found} for found in (measures, before.measures))
    kept_out = {row.pk: _kept_out(row, now, then, hidden) for row in rows}
    reasons = [(row, KEPT_OUT if kept_out[row.pk] else row.reason) for row in rows]
    return Restated(
        (*_for_public(reasons, now, then), *_still_public(before, now, period, hidden)),
        _reason(reasons),
        tuple(_left_out(row.submission, kept_out[row.pk]) for row in rows if kept_out[row.pk]),
    )


def corrections(slots: Iterable[Slot]) -> dict[int, Restatement]:
    """Return the published restatements by the revision that each made the headline (one query)."""
    rows = Restatement.objects.filter(
        revision__in=[slot.revision_id for slot in slots if slot.revision_id], state=RestatementState.PUBLISHED
    )
    return {row.revision_id: row for row in rows.select_related("approved_by") if row.revision_id is not None}


def _reason(reasons: Iterable[tuple[Restatement, str]]) -> str:
    """Return why there is another edition: what was wrong, and of which measures."""
    refs: dict[str, list[str]] = {}
    for row, reason in reasons:
        refs.setdefault(reason, []).append(row.submission.definition.ref)
    return " ".join(f"{', '.join(own)}: {reason}" for reason, own in refs.items())


def _kept_out(
    row: Restatement, now: Mapping[int, MeasureContent], then: Mapping[int, MeasureContent], hidden: Suppressed
) -> str:
    """Return why the public may not read what was wrong; empty where it may."""
    submission = row.submission
    known, month = submission.measure_id, submission.period.month
    before, after = (found[known].figure(month) if known in found else None for found in (then, now))
    return why_kept_out(row.reason, submission.definition, before, after, hidden)


def _left_out(submission: Submission, why: str) -> Decision:
    ref = submission.definition.ref
    return Decision(ref, submission.period.month, RULE, f"The reason why {ref} was corrected is left out: {why}.")


def _for_public(
    reasons: Iterable[tuple[Restatement, str]], now: Mapping[int, MeasureContent], then: Mapping[int, MeasureContent]
) -> Iterable[RestatementContent]:
    """Yield the restated headlines that the edition which is superseded has, each as the public may see it.

    What was published is what that edition printed, what it is now what this one does: "c" where it is suppressed.
    """
    for row, reason in reasons:
        known, month = row.submission.measure_id, row.submission.period.month
        if known in then and known in now:
            before, after = (found[known].figure(month) for found in (then, now))
            said = before.printed, SUPPRESSED if after.missing is Missing.SUPPRESSED else _printed(row.revision)
            if before.shown and before.shown == after.shown:
                numbers = then[known].number_behind(before), now[known].number_behind(after)
                said = told_apart(before.shown, after.shown, *numbers)
            yield _restatement(row, *said, reason)


def _still_public(
    before: EditionContent, now: Mapping[int, MeasureContent], period: Period, hidden: Suppressed
) -> Iterable[RestatementContent]:
    """Yield the headlines that the edition before restated, each as the public may see it now (one query).

    Of a figure that is suppressed now, neither what it was restated as nor why.
    """
    definitions = {d.ref: d for d in MeasureDefinition.objects.filter(submissions__period=period)}
    for row in before.restatements:
        definition = definitions.get(row.ref)
        measure = now.get(definition.measure_id) if definition else None
        if definition is None or measure is None:
            continue
        if measure.figure(row.month).missing is Missing.SUPPRESSED:
            yield replace(row, restated=SUPPRESSED, reason=KEPT_OUT)
        else:
            yield replace(row, reason=KEPT_OUT) if hidden.quoted_in(row.reason, definition) else row


def _told_apart(row: Restatement) -> RestatementContent:
    """Return a restated headline as the board reads it."""
    revisions = row.published_revision, row.revision
    counts = (counts_behind(row.submission, revision) for revision in revisions)
    published, restated = told_apart(*(_printed(revision) for revision in revisions), *counts)
    return _restatement(row, published, restated, row.reason)


def _restatement(row: Restatement, published: str, restated: str, reason: str) -> RestatementContent:
    submission = row.submission
    return RestatementContent(
        ref=submission.definition.ref,
        title=submission.definition.title,
        month=submission.period.month,
        published=published,
        restated=restated,
        reason=reason,
    )


def _printed(revision: Revision | None) -> str:
    """Return the figure of a revision as it is printed."""
    if revision is None:
        return ""
    submission = revision.submission
    figure = figure_said(submission, revision, _populations(submission))
    return printed_figure(measure_facts(submission.definition), figure.value, figure.missing)


def _populations(submission: Submission) -> QuerySet[Population]:
    """Return what its rates are out of: as it was known when its month was signed."""
    signed = signed_with(submission.period)
    return Population.objects.known(signed).filter(scorecard=submission.period.scorecard_id)


def revised(
    measures: Iterable[MeasureContent], before: EditionContent | None, month: dt.date, audience: Audience
) -> Iterable[RevisedFigure]:
    """Yield the figures of months before `month` that the edition before printed otherwise.

    To the public also those marked as revised that it did not print.
    """
    then = {m.measure: m for m in before.measures} if before is not None else {}
    for measure in measures:
        known = then.get(measure.measure)
        for figure in measure.series:
            published = _was(known, figure, audience) if figure.month < month else ""
            if published:
                now = figure.shown or figure.printed
                yield RevisedFigure(measure.ref, measure.title, figure.month, published, now)


def _was(known: MeasureContent | None, figure: MonthFigure, audience: Audience) -> str:
    """Return what the edition before printed in the place of a figure that has changed; empty where it has not.

    What the board alone has read of a figure is not for the public: it may rest on small numbers.
    """
    if figure.missing is Missing.SUPPRESSED:
        return ""
    old = known.figure(figure.month) if known is not None else MonthFigure(figure.month)
    if old.shown or old.missing:
        return old.printed if (old.shown, old.missing) != (figure.shown, figure.missing) else ""
    return NOT_PRINTED if audience is Audience.PUBLIC and REVISED in figure.marks else ""

"""What an edition says has changed since it was published: restated headlines, and revised figures of earlier months.

Called by `build`. Reads the revisions that the restatements name; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.choices import Audience, Missing, RestatementState
from measures.models import Period, Population, Restatement, Revision
from measures.queries.revisions import figure_said
from measures.series import Slot, measure_facts
from reports.content.measure import printed_figure
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent, RestatementContent, RevisedFigure
from reports.content.plain import from_data
from reports.models import Edition


def restated(
    rows: Sequence[Restatement], measures: Iterable[MeasureContent], period: Period, audience: Audience
) -> Iterable[RestatementContent]:
    """Return the restated headlines of a month as an audience may see them (one query for the public)."""
    if not rows or audience is not Audience.PUBLIC:
        return (_restatement(row, _printed(row.published_revision)) for row in rows)
    superseded = Edition.objects.filter(period=period, audience=audience).order_by("-number").first()
    return _for_public(rows, measures, from_data(superseded.data())) if superseded else ()


def corrections(slots: Iterable[Slot]) -> dict[int, Restatement]:
    """Return the published restatements by the revision that each made the headline (one query)."""
    rows = Restatement.objects.filter(
        revision__in=[slot.revision_id for slot in slots if slot.revision_id], state=RestatementState.PUBLISHED
    )
    return {row.revision_id: row for row in rows.select_related("approved_by") if row.revision_id is not None}


def _for_public(
    rows: Iterable[Restatement], measures: Iterable[MeasureContent], superseded: EditionContent
) -> Iterable[RestatementContent]:
    """Yield the restated headlines, but for those whose figure is suppressed.

    What was published is what the edition that is superseded printed: "c" where it was suppressed there.
    """
    now, then = ({m.measure: m for m in found} for found in (measures, superseded.measures))
    for row in rows:
        known, month = row.submission.measure_id, row.submission.period.month
        if known in then and known in now and now[known].figure(month).missing is not Missing.SUPPRESSED:
            yield _restatement(row, then[known].figure(month).printed)


def _restatement(row: Restatement, published: str) -> RestatementContent:
    submission = row.submission
    return RestatementContent(
        ref=submission.definition.ref,
        title=submission.definition.title,
        month=submission.period.month,
        published=published,
        restated=_printed(row.revision),
        reason=row.reason,
    )


def _printed(revision: Revision | None) -> str:
    """Return the figure of a revision as it is printed."""
    if revision is None:
        return ""
    submission = revision.submission
    populations = Population.objects.current().filter(scorecard=submission.period.scorecard_id)
    figure = figure_said(submission, revision, populations)
    return printed_figure(measure_facts(submission.definition), figure.value, figure.missing)


def revised(measures: Iterable[MeasureContent], before: EditionContent) -> Iterable[RevisedFigure]:
    """Yield the figures of earlier months that the edition before printed otherwise."""
    then = {m.measure: m for m in before.measures}
    for measure in measures:
        known = then.get(measure.measure)
        for figure in measure.series if known else ():
            if known is None or figure.month > before.month or figure.missing is Missing.SUPPRESSED:
                continue
            old = known.figure(figure.month)
            if (old.shown, old.missing) != (figure.shown, figure.missing) and (old.shown or old.missing):
                yield RevisedFigure(
                    measure.ref, measure.title, figure.month, old.printed, figure.shown or figure.printed
                )

"""What an edition says has changed since it was published: restated headlines, and revised figures of earlier months.

Called by `build`. Reads the revisions that the restatements name; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from measures.choices import Missing
from measures.models import Population, Restatement, Revision
from measures.queries.revisions import figure_said
from measures.series import measure_facts
from reports.content.measure import printed_figure
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent, RestatementContent, RevisedFigure


def restated(rows: Iterable[Restatement], measures: Iterable[MeasureContent]) -> Iterable[RestatementContent]:
    """Yield the restated headlines, but for those whose figure is suppressed."""
    known = {measure.measure: measure for measure in measures}
    for row in rows:
        measure = known.get(row.submission.measure_id)
        if measure is None or measure.figure(row.submission.period.month).missing is not Missing.SUPPRESSED:
            yield _restatement(row)


def _restatement(row: Restatement) -> RestatementContent:
    submission = row.submission
    return RestatementContent(
        ref=submission.definition.ref,
        title=submission.definition.title,
        month=submission.period.month,
        published=_printed(row.published_revision),
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

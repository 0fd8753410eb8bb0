"""What an edition says has changed since it was published: restated headlines, and revised figures of earlier months.

Called by `build`. Reads the revisions that the restatements name; writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from measures.calculation.figures import published
from measures.calculation.quoting import Hidden
from measures.choices import Missing
from measures.models import Population, Restatement, Revision
from measures.series import denominator_for, measure_facts
from reports.content.measure import printed_figure
from reports.content.measure_model import MISSING_SIGNS, MeasureContent
from reports.content.model import EditionContent, RestatementContent, RevisedFigure
from reports.content.public_texts import Suppressed

PUT_RIGHT: Final = "A figure that was published was wrong, and is put right."
"""Why a figure was restated, where the reason has a number that the public edition keeps out."""


def restated(rows: Iterable[Restatement], measures: Iterable[MeasureContent]) -> Iterable[RestatementContent]:
    """Yield the restated headlines."""
    known = {measure.measure for measure in measures}
    return (_restatement(row) for row in rows if row.submission.measure_id in known)


def restated_for_the_public(
    rows: Iterable[Restatement], measures: Iterable[MeasureContent], before: EditionContent | None, hidden: Suppressed
) -> Iterable[RestatementContent]:
    """Yield the restated headlines that the public may see: none whose figure is suppressed.

    What was published is what the public edition before printed. A reason with a number that is suppressed, or small,
    is not printed; that there was an error is.
    """
    now = {measure.measure: measure for measure in measures}
    then = {measure.measure: measure for measure in before.measures} if before is not None else {}
    for row in rows:
        submission = row.submission
        month, measure, old = submission.period.month, now.get(submission.measure_id), then.get(submission.measure_id)
        if measure is None or measure.figure(month).missing is Missing.SUPPRESSED:
            continue
        said, also = _restatement(row), []
        if old is not None and old.figure(month).missing is Missing.SUPPRESSED:
            said, also = replace(said, published=MISSING_SIGNS[Missing.SUPPRESSED]), list(_numbers_of(row))
        unsafe = hidden.quoted_in(row.reason, submission.definition, also)
        yield replace(said, reason=PUT_RIGHT) if unsafe else said


def _numbers_of(row: Restatement) -> Iterable[Hidden]:
    """Yield the numbers of the figure that was published and suppressed for the public."""
    revision, whose = row.published_revision, f"{row.submission.definition.ref} as it was published"
    numbers = {revision.value, revision.numerator}
    if revision.numerator is not None and revision.denominator is not None:
        numbers.add(revision.denominator - revision.numerator)
    printed = re.sub(r"[^0-9.]", "", _printed(revision).split(" ")[0])
    if printed.replace(".", "", 1).isdecimal():
        numbers.add(Decimal(printed))
    return (Hidden(number, whose) for number in numbers if number)


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
    definition, month = revision.submission.definition, revision.submission.period.month
    facts = measure_facts(definition)
    populations = Population.objects.current().filter(scorecard=revision.submission.period.scorecard_id)
    figure = published(
        facts,
        month,
        typed=revision.value,
        typed_places=revision.places,
        missing=Missing(revision.missing) if revision.missing else None,
        numerator=revision.numerator,
        denominator=denominator_for(definition, month, revision.denominator, populations),
    )
    return printed_figure(facts, figure.value, figure.missing)


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

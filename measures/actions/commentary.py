"""Whether a figure can be submitted with the commentary that it has.

Something has to be said of a figure that is red, that the control chart calls a concern, or that is missing without
a reason that speaks for itself. Called by `drafts` when a
figure is submitted, and by the pages that say so beforehand. Reads; writes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from measures.actions.draft_figures import DraftFigures
from measures.assessment import Assessment, assess
from measures.calculation.due import previous_due
from measures.calculation.figures import published
from measures.choices import Missing, Rag, Rule, Variation
from measures.models import Finding, Population, Submission
from measures.series import Line, Slot, denominator_for, everything, read_lines

NO_CHANGE: Final = re.compile(r"no change since last (month|quarter|year)", re.IGNORECASE)
MOST_RUNNING: Final = 2
"""How many times running nothing may have changed: months, or quarters or years of a measure that is due in those."""


def commentary_wanted(submission: Submission, figures: DraftFigures) -> str | None:
    """Return the sentence that asks for commentary, or None where the figure can go on with what its draft says."""
    if figures.missing in Missing.unexplained() and is_silent(submission) and not _told(submission):
        return f"There is no figure: it is {figures.missing}. Say why before you submit it."
    found, line = _found(submission, figures)
    reason = commentary_needed(submission, found, line)
    return f"{reason} Say what is happening before you submit it." if reason and is_silent(submission) else reason


def is_silent(submission: Submission) -> bool:
    """Return whether a draft has no commentary."""
    texts = (submission.draft_happening, submission.draft_why, submission.draft_doing)
    return not any(text.strip() for text in texts)


def commentary_needed(submission: Submission, found: Assessment, line: Line) -> str | None:
    """Return the sentence that says why a draft needs more commentary than it has; None where it does not.

    `line` is its measure's, with the draft in it; `found` is what the rules say of it.
    """
    reason = _reason(found, line, submission.period.month)
    if reason is None or is_silent(submission):
        return reason
    if says_no_change(submission.draft_happening) and _unchanged_before(line, submission) >= MOST_RUNNING:
        said = submission.draft_happening.strip().rstrip(".")
        return f"“{said}” has been said twice running. {reason} Say what is happening now."
    return None


def _told(submission: Submission) -> bool:
    """Return whether somebody has explained that the measure has no figure any more."""
    stale = Finding.objects.open().filter(submission=submission, rule=Rule.STALE)
    return stale.filter(explanations__isnull=False).exists()


def says_no_change(text: str) -> bool:
    """Return whether a commentary only says that nothing has changed."""
    return NO_CHANGE.fullmatch(re.sub(r"[\s.]+", " ", text).strip()) is not None


def _found(submission: Submission, figures: DraftFigures) -> tuple[Assessment, Line]:
    """Return what the rules say of the figure, and the measure's line with the figure in it."""
    period, definition = submission.period, submission.definition
    month = period.month
    (own,) = read_lines(period.scorecard, month, known=everything, measures=[submission.measure_id])
    populations = Population.objects.current().filter(scorecard=period.scorecard_id)
    facts = published(
        own.facts,
        month,
        typed=figures.value,
        typed_places=figures.places,
        missing=figures.missing,
        numerator=figures.numerator,
        denominator=denominator_for(definition, month, figures.denominator, populations),
    )
    line = replace(own, slots={**own.slots, month: Slot(submission, facts)})
    return assess(line, month, screening=period.scorecard.screening), line


def _reason(found: Assessment, line: Line, month: dt.date) -> str | None:
    """Return the sentence that says why a month's figure needs commentary; None where it needs none."""
    if found.shown_month != month or not line.figure(month).reported:
        return None
    if found.rag is Rag.RED:
        return "This figure is red."
    if found.variation is Variation.CONCERN:
        return "This figure moved unusually for the worse (a special cause of concern)."
    return None


def _unchanged_before(line: Line, submission: Submission) -> int:
    """Return how many times running, up to when it was due before, it was only said that nothing has changed."""
    frequency = line.facts.frequency
    month, count = previous_due(frequency, submission.period.month), 0
    while (slot := line.slots.get(month)) and slot.revision and says_no_change(slot.revision.happening):
        month, count = previous_due(frequency, month), count + 1
    return count

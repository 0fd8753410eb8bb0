"""RAG: the status of a figure against its target (calculation rules, section 3).

Called by the actions that store statuses, by pages that show a draft's, and by the tests that hold the engine to it.
Calls targets, rules and sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from measures.calculation import sentences
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts, TargetUsed
from measures.calculation.rules import RagRule, amber_width, comparison_places
from measures.calculation.targets import needs_profile, target_used
from measures.calculation.values import round_half_up
from measures.choices import Aim, Missing, Rag, TargetKind


@dataclass(frozen=True, slots=True)
class Rating:
    """A status, with what it was worked out from. The sentence is made when it is read."""

    measure: MeasureFacts
    figure: FigureFacts
    rag: Rag
    rule: RagRule
    target: TargetUsed | None = None
    compared: Decimal | None = None
    """The figure as it was compared, at the finer of the measure's and the target's precision."""
    shortfall: Decimal | None = None
    """How far the figure misses its target, in the measure's unit; 0 or less where it meets it."""
    amber_width: Decimal | None = None

    @property
    def phrase(self) -> str:
        """Return the status in words, with no full stop: "Amber: 93% against a target of 95%, 2 points short"."""
        return sentences.rating_phrase(self)

    @property
    def sentence(self) -> str:
        """Return the status as a sentence of its own; `sentences.status_sentence` adds the direction of travel."""
        return f"{self.phrase}."

    def unrated(self, rule: RagRule) -> Rating:
        """Return the figure without a colour, for the reason given, and compared with nothing."""
        return Rating(self.measure, self.figure, Rag.NOT_RATED, rule)


def shortfall(value: Decimal, target: TargetUsed) -> Decimal:
    """Return by how much `value` misses the target: 0 or less where it meets it (section 3).

    Higher is better: target - value. Lower is better: value - target. Near target: the distance to the range, never
    less than 0.
    """
    if target.low is None:
        return value - target.high if target.high is not None else Decimal(0)
    if target.high is None:
        return target.low - value
    return max(target.low - value, value - target.high, Decimal(0))


def colour(missed_by: Decimal, width: Decimal) -> Rag:
    """Return the colour of a shortfall. The boundary takes the better colour (section 3)."""
    if missed_by <= 0:
        return Rag.GREEN
    return Rag.AMBER if missed_by <= width else Rag.RED


def rate_status(measure: MeasureFacts, figure: FigureFacts, target: TargetFacts | None) -> Rating:
    """Return the status of one period's figure. Nothing but a comparison with a target is ever green."""
    unrated = _before_comparison(measure, figure, target)
    if unrated is not None:
        rag, rule = unrated
        return Rating(measure, figure, rag, rule)
    used = target_used(measure, target, figure.period)
    if used is None or figure.value is None:
        return Rating(measure, figure, Rag.NOT_RATED, _why_no_target(measure, target))
    compared = round_half_up(figure.value, comparison_places(measure.decimals, used.precision))
    missed_by = shortfall(compared, used)
    width = amber_width(measure.unit, used.centre, used.amber_width)
    return Rating(
        measure,
        figure,
        colour(missed_by, width),
        RagRule.ASSUMED_RANGE if used.assumed else RagRule.SHORTFALL,
        target=used,
        compared=compared,
        shortfall=missed_by,
        amber_width=width,
    )


def _before_comparison(
    measure: MeasureFacts, figure: FigureFacts, target: TargetFacts | None
) -> tuple[Rag, RagRule] | None:
    """Return what makes a comparison impossible, in the order of section 3; None where nothing does."""
    if figure.missing is Missing.SUPPRESSED:
        return Rag.SUPPRESSED, RagRule.SUPPRESSED
    if not figure.reported:
        return Rag.NO_DATA, RagRule.NO_FIGURE
    if figure.provisional:
        return Rag.PROVISIONAL, RagRule.PROVISIONAL
    if measure.aim is Aim.CONTEXT:
        return Rag.NOT_RATED, RagRule.CONTEXT
    if target is not None and target.kind is TargetKind.TO_BE_CONFIRMED:
        return Rag.TO_BE_CONFIRMED, RagRule.TO_BE_CONFIRMED
    return None


def _why_no_target(measure: MeasureFacts, target: TargetFacts | None) -> RagRule:
    """Return why `target_used` found nothing to compare with."""
    if target is None or target.kind is TargetKind.NONE:
        return RagRule.NO_TARGET
    if target.kind in (TargetKind.PROFILE, TargetKind.LINEAR):
        return RagRule.NO_TARGET_THIS_MONTH
    return RagRule.NO_PROFILE if needs_profile(measure) else RagRule.NO_TARGET

"""What a draft that can be submitted says, with its parts. Called by the actions that submit one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from measures.actions.outcome import Refused
from measures.actions.shared_counts import shared_denominator
from measures.calculation.values import BadFigure
from measures.choices import Missing, Unit
from measures.models import Submission
from measures.series import PartReading, read_draft, read_part


@dataclass(frozen=True)
class DraftFigures:
    """What a draft that can be submitted says."""

    value: Decimal | None
    missing: Missing | None
    places: int | None
    percent_sign: bool
    numerator: Decimal | None
    denominator: Decimal | None
    capped: bool
    parts: tuple[PartReading, ...] = ()


def figures_of_draft(
    submission: Submission, *, shared: Callable[[Submission], Decimal | None] = shared_denominator
) -> DraftFigures:
    """Return what the draft says. Raises `Refused` with the field to correct, or if nothing was entered.

    `shared` returns the count that it is out of where it has none of its own.
    """
    read = read_draft(submission)
    if read.problems:
        raise Refused("The figure can not be read.", read.problems)
    definition = submission.definition
    denominator = read.denominator
    if denominator is None and read.numerator is not None:
        denominator = shared(submission)
    counted = read.numerator is not None and (denominator is not None or definition.unit in (Unit.COUNT, Unit.RATE))
    if read.value is None and read.missing is None and not counted:
        raise Refused(
            "There is no figure to submit.",
            {"figure": "Enter the figure, or the counts that it is worked out from, or say why there is none."},
        )
    return DraftFigures(
        value=read.value,
        missing=read.missing,
        places=read.places,
        percent_sign=read.percent_sign,
        numerator=read.numerator,
        denominator=denominator,
        capped=definition.unit == Unit.PERCENT and not definition.may_exceed_100,
        parts=tuple(read_parts(submission)),
    )


def read_parts(submission: Submission) -> Iterable[PartReading]:
    """Return the parts that a draft holds. Raises `Refused` naming the part that can not be read."""
    unit = Unit(submission.definition.unit)
    seen: set[tuple[str, str]] = set()
    for part in submission.draft_parts:
        if not any(part.get(name) for name in ("value", "numerator", "denominator")):
            continue
        identity = (part["kind"], part["name"])
        if identity in seen:
            sentence = f"{part['name']} stands twice among the parts by {part['kind']}."
            raise Refused(sentence, {"parts": sentence})
        seen.add(identity)
        try:
            yield read_part(part, unit)
        except BadFigure as bad:
            raise Refused(str(bad), {"parts": str(bad)}) from bad

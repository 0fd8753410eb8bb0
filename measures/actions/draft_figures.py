"""What a draft that can be submitted says, with its parts. Called by the actions that submit one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from measures.actions.outcome import Refused
from measures.actions.shared_counts import shared_denominator
from measures.calculation.values import BadFigure, read_count, read_figure
from measures.choices import Missing, Unit
from measures.models import Part, Revision, Submission
from measures.series import read_draft


@dataclass(frozen=True)
class PartDraft:
    """One piece of a figure, read."""

    kind: str
    name: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    additive: bool

    def row(self, revision: Revision) -> Part:
        """Return the row of this part in a revision, not yet stored."""
        return Part(
            revision=revision,
            kind=self.kind,
            name=self.name,
            value=self.value,
            numerator=self.numerator,
            denominator=self.denominator,
            additive=self.additive,
        )


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
    parts: tuple[PartDraft, ...] = ()


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


def read_parts(submission: Submission) -> Iterable[PartDraft]:
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
            reading = read_figure(part.get("value", ""), unit)
            yield PartDraft(
                kind=part["kind"],
                name=part["name"],
                value=reading.value,
                numerator=read_count(part.get("numerator", ""), fractional=True),
                denominator=read_count(part.get("denominator", ""), fractional=True),
                additive=bool(part.get("additive")),
            )
        except BadFigure as bad:
            raise Refused(f"{part['name']}: {bad}", {"parts": f"{part['name']}: {bad}"}) from bad

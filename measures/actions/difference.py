"""What a file would change, figure by figure: what is held, what the file says, and what a load would do about it.

Reads and compares; writes nothing. Called by `load` and by the pages that show a difference before it is applied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from measures.actions.shared_counts import count_shared_with
from measures.calculation.rates import percent
from measures.calculation.values import BadFigure, display, read_count, read_figure
from measures.choices import PeriodState, SubmissionState, Unit, Word
from measures.models import Measure, MeasureDefinition, Revision, Submission


class Effect(Word):
    """What a load does to one figure."""

    NEW = "new"
    CHANGED = "changed"
    REVISED = "revised"
    SAME = "same"
    KEPT = "kept"


CHANGING: Final = (Effect.NEW, Effect.CHANGED, Effect.REVISED)

PartText = dict[str, str]
"""One part of a figure as text: kind, name, value, numerator, denominator, and additive, which is "yes" or empty."""


@dataclass(frozen=True, slots=True)
class LoadFigure:
    """One figure of a file, as its cells said it."""

    measure: Measure
    month: dt.date
    figure: str = ""
    numerator: str = ""
    denominator: str = ""
    parts: tuple[PartText, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether the file says nothing of this figure."""
        return not (self.figure or self.numerator or self.denominator or self.parts)

    def in_words(self, shared: str | None = None) -> str:
        """Return the figure with its counts as a difference shows it: "79% (368 of 466)".

        `shared` is the reference of the measure whose count it is out of where it has none of its own.
        """
        out_of = self.denominator or (f"the count of {shared}" if shared and self.numerator else "")
        counts = " of ".join(part for part in (self.numerator, out_of) if part)
        words = f"{self.figure} ({counts})" if self.figure and counts else self.figure or counts
        if not self.parts:
            return words
        parts = f"{len(self.parts)} part{'s' if len(self.parts) > 1 else ''}"
        return f"{words}, {parts}" if words else parts


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference."""

    ref: str
    title: str
    month: dt.date
    effect: Effect
    before: str
    after: str
    note: str = ""
    printed_before: str = ""
    """The figure that is held, as it is printed; empty where there is none, and of a line that changes nothing."""
    printed: str = ""
    """The same of the figure that the load puts in its place."""
    found: tuple[str, ...] = ()
    """What the checks find of it, each a sentence; they stand in the note, too."""
    offer: str = ""
    """What is ticked to have the file's figure all the same, where people have decided on the one that is held."""

    def as_data(self) -> dict[str, str]:
        """Return the line as an upload and a load keep it."""
        kept = {name: said for name, said in asdict(self).items() if name != "found"}
        return {**kept, "month": self.month.isoformat(), "effect": self.effect.value}


KEPT_BECAUSE: Final = {
    SubmissionState.SUBMITTED: "It has been submitted. Return it first if the load is right.",
    SubmissionState.APPROVED: "It has been approved. Return it first if the load is right.",
    SubmissionState.LEFT_OUT: "It was left out of the month.",
}
TYPED_OVER: Final = "A person has typed this figure."
CLOSED: Final = "The month is closed. Reopen the figure first if the load is right."
NOT_IN_MONTH: Final = "The measure has no place in this month."
REVISES: Final = "Published before; it will be approved together with the month."
TAKEN: Final = "The file’s figure was ticked; it will be approved together with the month."


def draft_figure(submission: Submission) -> LoadFigure:
    """Return what a submission's draft says, to compare a load with: the reason, where one was chosen for no figure."""
    typed = submission.draft_figure or submission.draft_numerator or submission.draft_denominator
    return LoadFigure(
        submission.measure,
        submission.period.month,
        submission.draft_figure if typed else submission.draft_missing,
        submission.draft_numerator,
        submission.draft_denominator,
        tuple({**part, "additive": "yes" if part.get("additive") else ""} for part in submission.draft_parts),
    )


def revision_figure(submission: Submission, revision: Revision) -> LoadFigure:
    """Return what a revision says, to compare a load with (its parts are read where it has any)."""
    parts = tuple(
        {
            "kind": part.kind,
            "name": part.name,
            "value": plain(part.value),
            "numerator": plain(part.numerator),
            "denominator": plain(part.denominator),
            "additive": "yes" if part.additive else "",
        }
        for part in revision.parts.all()
    )
    return LoadFigure(
        submission.measure,
        submission.period.month,
        revision.said or revision.missing or plain(revision.value),
        plain(revision.numerator),
        plain(revision.denominator),
        parts,
    )


def held_figure(submission: Submission) -> LoadFigure:
    """Return what is held of a submission: its waiting or published revision, else its draft."""
    revision = submission.pending_revision or submission.published_revision
    return draft_figure(submission) if revision is None else revision_figure(submission, revision)


def from_to(held: LoadFigure, loaded: LoadFigure) -> dict[str, str]:
    """Return from what to what a load changes a figure, for its event."""
    return {"was": held.in_words(), "is": loaded.in_words()}


def completed(figure: LoadFigure, held: LoadFigure) -> LoadFigure:
    """Return the figure that a load puts in place: parts that come without their whole leave the whole as it is."""
    if figure.figure or figure.numerator or figure.denominator:
        return figure
    return replace(figure, figure=held.figure, numerator=held.numerator, denominator=held.denominator)


def plain(number: Decimal | None) -> str:
    """Return a number as text with no more digits than it needs; empty for None."""
    return "" if number is None else f"{number.normalize():f}"


def says_the_same(held: LoadFigure, loaded: LoadFigure, definition: MeasureDefinition) -> bool:
    """Return whether a file says nothing but what is held, however it is written ("632 / 2039", "79 %").

    What a file leaves out is no difference: a scorecard has the counts of its last month only, and a denominator may
    be another measure's count. A typed figure also has its decimal places and its sign, for they are checked.
    """
    try:
        return all(one == other for one, other in _compared(held, loaded, definition))
    except BadFigure:
        return held == loaded


def _compared(held: LoadFigure, loaded: LoadFigure, definition: MeasureDefinition) -> Iterator[tuple[Any, Any]]:
    """Yield what is held beside what the file says, for each thing that it says."""
    unit = Unit(definition.unit)
    if loaded.figure:
        yield _typed(held.figure or _worked_out(held, definition), unit), _typed(loaded.figure, unit)
    if loaded.numerator or loaded.denominator:
        yield _count(held.numerator), _count(loaded.numerator)
        if loaded.denominator or count_shared_with(definition) is None:
            yield _count(held.denominator), _count(loaded.denominator)
    if loaded.parts:
        yield _parts(held, unit), _parts(loaded, unit)


def _typed(text: str, unit: Unit) -> Any:
    read = read_figure(text, unit)
    return read.value, read.missing, read.places, read.percent_sign


def _worked_out(held: LoadFigure, definition: MeasureDefinition) -> str:
    """Return a percentage that nobody typed as its counts print it: a workbook of ours says it of an empty figure."""
    counted, out_of = _count(held.numerator), _count(held.denominator)
    if Unit(definition.unit) is not Unit.PERCENT or counted is None or not out_of:
        return ""
    return display(percent(counted, out_of), Unit.PERCENT, definition.decimals)


def _count(text: str) -> Decimal | None:
    return read_count(text, fractional=True)


def _parts(figure: LoadFigure, unit: Unit) -> list[tuple[str, ...]]:
    return sorted(_part_meaning(part, unit) for part in figure.parts)


def _part_meaning(part: PartText, unit: Unit) -> tuple[str, ...]:
    numbers = (_count(part.get(name, "")) for name in ("numerator", "denominator"))
    value = read_figure(part.get("value", ""), unit)
    return (
        part["kind"],
        part["name"],
        plain(value.value) or (value.missing or ""),
        *(plain(number) for number in numbers),
        "yes" if part.get("additive") else "",
    )


def effect_on(
    submission: Submission,
    figure: LoadFigure,
    *,
    as_history: bool = False,
    decided: str = "",
    taken: Collection[str] = (),
) -> Change:
    """Return what a load would do to one submission; `as_history`, to one of a month that comes in with the load.

    `decided` is what people did to its published figure: that stays, unless its offer is among those `taken`.
    """
    definition, state = submission.definition, SubmissionState(submission.state)
    was_published = not as_history and submission.period.state in (PeriodState.SIGNED, PeriodState.PUBLISHED)
    before, shared = held_figure(submission), count_shared_with(definition)

    def change(effect: Effect, note: str = "", offer: str = "") -> Change:
        return Change(
            definition.ref,
            definition.title,
            submission.period.month,
            effect,
            before.in_words(shared),
            figure.in_words(shared),
            note,
            offer=offer,
        )

    if figure.empty or says_the_same(before, figure, definition):
        return change(Effect.SAME)
    if state in KEPT_BECAUSE:
        return change(Effect.KEPT, KEPT_BECAUSE[state])
    if state is SubmissionState.PUBLISHED or was_published:
        if not decided or _is_published(submission, figure):
            return change(Effect.REVISED, REVISES)
        offer, said = f"{definition.ref} {figure.month:%Y-%m}", f"{decided}: the file has {figure.in_words(shared)}."
        return change(Effect.REVISED, f"{said} {TAKEN}") if offer in taken else change(Effect.KEPT, said, offer)
    if not as_history and not submission.takes_changes():
        return change(Effect.KEPT, CLOSED)
    if submission.draft_by_id is not None:
        return change(Effect.KEPT, TYPED_OVER)
    return change(Effect.NEW if before.empty else Effect.CHANGED)


def _is_published(submission: Submission, figure: LoadFigure) -> bool:
    """Return whether a file has the published figure, and differs from what waits in its place."""
    revision = submission.published_revision
    return revision is not None and says_the_same(revision_figure(submission, revision), figure, submission.definition)


def without_place(figure: LoadFigure) -> Change:
    """Return the line of a figure whose measure is not part of the month."""
    definition = figure.measure.definition
    ref, title = (definition.ref, definition.title) if definition else ("", "")
    return Change(ref, title, figure.month, Effect.KEPT, "", figure.in_words(), NOT_IN_MONTH)

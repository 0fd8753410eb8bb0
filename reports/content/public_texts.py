"""The texts that a public edition prints with its figures, and the numbers in them that it suppresses.

Called by `build`, by the action that approves a text and by its page. A text is printed where it is approved beside
the very figure that is printed, and where whoever approved it has let every number stand that the edition
suppresses; else it is kept out, and the decision log says so without the number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from measures.calculation.disclosure import Decision as Suppression
from measures.calculation.due import latest_due
from measures.calculation.quoting import Hidden, Quoted, quoted
from measures.calculation.values import round_half_up
from measures.choices import Direction, Rag, Unit
from measures.models import MeasureDefinition, Period, PublicText, financial_year
from measures.series import Line, read_lines
from reports.content.earlier import public_editions
from reports.content.measure import baseline_of, figure_of_month
from reports.content.measure_model import Commentary, MeasureContent, MonthFigure
from reports.content.model import Decision, EditionContent
from reports.content.next_figures import as_next_printed, known_next
from reports.content.public import suppressed
from reports.content.public_cells import BASELINE, OUTTURN

RULE = "public_text"


@dataclass(frozen=True)
class Suppressed:
    """The numbers that a public edition of a month hides, by measure, and the references of its measures."""

    by_measure: Mapping[int, tuple[Hidden, ...]]
    by_ref: Mapping[str, int]

    def quoted_in(self, text: str, definition: MeasureDefinition) -> list[Quoted]:
        """Return the numbers of a measure's text to look at: its own, and those of measures that it names."""
        named = [measure for ref, measure in self.by_ref.items() if ref in text]
        hidden = [h for m in dict.fromkeys([definition.measure_id, *named]) for h in self.by_measure.get(m, ())]
        small = definition.needs_disclosure_control
        return quoted(text, hidden, small_numbers=small, references=self.by_ref)


def suppressed_numbers(
    measures: Sequence[MeasureContent], found: Mapping[int, Iterable[str]], earlier: Sequence[EditionContent] = ()
) -> Suppressed:
    """Return the numbers behind the suppressed places of measures: figure, count, and the count's complement.

    And by how much each differs from what `earlier` public editions printed in its place, which would tell it too.
    """
    hidden = {m.measure: tuple(_hidden(m, set(found[m.measure]), earlier)) for m in measures if m.measure in found}
    return Suppressed(hidden, {m.ref: m.measure for m in measures})


def _hidden(measure: MeasureContent, places: set[str], earlier: Sequence[EditionContent]) -> Iterable[Hidden]:
    before = [known for edition in earlier for known in edition.measures if known.measure == measure.measure]
    for figure in measure.series:
        if figure.month.isoformat() in places:
            yield from _of_figure(measure, figure, [known.figure(figure.month) for known in before])
    if OUTTURN in places and measure.outturn is not None and measure.outturn.value:
        yield Hidden(measure.outturn.value, f"the outturn of {measure.ref}")
    if BASELINE in places and measure.baseline.value:
        yield Hidden(measure.baseline.value, f"the baseline of {measure.ref}")


def _of_figure(measure: MeasureContent, figure: MonthFigure, printed: Iterable[MonthFigure]) -> Iterable[Hidden]:
    whose = f"{measure.ref} {figure.month:%B %Y}"
    own = _numbers(measure, figure)
    moved = (
        abs(own[name] - number) for was in printed for name, number in _numbers(measure, was).items() if name in own
    )
    return (Hidden(number, whose) for number in (*own.values(), *moved) if number)


def _numbers(measure: MeasureContent, figure: MonthFigure) -> dict[str, Decimal]:
    """Return the numbers that tell a figure; none of one that is missing."""
    found: dict[str, Decimal] = {}
    if figure.missing is not None:
        return found
    if figure.value is not None:
        found["figure"] = round_half_up(figure.value, measure.decimals)
    if figure.numerator is not None:
        found["count"] = figure.numerator
        if figure.denominator is not None and measure.unit is Unit.PERCENT:
            found["complement"] = figure.denominator - figure.numerator
    return found


@dataclass(frozen=True)
class Ahead:
    """What the next public edition of a month would suppress, from what is known of its figures so far."""

    month: dt.date
    measures: Sequence[MeasureContent]
    found: Mapping[int, Mapping[str, Suppression]]
    """What is suppressed, by measure and place: a month as "2023-11-01", or the baseline."""
    earlier: Sequence[EditionContent] = ()
    """The public editions so far."""

    @property
    def numbers(self) -> Suppressed:
        """Return the numbers that it hides."""
        return suppressed_numbers(self.measures, self.found, self.earlier)


def public_ahead(period: Period) -> Ahead:
    """Return what disclosure control would decide of the month's next public edition."""
    scorecard, month = period.scorecard, period.month
    lines = as_next_printed(read_lines(scorecard, month, known=known_next(period)), period)
    measures = [_figures(line, month) for line in lines]
    definitions = {line.measure.pk: line.definition for line in lines}
    earlier = public_editions(scorecard)
    return Ahead(month, measures, suppressed(measures, definitions, earlier), earlier)


def suppressed_in(period: Period) -> Suppressed:
    """Return the numbers that the month's next public edition would suppress."""
    return public_ahead(period).numbers


def _figures(line: Line, month: dt.date) -> MeasureContent:
    """Return the figures of a measure and nothing that is worked out from them: all that suppression looks at."""
    definition, facts = line.definition, line.facts
    year = financial_year(latest_due(facts.frequency, month))
    return MeasureContent(
        line.measure.pk, definition.ref, definition.title, facts.unit, facts.aim, facts.basis, facts.decimals,
        facts.frequency, facts.counts, Rag.NO_DATA, "", Direction.NO_COMPARISON, "",
        series=tuple(figure_of_month(line, figure) for figure in line.as_of(month)),
        baseline=baseline_of(line.baselines.get(year), facts),
    )  # fmt: skip


def with_public_texts(
    measures: Sequence[MeasureContent], lines: Sequence[Line], month: dt.date, hidden: Suppressed
) -> tuple[list[MeasureContent], list[Decision]]:
    """Return the measures of a public edition with the texts that were approved for it, and what was kept out."""
    texts, printed, kept_out = _approved(lines, month), [], []
    for line, measure in zip(lines, measures, strict=True):
        text = texts.get(line.measure.pk)
        if text is None or text.approved_revision is None or measure.left_out:
            printed.append(measure)
            continue
        words = text.approved_revision.text
        unread = [q for q in hidden.quoted_in(words, line.definition) if q.number not in text.approved_numbers]
        if unread:
            printed.append(measure)
            kept_out.append(_kept_out(measure, month, unread))
        else:
            printed.append(replace(measure, commentary=Commentary(public=words)))
    return printed, kept_out


def _approved(lines: Iterable[Line], month: dt.date) -> dict[int, PublicText]:
    """Return the texts of a month that are approved beside the figure that speaks, by measure (one query)."""
    slots = {
        line.slots[month].submission.pk: (line.measure.pk, line.slots[month]) for line in lines if month in line.slots
    }
    rows = PublicText.objects.filter(submission__in=slots).select_related("approved_revision")
    found = {}
    for row in rows:
        measure, slot = slots[row.submission_id]
        if row.is_approved_beside(slot.revision.pk if slot.revision else None):
            found[measure] = row
    return found


def _kept_out(measure: MeasureContent, month: dt.date, unread: Sequence[Quoted]) -> Decision:
    whose = ", ".join(dict.fromkeys(q.whose or "a small number" for q in unread))
    return Decision(
        measure.ref,
        month,
        RULE,
        f"The public text of {measure.ref} is left out: it has a number that is suppressed since it was approved "
        f"({whose}).",
    )

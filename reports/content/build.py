"""A month of a scorecard -> its `EditionContent`. Reads the database once, whatever the number of measures.

Called by the action that signs a month, and by previews. Calls series, assessment and models; writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import slugify

from measures.calculation.rules import KEY, RULES_VERSION
from measures.choices import Audience, Comparator, Rag, TargetKind
from measures.models import (
    NeighbourSet,
    Period,
    Population,
    Restatement,
    Scorecard,
)
from measures.queries.owners import with_owners_of
from measures.series import Depth, Line, approved, read_lines, submitted
from reports.content.changes import restated, revised
from reports.content.earlier import public_editions, signed_with
from reports.content.gathering import gather
from reports.content.marks import marks
from reports.content.measure import Gathered, measure_content
from reports.content.measure_model import MeasureContent
from reports.content.model import (
    ComparatorColumn,
    Decision,
    EditionContent,
    KeyEntry,
    PopulationContent,
    SectionContent,
    StatusCount,
)
from reports.content.plain import from_data
from reports.content.public import withhold
from reports.content.public_texts import Suppressed, suppressed_numbers, with_public_texts
from reports.models import Edition

MOST_EXCEPTIONS = 10
"""How many red measures are printed at half a page each."""
SEVERAL_YEARS = "year not known"


def build_content(
    scorecard: Scorecard,
    period: Period,
    *,
    audience: Audience,
    number: int,
    restatements: Sequence[Restatement] = (),
    signed_by: Any = None,
    signed_in_place_of: Any = None,
    signed_at: dt.datetime | None = None,
    draft: bool = False,
    known: Depth = approved,
    exceptions: Sequence[str] | None = None,
) -> EditionContent:
    """Return what an edition of a month says, from what is known of it now.

    `exceptions` are the references of the red measures to print at length, in the director's order; None takes the
    furthest from their targets. `draft` is for a preview that nobody signed, `known` for how far it looks. Restatements
    must have been applied, so that the figures are the restated ones: all else that they are judged by, and compared
    with, is what the month was signed with.
    """
    month = period.month
    signed = signed_with(period) if number > 1 else None
    lines = with_owners_of(read_lines(scorecard, month, known=known, at=signed), month)
    before = _edition_before(scorecard, month, audience, signed)
    gathered = gather(scorecard, lines, month, _printed_before(before), corrected=number > 1)
    measures, decisions, hidden = _measured(scorecard, lines, month, gathered, audience)
    corrected = restated(restatements, measures, period, hidden)
    content = EditionContent(
        scorecard=scorecard.title,
        slug=scorecard.slug,
        organisation=scorecard.organisation,
        area=scorecard.area,
        month=month,
        number=number,
        audience=audience,
        rules_version=RULES_VERSION,
        draft=draft,
        as_submitted=known is submitted,
        imported=period.imported and number == 1,
        reason=corrected.reason,
        signed_by=signed_by.get_full_name() if signed_by is not None else "",
        signed_in_place_of=signed_in_place_of.get_full_name() if signed_in_place_of is not None else "",
        signed_at=signed_at,
        months=_months_of_year(lines, month),
        comparators=_comparators(lines),
        status_counts=_status_counts(measures, before),
        compared_with=_compared_with(before, measures, month),
        sections=_sections(lines, measures),
        exceptions=_exceptions(measures, exceptions),
        restatements=corrected.rows,
        revised=tuple(revised(measures, before.content if before else None, month, audience)),
        key=(*marks(measures, audience), *(KeyEntry(word, meaning) for word, meaning in KEY)),
        decisions=(*decisions, *corrected.decisions),
    )
    return _with_sources(content, scorecard, lines, signed)


def _with_sources(
    content: EditionContent, scorecard: Scorecard, lines: Sequence[Line], signed: dt.datetime | None
) -> EditionContent:
    """Return what an edition says with what its figures are compared with and out of, now or when it was `signed`."""
    sets = NeighbourSet.objects.filter(scorecard=scorecard).known(signed)
    neighbours = sets.prefetch_related("neighbours").first()
    return replace(
        content,
        footnotes=tuple(_footnotes(lines)),
        neighbours=tuple(row.name for row in neighbours.neighbours.all()) if neighbours else (),
        neighbours_edition=neighbours.edition if neighbours else "",
        neighbours_source=neighbours.source if neighbours else "",
        populations=_populations(scorecard, lines, content.month, signed),
    )


def _measured(
    scorecard: Scorecard, lines: Sequence[Line], month: dt.date, gathered: Gathered, audience: Audience
) -> tuple[list[MeasureContent], tuple[Decision, ...], Suppressed | None]:
    """Return the measures as the audience may see them, what was decided of the public's, and the numbers it hides.

    The public reads its own text of each measure, and no small number.
    """
    measures = [measure_content(line, month, gathered) for line in lines]
    if audience is not Audience.PUBLIC:
        return measures, (), None
    definitions = {line.measure.pk: line.definition for line in lines}
    climbing = {line.measure.pk for line in lines if any(t.kind == TargetKind.LINEAR for t in line.targets.values())}
    earlier = public_editions(scorecard)
    withheld = withhold(measures, definitions, earlier, climbing)
    hidden = suppressed_numbers(measures, withheld.found, earlier)
    speaking, kept_out = with_public_texts(withheld.measures, lines, month, hidden)
    return speaking, (*withheld.decisions, *kept_out), hidden


class _Before:
    """The newest edition of an earlier month, read once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.content = from_data(edition.data())


def _printed_before(before: _Before | None) -> dict[int, Rag]:
    """Return the statuses that the edition before printed, by measure."""
    return {measure.measure: measure.rag for measure in before.content.measures} if before else {}


def _edition_before(
    scorecard: Scorecard, month: dt.date, audience: Audience, signed: dt.datetime | None
) -> _Before | None:
    """Return the edition that the month is compared with: the one that there was when it was `signed`, if it was."""
    editions = Edition.objects.filter(scorecard=scorecard, period__month__lt=month, audience=audience)
    if signed is not None:
        editions = editions.filter(made_at__lte=signed)
    edition = editions.select_related("period").newest_first().first()
    return _Before(edition) if edition else None


def _sections(lines: Sequence[Line], measures: Sequence[MeasureContent]) -> tuple[SectionContent, ...]:
    """Return the measures by section, both in the order that they have: the scorecard's."""
    found: dict[str, list[MeasureContent]] = {}
    for line, measure in zip(lines, measures, strict=True):
        found.setdefault(line.definition.section.title, []).append(measure)
    return tuple(
        SectionContent(title, slugify(title) or f"section-{i}", tuple(own))
        for i, (title, own) in enumerate(found.items(), start=1)
    )


def _months_of_year(lines: Iterable[Line], month: dt.date) -> tuple[dt.date, ...]:
    """Return the months of the financial year so far that any measure has a slot for."""
    began = dt.date(month.year if month.month >= 4 else month.year - 1, 4, 1)
    return tuple(sorted({m for line in lines for m in line.slots if began <= m <= month} | {month}))


def _comparators(lines: Iterable[Line]) -> tuple[ComparatorColumn, ...]:
    """Return the columns of comparators; a column whose figures are of several years names none."""
    rows = [row for line in lines for row in line.benchmarks]
    columns = []
    for comparator in Comparator:
        own = [row for row in rows if row.comparator == comparator]
        if own:
            periods = {row.period for row in own}
            columns.append(
                ComparatorColumn(comparator, own[0].area, periods.pop() if len(periods) == 1 else SEVERAL_YEARS)
            )
    return tuple(columns)


def _status_counts(measures: Sequence[MeasureContent], before: _Before | None) -> tuple[StatusCount, ...]:
    """Return the statuses that occur now or occurred before, with green, amber and red always."""
    earlier = _earlier(measures, before)
    always = (Rag.GREEN, Rag.AMBER, Rag.RED)
    return tuple(
        StatusCount(rag, now, earlier.count(rag) if earlier else None)
        for rag in Rag
        if (now := sum(m.rag is rag for m in measures)) or rag in always or rag in earlier
    )


def _earlier(measures: Sequence[MeasureContent], before: _Before | None) -> list[Rag]:
    """Return the statuses of the month before: the printed ones, else those worked out again, if all are known.

    A count of some of them would call a measure that was suppressed, or had not begun, one more.
    """
    if before:
        return [m.rag for m in before.content.measures]
    known = [m.previous_rag for m in measures if m.previous_rag]
    if Rag.SUPPRESSED in known:
        return []
    return known if len(known) == len(measures) else []


def _compared_with(before: _Before | None, measures: Sequence[MeasureContent], month: dt.date) -> str:
    if before:
        return f"edition {before.edition.number} of {before.edition.period}"
    if _earlier(measures, before):
        return "the month before, by the same rules"
    return ""


def _exceptions(measures: Sequence[MeasureContent], chosen: Sequence[str] | None) -> tuple[str, ...]:
    """Return which red measures are printed at length: those chosen, else the furthest from their targets."""
    red = {m.ref: m for m in measures if m.rag is Rag.RED}
    if chosen is not None:
        return tuple(ref for ref in chosen if ref in red)[:MOST_EXCEPTIONS]
    furthest = sorted(red.values(), key=lambda m: -(m.shortfall or 0))
    return tuple(m.ref for m in furthest)[:MOST_EXCEPTIONS]


def _footnotes(lines: Iterable[Line]) -> Iterable[str]:
    """Yield where the comparators come from, each source once, and what is noted of them."""
    rows = [row for line in lines for row in line.benchmarks]
    for source in dict.fromkeys(row.source for row in rows if row.source):
        plain = source.lstrip("* ").rstrip(".")
        yield f"{plain}." if plain.startswith("Comparator") else f"Comparators: {plain}."
    for area, note in dict.fromkeys((row.area, row.note) for row in rows if row.note):
        yield f"{area}: {note.rstrip('.')}."


def _populations(
    scorecard: Scorecard, lines: Iterable[Line], month: dt.date, signed: dt.datetime | None
) -> tuple[PopulationContent, ...]:
    """Return the populations that this month's rates are out of."""
    rows = Population.objects.known(signed).filter(scorecard=scorecard, holds_from__lte=month)
    in_use = {row.age_band: row for row in rows.order_by("holds_from", "recorded_at")}
    bands = {
        line.definition.denominator_source.removeprefix("population:")
        for line in lines
        if line.definition.denominator_source.startswith("population:")
    }
    return tuple(
        PopulationContent(row.area, row.age_band, row.year, row.figure.normalize(), row.source, row.assumed)
        for band, row in sorted(in_use.items())
        if band in bands
    )

"""Every figure of an edition as a cell of disclosure control, with the sums that tie cells together.

Called by `public`. The rules are `measures.calculation.disclosure`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from measures.calculation.disclosure import Sum, remainder
from measures.calculation.due import months_later
from measures.calculation.rates import months_covered
from measures.calculation.rules import places_of
from measures.calculation.small_numbers import Cell, numerator_bounds
from measures.calculation.values import round_half_up
from measures.choices import Unit
from measures.models import MeasureDefinition
from measures.series import measure_facts
from reports.content.measure_model import MeasureContent, MonthFigure
from reports.content.model import EditionContent
from reports.content.outturn_model import OutturnContent

BASELINE: Final = "baseline"
OUTTURN: Final = "outturn"
OF_NO_MONTH: Final = (BASELINE, OUTTURN)
EXACT_PLACES: Final = 6
"""Decimals of the exact values in the workbook."""
_AGES: Final = re.compile(r"group:(?P<all>.+) (?P<ages>\d+-\d+)")


def _key(measure: int, place: dt.date | str) -> str:
    return f"{measure}/{place if isinstance(place, str) else place.isoformat()}"


class Cells:
    """Every figure of the edition as a cell, with the sums that tie them together."""

    def __init__(
        self,
        measures: Sequence[MeasureContent],
        definitions: Mapping[int, MeasureDefinition],
        earlier: Sequence[EditionContent],
    ) -> None:
        self.measures = measures
        self.definitions = definitions
        self.by_ref = {measure.ref: measure for measure in measures}
        self.public = _printed_before(earlier)
        found = [
            cell
            for measure in measures
            if not _source(definitions, measure).startswith("count:")
            for cell in self._of(measure)
        ]
        self.by_key = {cell.key: cell for cell in found}
        found += [
            cell
            for measure in measures
            if _source(definitions, measure).startswith("count:")
            for cell in self._of(measure)
        ]
        self.by_key = {cell.key: cell for cell in found}
        self.all = found

    def _of(self, measure: MeasureContent) -> Iterator[Cell]:
        for figure in measure.series:
            if figure.value is not None and figure.missing is None:
                yield self._cell(measure, figure.month, figure)
        if measure.baseline.value is not None:
            month = months_later(measure.series[0].month, -1) if measure.series else dt.date.min
            population = next((f.denominator for f in measure.series if f.denominator), None)
            yield self._cell(
                measure,
                BASELINE,
                MonthFigure(
                    month, value=measure.baseline.value, denominator=population if measure.unit is Unit.RATE else None
                ),
                places=measure.baseline.places,
            )

        if measure.outturn is not None and measure.outturn.value is not None:
            yield self._outturn(measure, measure.outturn)

    def _outturn(self, measure: MeasureContent, outturn: OutturnContent) -> Cell:
        """Return the validated outturn as a cell: out of what March is out of, its own number not recorded."""
        march = measure.figure(dt.date(outturn.year + 1, 3, 1))
        figure = MonthFigure(march.month, value=outturn.value, denominator=march.denominator)
        return self._cell(measure, OUTTURN, figure, places=outturn.places)

    def _cell(
        self, measure: MeasureContent, place: dt.date | str, figure: MonthFigure, places: int | None = None
    ) -> Cell:
        definition = self.definitions[measure.measure]
        facts = measure_facts(definition)
        shown = _finest(measure, figure) if places is None else places
        source = definition.denominator_source.removeprefix("count:")
        tied = self.by_ref.get(source) if definition.denominator_source.startswith("count:") else None
        shared = self.by_key.get(_key(tied.measure, place)) if tied else None
        denominator = figure.denominator
        if denominator is None and shared is not None:
            denominator = shared.numerator
        key = _key(measure.measure, place)
        return Cell(
            key=key,
            label=f"{measure.ref} {place if isinstance(place, str) else f'{place:%B %Y}'}",
            unit=measure.unit,
            controlled=definition.needs_disclosure_control,
            value=None if figure.value is None else round_half_up(figure.value, shown),
            places=shown,
            numerator=figure.value if measure.unit is Unit.COUNT and figure.numerator is None else figure.numerator,
            denominator=denominator,
            denominator_bounds=_bounds(shared) if shared is not None and denominator is None else None,
            months=months_covered(facts, figure.month) if measure.unit is Unit.RATE else None,
            denominator_key=shared.key if shared is not None else None,
            already_public=_known_by(key, figure) in self.public,
        )

    def sums(self) -> list[Sum]:
        """Return the sums of age groups: what 17 to 18 and 19 to 21 leave of all care leavers is a number as well."""
        found = []
        for total, parts in self._age_groups():
            for figure in total.series:
                cells = [self.by_key.get(_key(m.measure, figure.month)) for m in (total, *parts)]
                known = [cell for cell in cells if cell is not None]
                if len(known) < 2 or cells[0] is None:
                    continue
                rest, tied = remainder(cells[0], known[1:], f"{cells[0].key}/rest", f"the rest of {cells[0].label}")
                self.all.append(rest)
                self.by_key[rest.key] = rest
                found.append(tied)
        return found

    def _age_groups(self) -> Iterator[tuple[MeasureContent, list[MeasureContent]]]:
        """Yield a measure of a whole group with the measures of its age groups: the same title with ages after it."""
        for total in self.measures:
            whole = _source(self.definitions, total)
            parts = [
                part
                for part in self.measures
                if (match := _AGES.fullmatch(_source(self.definitions, part)))
                and f"group:{match['all']}" == whole
                and part.title.startswith(f"{total.title} ")
            ]
            if parts:
                yield total, parts


def _finest(measure: MeasureContent, figure: MonthFigure) -> int:
    """Return the decimals that an edition shows of a figure: its workbook has all that were typed."""
    typed = figure.value if figure.numerator is None else None
    return measure.decimals if typed is None else max(measure.decimals, min(places_of(typed), EXACT_PLACES))


def _source(definitions: Mapping[int, MeasureDefinition], measure: MeasureContent) -> str:
    return definitions[measure.measure].denominator_source


def _bounds(cell: Cell) -> tuple[Decimal, Decimal] | None:
    """Return the least and most that a cell's number can be; None where it has no upper end."""
    bounds = numerator_bounds(cell)
    return None if bounds is None or bounds[1] is None else (bounds[0], bounds[1])


def _known_by(key: str, figure: MonthFigure) -> tuple[object, ...]:
    """Return what a reader knows who has seen a figure: corrected since, it is another one, and a secret again."""
    return key, figure.value, figure.numerator, figure.denominator


def _printed_before(earlier: Iterable[EditionContent]) -> set[tuple[object, ...]]:
    """Return the figures that earlier public editions printed, as they printed them."""
    return {
        _known_by(_key(measure.measure, figure.month), figure)
        for edition in earlier
        for measure in edition.measures
        for figure in measure.series
        if figure.value is not None and figure.missing is None
    }

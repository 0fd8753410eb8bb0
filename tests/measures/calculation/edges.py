"""Every kind of measure and target there is, with figures on, just beside and far from every edge of the rules.

Nothing here is drawn at random: each series is one combination, and its months walk along the edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product

from measures.calculation.due import is_due, months_later
from measures.calculation.engine import MonthFacts, SeriesFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.calculation.rates import months_covered
from measures.calculation.rules import amber_width, comparison_places, movement_tolerance, people_move
from measures.calculation.spc import NEAR_LIMIT_FACTOR
from measures.calculation.targets import target_used
from measures.choices import Aim, Basis, Frequency, Missing, TargetKind, Unit

APRIL = date(2020, 4, 1)
A_LITTLE = Decimal("0.0000000001")
"""Less than the last place that the engine keeps."""
WIDTHS = (None, Decimal(0), Decimal("2.5"))
TARGETS = (
    TargetFacts(TargetKind.NONE),
    TargetFacts(TargetKind.TO_BE_CONFIRMED),
    TargetFacts(TargetKind.FIGURE, figure=Decimal(40)),
    TargetFacts(TargetKind.FIGURE, figure=Decimal("12.5")),
    TargetFacts(TargetKind.FIGURE, figure=Decimal(0)),
    TargetFacts(TargetKind.FIGURE, figure=Decimal(-30)),
    TargetFacts(TargetKind.RANGE, low=Decimal(20), high=Decimal(60)),
    TargetFacts(TargetKind.RANGE, low=Decimal("-4.5"), high=Decimal(4)),
    TargetFacts(TargetKind.RANGE, low=Decimal(20)),
    TargetFacts(TargetKind.RANGE, high=Decimal(20)),
    TargetFacts(
        TargetKind.PROFILE, figure=Decimal(40), profile={months_later(APRIL, n): Decimal(n) for n in range(40)}
    ),
    TargetFacts(TargetKind.LINEAR, figure=Decimal(40), baseline=Decimal(10)),
    TargetFacts(TargetKind.LINEAR, figure=Decimal(40)),
    TargetFacts(TargetKind.LINEAR, figure=Decimal("0.6"), baseline=Decimal(0)),
)
"""Those whose figures do not depend on the measure's decimals."""


def targets_of(decimals: int) -> Iterator[TargetFacts]:
    """Yield targets of every kind; straight lines, up and below zero, that lie halfway between two roundings."""
    yield from TARGETS
    six = 6 * Decimal(1).scaleb(-decimals)
    for baseline, figure in ((Decimal(0), six), (Decimal(0), -six), (-six, six)):
        yield TargetFacts(TargetKind.LINEAR, figure=figure, baseline=baseline, places=0)


def beside(edge: Decimal, step: Decimal) -> list[Decimal]:
    """Return an edge, both sides of the halves that are rounded to it, the steps beside it and what is far off."""
    halves = [edge + step / 2, edge - step / 2]
    little = [half + sign * A_LITTLE for half in halves for sign in (1, -1)]
    return [edge, *halves, *little, edge + step, edge - step, edge + 100, edge - 100]


def edges_of(measure: MeasureFacts, target: TargetFacts, period: date) -> list[Decimal]:
    """Return the figures at which a month's status may change: the target's ends, and an amber width beyond each."""
    used = target_used(measure, target, period)
    if used is None:
        return [Decimal(0)]
    width = amber_width(measure.unit, used.centre, used.amber_width)
    ends = [(used.low, -1), (used.high, 1)]
    return [edge for end, way in ends if end is not None for edge in (end, end + way * width)]


def rated_series(measure: MeasureFacts, target: TargetFacts) -> SeriesFacts:
    """Return a series with one month for every figure beside every edge."""
    step = Decimal(1).scaleb(-comparison_places(measure.decimals, target.precision))
    longest = max(len(edges_of(measure, target, months_later(APRIL, place))) for place in range(12))
    months = []
    for place in range(longest * len(beside(Decimal(0), step))):
        period = months_later(APRIL, place)
        edges = edges_of(measure, target, period)
        value = beside(edges[place % len(edges)], step)[place // longest]
        months.append(MonthFacts(FigureFacts(period, value), measure, target))
    return SeriesFacts(months)


def rated() -> Iterator[SeriesFacts]:
    """Yield every unit, aim, basis, kind of target, width and decimals."""
    for unit, aim, decimals in product(Unit, Aim, (0, 1, 6)):
        for target in targets_of(decimals):
            fine, fixed = bool(decimals), target.kind in (TargetKind.NONE, TargetKind.TO_BE_CONFIRMED)
            widths = WIDTHS[:1] if fine or fixed or aim is Aim.CONTEXT else WIDTHS
            others = (Basis.MONTH, Basis.YEAR_TO_DATE) if aim is Aim.HIGHER and not fine else (Basis.MONTH,)
            bases = Basis if unit is Unit.COUNT and aim is Aim.LOWER and not fine else others
            for width, basis in product(widths, bases):
                yield rated_series(MeasureFacts(unit, aim, basis, decimals), replace(target, amber_width=width))


def unrated() -> Iterator[SeriesFacts]:
    """Yield every aim and target with a figure provisional, and missing by every word, with and without a value."""
    words = [(word, value) for word in Missing for value in (None, Decimal(3))]
    for unit, aim, target in product((Unit.PERCENT, Unit.COUNT), Aim, [*TARGETS, None]):
        figures = [FigureFacts(APRIL, value, word, provisional=late) for word, value in words for late in (True, False)]
        figures += [FigureFacts(APRIL, value, provisional=True) for value in (None, Decimal(3))]
        figures = [
            replace(one, period=months_later(APRIL, place))
            for place, one in enumerate(other for one in figures for other in (one, FigureFacts(APRIL, Decimal(5))))
        ]
        yield SeriesFacts([MonthFacts(one, MeasureFacts(unit, aim), target) for one in figures])


PEOPLE = {Unit.PERCENT: 50, Unit.RATE: 10_000, Unit.COUNT: 10, Unit.AVERAGE: 1}
"""So many that what two of them move a figure by is more than the tolerance else, and ends."""


def apart(measure: MeasureFacts) -> int:
    """Return how many months lie between two figures of a measure that are compared."""
    months = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUAL: 12}[measure.frequency]
    return 12 if measure.basis is Basis.YEAR_TO_DATE else months


def moving_series(measure: MeasureFacts, anchor: Decimal, known: Sequence[int | None]) -> SeriesFacts:
    """Return a series that goes from an anchor by every move beside the tolerance, and back.

    `known` are the denominators, by turns, in the number of `PEOPLE`; None where one is not known.
    """
    step, between = Decimal(1).scaleb(-measure.decimals), apart(measure)
    months: list[MonthFacts] = []
    each = {1: 16, 3: 48}.get(between, 48 if measure.frequency is Frequency.MONTHLY else 96)
    for place in range(each):
        period, turn = months_later(APRIL, place), place // between
        times = known[turn % len(known)]
        denominator = None if times is None else Decimal(times * PEOPLE[measure.unit])
        value = anchor
        if turn % 2 and place >= between:
            before = months[place - between].figure.denominator
            people = people_move(measure.unit, (denominator, before), months_covered(measure, period))
            tolerance = movement_tolerance(measure.unit, anchor, people, measure.tolerance)
            least = (tolerance / step).to_integral_value(ROUND_CEILING) * step
            most = (tolerance / step).to_integral_value(ROUND_FLOOR) * step
            moves = [least, least - step, -least, step - least, most, least + step, -most, Decimal(0)]
            value += moves[(turn // 2 + (place % 12 if between == 12 else 0)) % len(moves)]
        months.append(MonthFacts(FigureFacts(period, value, denominator=denominator), measure))
    return SeriesFacts(months)


def moving() -> Iterator[SeriesFacts]:
    """Yield every unit, aim, basis and frequency, with the default tolerance and set ones, with and without counts."""
    counts: tuple[tuple[int | None, ...], ...] = ((None,), (1,), (1, 3), (3, None, 2), (0, 7))
    for unit, basis, frequency in product(Unit, Basis, Frequency):
        measure = MeasureFacts(unit, Aim.HIGHER, basis, frequency=frequency)
        for known in counts:
            yield moving_series(measure, Decimal(40), known)
        if frequency is not Frequency.MONTHLY:
            continue
        yield moving_series(replace(measure, decimals=1), Decimal(40), (1, 3))
        yield moving_series(replace(measure, decimals=6), Decimal(40), (1, 3))
        for aim, tolerance in product(Aim, (None, Decimal(0), Decimal("1.25"))):
            mine = replace(measure, aim=aim, tolerance=tolerance, decimals=1)
            yield moving_series(mine, Decimal(40), (1,))
            yield moving_series(mine, Decimal(-40), (None,))
            yield moving_series(mine, Decimal(0), (None,))


def crossing() -> Iterator[SeriesFacts]:
    """Yield near-target measures that go from every place in and beside their range to every other."""
    targets = [None, TargetFacts(TargetKind.RANGE, low=Decimal(30), high=Decimal(50)), *TARGETS[:3]]
    places = [Decimal(place) for place in ("0", "25", "29", "30", "31", "38", "40", "42", "49", "50", "51", "55", "90")]
    walk = [place for pair in product(places, places) for place in pair]
    for unit, target, tolerance in product(Unit, targets, (None, Decimal(0), Decimal(1))):
        measure = MeasureFacts(unit, Aim.NEAR_TARGET, tolerance=tolerance)
        figures = (FigureFacts(months_later(APRIL, place), value) for place, value in enumerate(walk))
        yield SeriesFacts([MonthFacts(figure, measure, target) for figure in figures])


def interrupted() -> Iterator[SeriesFacts]:
    """Yield series with a gap, a provisional month, a break or another definition at each month of two years."""
    for basis, frequency, place in product((Basis.YEAR_TO_DATE, Basis.MONTH), Frequency, range(26)):
        measure = MeasureFacts(Unit.PERCENT, Aim.HIGHER, basis, 0, frequency)
        months = [
            MonthFacts(FigureFacts(months_later(APRIL, n), Decimal("40.55") + 3 * (n % 5)), measure) for n in range(40)
        ]
        here = months[place]
        others = [replace(month, measure=replace(measure, decimals=2, aim=Aim.LOWER)) for month in months[place:]]
        yield SeriesFacts([*months[:place], *others])
        for instead in (
            replace(here, breaks_comparison=True),
            replace(here, figure=replace(here.figure, provisional=True)),
            replace(here, figure=replace(here.figure, missing=Missing.NOT_AVAILABLE)),
            replace(here, figure=replace(here.figure, value=None)),
        ):
            yield SeriesFacts([*months[:place], instead, *months[place + 1 :]])


PATTERNS: tuple[Sequence[float], ...] = (
    [9.5, 10.5] * 12,
    [9.5, 10.5] * 6 + [12.66, 7.34, 12.66],
    [9.5, 10.5] * 6 + [12.66, 7.34],
    [9.5, 10.5] * 6 + [10.0 + NEAR_LIMIT_FACTOR] * 3,
    [9.5, 10.5] * 6 + [10.0 - NEAR_LIMIT_FACTOR] * 3,
    [9.5, 10.5] * 6 + [12.7],
    [9.5, 10.5] * 6 + [10.0, 7.3],
    [9.5, 10.5] * 6 + [11.8, 10.2, 11.8],
    [9.5, 10.5] * 6 + [11.8, 11.8, 10.2],
    [9.5, 10.5] * 6 + [12.7, 11.8, 11.0],
    [9.5, 10.5] * 6 + [11.0, 12.9, 11.9],
    [9.5, 10.5] * 6 + [8.2, 9.9, 8.2],
    [9.5, 10.5] * 6 + [10.1] * 7,
    [9.5, 10.5] * 6 + [10.2] * 4 + [11.9] * 3,
    [9.5, 10.5] * 6 + [10.1] * 6 + [10.0],
    [9.5, 10.5] * 6 + [9.9] * 7,
    [9.5, 10.5] * 6 + [9.7, 9.8, 9.9, 10.0, 10.1, 10.2, 10.3],
    [9.5, 10.5] * 6 + [9.7, 9.8, 9.9, 9.9, 10.1, 10.2, 10.3],
    [9.5, 10.5] * 6 + [10.3, 10.2, 10.1, 10.0, 9.9, 9.8, 9.7],
    [9.5, 10.5] * 6 + [8.0, 8.1, 8.2, 8.3, 8.4, 8.5, 8.6],
    [4.0] * 15,
    [0.1] * 20,
    [1.0] * 12 + [4.0],
    [0.1, 0.2, 0.3] * 5 + [0.2],
    [0.0, 3.267, 2.519, 3.267, 2.519, 3.267, 2.519, 3.267, 2.519, 3.267, 2.518],
    [0.7, 0.1, 0.4] * 4,
    [0.7, 0.1, 0.4] * 4 + [0.7],
)
"""Alternating months have a mean of 10 and limits at 7.34 and 12.66; after them comes what a rule turns on."""


def charted_series(values: Sequence[float | None], aim: Aim, target: str, **chart: int | None) -> SeriesFacts:
    """Return a monthly series of averages; `chart` says its `new_group`, `fix_after` and `provisional` places."""
    measure = MeasureFacts(Unit.AVERAGE, aim, decimals=6)
    aimed = TargetFacts(TargetKind.FIGURE, figure=Decimal(target))
    months = [
        MonthFacts(
            FigureFacts(
                months_later(APRIL, place),
                None if value is None else Decimal(str(value)),
                provisional=place == chart.get("provisional"),
            ),
            measure,
            aimed,
            new_group=place == chart.get("new_group"),
        )
        for place, value in enumerate(values)
    ]
    return SeriesFacts(months, chart.get("fix_after"), screen=bool(chart.get("screen", 1)))


def charted() -> Iterator[SeriesFacts]:
    """Yield every pattern with every aim, with gaps, new groups, fixed limits, and targets on and beside the limits."""
    for values, aim in product(PATTERNS, Aim):
        last = len(values) - 1
        for fix_after, screen in product((None, 12), (0, 1)):
            for target in ("12.66", "12.660001", "7.34", "7.339999", "10"):
                yield charted_series(values, aim, target, fix_after=fix_after, screen=screen)
        for place in (0, 1, last - 12, last - 11, last - 1, last):
            yield charted_series(values, aim, "10", new_group=place)
            yield charted_series(values, aim, "10", provisional=place)
            yield charted_series([*values[:place], None, *values[place + 1 :]], aim, "10")
        yield charted_series([None, None, *values], aim, "10", fix_after=12)
        yield charted_series([*values[:12], *[None, *values[12:]]], aim, "10", fix_after=12, new_group=2)
    yield from _uncharted()


def _uncharted() -> Iterator[SeriesFacts]:
    """Yield months of every basis and frequency, due and not due, and a series without a figure."""
    for basis, frequency in product(Basis, Frequency):
        measure = MeasureFacts(Unit.AVERAGE, Aim.LOWER, basis, frequency=frequency)
        periods = [months_later(APRIL, place) for place in range(60)]
        figures = [FigureFacts(period, Decimal(place % 7)) for place, period in enumerate(periods)]
        yield SeriesFacts([MonthFacts(figure, measure) for figure in figures])
        due = [replace(one, value=one.value if is_due(frequency, one.period) else None) for one in figures]
        groups = [MonthFacts(one, measure, new_group=place == 10) for place, one in enumerate(due)]
        yield SeriesFacts(groups)
        yield SeriesFacts([MonthFacts(replace(one, value=None), measure) for one in figures])

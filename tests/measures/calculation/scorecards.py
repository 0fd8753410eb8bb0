"""Generated series for the engine's property tests: every unit, aim, basis, frequency, target, width and gap.

Figures are drawn close to where the rules decide: on targets, on amber widths, on tolerances, halfway between two
roundings, and a step of the finest precision to either side of each.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from measures.calculation.due import months_later
from measures.calculation.engine import MonthFacts, SeriesFacts
from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.choices import Aim, Basis, Frequency, Missing, TargetKind, Unit


def decimals(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    """Return whole numbers of the last decimal place, as decimals."""
    return st.integers(low * 10**places, high * 10**places).map(lambda n: Decimal(n).scaleb(-places))


small = st.one_of(decimals(0, 20, 0), decimals(0, 120, 1), decimals(-5, 5, 2), st.just(Decimal(0)))
maybe_small = st.one_of(st.none(), st.none(), small.map(abs))
nudges = st.sampled_from(
    ["0", "0.000001", "-0.000001", "0.5", "0.05", "0.005", "-0.5", "1", "2", "5", "-2", "-5", "1E-12"]
)


@st.composite
def measures(draw: st.DrawFn) -> MeasureFacts:
    return MeasureFacts(
        unit=draw(st.sampled_from(Unit)),
        aim=draw(st.sampled_from(Aim)),
        basis=draw(st.sampled_from(Basis)),
        decimals=draw(st.sampled_from([0, 0, 1, 2, 6])),
        frequency=draw(st.sampled_from([Frequency.MONTHLY, *Frequency])),
        tolerance=draw(maybe_small),
    )


@st.composite
def targets(draw: st.DrawFn, periods: list[date]) -> TargetFacts:
    kind = draw(st.sampled_from(TargetKind))
    ends = sorted([draw(small), draw(small)])
    ranged = kind is TargetKind.RANGE
    plain = kind in (TargetKind.FIGURE, TargetKind.PROFILE, TargetKind.LINEAR)
    return TargetFacts(
        kind=kind,
        figure=draw(small) if plain else None,
        low=ends[0] if ranged else None,
        high=ends[1] if ranged else None,
        places=draw(st.sampled_from([None, None, 0, 1, 3])),
        amber_width=draw(maybe_small),
        baseline=draw(st.one_of(st.none(), small)) if kind is TargetKind.LINEAR else None,
        profile={period: draw(small) for period in periods if draw(st.booleans())}
        if kind is TargetKind.PROFILE
        else {},
    )


@st.composite
def values(draw: st.DrawFn, target: TargetFacts | None, before: Decimal | None) -> Decimal:
    """Return a figure: one near a target or near the figure before it, a fraction of counts, or any."""
    anchors = [Decimal(3), before]
    if target is not None:
        anchors += [target.figure, target.low, target.high, *list(target.profile.values())[:2]]
    anchor = draw(st.sampled_from([anchor for anchor in anchors if anchor is not None]))
    width = target.amber_width if target and target.amber_width is not None else abs(anchor) / 10
    return draw(
        st.one_of(
            nudges.map(lambda nudge: anchor + Decimal(nudge)),
            st.tuples(st.sampled_from([width, -width, width / 2, anchor / 20, -anchor / 20]), nudges).map(
                lambda parts: anchor + parts[0] + Decimal(parts[1])
            ),
            st.tuples(st.integers(0, 400), st.integers(1, 300)).map(
                lambda counts: Decimal(100 * counts[0]) / counts[1]
            ),
            small,
            st.just(Decimal("999999999.999999")),
        )
    )


denominators = st.one_of(
    st.none(), st.integers(0, 300).map(Decimal), decimals(1, 100, 1), st.sampled_from([Decimal(146880), Decimal("1e8")])
)


@st.composite
def figures(draw: st.DrawFn, period: date, target: TargetFacts | None, before: Decimal | None) -> FigureFacts:
    missing = draw(st.sampled_from([*[None] * 12, *Missing]))
    value = draw(values(target, before))
    keeps_value = missing is None or draw(st.booleans())
    return FigureFacts(
        period,
        value if keeps_value else None,
        missing,
        denominator=draw(denominators),
        provisional=draw(st.sampled_from([False] * 11 + [True])),
    )


@st.composite
def series(draw: st.DrawFn, longest: int = 40) -> SeriesFacts:
    """Return one series; its definition and target may change on the way."""
    start = date(draw(st.integers(2019, 2023)), draw(st.integers(1, 12)), 1)
    periods = [months_later(start, place) for place in range(draw(st.integers(1, longest)))]
    measure, target, before = draw(measures()), draw(st.one_of(st.none(), targets(periods))), None
    months = []
    rarely = st.sampled_from([False] * 14 + [True])
    for period in periods:
        if draw(rarely):
            measure = draw(measures())
        if draw(rarely):
            target = draw(st.one_of(st.none(), targets(periods)))
        figure = draw(figures(period, target, before))
        before = figure.value if figure.value is not None and abs(figure.value) < 1000 else before
        months.append(MonthFacts(figure, measure, target, breaks_comparison=draw(rarely), new_group=draw(rarely)))
    return SeriesFacts(months, fix_after=draw(st.sampled_from([None, None, 12, 20])), screen=draw(st.booleans()))


@st.composite
def steady_series(draw: st.DrawFn) -> SeriesFacts:
    """Return a long monthly series of one definition, so that its control chart has something to say."""
    measure = MeasureFacts(
        unit=draw(st.sampled_from(Unit)),
        aim=draw(st.sampled_from(Aim)),
        basis=draw(st.sampled_from([Basis.MONTH, Basis.SNAPSHOT, Basis.MONTH_ANNUALISED])),
        decimals=draw(st.sampled_from([0, 1, 2])),
    )
    target = TargetFacts(TargetKind.FIGURE, figure=draw(decimals(0, 9, 1)))
    steps = st.one_of(decimals(0, 3, 0), decimals(0, 9, 1), decimals(4, 5, 2))
    drawn: list[Decimal | None] = []
    for _ in range(draw(st.integers(1, 4))):
        first, step, count = draw(steps), draw(st.sampled_from(["0", "1", "-0.1", "0.3"])), draw(st.integers(1, 9))
        drawn += [first + place * Decimal(step) for place in range(count)]
        drawn += draw(st.lists(st.one_of(steps, steps, steps, st.none()), max_size=12))
    groups = draw(st.sets(st.integers(0, len(drawn)), max_size=2))
    return SeriesFacts(
        [
            MonthFacts(
                FigureFacts(
                    months_later(date(2020, 4, 1), place), value, None if value is not None else Missing.NOT_AVAILABLE
                ),
                measure,
                target,
                new_group=place in groups,
            )
            for place, value in enumerate(drawn)
        ],
        fix_after=draw(st.sampled_from([None, None, 12, 15])),
        screen=draw(st.booleans()),
    )

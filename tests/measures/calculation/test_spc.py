"""Control charts against the reference's results, against a second statement of the written rules, and by hand."""

from __future__ import annotations

import csv
import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.spc import Chart, xmr
from measures.choices import Aim

CASES = Path(__file__).parent / "spc_cases"
AIMS = {"increase": "higher", "decrease": "lower", "neutral": "context"}
RULES = {"Above": "outside", "Below": "outside", "7 Point": "trend", "2 in 3": "two in three", "7 Points": "shift"}
VARIATIONS = {
    "common_cause": "common cause",
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "high",
    "special_cause_neutral_low": "low",
}
ASSURANCES = {"consistent_pass": "meets", "consistent_fail": "misses", "inconsistent": "hit and miss", "": None}


def read(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def reference_rule(words: str) -> str | None:
    """Return our name for the reference's: "7 Point Trend (Increasing)" is a trend, "7 Points Above CL" a shift."""
    return next((RULES[start] for start in sorted(RULES, key=len, reverse=True) if words.startswith(start)), None)


@pytest.mark.parametrize("case", read("cases"), ids=lambda case: case["case"])
def test_every_point_and_limit_equals_the_reference(case: dict[str, str]) -> None:
    rows = read(case["case"])
    chart = xmr(
        [float(row["value"]) if row["value"] else None for row in rows],
        aim=AIMS[case["direction"]],
        target=float(case["target"]) if case["target"] else None,
        rebase_at=[int(position) for position in case["rebase_at"].split()],
        fix_after=int(case["fix_after_n_points"]) if case["fix_after_n_points"] else None,
        screen=case["screen_outliers"] == "TRUE",
    )
    assert len(chart.points) == len(rows)
    for point, row in zip(chart.points, rows, strict=True):
        assert (point.mean, point.lower, point.upper) == pytest.approx(
            (float(row["mean"]), float(row["lpl"]), float(row["upl"])), rel=1e-9
        )
        assert point.group == int(row["rebase_group"])
        assert point.rule == reference_rule(row["special_cause_type"])
        assert point.variation == VARIATIONS[row["point_type"]]
    assert chart.variation == VARIATIONS[case["variation_type"]]
    assert chart.assurance == ASSURANCES[case["assurance_type"]]
    assert chart.trial_limits == (rows[-1]["short_group_warning"] == "TRUE")


# The written rules once more, as naively as they read; a missing value is NaN, which compares as false.


def average(numbers: list[float]) -> float:
    return float(sum(map(Fraction, numbers)) / len(numbers))


def side(x: float, mean: float) -> str:
    return "high" if x > mean else "low" if x < mean else ""


def trending(group: list[float], i: int) -> bool:
    """Return whether point i is one of any seven with six strict moves one way."""
    for first in range(max(0, i - 6), min(i, len(group) - 7) + 1):
        pairs = list(pairwise(group[first : first + 7]))
        if all(b > a for a, b in pairs) or all(b < a for a, b in pairs):
            return True
    return False


def reach_of_limits(group: list[float], base: list[float], screen: bool) -> float:
    """Return the mean moving range that limits are made of; NaN where there are none."""
    ranges = [abs(b - a) for a, b in pairwise(base) if not math.isnan(b - a)]
    if screen and ranges:
        cut = 3.267 * average(ranges)
        ranges = [r for r in ranges if not r >= cut]
    constant = len({x for x in group if not math.isnan(x)}) == 1
    return math.nan if constant or not ranges else average(ranges)


def by_the_written_rules(
    values: list[float | None], starts: list[int], first_n: int | None, screen: bool
) -> list[tuple[float, float, float, str | None, str]]:
    """Return each position's mean, limits, rule, and "high", "low" or "" for its direction."""
    said = []
    edges = [*sorted(at for at in {0, *starts} if at < len(values)), len(values)]
    for start, end in pairwise(edges):
        group = [math.nan if x is None else x for x in values[start:end]]
        base = group if first_n is None else group[:first_n]
        numbers = [x for x in base if not math.isnan(x)]
        mean = average(numbers) if numbers else math.nan
        reach = reach_of_limits(group, base, screen)
        lower, upper = mean - 2.66 * reach, mean + 2.66 * reach
        near_lower, near_upper = mean - 2 * (2.66 / 3) * reach, mean + 2 * (2.66 / 3) * reach
        outside = [x < lower or x > upper for x in group]
        close = [(x < near_lower or x > near_upper) and not o for x, o in zip(group, outside, strict=True)]
        sides = [side(x, mean) for x in group]
        for i, x in enumerate(group):
            threes = [range(k, k + 3) for k in (i - 2, i - 1, i) if k >= 0 and k + 3 <= len(group)]
            sevens = [range(k, k + 7) for k in range(i - 6, i + 1) if k >= 0 and k + 7 <= len(group)]
            rule, way = None, ""
            if outside[i]:
                rule, way = "outside", sides[i]
            elif trending(group, i):
                ahead = i + 1 < len(group) and trending(group, i + 1)
                slope = group[i + 1] - x if ahead else x - group[i - 1]
                rule, way = "trend", "high" if slope > 0 else "low"
            elif close[i] and any(len({sides[k] for k in t}) == 1 and sum(close[k] for k in t) >= 2 for t in threes):
                rule, way = "two in three", sides[i]
            elif any({sides[k] for k in s} in ({"high"}, {"low"}) for s in sevens):
                rule, way = "shift", sides[i]
            said.append((mean, lower, upper, rule, way))
    return said


def meaning(way: str, aim: str) -> str:
    if not way:
        return "common cause"
    if aim == "context":
        return way
    return "improvement" if (way == "high") == (aim == "higher") else "concern"


figures = st.one_of(
    st.integers(0, 6).map(float),
    st.integers(-40, 40).map(lambda tenths: tenths / 10),
    st.floats(-1e6, 1e6, allow_nan=False),
)
stretches = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(0, 6).map(float)), min_size=1, max_size=30),
    st.lists(st.one_of(figures, figures, figures, st.none()), min_size=1, max_size=30),
    st.builds(
        lambda first, step, n: [first + step * i for i in range(n)], figures, st.integers(-2, 2), st.integers(1, 12)
    ),
    st.builds(lambda level, n: [level] * n, figures, st.integers(1, 20)),
)
series = st.lists(stretches, min_size=1, max_size=4).map(lambda parts: [x for part in parts for x in part])


@given(
    values=series,
    starts=st.lists(st.integers(0, 60), max_size=3),
    first_n=st.one_of(st.none(), st.integers(12, 30)),
    screen=st.booleans(),
    aim=st.sampled_from(["higher", "lower", "context"]),
)
def test_every_chart_equals_the_written_rules(
    values: list[float | None], starts: list[int], first_n: int | None, screen: bool, aim: str
) -> None:
    chart = xmr(values, aim=aim, rebase_at=starts, fix_after=first_n, screen=screen)
    expected = by_the_written_rules(values, starts, first_n, screen)
    for point, (mean, lower, upper, rule, way) in zip(chart.points, expected, strict=True):
        drawn = [math.nan if line is None else line for line in (point.mean, point.lower, point.upper)]
        assert drawn == pytest.approx([mean, lower, upper], rel=0, abs=0, nan_ok=True)
        assert (point.rule, point.variation) == (rule, meaning(way, aim))


@given(values=series, aim=st.sampled_from(["higher", "lower"]), target=st.one_of(figures, st.none()))
def test_the_icons_are_the_last_points_and_the_last_limits(
    values: list[float | None], aim: str, target: float | None
) -> None:
    chart = xmr(values, aim=aim, target=target)
    last = chart.points[-1]
    assert chart.variation == (None if values[-1] is None else last.variation)
    if target is None or last.upper is None or last.lower is None:
        assert chart.assurance is None
    elif target > last.upper:
        assert chart.assurance == ("misses" if aim == "higher" else "meets")
    elif target < last.lower:
        assert chart.assurance == ("meets" if aim == "higher" else "misses")
    else:
        assert chart.assurance == "hit and miss"


def rules(chart: Chart) -> list[str | None]:
    return [point.rule for point in chart.points]


def test_a_range_of_exactly_the_screening_width_is_left_out_and_one_below_it_is_kept() -> None:
    # Ten ranges with a mean of 1,000: the widest is 3.267 of it, or one less.
    rest = [748.0] * 8 + [749.0]
    values = [0.0, 3267.0]
    for way, step in enumerate(rest):
        values.append(values[-1] + (step if way % 2 else -step))
    point = xmr(values, aim="higher").points[0]
    assert point.upper == average(values) + 2.66 * average(rest)
    values[0] = 1.0
    point = xmr(values, aim="higher").points[0]
    assert point.upper == average(values) + 2.66 * average([3266.0, *rest])


def test_a_figure_on_a_limit_is_within_it_and_one_beyond_it_is_outside() -> None:
    base, upper, lower = [0.0, 1.0] * 6, 0.5 + 2.66, 0.5 - 2.66
    for limit, beyond in ((upper, math.nextafter(upper, 9)), (lower, math.nextafter(lower, -9))):
        assert xmr([*base, limit], aim="higher", fix_after=12).points[-1].rule is None
        assert xmr([*base, beyond], aim="higher", fix_after=12).points[-1].rule == "outside"


def test_a_figure_on_a_near_limit_is_not_close_and_one_beyond_it_is() -> None:
    near = 0.5 + 2 * (2.66 / 3)
    for figure, rule in ((near, None), (math.nextafter(near, 9), "two in three")):
        chart = xmr([*[0.0, 1.0] * 6, figure, 1.0, figure], aim="higher", fix_after=12)
        assert [point.rule for point in chart.points[-3:]] == [rule, None, rule]


def test_a_target_on_the_limit_is_hit_and_miss_and_beyond_it_is_not() -> None:
    values = [5.0, 7.0] * 7
    assert xmr(values, aim="higher", target=11.32).assurance == "hit and miss"
    assert xmr(values, aim="higher", target=math.nextafter(11.32, 12)).assurance == "misses"
    assert xmr(values, aim="lower", target=math.nextafter(11.32, 12)).assurance == "meets"


def test_equal_values_have_no_limits_no_signals_and_no_assurance() -> None:
    for screen in (True, False):
        chart = xmr([0.1] * 20, aim="lower", target=5, screen=screen)
        assert {(p.mean, p.lower, p.upper, p.rule, p.variation) for p in chart.points} == {
            (0.1, None, None, None, "common cause")
        }
        assert chart.assurance is None


def test_a_missing_month_breaks_a_trend_and_a_shift() -> None:
    rising: list[float | None] = [float(n) for n in range(1, 14)]
    assert rules(xmr(rising, aim="higher"))[6] == "trend"
    rising[6] = None
    assert "trend" not in rules(xmr(rising, aim="higher"))
    level: list[float | None] = [*[1.0, 2.0] * 10, *[1.9] * 7]
    assert rules(xmr(level, aim="higher"))[-7:] == ["shift"] * 7
    level[-3] = None
    assert "shift" not in rules(xmr(level, aim="higher"))


def test_a_missing_month_keeps_its_groups_lines_and_says_nothing() -> None:
    chart = xmr([1.0, 3.0, None, 2.0, None], aim="higher", target=9)
    assert (chart.points[2].mean, chart.points[2].rule, chart.points[2].variation) == (2.0, None, "common cause")
    assert chart.variation is None


def test_the_peak_between_two_trends_belongs_to_the_later_one() -> None:
    chart = xmr([1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], aim="higher", fix_after=12, screen=False)
    trends = [(p.rule, p.variation) for p in chart.points]
    assert trends[5] == ("trend", "improvement")
    assert trends[6] in [("trend", "concern"), ("outside", "improvement")]
    assert trends[7] == ("trend", "concern")


def test_twelve_figures_are_on_trial_and_thirteen_are_not() -> None:
    assert xmr([1.0, 2.0] * 6, aim="higher").trial_limits
    assert not xmr([1.0, 2.0] * 6 + [1.0], aim="higher").trial_limits
    assert xmr([1.0, 2.0] * 6 + [None], aim="higher").trial_limits
    assert xmr([1.0, 2.0] * 12, aim="higher", rebase_at=[12]).trial_limits


def test_limits_need_a_range_and_a_mean_needs_a_figure() -> None:
    assert xmr([4.0], aim="higher").points[0].mean == 4.0
    assert xmr([4.0, None, 5.0], aim="higher").points[0].upper is None
    assert xmr([None, None], aim="higher").points[1].mean is None
    assert xmr([], aim="higher").points == ()


def test_a_near_target_measure_is_read_as_context() -> None:
    values = [1.0, 2.0] * 8 + [9.0]
    assert xmr(values, aim=Aim.NEAR_TARGET, target=2) == xmr(values, aim="context", target=2)
    assert xmr(values, aim="context").variation == "high"


def test_what_a_chart_can_not_take_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        xmr([1.0, math.inf], aim="higher")
    with pytest.raises(ValueError, match="12 points"):
        xmr([1.0], aim="higher", fix_after=11)
    with pytest.raises(ValueError, match="counted from 0"):
        xmr([1.0], aim="higher", rebase_at=[-1])
    with pytest.raises(ValueError, match="sideways"):
        xmr([1.0], aim="sideways")


def test_nan_is_a_missing_value() -> None:
    assert xmr([1.0, math.nan, 2.0], aim="higher") == xmr([1.0, None, 2.0], aim="higher")

"""Charts as SVG."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from measures.charts import (
    BOTTOM,
    HEIGHT,
    LABEL_STEP,
    TOP,
    ChartData,
    ChartPoint,
    Level,
    control_chart,
    describe,
    small_chart,
    sparkline,
    spread,
)
from measures.choices import Rag, Variation
from measures.templatetags.measures import WIDER
from measures.templatetags.measures import control_chart as frame_of

NAMES = {"svg": "http://www.w3.org/2000/svg"}
finite = st.decimals(min_value=-(10**6), max_value=10**9, allow_nan=False, allow_infinity=False, places=2)


def months(count: int) -> list[dt.date]:
    return [dt.date(2021 + i // 12, i % 12 + 1, 1) for i in range(count)]


def a_chart(*values: str | None, **changes: Any) -> ChartData:
    points = tuple(
        ChartPoint(
            month,
            Decimal(value) if value else None,
            f"{value}%" if value else "",
            Decimal(50),
            Decimal(40),
            Decimal(60),
        )
        for month, value in zip(months(len(values)), values, strict=True)
    )
    return replace(ChartData("2.2 Assessments in 45 days", points, unit="%"), **changes)


def test_it_says_in_words_what_it_draws() -> None:
    data = a_chart("51", None, "39", target=Level("Target 90%", Decimal(90)))
    special = replace(data.points[2], variation=Variation.CONCERN, signal="outside")
    said = describe(replace(data, points=(*data.points[:2], special)))
    assert "2 figures from Jan-21 (51%) to Mar-21 (39%)" in said
    assert "Mean 50%, limits 40% to 60%" in said
    assert "Target 90%." in said
    assert "Special cause: Mar-21 (39%, concern, outside)" in said


def test_the_title_and_the_description_are_named_by_ids_of_their_own() -> None:
    root = ElementTree.fromstring(control_chart(a_chart("51"), uid="chart-7"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids == ["chart-7-title", "chart-7-desc"]
    assert root.get("aria-labelledby") == "chart-7-title chart-7-desc"


def test_there_is_no_style_no_script_and_no_link() -> None:
    svg = control_chart(a_chart("51", "52"), uid="x")
    assert not re.search(r"\sstyle=|<style|<script|href|\son\w+=", svg)


def test_a_title_is_text() -> None:
    svg = control_chart(replace(a_chart("51"), title='<script>"&'), uid='"><x')
    ElementTree.fromstring(svg)
    assert "<script>" not in svg


@pytest.mark.parametrize(
    ("variation", "shape"),
    [
        (Variation.COMMON_CAUSE, "circle"),
        (Variation.IMPROVEMENT, "rect"),
        (Variation.CONCERN, "path"),
    ],
)
def test_a_mark_is_told_by_its_shape(variation: Variation, shape: str) -> None:
    data = a_chart("51")
    plain = control_chart(replace(data, points=(replace(data.points[0], variation=Variation.HIGH),)), uid="x")
    svg = control_chart(replace(data, points=(replace(data.points[0], variation=variation),)), uid="x")
    assert svg.count(f"<{shape}") >= plain.count(f"<{shape}")
    assert svg != plain


def test_the_keyboard_reaches_each_month_where_it_is_asked_for() -> None:
    data = a_chart("51", None, "53")
    assert control_chart(data, uid="x").count("tabindex") == 0
    svg = control_chart(data, uid="x", interactive=True)
    assert svg.count('tabindex="0"') == 2
    assert "<title>Mar-21: 53%</title>" in svg
    assert 'role="group"' in svg


def test_without_a_figure_it_says_so() -> None:
    assert "There is no figure to draw yet" in control_chart(a_chart(None, None), uid="x")


@given(st.lists(st.none() | finite, min_size=1, max_size=40), st.none() | finite)
def test_whatever_the_figures_every_mark_is_inside_the_drawing(
    values: list[Decimal | None], goal: Decimal | None
) -> None:
    points = tuple(ChartPoint(m, v, str(v)) for m, v in zip(months(len(values)), values, strict=True))
    svg = control_chart(ChartData("A", points, target=Level("Target", goal) if goal is not None else None), uid="x")
    root = ElementTree.fromstring(svg)
    for mark in root.iterfind(".//svg:circle", NAMES):
        assert TOP - 1 <= float(mark.get("cy", "")) <= BOTTOM + 1


@pytest.mark.parametrize(
    ("values", "upper", "unit", "last"),
    [
        (("60", "98"), "98.1", "%", "100%"),
        (("100", "100"), None, "%", "100%"),
        (("99.9", "99.98"), None, "%", "100%"),
        (("60", "98"), "103", "%", "120%"),
        (("60", "112"), None, "%", "120%"),
        (("60", "98"), "98.1", "", "120"),
    ],
)
def test_an_axis_of_percentages_ends_at_100_unless_something_on_it_is_above(
    values: tuple[str, ...], upper: str | None, unit: str, last: str
) -> None:
    chart = a_chart(*values, unit=unit)
    limit = Decimal(upper) if upper else None
    points = tuple(replace(point, mean=None, lower=None, upper=limit) for point in chart.points)

    drawn = ElementTree.fromstring(control_chart(replace(chart, points=points), uid="c"))

    ticks = [text.text for text in drawn.iter(f"{{{NAMES['svg']}}}text") if text.get("text-anchor") == "end"]
    assert last in ticks
    assert float(last.rstrip("%")) == max(float((tick or "").rstrip("%")) for tick in ticks if tick)


@given(st.lists(st.floats(TOP, BOTTOM), max_size=9))
def test_labels_beside_the_plot_never_overlap(wanted: list[float]) -> None:
    placed = spread(sorted(wanted))
    assert all(b - a >= LABEL_STEP - 1e-6 for a, b in pairwise(placed))
    assert not placed or placed[-1] <= HEIGHT


def test_labels_that_would_overlap_stand_around_their_common_middle() -> None:
    placed = spread([100.0, 101.0, 102.0])
    assert placed == pytest.approx([101 - LABEL_STEP, 101, 101 + LABEL_STEP])


def test_labels_near_an_edge_stay_inside_the_drawing() -> None:
    assert spread([TOP, TOP, TOP])[0] == TOP
    assert spread([HEIGHT, HEIGHT])[-1] < HEIGHT


def test_only_a_chart_with_limits_of_enough_figures_tells_causes() -> None:
    with_mean = a_chart("51")
    bare = replace(with_mean, points=tuple(replace(p, mean=None) for p in with_mean.points))
    assert not bare.tells_causes
    assert with_mean.tells_causes
    assert not replace(with_mean, trial_limits=True).tells_causes


def test_a_sparkline_ends_in_the_shape_of_the_status() -> None:
    points = a_chart("51", "52", "53").points
    assert "<circle" in sparkline(points, uid="s", title="2.2", rag=Rag.GREEN)
    assert "<circle" not in sparkline(points, uid="s", title="2.2", rag=Rag.RED)


def test_a_sparkline_shows_the_last_13_months() -> None:
    points = a_chart(*(str(50 + i) for i in range(20))).points
    assert "from 57% in Aug-21 to 69% in Aug-22" in sparkline(points, uid="s", title="2.2")


@given(st.lists(st.none() | finite, max_size=20))
def test_a_sparkline_draws_whatever_figures_there_are(values: list[Decimal | None]) -> None:
    points = [ChartPoint(m, v, str(v)) for m, v in zip(months(len(values)), values, strict=True)]
    ElementTree.fromstring(sparkline(points, uid="s", title="A"))


def drawn_by(svg: str) -> list[list[tuple[int, int]]]:
    """Return the places that the line of a small chart goes through, in the pieces between its gaps."""
    pieces: list[list[tuple[int, int]]] = []
    line = re.findall(r'<path d="([^"]*)"', svg)[0]
    x = y = 0
    for pen, across, down in re.findall(r"([mlh])(-?\d+) ?(-?\d+)?", line):
        x, y = x + int(across), y + int(down or 0)
        if pen == "m":
            pieces.append([])
        pieces[-1].append((x, y))
    return pieces


def test_a_small_chart_goes_through_the_figure_of_each_month() -> None:
    (line,) = drawn_by(small_chart(a_chart("50", "60", "40", "45").points, title="2.2"))
    assert line == [(8, 38), (66, 14), (124, 62), (182, 50)]


def test_a_small_chart_breaks_where_there_is_no_figure_and_a_month_between_two_gaps_is_a_dot() -> None:
    svg = small_chart(a_chart("50", None, "60", None, "40", "40").points, title="2.2")
    assert drawn_by(svg) == [[(12, 38), (12, 38)], [(80, 14), (80, 14)], [(148, 62), (182, 62)]]


@given(st.lists(st.tuples(st.none() | finite, st.none() | finite), min_size=1, max_size=40))
def test_whatever_the_figures_a_small_chart_is_inside_its_drawing(
    figures: list[tuple[Decimal | None, Decimal | None]],
) -> None:
    values, goals = [value for value, _ in figures], [goal for _, goal in figures]
    points = [ChartPoint(m, v, str(v)) for m, v in zip(months(len(values)), values, strict=True)]
    svg = small_chart(points, title='<a>"&', targets=goals)
    ElementTree.fromstring(svg)
    if any(value is not None for value in values):
        stepped = "".join(re.findall(r'__target" d="([^"]+)"', svg))
        assert all(14 <= int(y) <= 62 for y in re.findall(r"(?: |V)(\d+)", stepped))
        assert all(8 <= int(x) <= 182 for x in re.findall(r"[MH](\d+)", stepped))
        assert all(8 <= x <= 182 and 14 <= y <= 62 for piece in drawn_by(svg) for x, y in piece)
        assert sum(len(set(piece)) for piece in drawn_by(svg)) == sum(value is not None for value in values)


def test_the_target_of_a_small_chart_steps_half_way_between_two_months_and_is_whole_where_there_is_one() -> None:
    stepping = small_chart(a_chart("50", "60", "40").points, title="2.2", targets=[Decimal(60), Decimal(40), None])
    assert '<path class="app-small-chart__target" d="M8 14H52V62H138"/>' in stepping
    assert '__target" d="M8 62H182"/>' in small_chart(a_chart("50").points, title="2.2", targets=[Decimal(40)])


def test_the_last_figure_of_a_small_chart_stands_by_its_own_point_in_what_a_wide_font_needs() -> None:
    stopped = small_chart(a_chart("50", "28", None, None).points, title="9.4")
    whole = small_chart(a_chart("50", "28", "30", "100").points, title="9.4")
    beside = (
        r'translate\((\d+) \d+\)"><circle r="2"/><text class="app-small-chart__figure" x="(\d+)" y="5">(.+?)</text>'
    )
    assert re.findall(beside, stopped) == [("66", "6", "28%")]
    assert re.findall(beside, whole) == [("182", "6", "100%")]
    assert 182 + 6 + 6 * 10.5 <= 252  # six figures in bold letters of 14 pixels


def test_a_single_figure_is_named_once() -> None:
    chart = a_chart("50")
    small, line = small_chart(chart.points, title="9.0"), sparkline(chart.points, uid="s", title="9.0")
    assert "<title>9.0: 50% in Jan-21</title>" in small
    assert re.findall(r">([A-Z][a-z]{2}-\d\d)</text>", small) == ["Jan-21"]
    assert ">9.0: 50% in Jan-21</title>" in line
    assert describe(chart).startswith("2.2 Assessments in 45 days. 1 figure, of Jan-21 (50%).")


def test_five_hundred_small_charts_are_light() -> None:
    random = Random(2023)  # noqa: S311 - data, nothing secret
    pages = []
    for measure in range(500):
        points = a_chart(*(f"{random.gauss(60, 8):.1f}" for _ in range(7))).points
        pages.append(small_chart(points, title=f"{measure} Measure", targets=[Decimal(random.randint(20, 95))] * 7))
    assert len(gzip.compress("".join(pages).encode(), 6)) < 16_000


def test_a_chart_s_frame_is_a_stop_of_the_keyboard_only_where_no_point_in_it_is() -> None:
    assert frame_of(a_chart("51"), uid="x").startswith(f'{WIDER}<div class="app-chart-frame"><svg')
    empty = frame_of(replace(a_chart("51"), points=(), title='"7.1"'), uid="x")
    framed = '<div class="app-chart-frame" tabindex="0" role="region" aria-label="&quot;7.1&quot;">'
    assert empty.startswith(f"{WIDER}{framed}")


NINETY, EIGHTY = Level("Target 90%", Decimal(90)), Level("Target 80%", Decimal(80))


def heights_of_the_target(svg: str) -> list[str]:
    """Return the moves of the target's heavy lines: "M46.0 20.0", "V60.0"."""
    paths = re.findall(r'<path d="([^"]+)" stroke="#0b5394"', svg)
    return re.findall(r"[MV][\d. ]+", "".join(paths))


def test_a_target_that_changes_is_a_step_at_its_month_and_its_end_is_named() -> None:
    data = a_chart("84", "84", "84", target=EIGHTY, targets=(NINETY, NINETY, EIGHTY))
    svg = control_chart(data, uid="x")
    start, step = heights_of_the_target(svg)
    assert start.startswith("M46 ")
    marks = [float(y) for y in re.findall(r'<circle [^>]*cy="([\d.]+)"', svg)]
    assert float(start.split()[1]) < marks[0] < float(step[1:])  # below 90, above 80
    assert "Target 80%</text>" in svg
    assert "Target 90%</text>" not in svg
    assert "Target 90% from Jan-21 to Feb-21. Target 80% in Mar-21." in describe(data)


def test_a_month_without_a_target_has_no_line() -> None:
    data = a_chart("84", "84", "84", target=EIGHTY, targets=(EIGHTY, None, EIGHTY))
    assert [move[0] for move in heights_of_the_target(control_chart(data, uid="x"))] == ["M", "M"]
    assert "No target in Feb-21." in describe(data)


def test_a_last_month_without_a_target_leaves_the_earlier_line_with_no_name() -> None:
    data = a_chart("84", "84", targets=(NINETY, None))
    svg = control_chart(data, uid="x")
    assert data.has_target
    assert len(heights_of_the_target(svg)) == 1
    assert "Target 90%</text>" not in svg


def test_a_range_that_changes_has_a_tint_for_each() -> None:
    wide = Level("Target 70% to 90%", Decimal(70), Decimal(90))
    narrow = Level("Target 75% to 85%", Decimal(75), Decimal(85))
    svg = control_chart(a_chart("84", "84", "84", target=narrow, targets=(wide, narrow, narrow)), uid="x")
    assert svg.count("<rect") == 2
    assert [move[0] for move in heights_of_the_target(svg)] == ["M", "V", "M", "V"]


def test_of_a_target_of_every_month_the_words_tell_the_ends() -> None:
    levels = [Level(f"Target {each}%", Decimal(each)) for each in range(60, 72)]
    said = describe(a_chart(*["51"] * 12, target=levels[-1], targets=tuple(levels)))
    assert "Target 60% in Jan-21. Target 71% in Dec-21. The target changes 11 times." in said
    assert "65%" not in said


@pytest.mark.parametrize(
    ("draw", "flat"), [(partial(sparkline, uid="s"), r"M4 [\d.]+H96"), (small_chart, r"M8 \d+H182")]
)
def test_a_small_drawing_steps_where_its_target_does(draw: Callable[..., str], flat: str) -> None:
    points = a_chart("84", "85", "86").points

    def goal(*targets: int | None) -> str:
        svg = draw(points, title="2.2", targets=[None if each is None else Decimal(each) for each in targets])
        return "".join(re.findall(r' d="((?:M[\d.]+ [\d.]+|[HV][\d.]+)+)"', svg))

    assert re.fullmatch(flat, goal(90, 90, 90))
    assert re.findall("[MV]", goal(90, 90, 80)) == ["M", "V"]
    assert re.findall("[MV]", goal(90, None, 80)) == ["M", "M"]
    assert goal(None, None, None) == goal() == ""

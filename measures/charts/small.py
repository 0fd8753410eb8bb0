"""The small line of a measure's last months, for tables and lists: figures -> SVG."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.html import escape

from measures.charts.data import ChartPoint, month_label
from measures.charts.goals import edges, stepped
from measures.charts.marks import INK, PALE, TARGET_INK, broken_line
from measures.choices import Rag

SPARKLINE_MONTHS: Final = 13


def sparkline(
    points: Sequence[ChartPoint],
    *,
    uid: str,
    title: str,
    rag: Rag = Rag.NOT_RATED,
    targets: Sequence[Decimal | None] = (),
) -> str:
    """Return the last 13 months as a small line; its last mark has the shape of the status, the target is dashed.

    `targets` are those of the points' months, or none at all.
    """
    kept, goals = list(points)[-SPARKLINE_MONTHS:], list(targets)[-SPARKLINE_MONTHS:]
    known = [point for point in kept if point.value is not None]
    said = "no figures"
    if known:
        oldest, newest = (f"{point.shown} in {month_label(point.month)}" for point in (known[0], known[-1]))
        said = f"from {oldest} to {newest}" if len(known) > 1 else newest
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="app-sparkline" viewBox="0 0 100 26" role="img" '
        f'aria-labelledby="{escape(uid)}-title"><title id="{escape(uid)}-title">{escape(title)}: {escape(said)}</title>'
    )
    if not known:
        return (
            f'{opening}<path d="M2 13H98" stroke="{PALE}" stroke-width="1" stroke-dasharray="2 3" fill="none"/></svg>'
        )
    values = [float(point.value) for point in known if point.value is not None]
    values += [float(target) for target in goals if target is not None]
    least, most = min(values), max(values)

    def y(value: Decimal) -> float:
        return 13.0 if most == least else 22.0 - 18.0 * (float(value) - least) / (most - least)

    def x(position: int) -> float:
        return (
            92.0 if len(kept) == 1 else 4.0 + 88.0 * (position + SPARKLINE_MONTHS - len(kept)) / (SPARKLINE_MONTHS - 1)
        )

    path = broken_line((x(i), y(p.value)) if p.value is not None else None for i, p in enumerate(kept))
    goal, ends = "", edges([x(i) for i in range(len(kept))], 4, 96)
    if path_of_goal := stepped([None if target is None else y(target) for target in goals], ends):
        dashes = f'stroke="{TARGET_INK}" stroke-width="1" stroke-dasharray="3 2"'
        goal = f'<path d="{path_of_goal}" {dashes} fill="none"/>'
    last = max(i for i, p in enumerate(kept) if p.value is not None)
    at = y(kept[last].value or Decimal(0))
    line = f'<path d="{path}" stroke="{INK}" stroke-width="1.5" fill="none" stroke-linejoin="round"/>'
    return f"{opening}{goal}{line}{_status_mark(rag, x(last), at)}</svg>"


def _status_mark(rag: Rag, x: float, y: float) -> str:
    """Draw the end of a sparkline in the shape and colour of the status."""
    ink = {"green": "#00703c", "amber": "#c86400", "red": "#c8240f"}.get(rag.tone, INK)
    if rag.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{ink}"/>'
    if rag.shape == "triangle":
        return f'<path d="M{x:.1f} {y - 4:.1f}l4.2 7.4h-8.4z" fill="{ink}"/>'
    if rag.shape == "diamond":
        return f'<path d="M{x:.1f} {y - 4.4:.1f}l4.4 4.4l-4.4 4.4l-4.4 -4.4z" fill="{ink}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="#ffffff" stroke="{ink}" stroke-width="1.4"/>'


SMALL_WIDTH: Final = 252
SMALL_HEIGHT: Final = 84
SMALL_LEFT: Final = 8
SMALL_RIGHT: Final = 182
"""Where the first and the last month may stand; a figure of the last month is written to the right of it, in what
"100.0%" and "146,880" need in a wide font."""
SMALL_TOP: Final = 14
SMALL_BOTTOM: Final = 62


def small_chart(points: Sequence[ChartPoint], *, title: str, targets: Sequence[Decimal | None] = ()) -> str:
    """Return a small chart of the months given, for a page of many: its line, its target, and its last figure.

    The figure stands by its own point, which is inside the drawing where the last months have none.

    `targets` are those of the points' months, or none at all. Its title says what it shows in words; the months with no
    figure are gaps. A page has hundreds of these, so it is written short: in whole units (one is about a pixel), from
    month to month, and the styles say how it looks.
    """
    known = [(i, point, point.value) for i, point in enumerate(points) if point.value is not None]
    said = "no figures"
    if known:
        ends = [f"{point.shown} in {month_label(point.month)}" for _, point, _ in (known[0], known[-1])]
        said = ", ".join(ends if len(known) > 1 else ends[-1:])
    opening = (
        f'<svg class="app-small-chart" viewBox="0 0 {SMALL_WIDTH} {SMALL_HEIGHT}" role="img">'
        f"<title>{escape(title)}: {escape(said)}</title>"
    )
    if not known:
        return f'{opening}<path class="app-small-chart__none" d="M4 42H236"/></svg>'
    values = [float(value) for _, _, value in known] + [float(target) for target in targets if target is not None]
    least, most = min(values), max(values)

    def y(value: Decimal) -> int:
        if most == least:
            return 40
        return round(SMALL_BOTTOM - (SMALL_BOTTOM - SMALL_TOP) * (float(value) - least) / (most - least))

    step = (SMALL_RIGHT - SMALL_LEFT) // max(len(points) - 1, 1)
    start = SMALL_RIGHT - step * (len(points) - 1)
    line = _stepped_line([None if p.value is None else y(p.value) for p in points], start, step)
    left = start if len(points) > 1 else SMALL_LEFT
    borders = [round(end) for end in edges([start + step * i for i in range(len(points))], left, SMALL_RIGHT)]
    goal = stepped([None if target is None else y(target) for target in targets], borders)
    goal = goal and f'<path class="app-small-chart__target" d="{goal}"/>'
    at, end, value = known[-1]
    x = start + step * at
    first = f'<text x="{left}" y="80">{month_label(points[0].month)}</text>' if len(points) > 1 else ""
    return (
        f'{opening}{goal}<path d="{line}"/><g transform="translate({x} {y(value)})"><circle r="2"/>'
        f'<text class="app-small-chart__figure" x="6" y="5">{escape(end.shown)}</text></g>'
        f'{first}<text class="app-small-chart__end" x="{SMALL_RIGHT}" y="80">{month_label(points[-1].month)}</text>'
        "</svg>"
    )


def _stepped_line(heights: Sequence[int | None], start: int, step: int) -> str:
    """Return the path through one height a month, each told from the one before; a month between two gaps is a dot."""
    path: list[str] = []
    pen, x, y = "m", 0, 0
    for place, height in enumerate(heights):
        if height is None:
            pen = "m"
            continue
        across, down = start + step * place - x, height - y
        path.append(f"{pen}{across}{'' if down < 0 else ' '}{down}")
        if pen != "l" and heights[place + 1 : place + 2] in ([], [None]):
            path.append("h0")
        pen, x, y = "l", x + across, height
    return "".join(path)

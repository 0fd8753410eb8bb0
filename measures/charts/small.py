"""The small line of a measure's last months, for tables and lists: figures -> SVG."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.html import escape

from measures.charts.data import ChartPoint, month_label
from measures.charts.goals import dashed, edges
from measures.charts.marks import FONT, INK, PALE, TARGET_INK, broken_line
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
        said = (
            f"from {known[0].shown} in {month_label(known[0].month)} to {known[-1].shown} in "
            f"{month_label(known[-1].month)}"
        )
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
    if path_of_goal := dashed(goals, [None if target is None else y(target) for target in goals], ends):
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


def small_chart(points: Sequence[ChartPoint], *, uid: str, title: str, targets: Sequence[Decimal | None] = ()) -> str:
    """Return a small chart of the months given, for a page of many: its line, its target, its first and last figure.

    `targets` are those of the points' months, or none at all. Its title says what it shows in words; the months with no
    figure are gaps.
    """
    known = [(i, point, point.value) for i, point in enumerate(points) if point.value is not None]
    said = "no figures"
    if known:
        first, last = known[0][1], known[-1][1]
        said = f"{first.shown} in {month_label(first.month)}, {last.shown} in {month_label(last.month)}"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-small-chart" viewBox="0 0 {SMALL_WIDTH} {SMALL_HEIGHT}" '
        f'role="img" aria-labelledby="{escape(uid)}"><title id="{escape(uid)}">{escape(title)}: {escape(said)}</title>'
    )
    if not known:
        return f'{opening}<path d="M4 42H236" stroke="{PALE}" stroke-dasharray="2 3" fill="none"/></svg>'
    values = [float(value) for _, _, value in known] + [float(target) for target in targets if target is not None]
    least, most = min(values), max(values)

    def y(value: Decimal) -> float:
        return 40.0 if most == least else 62.0 - 48.0 * (float(value) - least) / (most - least)

    def x(position: int) -> float:
        return 200.0 if len(points) == 1 else 8.0 + 192.0 * position / (len(points) - 1)

    path = broken_line((x(i), y(p.value)) if p.value is not None else None for i, p in enumerate(points))
    parts = [opening]
    ends = edges([x(i) for i in range(len(points))], 8, 200)
    if goal := dashed(targets, [None if target is None else y(target) for target in targets], ends):
        parts.append(f'<path d="{goal}" stroke="{TARGET_INK}" stroke-dasharray="4 3" fill="none"/>')
    parts.append(f'<path d="{path}" stroke="{INK}" stroke-width="1.8" fill="none" stroke-linejoin="round"/>')
    parts += [f'<circle cx="{x(i):.1f}" cy="{y(value):.1f}" r="2" fill="{INK}"/>' for i, _, value in known[-1:]]
    end, last_value = known[-1][1], known[-1][2]
    parts.append(_small_text(206, y(last_value) + 5, end.shown, "start", 15))
    parts.append(_small_text(8, 80, month_label(points[0].month), "start"))
    parts.append(_small_text(200, 80, month_label(points[-1].month), "end"))
    return "".join([*parts, "</svg>"])


def _small_text(x: float, y: float, text: str, anchor: str, size: int = 11) -> str:
    weight = ' font-weight="700"' if size > 11 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} {FONT} text-anchor="{anchor}" fill="{INK}">'
        f"{escape(text)}</text>"
    )

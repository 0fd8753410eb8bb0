"""The month in sentences: what turned red, what no longer is, what the control charts say, what got worse.

Made from the content alone. Called by the page, the PDF and the workbook, so that all three say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from measures.choices import Assurance, Audience, Direction, Rag, Variation
from measures.choices.listed import listed
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent
from reports.content.public_measure import LEFT_OUT

RATED: Final = (Rag.GREEN, Rag.AMBER, Rag.RED)
UNRATED: Final = {
    Rag.NOT_RATED: ("is not rated", "are not rated"),
    Rag.TO_BE_CONFIRMED: ("waits for its target", "wait for their targets"),
    Rag.PROVISIONAL: ("is provisional", "are provisional"),
    Rag.SUPPRESSED: ("is suppressed", "are suppressed"),
    Rag.NO_DATA: ("has no figure", "have no figure"),
}

NOT_SHOWN: Final = "no comparison, since the month before is not shown"
"""Said to the public of a measure whose status of the month before is suppressed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One measure of a list, and what is said of it."""

    measure: MeasureContent
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """One list of the summary. `none` is what stands where it is empty."""

    title: str
    items: tuple[Item, ...]
    none: str
    red_already: bool = False
    """Set for the red measures that did not turn red: the summary alone lists every red measure on its second page."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The month in sentences."""

    headline: tuple[str, ...]
    groups: tuple[Group, ...]


def summarise(content: EditionContent) -> Summary:
    """Return the month in sentences."""
    return Summary(tuple(_headline(content)), tuple(_groups(content)))


def _headline(content: EditionContent) -> Iterable[str]:
    counts = {count.rag: count for count in content.status_counts}
    total = len(content.measures)
    if not total:
        yield f"There are no measures in this edition of {content.period}."
        return
    colours = [f"{counts[rag].now if rag in counts else 0} {rag.value}" for rag in RATED]
    rated = sum(counts[rag].now for rag in RATED if rag in counts)
    yield (
        f"{_many(total, 'measure')}, of which {rated} {'is' if rated == 1 else 'are'} rated for {content.period}: "
        f"{listed(colours)}."
    )
    if said := moved_in(content):
        yield said
    contradicted, public = sum(m.contradicted for m in content.measures), content.audience is Audience.PUBLIC
    if contradicted:
        yield (
            f"{_many(contradicted, 'figure')} {'does' if contradicted == 1 else 'do'} not agree with the counts "
            f"behind them: {'they are marked ≠' if public else 'the report’s data quality notes say which'}."
        )
    others = [
        f"{counts[rag].now} {words[counts[rag].now != 1]}"
        for rag, words in UNRATED.items()
        if rag in counts and counts[rag].now
    ]
    if others:
        yield f"{listed(others)}."


def moved_in(content: EditionContent) -> str:
    """Return how many turned, left and stayed red: "none turned red, 6 are no longer red and 11 are still red".

    And which were red and have no rating now, and which the public can not compare; empty where nothing is known of the
    month before.
    """
    measures = content.measures
    said = [_moved(content)] if any(m.previous_rag not in (None, Rag.SUPPRESSED) for m in measures) else []
    gone = [m.ref for m in measures if m.red_before_and_unrated]
    if gone:
        was = "was" if len(gone) == 1 else "were"
        said.append(f"{len(gone)} that {was} red {_have(gone)} no rating now: {listed(gone)}.")
    hidden = [m.ref for m in measures if m.before_is_hidden]
    if hidden:
        said.append(f"{len(hidden)} {_have(hidden)} {NOT_SHOWN}: {listed(hidden)}.")
    return " ".join(said)


def _moved(content: EditionContent) -> str:
    turned = sum(m.turned_red for m in content.measures)
    left = sum(m.recovered for m in content.measures)
    still = sum(m.still_red for m in content.measures)
    unknown = len(content.reds) - turned - still - sum(m.before_is_hidden for m in content.reds)
    parts = [
        f"{turned or 'none'} turned red",
        f"{left or 'none'} {'is' if left == 1 else 'are'} no longer red",
        f"{still or 'none'} {'is' if still == 1 else 'are'} still red",
        f"{unknown} that had no rating {'is' if unknown == 1 else 'are'} red",
    ]
    return f"Since the month before, {listed(parts if unknown else parts[:-1])}."


def _groups(content: EditionContent) -> Iterable[Group]:
    measures = content.measures
    known = any(m.previous_rag not in (None, Rag.SUPPRESSED) for m in measures)
    unknown = "" if known else "There is no earlier month to compare with."
    yield Group(
        "Turned red", _items(m for m in measures if m.turned_red), unknown or "No measure turned red this month."
    )
    yield Group(
        "No longer red", _items(m for m in measures if m.recovered), unknown or "No measure left red this month."
    )
    gone = tuple(Item(m, _unrated(m)) for m in measures if m.red_before_and_unrated)
    if gone:
        yield Group("Red the month before, and not rated now", gone, "")
    yield from _charted(measures)
    worse = tuple(Item(m, m.rag_reason if m.rag in RATED else m.movement) for m in measures if _warns(m))
    if worse:
        yield Group("Worsening, and not red", worse, "")
    yield Group(
        "Still red",
        _items(m for m in content.reds if m.still_red),
        unknown or "No measure was red the month before and is red now.",
        red_already=True,
    )
    others = [m for m in content.reds if not m.still_red and not m.turned_red]
    hidden, new = (_items(m for m in others if m.before_is_hidden is known) for known in (True, False))
    if hidden:
        yield Group(f"Red, with {NOT_SHOWN}", hidden, "", red_already=True)
    if new:
        name = "Red, and not rated the month before" if known else "Red, with no earlier status"
        yield Group(name, new, "", red_already=True)


def _warns(measure: MeasureContent) -> bool:
    """Return whether a measure got worse that no other list of movements has: it may turn red."""
    return (
        measure.direction is Direction.WORSENING and measure.rag is not Rag.RED and measure.previous_rag is not Rag.RED
    )


def _charted(measures: Sequence[MeasureContent]) -> Iterable[Group]:
    """Yield what the control charts say; one list that says so while none of them can speak."""
    if all(m.variation is None for m in measures):
        none = "No measure has 13 figures yet, which a control chart needs before it speaks."
        yield Group("Special causes and consistent misses", (), none)
        return
    special = [m for m in measures if m.variation not in (None, Variation.COMMON_CAUSE)]
    yield Group(
        "Special causes",
        tuple(Item(m, _special(m)) for m in special),
        "Every control chart shows ordinary month to month variation.",
    )
    misses = [m for m in measures if m.assurance is Assurance.MISSES]
    yield Group(
        "Consistently miss their targets",
        tuple(Item(m, _misses(m)) for m in misses),
        "No control chart lies wholly short of its target.",
    )


def _items(measures: Iterable[MeasureContent]) -> tuple[Item, ...]:
    return tuple(Item(measure, measure.rag_reason) for measure in measures)


def _unrated(measure: MeasureContent) -> str:
    """Return that a measure that was red was left out, for which the data quality notes have the reason; else why it
    has no rating.
    """
    return f"{LEFT_OUT}." if measure.left_out else measure.rag_reason


def _special(measure: MeasureContent) -> str:
    """Return what the control chart says of the latest figure, in words."""
    words = {
        Variation.IMPROVEMENT: "Better than its ordinary variation",
        Variation.CONCERN: "Worse than its ordinary variation",
        Variation.HIGH: "Higher than its ordinary variation",
        Variation.LOW: "Lower than its ordinary variation",
    }
    last = measure.chart.points[-1] if measure.chart and measure.chart.points else None
    because = {
        "outside": "outside the limits",
        "trend": "seven months moving one way",
        "two in three": "two of three months near a limit",
        "shift": "seven months on one side of the mean",
    }.get(last.signal if last else "", "")
    said = words.get(measure.variation or Variation.COMMON_CAUSE, "")
    figure = measure.current.shown
    return f"{said}: {figure}{', ' + because if because else ''}."


def _misses(measure: MeasureContent) -> str:
    lines = measure.chart.points[-1] if measure.chart and measure.chart.points else None
    if lines is None or lines.lower is None or lines.upper is None:
        return "The target lies outside the limits of its chart."
    low, high = (f"{limit:.1f}".removesuffix(".0") for limit in (lines.lower, lines.upper))
    unit = measure.chart.unit if measure.chart else ""
    return f"{measure.target.shown} lies outside the limits of its chart, {low}{unit} to {high}{unit}."


def _have(found: Sequence[object]) -> str:
    return "has" if len(found) == 1 else "have"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

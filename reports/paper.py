"""What the printed report shows, cut to pages: charts as images, commentary, lists, tables of one printed page each.

Called by `document`; calls the charts. A table over several pages would become several tables in the tagged PDF, so
each is cut to what one page holds and gets a caption of its own.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone
from django.utils.html import escape

from measures.charts import SPARKLINE_MONTHS
from measures.choices import Aim, Audience, Rag, Rule, Severity
from reports import status_bars
from reports.content.measure_model import ActionContent, FindingContent, MeasureContent, MonthFigure
from reports.content.model import EditionContent, KeyEntry, RestatementContent, SectionContent
from reports.content.sources import UNKNOWN, year_of
from reports.fitting import PAGE, TALLEST_TABLE, chunks, cut, row_height, tables_of
from reports.options import Extra

SHORT_ROWS: Final = 22
"""Rows of a table whose cells are a line."""
REFERENCES_IN_A_ROW: Final = 120
LONGEST_NOTE: Final = 300
LONGEST_OWNER: Final = 60
NOT_ASKED: Final = "No explanation is asked for."
LONGEST_TITLE: Final = 160
BELOW_A_SECTION: Final = 35.0
"""Height of the rows of a table that stands below the scorecard of one section of eight measures, in millimetres."""
HEADINGS_OF_THE_REDS: Final = 46.0
"""Height of what stands above the rows of the red measures and of the sections below them."""
SECTION_ROW: Final = 5.6
SECTIONS_BELOW_THE_BARS: Final = 10
"""Sections that the cover has room for below the bars of statuses."""
IN_SHORT: Final = 34.0
"""Height that the cover has below a list of seven parts, in millimetres."""
PART: Final = 5.2
"""Height of a further part of the list of contents."""
MOST_SECTIONS: Final = 16
"""Sections that the cover has room for; the scorecard itself has all of them."""


@dataclass(frozen=True, slots=True)
class Note:
    """One finding or caveat of a measure: how much it weighs, what it is, and what was said to it."""

    measure: MeasureContent
    weighs: str
    message: str
    explanation: str


def moment(at: dt.datetime) -> str:
    """Return a time as the report prints it, in the council's own time: "12 December 2023 at 10:04"."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def image(svg: str) -> str:
    """Return a drawing of the charts as the source of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def watermark_source(text: str) -> str:
    """Return the words across a page as the source of its background."""
    shown = cut(text, 80)[0]
    size = min(34, 900 / max(len(shown), 1))
    words = (
        f'<text x="280" y="200" font-size="{size:.1f}" text-anchor="middle" fill="#d9dee1" '
        f'font-family="Source Sans 3, sans-serif" font-weight="700">{escape(shown)}</text>'
    )
    opening = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 380"><g transform="rotate(-24 280 190)">'
    return image(f"{opening}{words}</g></svg>")


def said_of_others(
    content: EditionContent, measures: Iterable[MeasureContent], at_length: Collection[str]
) -> list[tuple[MeasureContent, ...]]:
    """Return the measures with a public text that are not printed at length, in tables of a page at most."""
    said = [
        measure
        for measure in (measures if content.audience is Audience.PUBLIC else ())
        if measure.commentary.public and measure.ref not in at_length
    ]
    return tables_of(said, lambda m: row_height((m.title, 66), (m.commentary.public, 169)))


def other_actions(
    measures: Iterable[MeasureContent], at_length: Collection[str]
) -> list[tuple[MeasureContent, ActionContent]]:
    """Return the open actions of the measures that are not printed at length, by measure."""
    return [(measure, action) for measure in measures if measure.ref not in at_length for action in measure.actions]


def action_tables(
    rows: Iterable[tuple[MeasureContent, ActionContent]], *, room: float
) -> list[tuple[tuple[MeasureContent, ActionContent], ...]]:
    """Return open actions as far as they are printed, in tables of a page; the first fits `room`."""
    printed = (
        (measure, replace(action, what=cut(action.what, LONGEST_NOTE)[0], owner=cut(action.owner, LONGEST_OWNER)[0]))
        for measure, action in rows
    )
    return tables_of(
        printed,
        lambda row: row_height((row[0].title, 66), (row[1].what, 116), (row[1].owner, 40)),
        room=room,
    )


def listed(measures: Sequence[MeasureContent]) -> list[tuple[MeasureContent, ...]]:
    """Return measures for a plain list, in tables of a page at most."""
    return chunks(measures, SHORT_ROWS - 8)


def leaves_room(content: EditionContent) -> bool:
    """Return whether the sections fit on the summary's second page, below the red measures."""
    reds = sum(row_height((m.title, 66), (m.rag_reason, 155)) for m in content.reds)
    return HEADINGS_OF_THE_REDS + reds + SECTION_ROW * len(content.sections) <= PAGE


def quality_tables(
    content: EditionContent, measures: Iterable[MeasureContent] | None = None, *, room: float = TALLEST_TABLE
) -> list[tuple[Note, ...]]:
    """Return every open finding and caveat as far as it is printed, in tables of a page; the first fits `room`."""
    found = (
        replace(note, message=cut(note.message, LONGEST_NOTE)[0], explanation=cut(note.explanation, LONGEST_NOTE)[0])
        for note in notes(content.measures if measures is None else measures)
    )
    return tables_of(
        found,
        lambda note: row_height((note.measure.title, 66), (note.message, 83), (note.explanation, 83)),
        room=room,
    )


def notes(measures: Iterable[MeasureContent]) -> list[Note]:
    """Return every open finding with its explanation, and every caveat, by measure."""
    found: list[Note] = []
    for measure in measures:
        found.extend(Note(measure, f.severity.label, f.message, _explained(measure, f)) for f in measure.findings)
        approval = measure.approval
        if approval and approval.caveat:
            found.append(Note(measure, "Caveat", f"Approved with a caveat by {approval.by}.", approval.caveat))
    return found


def _explained(measure: MeasureContent, finding: FindingContent) -> str:
    """Return what the owner said to a finding, or why nothing was said."""
    if finding.explanations:
        return " ".join(finding.explanations)
    if measure.left_out:
        return "The figure was left out."
    asked = finding.severity is not Severity.INFORMATION and finding.rule != Rule.LATE.value  # lateness comes after
    return "No explanation was given." if asked else NOT_ASKED


def compared_over_time(
    measures: Iterable[MeasureContent], extras: Sequence[Extra]
) -> list[tuple[tuple[MeasureContent, tuple[str, ...]], ...]]:
    """Return (measure, its figures in the columns that were added), in tables of a page at most; none without any."""
    if not extras:
        return []
    rows = ((measure, tuple(extra.of(measure) for extra in extras)) for measure in measures)
    return chunks(rows, SHORT_ROWS)


def key_tables(content: EditionContent) -> list[tuple[KeyEntry, ...]]:
    """Return the words of the key with their meanings, in tables of a page at most: one, for the rules as they are."""
    return tables_of(content.key, lambda entry: row_height((entry.meaning, 231)))


def approvals(measures: Iterable[MeasureContent]) -> list[tuple[tuple[str, str, str], ...]]:
    """Return (who, when, references) of the approvals that were given together, in tables of a page at most."""
    together: dict[tuple[str, str], list[str]] = {}
    for measure, given in sorted(
        ((measure, measure.approval) for measure in measures if measure.approval),
        key=lambda pair: (pair[1].by, pair[1].at.replace(second=0, microsecond=0)),
    ):
        together.setdefault((given.by, moment(given.at)), []).append(measure.ref)
    rows = [(cut(who, LONGEST_NOTE)[0], when, run) for (who, when), refs in together.items() for run in _runs(refs)]
    return tables_of(rows, lambda row: row_height((row[0], 40), (row[2], 181)))


def left_out(measures: Iterable[MeasureContent]) -> list[tuple[MeasureContent, ...]]:
    """Return the measures that were left out, in tables of a page at most."""
    return tables_of(
        (measure for measure in measures if measure.left_out),
        lambda measure: row_height((measure.title, 66), (cut(measure.left_out, LONGEST_NOTE)[0], 190)),
    )


def restated(rows: Iterable[RestatementContent]) -> list[tuple[RestatementContent, ...]]:
    """Return the restated headlines, in tables of a page at most."""
    return tables_of(rows, lambda row: row_height((row.title, 66), (cut(row.reason, LONGEST_NOTE)[0], 106)))


def _runs(refs: Sequence[str]) -> list[str]:
    """Return references as text, in pieces that a row of a table holds."""
    return [", ".join(piece) for piece in chunks(refs, REFERENCES_IN_A_ROW)]


def facts(content: EditionContent, measure: MeasureContent) -> list[tuple[str, str]]:
    """Return what one measure is and is compared with, as (name, words)."""
    aims = {
        Aim.HIGHER: "Higher is better",
        Aim.LOWER: "Lower is better",
        Aim.NEAR_TARGET: "Near the target is best",
        Aim.CONTEXT: "For context: neither more nor less is better",
    }
    rows = [
        ("Unit", measure.unit.label),
        ("Which way is better", aims[measure.aim]),
        ("What a figure covers", measure.basis.label),
        ("Reported", measure.frequency.label),
        ("What is counted", measure.numerator_label),
        ("Out of", measure.denominator_label),
        ("Number behind the figure", measure.number),
        ("Baseline", measure.baseline.shown),
        ("Target", measure.target.shown if measure.target.high is not None else _target_words(measure)),
        ("Same month last year", measure.same_month_last_year),
        ("Last outturn", measure.outturn.sentence if measure.outturn else measure.last_outturn),
        ("Quarter so far", measure.quarter),
        ("Year to date", measure.year_to_date),
        ("Owner", measure.owner),
        ("Definition", measure.definition),
    ]
    years = {column.comparator: year_of(column, content) for column in content.comparators}
    rows += [
        (f"{mark.area}, {years[mark.comparator] if mark.period == UNKNOWN else mark.period}", mark.shown)
        for mark in measure.benchmarks
    ]
    return [(name, cut(words, LONGEST_NOTE)[0]) for name, words in rows if words]


def _target_words(measure: MeasureContent) -> str:
    """Return the target; with the range that is assumed around it, where the figure is compared with that."""
    near = measure.aim is Aim.NEAR_TARGET and measure.target_used
    return f"{measure.target.shown}: {measure.target_used}" if near else measure.target.shown


def history(measure: MeasureContent) -> list[tuple[tuple[MonthFigure, str], ...]]:
    """Return the latest figures of a measure with the counts behind them, oldest first, in tables of a page at most."""
    latest = measure.series[-2 * SPARKLINE_MONTHS :]
    return chunks(((figure, measure.number_behind(figure)) for figure in latest), SPARKLINE_MONTHS)


def bars(content: EditionContent) -> tuple[str, str]:
    """Return how the measures stand as a drawing, and the same in words; empty where there is no room or no measure."""
    if len(content.sections) > SECTIONS_BELOW_THE_BARS:
        return "", ""
    drawn = status_bars.status_bars(content)
    return (image(drawn), status_bars.describe(content)) if drawn else ("", "")


def in_short(content: EditionContent, headline: Sequence[str], parts: int) -> list[str]:
    """Return the sentences of the summary that the cover has room for; the counts stand on it already."""
    room = IN_SHORT - PART * (parts - 7) - (PART if content.organisation else 0)
    if content.reason:
        room -= row_height((content.reason, 260)) + 4
    kept = []
    for said in headline[1:]:
        room -= row_height((said, 112))
        if room >= 0:
            kept.append(said)
    return kept


def at_a_glance(content: EditionContent) -> list[tuple[SectionContent, tuple[tuple[int, str], ...]]]:
    """Return the sections with how many of their measures are green, amber, red or anything else, with its look."""
    colours = (Rag.GREEN, Rag.AMBER, Rag.RED)
    rows = []
    for section in content.sections[:MOST_SECTIONS]:
        counts = [sum(measure.rag is rag for measure in section.measures) for rag in colours]
        looks = [f"some tint-{rag.tone}" if count else "none" for rag, count in zip(colours, counts, strict=True)]
        others = len(section.measures) - sum(counts)
        rows.append((section, (*zip(counts, looks, strict=True), (others, "" if others else "none"))))
    return rows

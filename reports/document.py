"""An edition's content -> the finished HTML of its report, which `pdf` prints. No database, no request.

`html_of(content, option)`: which report, see `options`. Called by the job that renders an edition and by previews.
What is printed is prepared by `paper`; the templates only place it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string

from measures.choices import Audience, Rag
from reports import at_length, fitting, paper, scorecard_tables
from reports.content import EditionContent, MeasureContent, to_data
from reports.content.model import SectionContent
from reports.content.sources import sources_of
from reports.content.summary import summarise
from reports.models import canonical, fingerprint
from reports.options import FULL, MEASURE, SECTION, SUMMARY, Extra, Option, UnknownOption

RENDERER: Final = "2026.5"
"""The version of this layout: part of what a rendering is known by, with the content and the option."""
SUMMARY_LINES: Final = {FULL: 25, SUMMARY: 11}
"""Lines of a column of two of the summary's lists; the measures that do not fit are counted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report, as the list of contents and the bookmarks name it."""

    anchor: str
    title: str
    template: str


PARTS: Final = (
    Part("summary", "Summary", "summary"),
    Part("scorecard", "Scorecard", "scorecard"),
    Part("comparisons", "The figures over other spans", "comparisons"),
    Part("exceptions", "Exceptions: the red measures", "exceptions"),
    Part("said", "What is said of the other measures", "said"),
    Part("actions", "Other open actions", "actions"),
    Part("quality", "Data quality notes", "quality"),
    Part("revisions", "Revised and restated figures", "revisions"),
    Part("sources", "Comparators, neighbours and sources", "sources"),
    Part("approvals", "Approvals", "approvals"),
    Part("key", "Key", "key"),
)


def content_hash(content: EditionContent) -> str:
    """Return the SHA-256 of an edition's content: the same as the edition's own, printed on every page."""
    return fingerprint(canonical(to_data(content)))


def options_of(content: EditionContent) -> tuple[str, ...]:
    """Return every report that can be asked for of an edition, without the columns that may be added."""
    return (
        FULL,
        SUMMARY,
        *(f"{SECTION}:{section.slug}" for section in content.sections),
        *(f"{MEASURE}:{measure.ref}" for measure in content.measures),
    )


def option_of(content: EditionContent, text: str) -> Option:
    """Return the report of an edition that a text names. Raises `UnknownOption` where the edition has none such."""
    option = Option.parse(text)
    if option.kind == SECTION:
        _section_of(content, option.name)
    if option.kind == MEASURE:
        _measure_of(content, option.name)
    return option


def html_of(content: EditionContent, option: str = FULL, *, watermark: str = "") -> str:
    """Return a report as finished HTML. `watermark` is printed across every page. Raises `UnknownOption`."""
    wanted = option_of(content, option)
    context = {**_context(content, watermark), "extras": wanted.extras}
    if wanted.kind == SUMMARY:
        context |= {
            **_summary(content, SUMMARY),
            "exceptions": paper.listed(content.reds),
            "at_a_glance": paper.at_a_glance(content) if paper.leaves_room(content) else (),
        }
        return _render("summary_report", context)
    if wanted.kind == SECTION:
        return _section(content, _section_of(content, wanted.name), wanted.extras, context)
    if wanted.kind == MEASURE:
        return _measure(content, _measure_of(content, wanted.name), context)
    return _full(content, wanted.extras, context)


def _render(template: str, context: dict[str, Any]) -> str:
    return render_to_string(f"reports/print/{template}.html", context)


def _context(content: EditionContent, watermark: str) -> dict[str, Any]:
    """Return what every page of every report prints."""
    if content.draft and not watermark:
        watermark = "Preview: not signed"
    return {
        "content": content,
        "hash": content_hash(content),
        "edition": edition_line(content),
        "signed": signed_line(content),
        "title": f"{content.scorecard}, {content.period}",
        "watermark": paper.watermark_source(watermark) if watermark else "",
        "watermark_text": watermark,
        "made": (content.signed_at.isoformat() if content.signed_at else ""),
        "columns": scorecard_tables.columns(content),
        "many_months": scorecard_tables.many_months(content),
        "sources": sources_of(content),
        "key": paper.key_tables(content),
    }


def edition_line(content: EditionContent) -> str:
    """Return which edition it is: "Edition 1, for the board"."""
    reader = "for the public" if content.audience is Audience.PUBLIC else "for the board"
    return f"{'Preview of edition' if content.draft else 'Edition'} {content.number}, {reader}"


def signed_line(content: EditionContent) -> str:
    """Return who signed the edition and when, or why nobody did."""
    if content.imported:
        return "Published before this portal was in use: nobody approved or signed it here"
    if not content.signed_by or content.signed_at is None:
        return "Not signed"
    return f"Signed by {content.signed_by} on {paper.moment(content.signed_at)}"


def _summary(content: EditionContent, option: str) -> dict[str, Any]:
    """Return the summary's sentences, and its lists as two columns with as many measures as fit."""
    summary = summarise(content)
    groups = [group for group in summary.groups if option != SUMMARY or not group.red_already]
    columns = [
        [{"group": group, "items": group.items[:shown], "more": len(group.items) - shown} for group, shown in column]
        for column in fitting.in_columns(groups, SUMMARY_LINES[option])
    ]
    return {"summary": summary, "groups": columns}


def _full(content: EditionContent, extras: tuple[Extra, ...], context: dict[str, Any]) -> str:
    compared = paper.compared_over_time(content.measures, extras)
    said = paper.said_of_others(content, content.measures, content.exceptions)
    exceptions = at_length.slots([at_length.exception(content, content.by_ref(ref)) for ref in content.exceptions])
    rest = [measure for measure in content.reds if measure.ref not in content.exceptions]
    room = at_length.room_after(exceptions, rest)
    actions = paper.action_tables(paper.other_actions(content.measures, content.exceptions), room=room)
    filled = {
        "revisions": content.restatements or content.revised,
        "comparisons": compared,
        "said": said,
        "actions": actions,
    }
    skipped = {anchor for anchor, rows in filled.items() if not rows}
    parts = [part for part in PARTS if part.anchor not in skipped]
    summary = _summary(content, FULL)
    return _render(
        "report",
        {
            **context,
            **summary,
            "parts": parts,
            "in_short": paper.in_short(content, summary["summary"].headline, len(parts)),
            "tables": scorecard_tables.scorecard_tables(content, content.sections),
            "compared": compared,
            "exceptions": exceptions,
            "rest": paper.listed(rest),
            "actions": actions,
            "quality": paper.quality_tables(content, room=fitting.TALLEST_TABLE if said or actions else room),
            "left_out": paper.left_out(content.measures),
            "restated": paper.restated(content.restatements),
            "revised": fitting.chunks(content.revised, paper.SHORT_ROWS),
            "approvals": paper.approvals(content.measures),
            "at_a_glance": paper.at_a_glance(content),
            "bars": paper.bars(content),
            "said": said,
            "after_exceptions": "page" if at_length.halves_taken(exceptions) == 2 and not rest else "part",
        },
    )


def _section_of(content: EditionContent, slug: str) -> SectionContent:
    found = next((section for section in content.sections if section.slug == slug), None)
    if found is None:
        raise UnknownOption(f"This edition has no section “{slug}”.")
    return found


def _measure_of(content: EditionContent, ref: str) -> MeasureContent:
    try:
        return content.by_ref(ref)
    except KeyError:
        raise UnknownOption(f"This edition has no measure {ref}.") from None


def _section(
    content: EditionContent, section: SectionContent, extras: tuple[Extra, ...], context: dict[str, Any]
) -> str:
    red = [measure for measure in section.measures if measure.rag is Rag.RED]
    exceptions = at_length.slots([at_length.exception(content, measure) for measure in red])
    at_length_here = [measure.ref for measure in red]
    return _render(
        "section_report",
        {
            **context,
            "title": f"{section.title}: {context['title']}",
            "section": section,
            "tables": scorecard_tables.scorecard_tables(content, [section], room=scorecard_tables.BELOW_A_SHORT_COVER),
            "compared": paper.compared_over_time(section.measures, extras),
            "exceptions": exceptions,
            "said": paper.said_of_others(content, section.measures, at_length_here),
            "actions": paper.action_tables(
                paper.other_actions(section.measures, at_length_here), room=at_length.room_after(exceptions)
            ),
            "after_exceptions": "page" if at_length.halves_taken(exceptions) == 2 else "part",
            "quality": paper.quality_tables(content, section.measures, room=paper.BELOW_A_SECTION),
        },
    )


def _measure(content: EditionContent, measure: MeasureContent, context: dict[str, Any]) -> str:
    return _render(
        "measure_report",
        {
            **context,
            "title": f"{measure.ref} {measure.title}: {context['title']}",
            "measure": measure,
            "exception": at_length.exception(content, measure),
            "facts": paper.facts(content, measure),
            "history": paper.history(measure),
            "quality": paper.quality_tables(content, [measure]),
        },
    )

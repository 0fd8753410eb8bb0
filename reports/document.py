"""An edition's content -> the finished HTML of its report, which `pdf` prints. No database, no request.

`html_of(content, option)`: which report, see `options`. Called by the job that renders an edition and by previews.
What is printed is prepared by `paper` and `listings` and shared out by `flow`; the templates only place it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.template import Engine

from measures.choices import Audience, Rag
from reports import at_length, fitting, listings, paper, scorecard_tables
from reports.content import EditionContent, MeasureContent, to_data
from reports.content.model import SectionContent
from reports.content.sources import sources_of
from reports.content.summary import summarise
from reports.cover import ORGANISATION, PAGE_WIDTH, cover, reason_height
from reports.fitting import PAGE
from reports.flow import HEADING, SENTENCE, Flow, Laid, Rows, text_height
from reports.models import canonical, fingerprint
from reports.options import FULL, MEASURE, SECTION, SUMMARY, Extra, Option, UnknownOption
from reports.second_page import second_page
from reports.summary_columns import headline_height, in_columns
from reports.widths import lines

RENDERER: Final = "2026.11"
"""The version of this layout: part of what a rendering is known by, with the content and the option."""
BELOW_A_SHORT_COVER: Final = 35.0
"""Height of the cover above a report of one measure, in millimetres, with the space below it."""
SUMMARY_ROOM: Final = {FULL: 167.0, SUMMARY: 107.0}
"""What a page has for the summary's sentences and lists, in millimetres; below the short cover, and on its own."""
SUMMARY_TITLE: Final = (20.0, 7.8)
"""Size of the summary's title in points, and the height of its lines."""
LONGEST_REASON: Final = 320
"""Characters that all but the full report print of why there is a new edition."""
WHOLE_REASON: Final = "The full report has the whole reason."


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
    Part("in_parts", "The figures in their parts", "in_parts"),
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
            **_summary(content, SUMMARY, _above_the_summary(content)),
            "second": second_page(content),
        }
        return _render("summary_report", context)
    if wanted.kind == SECTION:
        return _section(content, _section_of(content, wanted.name), wanted.extras, context)
    if wanted.kind == MEASURE:
        return _measure(content, _measure_of(content, wanted.name), context)
    return _full(content, wanted.extras, context)


@cache
def _engine() -> Engine:
    """Return an engine for these templates alone: the portal's first loads the tags of every page."""
    return Engine(app_dirs=True, libraries={"l10n": "django.templatetags.l10n"})


def _render(template: str, context: dict[str, Any]) -> str:
    return str(_engine().render_to_string(f"reports/print/{template}.html", context))


def _context(content: EditionContent, watermark: str) -> dict[str, Any]:
    """Return what every page of every report prints."""
    if content.draft and not watermark:
        watermark = "Preview: not signed"
    return {
        "content": content,
        "hash": content_hash(content),
        "edition": edition_line(content),
        "reason": _short_reason(content),
        "signed": signed_line(content),
        "title": f"{content.scorecard}, {content.period}",
        "watermark": paper.watermark_source(watermark) if watermark else "",
        "watermark_text": watermark,
        "made": (content.signed_at.isoformat() if content.signed_at else ""),
        "columns": scorecard_tables.columns(content),
        "many_months": scorecard_tables.many_months(content),
        "sources": sources_of(content),
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
        return f"Not signed: {content.counted}" if content.draft else "Not signed"
    instead = f", in the place of {content.signed_in_place_of}," if content.signed_in_place_of else ""
    return f"Signed by {content.signed_by}{instead} on {paper.moment(content.signed_at)}"


def _short_reason(content: EditionContent) -> str:
    """Return why there is a new edition as a short cover has room for it."""
    said, was_cut = fitting.cut(content.superseding, LONGEST_REASON)
    return f"{said} {WHOLE_REASON}" if was_cut else said


def _summary(content: EditionContent, option: str, above: float = 0.0) -> dict[str, Any]:
    """Return the summary's sentences, and its lists as two columns; `above` is what stands above it on its page."""
    summary = summarise(content)
    groups = [group for group in summary.groups if option != SUMMARY or not group.red_already]
    room = SUMMARY_ROOM[option] - above - headline_height(summary.headline)
    return {"summary": summary, "groups": in_columns(groups, room)}


def _above_the_summary(content: EditionContent) -> float:
    """Return what the short cover takes more than that of a first edition without an organisation."""
    size, line = SUMMARY_TITLE
    more = line * (lines(content.scorecard, PAGE_WIDTH, size, 700) - 1)
    return more + (ORGANISATION if content.organisation else 0.0) + reason_height(_short_reason(content))


def _full(content: EditionContent, extras: tuple[Extra, ...], context: dict[str, Any]) -> str:
    exceptions = at_length.slots([at_length.exception(content, content.by_ref(ref)) for ref in content.exceptions])
    flow = Flow(at_length.left_after(exceptions))
    last = {
        **_comparisons(content.measures, extras, Flow(0)),
        "rest": flow.cut(listings.red_rows(m for m in content.reds if m.ref not in content.exceptions)),
        **_said_and_done(content.measures, content.exceptions, flow),
        "quality": flow.part(SENTENCE, listings.note_rows(content.measures), listings.left_out_rows(content.measures)),
        "revisions": _revisions(content, content.measures, flow),
        "sources_laid": flow.part(listings.sources_height(context["sources"])),
        "approvals": _part(flow, listings.approval_rows(content.measures), said=SENTENCE, whole=True),
        "key": flow.part(SENTENCE, listings.key_columns(content), whole=True),
    }
    parts = [part for part in PARTS if last.get(part.anchor, True)]
    summary = _summary(content, FULL)
    return _render(
        "report",
        {
            **context,
            **summary,
            **last,
            "parts": parts,
            "cover": cover(content, summary["summary"].headline, len(parts)),
            "tables": scorecard_tables.scorecard_tables(content, content.sections),
            "exceptions": exceptions,
        },
    )


def _part(flow: Flow, *lists: Rows[Any], said: float = 0.0, whole: bool = False) -> Laid | None:
    """Return a part where it has rows; none takes no room where it has none."""
    return flow.part(said, *lists, whole=whole) if any(held.rows for held in lists) else None


def _revisions(content: EditionContent, measures: Sequence[MeasureContent], flow: Flow) -> Laid | None:
    """Return which figures of these measures were restated and revised, and why."""
    refs = {measure.ref for measure in measures}
    restated = [row for row in content.restatements if row.ref in refs]
    revised = [row for row in content.revised if row.ref in refs]
    return _part(flow, listings.restated_rows(restated), listings.revised_rows(revised))


def _said_and_done(measures: Sequence[MeasureContent], at_length_here: Sequence[str], flow: Flow) -> dict[str, Any]:
    """Return what is said of measures that are not printed at length, what is being done about them, and all parts."""
    return {
        "said": _part(flow, listings.said_rows(measures, at_length_here)),
        "actions": _part(flow, listings.action_rows(measures, at_length_here), said=SENTENCE),
        **_in_parts(measures, flow, listings.MOST_PARTS),
    }


def _in_parts(measures: Sequence[MeasureContent], flow: Flow, most: int | None = None) -> dict[str, Any]:
    """Return the figures in their parts, at most so many of each."""
    sentence = listings.parts_sentence(measures, most)
    return {
        "parts_sentence": sentence,
        "in_parts": _part(flow, listings.part_rows(measures, most), said=text_height(sentence)),
    }


def _comparisons(measures: Sequence[MeasureContent], extras: tuple[Extra, ...], flow: Flow) -> dict[str, Any]:
    """Return the figures over other spans that were asked for."""
    sentence = listings.SPANS_SENTENCE
    return {
        "spans_sentence": sentence,
        "comparisons": _part(flow, listings.compared_rows(measures, extras), said=text_height(sentence)),
    }


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
    room = scorecard_tables.BELOW_A_SHORT_COVER - (ORGANISATION if content.organisation else 0)
    room -= reason_height(_short_reason(content))
    tables, left = scorecard_tables.laid_out(content, [section], room=room)
    before = Flow(left)
    after = Flow(at_length.left_after(exceptions)) if exceptions else before
    return _render(
        "section_report",
        {
            **context,
            "title": f"{section.title}: {context['title']}",
            "section": section,
            "tables": tables,
            **_comparisons(section.measures, extras, before),
            "quality": before.part(SENTENCE, listings.note_rows(section.measures)),
            "exceptions": exceptions,
            "none_red": None if exceptions else before.part(SENTENCE),
            **_said_and_done(section.measures, [measure.ref for measure in red], after),
            "revisions": _revisions(content, section.measures, after),
            "sources_laid": after.part(listings.sources_height(context["sources"])),
            "key": after.part(SENTENCE, listings.key_columns(content), whole=True),
        },
    )


def _measure(content: EditionContent, measure: MeasureContent, context: dict[str, Any]) -> str:
    beside = Flow(PAGE - HEADING - at_length.HALF - BELOW_A_SHORT_COVER - reason_height(_short_reason(content)))
    return _render(
        "measure_report",
        {
            **context,
            "title": f"{measure.ref} {measure.title}: {context['title']}",
            "measure": measure,
            "exception": at_length.exception(content, measure),
            "facts": paper.facts(content, measure),
            "history": paper.history(measure),
            "quality": beside.part(SENTENCE, listings.note_rows([measure])),
            "revisions": _revisions(content, [measure], beside),
            **_in_parts([measure], beside),
            "key": Flow(0).part(SENTENCE, listings.key_columns(content), whole=True),
        },
    )

"""An edition's content -> its workbook: the scorecard in the council's own layout, and a sheet for each other part.

Called by the job that renders an edition. The first sheet reads back as a scorecard without a difference; its figures
are real numbers with the decimals that they were given with. Written by `measures.sheets`, which lets no text run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from measures.calculation.findings import plain
from measures.calculation.values import round_half_up
from measures.choices import Audience
from measures.sheets.months import month_label
from measures.sheets.write import About, Table, Value, write_xlsx
from reports.content.measure_model import MeasureContent
from reports.content.model import EditionContent
from reports.content.public_cells import EXACT_PLACES
from reports.content.sources import sources_of
from reports.content.summary import summarise
from reports.document import content_hash, edition_line, signed_line
from reports.listings import notes, why_left_out
from reports.paper import moment
from reports.workbook_scorecard import TINTS, scorecard_sheet

NEVER: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""What the workbook of an edition that nobody signed gives as its time: it must not depend on the clock."""
FOR_THE_BOARD: Final = "What the checks found is for the board, and left out of this edition."
"""What the public edition has in the place of findings, as on its page."""


def workbook_of(content: EditionContent) -> bytes:
    """Return the workbook of an edition. The same content gives the same bytes."""
    tables = [
        scorecard_sheet(content),
        _status_sheet(content),
        _series_sheet(content),
        _commentary_sheet(content),
        *_action_sheets(content),
        *_part_sheets(content),
        _quality_sheet(content),
        _revision_sheet(content),
        _key_sheet(content),
        _about_sheet(content),
    ]
    return write_xlsx(
        tables,
        About(
            title=f"{content.scorecard}, {content.period}",
            description=f"{edition_line(content)}. SHA-256 of the content: {content_hash(content)}",
            made_at=content.signed_at or NEVER,
        ),
    )


def _status_sheet(content: EditionContent) -> Table:
    headings = [
        "Reference",
        "Section",
        "Measure",
        "Month",
        "Figure",
        "Target",
        "Status",
        "Why",
        "Direction",
        "Direction, in words",
        "Recorded arrow",
        "Variation",
        "Assurance",
        "Number behind",
        "People behind the gap",
        "Same month last year",
        "Last outturn",
        "Quarter so far",
        "Year to date",
        "What a figure covers",
        "Owner",
        "Approved by",
        "Approved at",
        "Caveat",
        "Left out because",
    ]
    rows: list[Sequence[Value]] = [headings]
    tints = {}
    for section in content.sections:
        for measure in section.measures:
            rows.append(_status_row(section.title, measure))
            if measure.rag.tone in TINTS:
                tints[len(rows), headings.index("Status") + 1] = TINTS[measure.rag.tone]
    return Table("Status", rows, frozen_columns=3, tints=tints)


def _status_row(section: str, measure: MeasureContent) -> list[Value]:
    approval, month = measure.approval, measure.shown_month
    return [
        measure.ref,
        section,
        measure.title,
        month_label(month) if month else "",
        measure.current.printed,
        measure.target.shown,
        measure.rag.label,
        measure.rag_reason,
        measure.direction.label,
        measure.direction_reason,
        measure.recorded_direction,
        measure.variation.label if measure.variation else "",
        measure.assurance.label if measure.assurance else "",
        measure.number_printed,
        measure.gap,
        measure.same_month_last_year,
        measure.outturn.sentence if measure.outturn else measure.last_outturn,
        measure.quarter,
        measure.year_to_date,
        measure.basis.label,
        measure.owner,
        approval.who if approval else "",
        moment(approval.at) if approval else "",
        approval.caveat if approval else "",
        next((row.why for row in why_left_out([measure])), ""),
    ]


def _series_sheet(content: EditionContent) -> Table:
    rows: list[Sequence[Value]] = [
        [
            "Reference",
            "Measure",
            "Month",
            "Figure",
            "Exact value",
            "Numerator",
            "Denominator",
            "Provisional",
            "Revised",
            "Note",
        ]
    ]
    for measure in content.measures:
        rows.extend(
            [
                measure.ref,
                measure.title,
                month_label(f.month),
                f.printed,
                _exact(f.value),
                _exact(f.numerator),
                _exact(f.denominator),
                "yes" if f.provisional else "",
                "yes" if f.revised else "",
                measure.notes_of(f.month),
            ]
            for f in measure.series
        )
    return Table("Series", rows, frozen_columns=3)


def _exact(number: Decimal | None) -> Value:
    """Return a number with the digits that it needs, at most six after the point."""
    return None if number is None else Decimal(plain(round_half_up(number, EXACT_PLACES)))


def _commentary_sheet(content: EditionContent) -> Table:
    if content.audience is Audience.PUBLIC:
        spoken = [measure for measure in content.measures if measure.commentary.public]
        said_of = [[measure.ref, measure.title, measure.commentary.public] for measure in spoken]
        public: list[Sequence[Value]] = [["Reference", "Measure", "Commentary"], *said_of]
        return Table("Commentary", _said(public, "No commentary was approved for the public."), frozen_columns=2)
    rows: list[Sequence[Value]] = [
        ["Reference", "Measure", "What is happening", "Why", "What is being done, by whom and when"]
    ]
    rows.extend(
        [measure.ref, measure.title, measure.commentary.happening, measure.commentary.why, measure.commentary.doing]
        for measure in content.measures
        if not measure.commentary.empty
    )
    return Table("Commentary", _said(rows, "There is no commentary."), frozen_columns=2)


def _action_sheets(content: EditionContent) -> list[Table]:
    """Return the sheet of the open actions of all measures; none for the public."""
    if content.audience is Audience.PUBLIC:
        return []
    rows: list[Sequence[Value]] = [["Reference", "Measure", "What is being done", "Owner", "Due"]]
    rows.extend(
        [measure.ref, measure.title, action.what, action.owner, action.due]
        for measure in content.measures
        for action in measure.actions
    )
    return [Table("Open actions", _said(rows, "There are no open actions."), frozen_columns=2)]


def _part_sheets(content: EditionContent) -> list[Table]:
    """Return the sheet of the figures' parts, where a figure has any."""
    headings = [
        "Reference",
        "Measure",
        "Broken down by",
        "Part",
        "Counted",
        "Out of",
        "Figure",
        "Exact value",
        "Adds up",
    ]
    rows: list[Sequence[Value]] = [headings]
    for measure in content.measures:
        for part in measure.parts:
            counts = [_exact(part.numerator), _exact(part.denominator), part.shown, _exact(part.value)]
            rows.append([measure.ref, measure.title, part.kind, part.name, *counts, "yes" if part.additive else "no"])
    return [Table("Parts", rows, frozen_columns=2)] if len(rows) > 1 else []


def _quality_sheet(content: EditionContent) -> Table:
    rows: list[Sequence[Value]] = [["Reference", "Measure", "Kind", "What was found", "Explanation"]]
    rows.extend(
        [note.measure.ref, note.measure.title, note.weighs, note.message, note.explanation]
        for note in notes(content.measures)
    )
    none = FOR_THE_BOARD if content.audience is Audience.PUBLIC else "There are no open findings."
    return Table("Data quality", _said(rows, none), frozen_columns=2)


def _revision_sheet(content: EditionContent) -> Table:
    rows: list[Sequence[Value]] = [["Kind", "Reference", "Measure", "Month", "Published", "Now", "Why"]]
    rows.extend(
        ["Restated", row.ref, row.title, month_label(row.month), row.published, row.restated, row.reason]
        for row in content.restatements
    )
    rows.extend(
        ["Revised", row.ref, row.title, month_label(row.month), row.published, row.now, "A later extract changed it"]
        for row in content.revised
    )
    return Table("Revisions", _said(rows, "No figure was revised or restated."))


def _said(rows: list[Sequence[Value]], nothing: str) -> list[Sequence[Value]]:
    """Return the rows of a sheet; where there is none below the headings, a line that says so."""
    return rows if len(rows) > 1 else [*rows, [nothing]]


def _key_sheet(content: EditionContent) -> Table:
    rows: list[Sequence[Value]] = [["Word", "What it means"]]
    rows.extend([entry.word, entry.meaning] for entry in content.key)
    rows.extend(["Note", note] for note in sources_of(content).comparators)
    return Table("Key", rows)


def _about_sheet(content: EditionContent) -> Table:
    sources = sources_of(content)
    rows: list[Sequence[Value]] = [
        ["About", "This workbook"],
        ["Scorecard", content.scorecard],
        ["Organisation", content.organisation],
        ["Period", content.period],
        ["Edition", edition_line(content)],
        ["Signed", signed_line(content)],
        ["Why there is a new edition", content.superseding],
        ["Rules", content.rules_version],
        ["SHA-256 of the content", content_hash(content)],
    ]
    rows.extend(["Summary", sentence] for sentence in summarise(content).headline)
    rows.append(["Statistical neighbours", sources.neighbours])
    rows.extend(["Population", said] for said in sources.populations)
    return Table("About", [row for row in rows if row[1]])

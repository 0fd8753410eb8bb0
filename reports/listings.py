"""What the tables of the printed report's last parts hold, row by row, with how high each row is.

Called by `document`; the page of an edition shows the same rows. A table over several pages would become several tables
in the tagged PDF, so `flow` cuts them to what each page holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from measures.choices import Rule, Severity
from reports.content.measure_model import ActionContent, FindingContent, MeasureContent, PartContent
from reports.content.model import EditionContent, KeyEntry, RestatementContent, RevisedFigure
from reports.content.public_measure import LEFT_OUT
from reports.content.sources import Sources
from reports.fitting import chunks, cut, halved, shared_out
from reports.flow import BELOW_A_TEXT, BESIDE, KEY, SMALL_HEADING, Rows, rows_of, text_height
from reports.options import Extra
from reports.paper import LONGEST_NOTE, LONGEST_OWNER, LONGEST_TITLE, moment
from reports.widths import Run

REFERENCES_IN_A_ROW: Final = 120
SEMIBOLD: Final = 600
BOLD: Final = 700
MOST_PARTS: Final = 40
"""Parts of one figure that a report of several measures prints."""
PART_NAME: Final = 66.0
LONGEST_SAID: Final = 450
"""Characters that are printed of the commentary of a measure that is not at length."""
WHOLE_TEXT: Final = "The whole text is on the page of this edition."
NOT_ASKED: Final = "No explanation is asked for."
PAGE_WIDTH: Final = 273.0
COLUMN: Final = 131.0
FIGURE: Final = 21.0
"""Widths of the page, of one of two columns and of a figure, in millimetres."""
KEY_WORD: Final = 29.5
LONGEST_NAME: Final = 90
"""Characters of a title where the other columns need the room."""
LONGEST_WHY: Final = 2000
"""Characters of the reason why a measure was left out: a third of a page."""
WHOLE_WHY: Final = "The edition’s page and its workbook have the whole reason."
WHY_IS_FOR_THE_BOARD: Final = "Why is for the board, and left out of this edition."


@dataclass(frozen=True, slots=True)
class Note:
    """One finding or caveat of a measure: how much it weighs, what it is, and what was said to it."""

    measure: MeasureContent
    weighs: str
    message: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a measure that is not printed at length."""

    measure: MeasureContent
    answers: tuple[tuple[str, str, bool], ...]
    """(question, answer as printed, whether it was cut)."""

    @property
    def pointer(self) -> str:
        """Return where the rest is; empty where all of it is printed."""
        return WHOLE_TEXT if any(was_cut for _, _, was_cut in self.answers) else ""

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return all that its cell prints: the questions are bold."""
        said = ((f"{question}: ", answer) for question, answer, _ in self.answers)
        printed = (run for question, answer in said for run in ((question, BOLD), (f"{answer} ", 400)))
        return (*printed, (self.pointer, 400))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One measure that was left out of an edition, and why."""

    measure: MeasureContent
    why: str


def notes(measures: Iterable[MeasureContent]) -> list[Note]:
    """Return every open finding with its explanation, and every caveat, by measure."""
    found: list[Note] = []
    for measure in measures:
        found.extend(Note(measure, f.severity.label, f.message, _explained(measure, f)) for f in measure.findings)
        approval = measure.approval
        if approval and approval.caveat:
            found.append(Note(measure, "Caveat", f"Approved with a caveat by {approval.who}.", approval.caveat))
    return found


def _explained(measure: MeasureContent, finding: FindingContent) -> str:
    """Return what the owner said to a finding, or why nothing was said."""
    if finding.explanations:
        return " ".join(finding.explanations)
    if measure.left_out:
        return "The figure was left out."
    asked = finding.severity is not Severity.INFORMATION and finding.rule != Rule.LATE.value  # lateness comes after
    return "No explanation was given." if asked else NOT_ASKED


def note_rows(measures: Iterable[MeasureContent]) -> Rows[Note]:
    """Return every open finding and caveat of measures, as far as it is printed."""
    found = (
        replace(note, message=cut(note.message, LONGEST_NOTE)[0], explanation=cut(note.explanation, LONGEST_NOTE)[0])
        for note in notes(measures)
    )
    return rows_of(found, lambda note: ((_title(note.measure), 68), (note.message, 85), (note.explanation, 85)))


def why_left_out(measures: Iterable[MeasureContent]) -> list[LeftOut]:
    """Return the measures that were left out, each with the reason; to the public, that it is for the board."""
    return [
        LeftOut(measure, WHY_IS_FOR_THE_BOARD if measure.left_out == LEFT_OUT else measure.left_out)
        for measure in measures
        if measure.left_out
    ]


def left_out_rows(measures: Iterable[MeasureContent]) -> Rows[LeftOut]:
    """Return the measures that were left out, each with its whole reason as far as a page holds it."""
    found = (replace(row, why=_whole(row.why)) for row in why_left_out(measures))
    return rows_of(found, lambda row: ((_title(row.measure), 118), (row.why, 142)))


def _whole(why: str) -> str:
    said, was_cut = cut(why, LONGEST_WHY)
    return f"{said} {WHOLE_WHY}" if was_cut else said


def other_actions(
    measures: Iterable[MeasureContent], at_length: Collection[str]
) -> list[tuple[MeasureContent, ActionContent]]:
    """Return the open actions of the measures that are not printed at length, by measure."""
    return [(measure, action) for measure in measures if measure.ref not in at_length for action in measure.actions]


def action_rows(
    measures: Iterable[MeasureContent], at_length: Collection[str]
) -> Rows[tuple[MeasureContent, ActionContent]]:
    """Return the open actions of the measures that are not printed at length, as far as they are printed."""
    printed = (
        (measure, replace(action, what=cut(action.what, LONGEST_NOTE)[0], owner=cut(action.owner, LONGEST_OWNER)[0]))
        for measure, action in other_actions(measures, at_length)
    )
    return rows_of(printed, lambda row: ((_title(row[0]), 68), (row[1].what, 116), (row[1].owner, 42)))


def said_of_others(measures: Iterable[MeasureContent], at_length: Collection[str]) -> list[MeasureContent]:
    """Return the measures that are not printed at length and of which something is said."""
    return [measure for measure in measures if measure.ref not in at_length and not measure.commentary.empty]


def said_rows(measures: Iterable[MeasureContent], at_length: Collection[str]) -> Rows[Said]:
    """Return what is said of the measures that are not printed at length, cut to some lines; a public text is not."""
    said = (
        Said(m, shared_out(m.commentary.prompts, max(LONGEST_SAID, len(m.commentary.public))))
        for m in said_of_others(measures, at_length)
    )
    return rows_of(said, lambda row: ((_title(row.measure), 68), (row.runs, 171)))


def parts_of(measures: Iterable[MeasureContent], most: int | None = None) -> list[tuple[MeasureContent, PartContent]]:
    """Return the parts of measures' figures, at most so many of each, by measure."""
    return [(measure, part) for measure in measures for part in measure.parts[:most]]


def part_rows(measures: Iterable[MeasureContent], most: int | None) -> Rows[tuple[MeasureContent, PartContent]]:
    """Return the parts of measures' figures for a table."""
    return rows_of(
        parts_of(measures, most), lambda row: ((_title(row[0]), 68), (row[1].kind, 42), (row[1].name, PART_NAME))
    )


def parts_sentence(measures: Iterable[MeasureContent], most: int | None) -> str:
    """Return what the table of parts is, and where the rest is if it does not have all of them."""
    said = "What the figures are made of, as it was submitted with them."
    if most is None or all(len(measure.parts) <= most for measure in measures):
        return said
    return f"{said} Of a figure with more than {most} parts these are the first; its measure’s report has all."


def red_rows(measures: Iterable[MeasureContent]) -> Rows[MeasureContent]:
    """Return red measures for a plain list."""
    return rows_of(measures, lambda m: ((_title(m), 68), (m.rag_reason, 150)))


SPANS_SENTENCE: Final = (
    "A figure over several months is worked out from the counts of all of them where those are known. "
    "What is not counted month by month has none, and is not listed."
)
"""What the table of the columns that were added is."""


def compared_of(measures: Iterable[MeasureContent], extras: Sequence[Extra]) -> list[MeasureContent]:
    """Return the measures that have a figure in any of the columns; a row without one would say nothing."""
    return [measure for measure in measures if any(extra.of(measure) for extra in extras)]


def compared_rows(
    measures: Iterable[MeasureContent], extras: Sequence[Extra]
) -> Rows[tuple[MeasureContent, tuple[str, ...]]]:
    """Return (measure, its figures in the columns that were added), of the measures that have any."""
    rows = ((measure, tuple(extra.of(measure) for extra in extras)) for measure in compared_of(measures, extras))
    wide = (PAGE_WIDTH - 13 - 118) / (len(extras) + 1)
    return rows_of(
        rows,
        lambda row: ((cut(row[0].title, LONGEST_NAME)[0], 118), *((figure, wide - 2) for figure in row[1])),
        headings=((((extra.label, SEMIBOLD),), wide - 2) for extra in extras),
    )


def restated_rows(rows: Iterable[RestatementContent]) -> Rows[RestatementContent]:
    """Return the restated headlines."""
    return rows_of(
        rows,
        lambda row: (
            (cut(row.title, LONGEST_TITLE)[0], 68),
            *((figure, FIGURE - BESIDE) for figure in (row.published, row.restated)),
            (cut(row.reason, LONGEST_NOTE)[0], 108),
        ),
    )


def revised_rows(rows: Iterable[RevisedFigure]) -> Rows[RevisedFigure]:
    """Return the figures of earlier months that were revised."""
    return rows_of(rows, lambda row: ((cut(row.title, LONGEST_NAME)[0], 118), (row.published, 48), (row.now, 48)))


def sources_height(sources: Sources) -> float:
    """Return how high the sources are below their heading, in their two columns."""
    left = sum(text_height(said, COLUMN) for said in sources.comparators)
    right = sum(text_height(said, COLUMN) for said in (sources.neighbours, *sources.populations) if said)
    headings = SMALL_HEADING * (bool(sources.neighbours) + bool(sources.populations))
    return max(left, right + headings) + BELOW_A_TEXT


def approvals(measures: Iterable[MeasureContent]) -> list[tuple[str, str, str]]:
    """Return (who, when, references) of the approvals that were given together."""
    together: dict[tuple[str, str], list[str]] = {}
    for measure, given in sorted(
        ((measure, measure.approval) for measure in measures if measure.approval),
        key=lambda pair: (pair[1].who, pair[1].at.replace(second=0, microsecond=0)),
    ):
        together.setdefault((given.who, moment(given.at)), []).append(measure.ref)
    return [(cut(who, LONGEST_NOTE)[0], when, run) for (who, when), refs in together.items() for run in _runs(refs)]


def approval_rows(measures: Iterable[MeasureContent]) -> Rows[tuple[str, str, str]]:
    """Return the approvals for a table."""
    return rows_of(approvals(measures), lambda row: ((row[0], 42), (row[2], 183)))


def _runs(refs: Sequence[str]) -> list[str]:
    """Return references as text, in pieces that a row of a table holds."""
    return [", ".join(piece) for piece in chunks(refs, REFERENCES_IN_A_ROW)]


def key_columns(content: EditionContent) -> Rows[tuple[tuple[KeyEntry, ...], ...]]:
    """Return the words of the key with their meanings as one row: two columns, each about as high as the other."""
    key = rows_of(
        content.key, lambda entry: (((((entry.word, BOLD),), KEY_WORD), (entry.meaning, COLUMN - KEY_WORD))), KEY
    )
    half = halved(key.heights)
    columns = tuple(column for column in (key.rows[:half], key.rows[half:]) if column)
    return Rows((columns,), (max(sum(key.heights[:half]), sum(key.heights[half:])),))


def _title(measure: MeasureContent) -> str:
    return cut(measure.title, LONGEST_TITLE)[0]

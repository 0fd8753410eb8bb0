"""One submission with everything that its page shows: figures, findings, comments, what happened, revisions.

Called for submissions that `scope.submissions` has already let through.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from measures.assessment import Assessment, assess
from measures.choices import Aim, Basis, Comparator, SubmissionState, Unit
from measures.models import (
    Comment,
    Event,
    Evidence,
    Finding,
    Part,
    Population,
    PublicText,
    Revision,
    Status,
    Submission,
    financial_year,
    gathered,
)
from measures.permissions import Standing, allowed_actions
from measures.queries.cells import (
    Cell,
    baseline_cell,
    benchmark_cell,
    month_cell,
    number_of,
    published_words,
    target_cell,
)
from measures.queries.differences import Changed, came_back_with, differences, hold_with, with_them
from measures.queries.parts import PartRow, part_rows, with_parts
from measures.queries.public_texts import text_rows
from measures.queries.published_as import AIM_WORDS, of_published, told_apart, with_published
from measures.queries.results import PublishedAs, Result, statuses_of
from measures.queries.scope import depth_of
from measures.queries.scorecard import COMPARATORS
from measures.queries.timeline import Happening, timeline_of
from measures.series import Line, Slot, by_submission, findings_of, published_beside, read_draft, read_lines
from measures.transitions import SUBMISSION

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class HistoryRow:
    """One earlier month of a measure."""

    month: dt.date
    figure: Cell
    number: str
    result: Result | None
    state: SubmissionState | None


@dataclass(frozen=True)
class Page:
    """A submission and all that stands around it."""

    submission: Submission
    line: Line
    statuses: dict[int, Status]
    published: dict[int, PublishedAs]
    """What was published, by revision, where its status is another one by now."""
    findings: list[Finding]
    comments: list[Comment]
    events: list[Event]
    revisions: list[Revision]
    evidence: list[Evidence]
    """The files that go with the figure: those of the revision that speaks, else those of the draft."""
    parts: list[PartRow]
    """Those of the revision that speaks."""
    parts_before: list[Part]
    """Those of the latest month before, to begin this month's with."""
    actions: list[str]
    """What the person may do now: names of the transition table."""
    public_text: PublicText | None = None
    populations: list[Population] = field(default_factory=list)
    """What its figures are divided by, where a later extract has one of them differently; none elsewhere."""

    @property
    def month(self) -> dt.date:
        """Return the month."""
        return self.submission.period.month

    @property
    def published_figure(self) -> str:
        """Return what was published, where a later extract's figure stands: "Published: 73%"; or empty."""
        was = published_beside(self.slot)
        return published_words(self.slot.definition, was) if was else ""

    @property
    def slot(self) -> Slot:
        """Return the month's slot."""
        return self.line.slots[self.month]

    @cached_property
    def assessment(self) -> Assessment:
        """Return what the rules say of the figure as it now is."""
        return assess(self.line, self.month, screening=self.submission.period.scorecard.screening)

    @cached_property
    def results(self) -> dict[int, Result]:
        """Return the stored result of each revision, with what was published of it."""
        stored = {revision: Result.of_status(status) for revision, status in self.statuses.items()}
        return with_published(stored, self.published)

    @property
    def result(self) -> Result:
        """Return the stored result of the revision that speaks, else the draft's."""
        revision = self.slot.revision
        if revision is not None and revision.pk in self.results:
            return self.results[revision.pk]
        return Result.of_assessment(self.assessment)

    @property
    def figure(self) -> Cell:
        """Return the figure as it is printed."""
        return month_cell(self.line, self.month)

    @property
    def problems(self) -> list[str]:
        """Return why a draft, kept as it was typed, can not be read as a figure."""
        if self.submission.state not in (SubmissionState.DRAFT, SubmissionState.RETURNED):
            return []
        return list(read_draft(self.submission).problems.values())

    @property
    def number(self) -> str:
        """Return the counts behind the figure."""
        return number_of(self.slot)

    @property
    def target(self) -> Cell:
        """Return the year's target."""
        target, definition = self.line.targets.get(financial_year(self.month)), self.line.definition
        return target_cell(target, Unit(definition.unit), definition.aim)

    @property
    def baseline(self) -> Cell:
        """Return where the measure stood when the month's year began."""
        return baseline_cell(self.line.baselines.get(financial_year(self.month)), Unit(self.line.definition.unit))

    @property
    def comparators(self) -> list[tuple[Comparator, Cell]]:
        """Return each comparator with its figure."""
        return [(comparator, benchmark_cell(self.line, comparator)) for comparator in COMPARATORS]

    @property
    def history(self) -> list[HistoryRow]:
        """Return the last twelve months before this one, newest first."""
        return history_rows(self.line, self.results, self.month, MONTHS_SHOWN)

    @property
    def timeline(self) -> list[Happening]:
        """Return what happened, newest first; of drafts that one person saved in a row, the last."""
        return timeline_of(self.events, self.revisions)

    @property
    def revision(self) -> Revision | None:
        """Return the revision that speaks now."""
        return self.slot.revision

    @property
    def public_text_stands(self) -> bool:
        """Return whether the public text is approved beside the figure that the next edition prints."""
        text = self.public_text
        return text is not None and self.slot.revision is not None and text.stands

    @property
    def changes(self) -> list[Changed]:
        """Return what the newest revision changed in the one that came back, else in the one before it."""
        if len(self.revisions) < 2:
            return []
        return differences(self.came_back or self.revisions[1], self.revisions[0], self.line.definition)

    @property
    def came_back(self) -> Revision | None:
        """Return the revision that was returned last; None where none was, or it is the newest."""
        returned = came_back_with(reversed(self.events))
        return next((each for each in self.revisions[1:] if each.pk == returned), None)

    @property
    def returned_because(self) -> Event | None:
        """Return the event that sent the submission back last, while its holder has it.

        A saved draft is no answer, nor one that was submitted and taken back before anybody decided on it.
        """
        if self.submission.state not in (SubmissionState.RETURNED, SubmissionState.DRAFT):
            return None
        return self.last_return

    @property
    def last_return(self) -> Event | None:
        """Return the event that sent the submission back last; None where none did."""
        return next((e for e in self.events if e.to_state == SubmissionState.RETURNED and e.what in SUBMISSION), None)


def evidence_of(submission: Submission, revision: Revision | None) -> QuerySet[Evidence]:
    """Return the files of a revision, or of the draft where there is none; without their content."""
    files = Evidence.objects.filter(submission=submission).defer("content").select_related("added_by")
    return files.held() if revision is None else files.filter(revisions__revision=revision)


def submission_page(submission: Submission, standing: Standing) -> Page:
    """Return a submission's page: a fixed number of queries, whatever its history."""
    period = submission.period
    lines = read_lines(period.scorecard, period.month, known=depth_of(standing), measures=[submission.measure_id])
    line = lines[0]
    revision = line.slots[period.month].revision
    speaking = [slot.revision.pk for slot in line.slots.values() if slot.revision]
    populations = Population.objects.current().filter(scorecard=period.scorecard_id)
    revised = any(slot.is_proposed for slot in line.slots.values())
    (
        statuses,
        stored,
        frozen,
        parts,
        findings,
        explanations,
        comments,
        events,
        revisions,
        evidence,
        parts_of_all,
        files,
        divided_by,
        texts,
    ) = gathered(
        statuses_of(speaking),
        *of_published(speaking),
        Part.objects.filter(revision__in=with_parts(line, period.month)).order_by("kind", "pk"),
        *findings_of([submission.pk]),
        Comment.objects.filter(submission=submission).select_related("by"),
        Event.objects.of_figure(submission).select_related("by", "done_for"),
        Revision.objects.filter(submission=submission)
        .select_related("made_by", "entered_by", "entered_for", "load")
        .order_by("-number"),
        evidence_of(submission, revision),
        *with_them([submission.pk]),
        populations if revised else populations.none(),
        text_rows([submission.pk]),
    )
    hold_with(revisions, parts_of_all, files)
    for text in texts:
        text.submission = submission
    own = [part for part in parts if revision is not None and part.revision_id == revision.pk]
    return Page(
        submission=submission,
        line=line,
        statuses={status.revision_id: status for status in statuses},
        published=told_apart(stored, frozen),
        findings=by_submission(findings, explanations).get(submission.pk, []),
        comments=comments,
        events=events,
        revisions=revisions,
        evidence=evidence,
        parts=part_rows(own, line.facts, period.month),
        parts_before=[part for part in parts if part not in own],
        actions=allowed_actions(standing, submission),
        public_text=next(iter(texts), None),
        populations=divided_by,
    )


def history_rows(line: Line, results: dict[int, Result], before: dt.date, count: int) -> list[HistoryRow]:
    """Return the latest months before one, newest first."""
    rows = []
    for month in sorted((m for m in line.slots if m < before), reverse=True)[:count]:
        slot = line.slots[month]
        result = results.get(slot.revision.pk) if slot.revision else None
        rows.append(HistoryRow(month, month_cell(line, month), number_of(slot), result, slot.state))
    return rows


def facts_of(line: Line, month: dt.date | None = None) -> list[dict[str, str]]:
    """Return what a measure means, or meant in a month, as rows of a summary list."""
    definition = line.definition_in(month) if month else line.definition
    bases = {
        Basis.SNAPSHOT: "At the end of the month",
        Basis.MONTH: "During the month",
        Basis.MONTH_ANNUALISED: "During the month, as a yearly rate",
        Basis.ROLLING: "The 12 months up to it",
        Basis.YEAR_TO_DATE: "The financial year so far",
    }
    rows = [
        ("Aim", AIM_WORDS[Aim(definition.aim)]),
        ("Unit", Unit(definition.unit).label),
        ("Covers", bases[Basis(definition.basis)]),
        ("What is counted", definition.numerator_label),
        ("Out of", definition.denominator_label),
        ("Owner", line.owner or "Nobody"),
        ("Definition", definition.definition),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]

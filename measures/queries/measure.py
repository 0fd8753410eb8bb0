"""One measure: what it means, every figure that one person may see, its commentary, what happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from measures.assessment import Assessment, assess
from measures.calculation.due import year_before
from measures.choices import Comparator, PeriodState, SubmissionState, Unit
from measures.models import (
    Action,
    Annotation,
    Event,
    Finding,
    Measure,
    MeasureDefinition,
    Part,
    Period,
    PublicText,
    Revision,
    Scorecard,
    Status,
    Submission,
    financial_year,
    gathered,
)
from measures.permissions import SEES_ALL_STATES, Standing, may_see_work_on
from measures.queries.actions import Doing
from measures.queries.annotations import by_month, notes_on
from measures.queries.cells import (
    Cell,
    baseline_cell,
    benchmark_cell,
    month_cell,
    number_of,
    published_words,
    target_cell,
)
from measures.queries.origin import origin_of
from measures.queries.outturns import OutturnRow, outturns_of_measure
from measures.queries.parts import PartRow, part_rows
from measures.queries.public_texts import is_for_all, texts_of
from measures.queries.published_as import defined_then, of_published, told_apart, with_published
from measures.queries.results import PublishedAs, Result, result_of, statuses_of
from measures.queries.scope import depth_of
from measures.queries.scorecard import COMPARATORS
from measures.queries.timeline import Happening, happening
from measures.series import Line, by_submission, findings_of, published_beside, read_lines

NO_MONTH = dt.date(1970, 1, 1)
MOST_EVENTS = 100
"""Events that a measure's page shows; its history has them all."""


@dataclass(frozen=True)
class MonthRow:
    """One month of the measure, as far as the person may look."""

    period: Period
    figure: Cell
    number: str
    result: Result | None
    revision: Revision | None
    state: SubmissionState | None
    """Where it stands, where the person may know; the link to the submission's page."""
    caveat: str
    notes: tuple[str, ...]
    ref: str = ""
    """The reference that the measure had then, by which its submission's page is found."""
    is_proposed: bool = False
    """Whether the figure is what a later extract says of a published month, and waits to be signed."""
    published: str = ""
    """What was published, where that is so: "Published: 73%"."""
    public_text: PublicText | None = None
    """What is written for the public edition: of a figure that the person does not see in every state, what has been
    approved beside it as it was published."""
    approved_text: str = ""
    """That approved text."""


@dataclass(frozen=True)
class MeasurePage:
    """A measure and all that one person may see of it."""

    line: Line
    rows: list[MonthRow]
    """Newest first."""
    definitions: list[MeasureDefinition]
    doings: list[Doing]
    """What is being done about it, the first due first."""
    closed_actions: list[Action]
    happenings: list[Happening]
    notes: list[Annotation]
    """The notes on its months, the oldest month first."""
    findings: list[tuple[Period, list[Finding]]]
    """By month, newest first, of the submissions that the person sees in every state."""
    revisions: list[Revision]
    """Those that replaced another, newest first."""
    origin: list[dict[str, str]]
    """Where the newest figure comes from, for those who see it in every state."""
    parts: list[PartRow]
    """Those of the newest month that has a figure."""
    outturns: list[tuple[int, OutturnRow]]
    """By financial year, newest first: March's figure, and the validated return's beside it."""
    sees_all: bool
    sees_work: bool
    """Whether the person sees what is done about it: not whoever sees earlier months alone, of a section it left."""
    screening: bool

    @property
    def latest(self) -> MonthRow | None:
        """Return the newest month that has a result."""
        return next((row for row in self.rows if row.result), None)

    @property
    def standing(self) -> MonthRow | None:
        """Return the month whose figure stands: of a quarterly or annual measure that is not due, its latest due."""
        month = self.latest.result.month if self.latest and self.latest.result else None
        return next((row for row in self.rows if row.period.month == month), self.latest)

    @property
    def earlier_definition(self) -> str:
        """Return how the newest figure was judged, where the measure has another aim by now; else empty."""
        newest = next((row.period.month for row in self.rows if row.figure.text), None)
        return defined_then(self.line, newest) if newest else ""

    @property
    def last_year(self) -> MonthRow | None:
        """Return the same month of the year before the one whose figure stands, where it has a figure."""
        month = year_before(self.standing.period.month) if self.standing else None
        return next((row for row in self.rows if row.period.month == month and row.figure.text), None)

    @property
    def assessment(self) -> Assessment | None:
        """Return what the rules say at the newest month that has a figure to show."""
        if self.latest is None:
            return None
        return assess(self.line, self.latest.period.month, screening=self.screening)

    @property
    def target(self) -> Cell:
        """Return the target of the newest month's year."""
        if not self.rows:
            return Cell("")
        target, definition = self.line.targets.get(financial_year(self.rows[0].period.month)), self.line.definition
        return target_cell(target, Unit(definition.unit), definition.aim)

    @property
    def baseline(self) -> Cell:
        """Return where the newest month's year began."""
        year = financial_year(self.rows[0].period.month) if self.rows else 0
        return baseline_cell(self.line.baselines.get(year), Unit(self.line.definition.unit))

    @property
    def waiting_for_rebase(self) -> list[MeasureDefinition]:
        """Return the definitions whose figures can not be compared with earlier ones in a chart that goes on."""
        return [each for each in self.definitions if each.waits_for_rebase] if self.sees_all else []

    @property
    def comparators(self) -> list[tuple[Comparator, Cell]]:
        """Return each comparator with its newest figure."""
        return [(comparator, benchmark_cell(self.line, comparator)) for comparator in COMPARATORS]

    @property
    def marked(self) -> bool:
        """Return whether a figure has a mark that wants its words."""
        return any(row.figure.mark for row in self.rows)

    @property
    def commentaries(self) -> list[MonthRow]:
        """Return the months with a commentary, newest first."""
        return [
            row
            for row in self.rows
            if row.revision and (row.revision.happening or row.revision.why or row.revision.doing)
        ]

    @property
    def public_texts(self) -> list[MonthRow]:
        """Return the months with a text for the public, newest first."""
        return [row for row in self.rows if row.public_text is not None and row.public_text.wording]


def find_measure(scorecard: Scorecard, ref: str) -> Measure | None:
    """Return the measure that has the reference now; None if there is none (one query)."""
    found = Measure.objects.filter(scorecard=scorecard, definition__ref=ref)
    return found.select_related("definition__section").first()


def measure_page(scorecard: Scorecard, measure: Measure, standing: Standing) -> MeasurePage | None:
    """Return the measure's page: four queries, however many months."""
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    through = begun.newest_first().values_list("month", flat=True).first()
    lines = read_lines(scorecard, through or NO_MONTH, known=depth_of(standing), measures=[measure.pk])
    if not lines:
        return None
    line = lines[0]
    slots = sorted(line.slots.items(), reverse=True)
    seen = [slot.submission for _, slot in slots if standing.roles_on(slot.submission) & SEES_ALL_STATES]
    sees_work = bool(may_see_work_on(standing, measure))
    found = _read(measure, line, seen, sees_work=sees_work)
    results = {revision: Result.of_status(status) for revision, status in found.statuses.items()}
    results = with_published(results, found.published)
    rows = [_month_row(line, month, results, standing, scorecard, by_month(found.notes)) for month, _ in slots]
    rows = _with_public_texts(rows, line, {each.pk for each in seen})
    revised: dict[int | None, Revision] = {revision.pk: revision for revision in found.revisions}
    page = MeasurePage(
        line=line,
        rows=rows,
        definitions=sorted(line.definitions, key=lambda each: each.holds_from, reverse=True),
        doings=[Doing(action, standing.on) for action in found.actions if action.closed_at is None],
        closed_actions=[action for action in found.actions if action.closed_at is not None],
        happenings=[_dated(event, revised.get(event.revision_id)) for event in found.events],
        notes=found.notes,
        findings=[(each.period, found.findings[each.pk]) for each in seen if each.pk in found.findings],
        revisions=[each for each in found.revisions if each.number > 1],
        origin=[],
        parts=_newest_parts(rows, found.parts, line),
        sees_all=bool(seen),
        sees_work=sees_work,
        outturns=outturns_of_measure(measure, line),
        screening=scorecard.screening,
    )
    return replace(page, origin=_origin(page, found)) if seen else page


def _with_public_texts(rows: list[MonthRow], line: Line, seen: set[int]) -> list[MonthRow]:
    """Return the months with what their public editions say, as far as the person may see it (one query).

    `seen` are the submissions that they see in every state, by id.
    """
    submissions = {slot.submission.period_id: slot.submission for slot in line.slots.values()}
    texts = texts_of(each.pk for each in submissions.values())
    found = []
    for row in rows:
        submission = submissions[row.period.pk]
        text = texts.get(submission.pk)
        if text is not None:
            approved = text.wording if is_for_all(text, submission) else ""
            may_see = bool(approved) or submission.pk in seen
            row = replace(row, public_text=text if may_see else None, approved_text=approved)  # noqa: PLW2901
        found.append(row)
    return found


@dataclass(frozen=True)
class _Read:
    """What stands around a measure's figures."""

    statuses: dict[int, Status]
    published: dict[int, PublishedAs]
    notes: list[Annotation]
    parts: list[Part]
    actions: list[Action]
    events: list[Event]
    findings: dict[int, list[Finding]]
    revisions: list[Revision]


def _read(measure: Measure, line: Line, seen: list[Submission], *, sees_work: bool) -> _Read:
    """Read what stands around the figures: more of it for who sees submissions in every state (one query).

    `seen` are those submissions, which may be some months only; `sees_work` is for what belongs to no month.
    """
    speaking = [slot.revision.pk for slot in line.slots.values() if slot.revision]
    actions = measure.actions.select_related("measure__scorecard").order_by("due", "pk")
    told = Q(submission__in=seen) | Q(submission__isnull=True) if sees_work else Q(submission__in=seen)
    events = Event.objects.filter(told, measure=measure).select_related("by", "done_for", "period")[:MOST_EVENTS]
    revisions = (
        Revision.objects.filter(submission__in=seen)
        .select_related(
            "submission__period", "submission__definition", "load__applied_by", "made_by", "entered_by", "entered_for"
        )
        .order_by("-submission__period__month", "-number")
    )
    statuses, stored, frozen, notes, parts, *rest = gathered(
        statuses_of(speaking, with_target=True),
        *of_published(speaking),
        notes_on(measure, seen={each.period_id for each in seen}),
        Part.objects.filter(revision__in=speaking).order_by("kind", "pk"),
        actions if sees_work else actions.none(),
        *(rows if seen else rows.none() for rows in (events, revisions)),
        *findings_of(each.pk for each in seen),
    )
    actions_read, events_read, revisions_read, findings, explanations = rest
    return _Read(
        statuses={status.revision_id: status for status in statuses},
        published=told_apart(stored, frozen),
        notes=notes,
        parts=parts,
        actions=actions_read,
        events=events_read,
        findings=by_submission(findings, explanations),
        revisions=revisions_read,
    )


def _newest_parts(rows: list[MonthRow], parts: list[Part], line: Line) -> list[PartRow]:
    """Return the parts of the newest revision that the person sees."""
    newest = next((row for row in rows if row.revision and row.result), None)
    if newest is None or newest.revision is None:
        return []
    own = [part for part in parts if part.revision_id == newest.revision.pk]
    return part_rows(own, line.facts, newest.period.month)


def _origin(page: MeasurePage, found: _Read) -> list[dict[str, str]]:
    """Return where the newest figure comes from; nothing where there is none."""
    latest = page.latest
    newest = next((r for r in found.revisions if latest and latest.revision and r.pk == latest.revision.pk), None)
    if newest is None or latest is None:
        return []
    submission = page.line.slots[latest.period.month].submission
    return origin_of(newest, submission, found.statuses.get(newest.pk), found.events)


def _month_row(
    line: Line,
    month: dt.date,
    results: dict[int, Result],
    standing: Standing,
    scorecard: Scorecard,
    notes: Mapping[dt.date, tuple[str, ...]],
) -> MonthRow:
    slot = line.slots[month]
    sees_all = bool(standing.roles_on(slot.submission) & SEES_ALL_STATES)
    was = published_beside(slot)
    return MonthRow(
        period=slot.submission.period,
        figure=month_cell(line, month),
        number=number_of(slot),
        result=result_of(line, slot, month, results, screening=scorecard.screening, sees_all=sees_all),
        revision=slot.revision,
        state=slot.state if sees_all else None,
        caveat=slot.caveat if slot.revision else "",
        notes=notes.get(month, ()),
        ref=slot.submission.definition.ref,
        is_proposed=slot.is_proposed,
        published=published_words(slot.definition, was) if was else "",
    )


def _dated(event: Event, revision: Revision | None) -> Happening:
    told = happening(event, revision)
    title = f"{event.period}: {told.title.lower()}" if event.period else told.title
    return Happening(title, told.at, told.by, told.body)

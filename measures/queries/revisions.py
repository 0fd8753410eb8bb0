"""Figures of published months that a later extract has differently, waiting to be published with the next month.

Read by the pages of the load and of a figure, by the readiness of a month, its signature and a mail. Nobody decides on
them one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, OuterRef, QuerySet, Subquery

from measures.calculation.facts import FigureFacts
from measures.calculation.figures import shown
from measures.calculation.findings import counts_said
from measures.choices import PeriodState, Unit
from measures.knock_on import Moved, moved_by
from measures.models import (
    Event,
    Finding,
    Period,
    Population,
    Revision,
    Scorecard,
    Submission,
    gathered,
    scorecard_order,
)
from measures.models.submission import SubmissionQuerySet
from measures.permissions import Standing
from measures.queries.scope import depth_of, submissions
from measures.queries.submission import Page
from measures.series import (
    Depth,
    Known,
    Line,
    Said,
    Slot,
    denominator_for,
    figure_of,
    measure_facts,
    read_lines,
    slot_of,
    with_revisions,
)


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class WaitingRevision:
    """One figure of an earlier month: what was published, and what the later extract says."""

    submission: Submission
    revision: Revision
    was: str
    now: str
    moves: tuple[str, ...] = ()
    """What it changes: the months whose status or direction becomes another one, and what was written of the month at
    work and quotes what it was, a sentence each.
    """

    @property
    def sentence(self) -> str:
        """Return the change in words: "October 2023 from 80% to 82%"."""
        return f"{self.submission.period} from {self.was or 'nothing'} to {self.now or 'nothing'}"


def waiting_revisions(scorecard: Scorecard, *, before: dt.date | None = None) -> list[WaitingRevision]:
    """Return the revisions that wait, by measure and month; `before` keeps months earlier than it. One query."""
    return _waiting(Submission.objects.all(), scorecard, before)


def revisions_to_sign(period: Period) -> list[WaitingRevision]:
    """Return the revisions that the signature of a month publishes, each with what it changes of what is signed.

    For the signatory, who signs all of it. Five queries at most, one where nothing was revised.
    """
    found = waiting_revisions(period.scorecard, before=period.month)
    return _with_moves(found, with_revisions(period.month), period)


def _waiting(rows: SubmissionQuerySet, scorecard: Scorecard, before: dt.date | None) -> list[WaitingRevision]:
    rows = rows.filter(period__scorecard=scorecard, pending_revision__isnull=False)
    if before is not None:
        rows = rows.filter(period__month__lt=before)
    rows = rows.select_related(
        "measure", "definition", "period__scorecard", "published_revision", "pending_revision__load__applied_by"
    ).order_by(*scorecard_order(), "period__month")
    waiting, populations = gathered(rows, Population.objects.current().filter(scorecard=scorecard))
    return [
        WaitingRevision(
            row,
            row.pending_revision,
            printed(row, row.published_revision, populations),
            printed(row, row.pending_revision, populations),
        )
        for row in waiting
        if row.pending_revision is not None
    ]


def printed(submission: Submission, revision: Revision | None, populations: list[Population]) -> str:
    """Return the figure of a revision as it is printed, or why there is none; empty where there is no revision."""
    if revision is None:
        return ""
    figure = figure_said(submission, revision, populations)
    if figure.value is None:
        return figure.missing.value if figure.missing else ""
    return shown(measure_facts(submission.definition), figure.value)


def counts_behind(submission: Submission, revision: Revision | None) -> str:
    """Return the counts of a revision as a table prints them; empty where it has none."""
    if revision is None:
        return ""
    return counts_said(Unit(submission.definition.unit), revision.numerator, revision.denominator)


def told_apart(was: str, now: str, behind_was: str, behind_now: str) -> tuple[str, str]:
    """Return a figure as it was and as it is; where both print the same, each with the counts behind it."""
    if was != now or behind_was == behind_now:
        return was, now
    with_counts = (f"{said} ({behind})" if behind else said for said, behind in ((was, behind_was), (now, behind_now)))
    return next(with_counts), next(with_counts)


def figure_said(submission: Submission, revision: Revision, populations: Iterable[Population]) -> FigureFacts:
    """Return the figure that a revision gives for its submission, by the definition and populations in force."""
    definition, month = submission.definition, submission.period.month
    said = Said(
        revision.value,
        revision.places,
        revision.missing,
        revision.numerator,
        denominator_for(definition, month, revision.denominator, populations),
        revision.revised,
    )
    return figure_of(measure_facts(definition), month, said)


def revisions_with(standing: Standing, period: Period) -> list[WaitingRevision]:
    """Return the revised figures of earlier months that go with a month, as far as the person sees their measures.

    Those that wait while the month is at work, each with what it changes up to it; those that its signature published
    after that. Five queries at most.
    """
    mine = Submission.objects.filter(pk__in=submissions(standing).values("pk"))
    if period.takes_changes:
        return _with_moves(_waiting(mine, period.scorecard, period.month), depth_of(standing), period)
    events = list(
        Event.objects.filter(
            what="publish_revision", scorecard=period.scorecard_id, details__with=period.key, submission__in=mine
        )
        .select_related("submission__definition", "submission__period", "revision__load__applied_by")
        .order_by(*scorecard_order("submission__definition"), "submission__period__month")
    )
    populations = list(Population.objects.current().filter(scorecard=period.scorecard_id))
    before = Revision.objects.in_bulk([event.details["was"] for event in events if event.details.get("was")])
    return list(_published(events, before, populations))


def _with_moves(waiting: list[WaitingRevision], known: Depth, period: Period) -> list[WaitingRevision]:
    """Return the revisions that wait, each with the months up to one that are judged otherwise because of it."""
    if not waiting:
        return waiting
    former: dict[int, dict[dt.date, Slot]] = {}
    populations = list(Population.objects.current().filter(scorecard=period.scorecard_id))
    for each in waiting:
        row = each.submission
        slot = slot_of(row, Known.PUBLISHED, populations)
        former.setdefault(row.measure_id, {})[row.period.month] = slot
    said: dict[tuple[int, dt.date], list[str]] = {}
    for line in read_lines(period.scorecard, period.month, known=known, measures=sorted(former)):
        own = former[line.measure.pk]
        for moved in moved_by(line, own, screening=period.scorecard.screening):
            said.setdefault((line.measure.pk, moved.revised), []).append(moved.sentence)
    quoting = list(Finding.objects.superseded().filter(submission__period=period, submission__measure__in=former))
    for each in waiting:
        row = each.submission
        texts = [f.message for f in quoting if f.submission.measure_id == row.measure_id and f.names(row.period.month)]
        said.setdefault((row.measure_id, row.period.month), []).extend(texts)
    return [
        replace(each, moves=tuple(said.get((each.submission.measure_id, each.submission.period.month), ())))
        for each in waiting
    ]


def moves_of(
    scorecard: Scorecard, measures: Iterable[int], *, through: dt.date, known: Depth, populations: list[Population]
) -> dict[int, list[Moved]]:
    """Return the months that are judged otherwise because of the revisions that wait, by measure, oldest first.

    `known` is how far it looks, `populations` are those of the scorecard. Two queries.
    """
    lines = read_lines(scorecard, through, known=known, measures=sorted(measures))
    return {line.measure.pk: _moved(line, scorecard, populations) for line in lines}


def _moved(line: Line, scorecard: Scorecard, populations: list[Population]) -> list[Moved]:
    waiting = {month: slot.submission for month, slot in line.slots.items() if slot.is_proposed}
    former = {month: slot_of(row, Known.PUBLISHED, populations) for month, row in waiting.items()}
    return moved_by(line, former, screening=scorecard.screening)


def said_of_moves(page: Page, standing: Standing) -> str:
    """Return what revisions that wait change: that of a page's own month in it and those after, an earlier one in it.

    Empty where nothing changes. Two queries where the month's own waits, else none.
    """
    row, month = page.submission, page.month
    scorecard, measure = row.period.scorecard, row.measure_id
    if page.slot.is_proposed:
        known, populations = depth_of(standing), page.populations
        moves = moves_of(scorecard, [measure], through=standing.on, known=known, populations=populations)
        return " ".join(moved.sentence for moved in moves.get(measure, ()) if moved.revised == month)
    return next((each.because for each in _moved(page.line, scorecard, page.populations) if each.month == month), "")


def _published(
    events: Iterable[Event], before: dict[int, Revision], populations: list[Population]
) -> Iterable[WaitingRevision]:
    for event in events:
        row, revision = event.submission, event.revision
        if row is not None and revision is not None:
            was = printed(row, before.get(event.details.get("was") or 0), populations)
            yield WaitingRevision(row, revision, was, printed(row, revision, populations))


def months_revised(standing: Standing) -> QuerySet[Period]:
    """Return the months at work where earlier figures wait to be published as revised, with how many, oldest first."""
    rows = Submission.objects.filter(pk__in=submissions(standing).values("pk"), pending_revision__isnull=False)
    waiting = rows.filter(period__scorecard=OuterRef("scorecard")).order_by().values("period__scorecard")
    return (
        Period.objects.filter(state__in=(PeriodState.OPEN, PeriodState.CLOSED))
        .annotate(revised=Subquery(waiting.annotate(n=Count("pk")).values("n")))
        .filter(revised__isnull=False)
        .select_related("scorecard")
        .order_by("month")
    )


def count_revised(periods: Iterable[Period]) -> list[tuple[Period, int]]:
    """Return, of `months_revised`, the latest of each scorecard with how many figures wait to be published with it."""
    latest = {period.scorecard_id: (period, int(getattr(period, "revised", 0))) for period in periods}
    return sorted(latest.values(), key=lambda pair: (pair[0].scorecard.title, pair[0].scorecard_id))

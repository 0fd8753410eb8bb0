"""What a person may look at: which scorecards, which submissions, and how far into each.

Every other query starts here, so that what a person may not see is in no list, count or search. A board member has
none of this: the board reads editions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

from django.db.models import Q, QuerySet

from measures.choices import RoleName
from measures.models import Measure, Period, Scorecard, Section, Submission
from measures.models.submission import SubmissionQuerySet
from measures.permissions import SEES_ALL_STATES, Standing
from measures.queries.version import with_columns
from measures.series import Depth, Known, Sight

HOLDERS = (RoleName.OWNER, RoleName.DEPUTY)
WHOLE = (RoleName.PERFORMANCE, RoleName.SIGNATORY)


def depth_of(standing: Standing) -> Depth:
    """Return how far the person may look into each submission of a scorecard that they may open."""
    known = cache(partial(_known, standing))

    def depth(submission: Submission) -> Known:
        return known(submission.period.scorecard_id, submission.measure_id, submission.definition.section_id)

    return depth


def sight_of(standing: Standing, scorecard: Scorecard) -> Sight:
    """Return how far the person may look into the measures of a scorecard that they may open."""
    if standing.roles_on_scorecard(scorecard.pk) & SEES_ALL_STATES:
        return _as_far_as_the_draft
    return cache(partial(_known, standing, scorecard.pk))


def _as_far_as_the_draft(measure_id: int, section_id: int) -> Known:
    """Return that whoever sees a whole scorecard sees each of its measures in every state."""
    return Known.DRAFT


def _known(standing: Standing, scorecard_id: int, measure_id: int, section_id: int) -> Known:
    sees_all = standing.roles_at(measure_id, section_id, scorecard_id) & SEES_ALL_STATES
    return Known.DRAFT if sees_all else Known.PUBLISHED


def scorecards(standing: Standing) -> list[Scorecard]:
    """Return the scorecards that the person works on, by title, each with the columns they chose (one query)."""
    whole, held = standing.scorecards_as(*WHOLE), standing.measures_as(*HOLDERS)
    sections = standing.sections_as(RoleName.DIRECTOR)
    mine = Q(pk__in=whole)
    if held:
        mine |= Q(pk__in=Measure.objects.filter(pk__in=held).values("scorecard"))
    if sections:
        mine |= Q(pk__in=Section.objects.filter(pk__in=sections).values("scorecard"))
    return list(with_columns(Scorecard.objects.filter(mine), standing.person_id).order_by("title", "pk"))


def submissions(standing: Standing) -> SubmissionQuerySet:
    """Return the submissions that the person sees in every state, with what their pages and permissions read."""
    mine = (
        Q(period__scorecard__in=standing.scorecards_as(*WHOLE))
        | Q(measure__in=standing.measures_as(*HOLDERS))
        | Q(definition__section__in=standing.sections_as(RoleName.DIRECTOR))
    )
    return Submission.objects.filter(mine).select_related(
        "measure",
        "definition__section",
        "period__scorecard",
        "submitted_revision",
        "approved_revision",
        "published_revision",
        "pending_revision",
        "submitted_by",
        "approved_by",
        "draft_by",
        "draft_for",
        "draft_load__applied_by",
    )


def measures(standing: Standing, scorecard: Scorecard) -> list[Measure]:
    """Return the measures of a scorecard that the person holds as owner or deputy."""
    held = standing.measures_as(*HOLDERS)
    return list(Measure.objects.filter(scorecard=scorecard, pk__in=held).select_related("definition"))


def oversees(standing: Standing, scorecard_id: int, section_ids: frozenset[int]) -> bool:
    """Return whether the person answers for the scorecard or for one of these sections of it."""
    whole = standing.roles_on_scorecard(scorecard_id) & set(WHOLE)
    return bool(whole) or bool(standing.sections_as(RoleName.DIRECTOR) & section_ids)


def begun_periods(scorecards_seen: Iterable[Scorecard]) -> QuerySet[Period]:
    """Return the months of the scorecards that have begun, oldest first."""
    rows = Period.objects.filter(scorecard__in=scorecards_seen).exclude(state="planned")
    return rows.select_related("scorecard").order_by("month")


def working_periods(scorecards_seen: list[Scorecard], begun: Iterable[Period] | None = None) -> list[Period]:
    """Return for each scorecard the month that people work on: the latest that is open or closed, else the latest.

    `begun` are the `begun_periods`, where they are read; else they are asked for (one query).
    """
    latest: dict[int, Period] = {}
    in_work: dict[int, Period] = {}
    for period in begun_periods(scorecards_seen) if begun is None else begun:
        latest[period.scorecard_id] = period
        if period.takes_changes:
            in_work[period.scorecard_id] = period
    return [in_work.get(s.pk) or latest[s.pk] for s in scorecards_seen if s.pk in latest]


def months_at_work(scorecards_seen: list[Scorecard], begun: list[Period]) -> list[Period]:
    """Return every month that is open or closed, oldest first; of a scorecard without one, its latest.

    A month stays at work until it is signed, however many are opened after it. `begun` are the `begun_periods`.
    """
    latest = {period.pk for period in working_periods(scorecards_seen, begun)}
    return [period for period in begun if period.takes_changes or period.pk in latest]

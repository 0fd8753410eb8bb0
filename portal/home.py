"""Each role's first page: where measures and reports meet.

A person with several roles gets all their parts, what waits for them first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from measures.actions.outcome import Refused
from measures.choices import PeriodState, RestatementState, RoleName
from measures.models import Period, Scorecard, gathered
from measures.permissions import Standing
from measures.queries.comments import unanswered_comments, without_answers
from measures.queries.glance import Glance, Progress, glances, grouped
from measures.queries.load_queries import open_queries, queries_waiting
from measures.queries.people import account_counts, lent_roles, roles_to_come, stand_ins
from measures.queries.public_texts import open_texts, public_texts_waiting
from measures.queries.quality import by_rule, weighty_findings
from measures.queries.rebases import open_rebases, rebases_waiting
from measures.queries.restatements import Correction, corrections, under_way_or_refused
from measures.queries.scope import HOLDERS, begun_periods
from measures.queries.today import changed_today, done_on
from measures.views.access import (
    Read,
    Reads,
    begun_periods_of,
    hold_begun_periods,
    months_at_work_of,
    read_all,
    scorecards_of,
    standing_of,
    status_code,
    working_periods_of,
)
from measures.views.approvals import queue_part, queue_reads
from measures.views.kept import kept_with
from measures.views.periods import board_part, boards_of, next_months
from measures.views.work import work_part, work_reads
from portal.accounts.release import lockout_rows, lockouts, release
from portal.health import failed_jobs, health, health_reads
from reports.content import from_data
from reports.content.summary import moved_in
from reports.early import early_months
from reports.queries import files_made, finished_files, signed_by, visible_editions
from reports.trend import counted, trends
from reports.trend_chart import trend_chart

APPROVERS: Final = (RoleName.DIRECTOR, RoleName.SIGNATORY)
EDITIONS_LISTED: Final = 6
FINISHED: Final = (PeriodState.SIGNED, PeriodState.PUBLISHED)
READERS: Final = (RoleName.BOARD, RoleName.EARLY_READER)


def also_shown(request: HttpRequest) -> object:
    """Return what a first page depends on beside the data: finished files, where it has the latest edition's.

    None for an administrator's, which tells how the site is at the moment (`kept_with`).
    """
    parts = parts_of(standing_of(request))
    if "administration" in parts:
        return None
    return files_made() if "editions" in parts else ""


@login_required
@require_safe
@kept_with(also_shown)
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, part by part."""
    standing = standing_of(request)
    parts = parts_of(standing)
    read = read_all(_reads(request, parts))
    hold_begun_periods(request, read["begun"])
    context: dict[str, Any] = {"standing": standing, "parts": parts}
    queries = queries_waiting(standing, read["queries"])
    for part in parts:
        context |= PARTS[part](request, read)
    found = corrections(standing, read["restatements"])
    waiting = [each for each in found if each.waits_for_me]
    context |= {
        "corrections": [each for each in waiting if not _signed_apart(each, parts)],
        "corrections_to_sign": [each for each in waiting if _signed_apart(each, parts)],
        "refused": [each for each in found if each.state is RestatementState.REFUSED],
        "public_texts": public_texts_waiting(standing, read["texts"], read["restatements"]),
        "load_queries": queries,
        "comments": without_answers(read["comments"], queries),
        "rebases": rebases_waiting(standing, read["rebases"]),
    }
    context["stands_in"], context["lent"] = stand_ins(request.user, standing.on, read["lent"])
    context["may_lend"] = bool(standing.sections_as(RoleName.DIRECTOR) or standing.scorecards_as(RoleName.SIGNATORY))
    first = first_scorecard(request)
    context["other_scorecards"] = [each for each in scorecards_of(request) if each != first]
    if not parts:
        context["to_come"] = list(roles_to_come(request.user, standing.on))
    if not parts or standing.is_administrator:
        context["begins"] = not (scorecards_of(request) or Scorecard.objects.exists())
    return render(request, "portal/home.html", context)


def _signed_apart(correction: Correction, parts: Iterable[str]) -> bool:
    """Return whether a restatement is listed with the months that wait for the person's signature."""
    return "signing" in parts and "publish" in correction.actions


def _reads(request: HttpRequest, parts: Iterable[str]) -> Reads:
    """Return what a first page reads that depends on nothing else it reads: all of it is read with one query."""
    standing = standing_of(request)
    found: dict[str, Any] = {
        "restatements": under_way_or_refused(standing),
        "texts": open_texts(standing),
        "queries": open_queries(standing),
        "rebases": open_rebases(standing),
        "comments": unanswered_comments(standing),
        "lent": lent_roles(request.user, standing.on),
        "begun": begun_periods(scorecards_of(request)),
    }
    for part in parts:
        found |= READS[part](standing) if part in READS else {}
    return found


def boards_in_order(request: HttpRequest) -> list[Period]:
    """Return the months at work whose boards the person may see, those that take figures first."""
    return _taking_figures_first(boards_of(request))


def _taking_figures_first(periods: list[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: not period.takes_changes)


def first_scorecard(request: HttpRequest) -> Scorecard | None:
    """Return the scorecard that home begins with and the menu leads to: of several, one whose month is at work.

    Asks nothing of the database but the months at work, and those only where there are several scorecards.
    """
    scorecards = scorecards_of(request)
    if len(scorecards) < 2:
        return scorecards[0] if scorecards else None
    shown = (boards_in_order(request) or _taking_figures_first(working_periods_of(request)))[:1]
    return next((s for s in scorecards for period in shown if s.pk == period.scorecard_id), scorecards[0])


def glances_of(request: HttpRequest) -> list[Glance]:
    """Return the person's sections at a glance, read once for a request."""
    found: list[Glance] | None = getattr(request, "glances", None)
    if found is None:
        found = glances(standing_of(request), months_at_work_of(request))
        request.glances = found  # type: ignore[attr-defined]
    return found


def signing_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return the months that wait for the person's signature, how far each is, and what they have signed."""
    standing = standing_of(request)
    signs = standing.scorecards_as(RoleName.SIGNATORY)
    periods = [p for p in months_at_work_of(request) if p.takes_changes and p.scorecard_id in signs]
    return {
        "to_sign": [Progress.of(period, glances_of(request)) for period in periods],
        "signed": read["signed"],
    }


def approvals_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return what waits for the person's decision, and their sections at a glance."""
    return {**queue_part(request, read), "glances": grouped(glances_of(request))}


def boards_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return the board of the latest month at work, its findings, the day's changes, and what else is at work.

    Also what can be opened or published: a month that is signed stays here until it is published.
    """
    standing = standing_of(request)
    periods, kept = boards_in_order(request), standing.scorecards_as(RoleName.PERFORMANCE)
    first = periods[0] if periods else None
    begun = begun_periods_of(request)
    finished = {p.scorecard_id for p in begun if not p.imported and p.state in FINISHED}
    keeps = [scorecard for scorecard in scorecards_of(request) if scorecard.pk in kept]
    return {
        "boards": [board_part(request, period) for period in periods[:1]],
        "also_at_work": [p for p in months_at_work_of(request) if p.scorecard_id in kept and p not in periods],
        "more_boards": periods[1:],
        "to_open": next_months([each for each in periods if each.scorecard_id in kept]),
        "to_publish": [p for p in begun if p.scorecard_id in kept and p.state == PeriodState.SIGNED],
        "kept_scorecards": keeps,
        "beginning": [scorecard for scorecard in keeps if scorecard.pk not in finished],
        **_of_the_first(standing, first),
    }


def _of_the_first(standing: Standing, period: Period | None) -> dict[str, Any]:
    """Return the findings of the month that the board is of, and what was done to its scorecard today (one query)."""
    if period is None:
        return {"quality": [], "today": []}
    found, done = gathered(weighty_findings(standing, period), done_on(period.scorecard_id, standing.on))
    return {"quality": by_rule(found), "today": changed_today(done)}


def editions_reads(standing: Standing) -> Reads:
    """Return what the part of those who read editions reads."""
    newest = visible_editions(standing).with_superseded().newest_first()[:EDITIONS_LISTED]
    return {"editions": newest, "counted": counted(standing), "early": early_months(standing)}


def editions_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return the newest editions that the person may read, the files of the latest, and the trend of the whole."""
    standing = standing_of(request)
    editions, found = read["editions"], trends(standing, read["counted"])
    context: dict[str, Any] = {
        "reads_early": bool(standing.scorecards_as(RoleName.EARLY_READER)),
        "early": read["early"],
        "editions": editions,
        "trends": [(trend, trend_chart(trend, uid=f"trend-{trend.scorecard_id}")) for trend in found],
    }
    if editions:
        latest = editions[0]
        same = (latest.scorecard_id, latest.period.month, latest.number)
        context["files"] = finished_files(standing, latest)
        counts = next((t for t in found if (t.scorecard_id, t.latest.month, t.latest.number) == same), None)
        # Fewer red measures may be fewer that have a rating: the edition's own sentence says which.
        context |= {"latest_counts": counts, "latest_moved": moved_in(from_data(latest.data())) if counts else ""}
    return context


def administration_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return how accounts and the site stand, without a figure of any scorecard."""
    now = timezone.now()
    return {
        "accounts": account_counts(now),
        "health": health(now, read),
        "failed_jobs": failed_jobs(now, read),
        "lockouts": lockouts(now, read["lockouts"]),
    }


@login_required
@require_POST
def release_lockout(request: HttpRequest) -> HttpResponse:
    """Let somebody who is locked out try to sign in again."""
    email = request.POST.get("email", "")
    try:
        release(email=email, by=request.user)
        messages.success(request, f"{email} can be used to sign in again.")
    except Refused as refused:
        status_code(refused)
        messages.error(request, refused.sentence)
    return redirect("home")


PARTS: Final[Mapping[str, Callable[[HttpRequest, Read], dict[str, Any]]]] = {
    "signing": signing_part,
    "approvals": approvals_part,
    "work": work_part,
    "board": boards_part,
    "editions": editions_part,
    "administration": administration_part,
}
"""The parts of a first page, what waits for the person first."""
READS: Final[Mapping[str, Callable[[Standing], Reads]]] = {
    "signing": lambda standing: {"signed": signed_by(standing)},
    "approvals": queue_reads,
    "work": work_reads,
    "editions": editions_reads,
    "administration": lambda _: {**health_reads(timezone.now()), "lockouts": lockout_rows(timezone.now())},
}
"""What they read that can be read with the other parts'."""


def parts_of(standing: Standing) -> list[str]:
    """Return the names of the parts of a person's first page."""
    held = {
        "signing": standing.scorecards_as(RoleName.SIGNATORY),
        "approvals": standing.sections_as(*APPROVERS) or standing.scorecards_as(*APPROVERS),
        "work": standing.measures_as(*HOLDERS),
        "board": standing.scorecards_as(RoleName.PERFORMANCE),
        "editions": standing.scorecards_as(*READERS),
        "administration": standing.is_administrator,
    }
    return [name for name in PARTS if held[name]]

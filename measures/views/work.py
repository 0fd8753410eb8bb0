"""The owner's page: what is due, what came back and why, how their measures stand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.models import Period
from measures.permissions import Standing
from measures.queries import scope
from measures.queries.actions import Doing, own_actions
from measures.queries.comments import unanswered_comments, without_answers
from measures.queries.load_queries import open_queries, queries_waiting
from measures.queries.public_texts import open_texts, public_texts_waiting
from measures.queries.restatements import restatements_waiting, under_way
from measures.queries.scorecard import scorecard_table
from measures.queries.work import (
    by_month,
    due_from,
    due_rows,
    missed_rows,
    months_in_hand,
    owners_stood_in_for,
    returns_of,
    roles_stood_in_for,
)
from measures.tables import DueTable, StandingTable, shown_table
from measures.views.access import Read, Reads, months_at_work_of, read_all, standing_of, working_periods_of
from measures.views.kept import kept


def work_reads(standing: Standing) -> Reads:
    """Return what the owner's part of a page reads that can be read with the other parts'."""
    return {
        "due": due_rows(standing),
        "returns": returns_of(standing),
        "missed": missed_rows(standing),
        "in_hand": months_in_hand(standing),
        "actions": own_actions(standing),
        "stood_in_for": roles_stood_in_for(standing),
    }


def work_part(request: HttpRequest, read: Read) -> dict[str, Any]:
    """Return what the owner's part of a page shows."""
    standing = standing_of(request)
    due = due_from(standing, read["due"], read["returns"])
    held = standing.measures_as(*scope.HOLDERS)
    tables = []
    for period in months_to_stand(request, set(read["in_hand"])):
        rows = scorecard_table(period.scorecard, period.month, standing, months=2, measures=held).rows
        if rows:
            table = StandingTable(rows, period=period, prefix=f"standing-{period.pk}-")
            tables.append((period, shown_table(request, table)))
    return {
        "due": due,
        "due_months": [period for period, _ in by_month(each.submission for each in due)],
        "doings": [Doing(action, standing.on) for action in read["actions"]],
        "stands_in_for": owners_stood_in_for(standing, read["stood_in_for"]),
        "returned": [each for each in due if each.returned],
        "late": sum(1 for each in due if each.is_late),
        "due_table": shown_table(request, DueTable(due, prefix="due-")),
        "standings": tables,
        "missed": by_month(read["missed"]),
    }


def months_to_stand(request: HttpRequest, in_hand: set[int]) -> list[Period]:
    """Return for each scorecard the month whose figures the owner's part tells of.

    Of several at work it is the latest in which something of theirs has been begun: one that has only just been opened
    says nothing yet.
    """
    shown = []
    for latest in working_periods_of(request):
        own = [period for period in months_at_work_of(request) if period.scorecard_id == latest.scorecard_id]
        shown.append(next((period for period in reversed(own) if period.pk in in_hand), latest))
    return shown


@login_required
@require_safe
@kept
def work(request: HttpRequest) -> HttpResponse:
    """Show what is due from the person, and how their measures stand."""
    standing = standing_of(request)
    if not standing.measures_as(*scope.HOLDERS):
        raise Http404("There is no such page.")
    asked = {"restatements": under_way(standing), "texts": open_texts(standing), "queries": open_queries(standing)}
    read = read_all({**work_reads(standing), **asked, "comments": unanswered_comments(standing)})
    queries = queries_waiting(standing, read["queries"])
    context = {
        **work_part(request, read),
        "corrections": restatements_waiting(standing, read["restatements"]),
        "public_texts": public_texts_waiting(standing, read["texts"], read["restatements"]),
        "load_queries": queries,
        "comments": without_answers(read["comments"], queries),
    }
    return render(request, "measures/work.html", context)

"""Approving the unremarkable together: the list of what that is, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.together import approve_together
from measures.queries.queue import APPROVERS, unremarkable_for
from measures.queries.scope import submissions
from measures.views.access import standing_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unremarkable(request: HttpRequest) -> HttpResponse:
    """List the figures with nothing to look at, and approve those that are ticked."""
    standing = standing_of(request)
    if not (standing.sections_as(*APPROVERS) or standing.scorecards_as(*APPROVERS)):
        raise Http404("There is no such page.")
    if request.method != "POST":
        return render(request, "measures/unremarkable.html", {"waiting": unremarkable_for(standing)})
    listed = dict(_listed(text) for text in request.POST.getlist("figure"))
    if not listed:
        messages.error(request, "Nothing was approved: tick the figures that you approve.")
        return render(request, "measures/unremarkable.html", {"waiting": unremarkable_for(standing)}, status=422)
    found = submissions(standing).filter(pk__in=listed).in_order()
    done = approve_together(submissions=[(row, listed[row.pk]) for row in found], by=request.user)
    for _, sentence in done.refused:
        messages.warning(request, sentence)
    if done.approved:
        count = len(done.approved)
        messages.success(request, f"{count} figure{' is' if count == 1 else 's are'} approved.")
    return redirect("measures:queue")


def _listed(text: str) -> tuple[int, int]:
    """Return the submission and version that a tick box stands for; (0, 0), which nothing has, for anything else."""
    pk, _, version = text.partition("-")
    return (int(pk), int(version)) if pk.isdecimal() and version.isdecimal() and len(text) < 30 else (0, 0)

"""Approving the unremarkable together: the list of what that is, and doing it."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from measures.actions.together import approve_together
from measures.queries.queue import APPROVERS, Waiting, unremarkable_for, waiting_for
from measures.queries.scope import submissions
from measures.views.access import standing_of
from measures.views.kept import kept

DIGITS: Final = 18
"""The most digits of a number that a database takes."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def unremarkable(request: HttpRequest) -> HttpResponse:
    """List the figures with nothing to look at, and approve those that are ticked."""
    standing = standing_of(request)
    if not (standing.sections_as(*APPROVERS) or standing.scorecards_as(*APPROVERS)):
        raise Http404("There is no such page.")
    if request.method != "POST":
        return render(request, "measures/unremarkable.html", {"waiting": unremarkable_for(standing)})
    listed = {tick.submission: tick for tick in map(Tick.of, request.POST.getlist("figure"))}
    if not listed:
        messages.error(request, "Nothing was approved: tick the figures that you approve.")
        return render(request, "measures/unremarkable.html", {"waiting": unremarkable_for(standing)}, status=422)
    waiting = {each.submission.pk: each for each in waiting_for(standing)}
    asked = []
    for row in submissions(standing).filter(pk__in=listed).in_order():
        tick, each = listed[row.pk], waiting.get(row.pk)
        sentence = tick.no_longer(each) if each is not None else ""
        if sentence:
            messages.warning(request, sentence)
        else:
            asked.append((row, tick.version))
    done = approve_together(submissions=asked, by=request.user)
    for _, sentence in done.refused:
        messages.warning(request, sentence)
    if done.approved:
        count = len(done.approved)
        messages.success(request, f"{count} figure{' is' if count == 1 else 's are'} approved.")
    return redirect("measures:queue")


class Tick(NamedTuple):
    """What a tick box stands for: a figure as it was listed, with its slot's version and its status."""

    submission: int
    version: int
    status: int

    @classmethod
    def of(cls, text: str) -> Tick:
        """Return what a tick box says; zeros, which nothing has, for anything else."""
        said = text.split("-")
        plain = len(said) == len(cls._fields) and all(each.isdecimal() and len(each) <= DIGITS for each in said)
        return cls(*map(int, said)) if plain else cls(0, 0, 0)

    def no_longer(self, now: Waiting) -> str:
        """Return why the figure is not what was listed, although it is the same one; empty where it is.

        A finding that another measure's figure has raised, or a new status, does not change the slot's version.
        """
        if now.submission.version != self.version:
            return ""
        ref = now.submission.definition.ref
        if now.reasons:
            reasons = ", ".join(now.reasons)
            return f"{ref} was not approved: since you opened the page there is something to look at ({reasons})."
        if now.status is None or now.status.pk != self.status:
            return (
                f"{ref} was not approved: its status was worked out anew since you opened the page. Look at it again."
            )
        return ""

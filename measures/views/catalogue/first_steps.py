"""From a spreadsheet to the first open month: the steps, and who holds what, given out in one go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.holding import give_out
from measures.choices import RoleName
from measures.forms.first import HoldersForm, Place
from measures.models import Measure, Role, Scorecard, Section, scorecard_order
from measures.queries.first_steps import first_steps, named_in_files, unfinished_upload
from measures.views.access import keeper_of, standing_of
from measures.views.catalogue.attempts import attempt
from measures.views.load_reading import page_of


@login_required
@require_safe
def first_steps_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the steps to the first open month: what is done and what is to do."""
    scorecard = keeper_of(request, slug)
    steps = first_steps(scorecard, standing_of(request).on)
    imported = steps[0].done
    upload = None if imported else unfinished_upload(scorecard, request.user, timezone.now())
    context = {
        "scorecard": scorecard,
        "steps": steps,
        "done": sum(step.done for step in steps),
        "next": next((step for step in steps if not step.done), None),
        "upload": upload,
        "upload_page": page_of(upload) if upload and not upload.period_id else "",
    }
    return render(request, "measures/catalogue/first_steps.html", context)


def places_of(scorecard: Scorecard, request: HttpRequest) -> list[Place]:
    """Return everything of a scorecard that somebody is to hold, who does, and whom a file names (five queries)."""
    on = standing_of(request).on
    held: dict[tuple[str, int], str] = {}
    for name, scope in ((RoleName.OWNER, "measure"), (RoleName.DIRECTOR, "section"), (RoleName.SIGNATORY, "")):
        kept: dict[str, Any] = {f"{scope}__scorecard": scorecard} if scope else {"scorecard": scorecard}
        roles = Role.objects.current(on).filter(role=name, person__is_active=True, stands_in_for=None, **kept)
        for role in roles.select_related("person").order_by("starts", "pk"):
            held[name.value, getattr(role, f"{scope or 'scorecard'}_id")] = role.person.get_username()
    measures = Measure.objects.filter(scorecard=scorecard, definition__isnull=False).in_use()
    rows: list[tuple[Any, RoleName, str]] = [(scorecard, RoleName.SIGNATORY, "the whole scorecard")]
    sections = Section.objects.filter(scorecard=scorecard).in_use().select_related("scorecard").order_by("position")
    rows += [(section, RoleName.DIRECTOR, section.title) for section in sections]
    rows += [
        (measure, RoleName.OWNER, str(measure.definition))
        for measure in measures.select_related("definition", "scorecard").order_by(*scorecard_order())
    ]
    named = named_in_files(scorecard)
    return [
        Place(
            scope,
            role,
            title,
            held.get((role.value, scope.pk), ""),
            named.get(scope.pk, "") if role is RoleName.OWNER else "",
        )
        for scope, role, title in rows
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holders_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Say by email address who owns each measure, directs each section and signs."""
    scorecard, status = keeper_of(request, slug), 200
    places = places_of(scorecard, request)
    form = HoldersForm(places=places)
    if request.method == "POST":
        form = HoldersForm(request.POST, places=places)
        status, done = attempt(
            form,
            lambda: give_out(
                scorecard=scorecard,
                holdings=form.holdings(),
                invite_new=form.cleaned_data["invite_new"],
                by=request.user,
            ),
        )
        if done is not None:
            given, invited = done
            new = f" {invited} {'person was' if invited == 1 else 'people were'} invited." if invited else ""
            messages.success(request, f"{given} role{'' if given == 1 else 's'} given.{new}")
            return redirect("measures:first_steps_of", slug)
    context = {"scorecard": scorecard, "form": form}
    return render(request, "measures/catalogue/holders.html", context, status=status)

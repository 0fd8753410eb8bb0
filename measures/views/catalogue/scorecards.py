"""The scorecards that somebody works on, and adding one beside them, or the first of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from measures.actions.outcome import Refused
from measures.actions.scorecards import start_scorecard
from measures.choices import RoleName
from measures.forms.first import ScorecardForm
from measures.models import Scorecard
from measures.people_permissions import may_add_scorecard
from measures.permissions import may_keep_catalogue
from measures.views.access import scorecards_of, standing_of
from measures.views.catalogue.attempts import attempt


def may_add(request: HttpRequest) -> bool:
    """Return whether the person may add a scorecard."""
    return bool(may_add_scorecard(standing_of(request), is_superuser=bool(getattr(request.user, "is_superuser", 0))))


@login_required
@require_safe
def scorecards(request: HttpRequest) -> HttpResponse:
    """Show the scorecards that the person works on."""
    found = scorecards_of(request)
    if not found and not may_add(request):
        raise Http404("There is no such page.")
    standing = standing_of(request)
    context = {
        "scorecards": [(one, bool(may_keep_catalogue(standing, one.pk))) for one in found],
        "may_add": may_add(request),
    }
    return render(request, "measures/catalogue/scorecards.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_scorecard(request: HttpRequest) -> HttpResponse:
    """Add a scorecard, empty or with the structure of another, and say who keeps it."""
    if not may_add(request):
        raise Http404("There is no such page.")
    kept = Scorecard.objects.filter(pk__in=standing_of(request).scorecards_as(RoleName.PERFORMANCE)).order_by("title")
    first, status = not Scorecard.objects.exists(), 200
    person: Any = request.user
    form = ScorecardForm(scorecards=kept, initial={"keeper": person.email, **(FIRST if first else {})})
    if request.method == "POST":
        form = ScorecardForm(request.POST, scorecards=kept)
        status, added = attempt(form, lambda: _start(request, form))
        if added is not None:
            messages.success(request, f"{added} is there.")
            keeps = form.cleaned_data["keeper"].lower() == person.email.lower()
            return redirect(reverse("measures:first_steps_of", args=[added.slug]) if keeps else reverse("home"))
    return render(request, "measures/catalogue/add_scorecard.html", {"form": form, "first": first}, status=status)


FIRST = {"title": "Children’s social care scorecard", "slug": "childrens-social-care"}


def _start(request: HttpRequest, form: ScorecardForm) -> Scorecard:
    said = dict(form.cleaned_data)
    email = said.pop("keeper")
    accounts: Any = get_user_model()
    keeper = accounts.objects.filter(email__iexact=email).first()
    if keeper is None:
        raise Refused(
            "Nobody has an account with this address.", {"keeper": "Nobody has an account with this address."}
        )
    return start_scorecard(by=request.user, keeper=keeper, **said)

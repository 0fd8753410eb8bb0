"""Standing in: a director lends their decisions for a period of leave; the team does it for one who is away already."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from measures.actions.delegations import delegate_several
from measures.forms.people import DelegateForm
from measures.models import Role
from measures.people_permissions import may_delegate
from measures.queries import people as reads
from measures.views.access import standing_of
from measures.views.answering import answered, sent
from measures.views.people import person_at
from measures.working_days import working_day_from


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Show who stands in for the person, and let them ask somebody."""
    return _page(request, request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegations_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in the place of somebody who is away already, for the performance team."""
    return _page(request, person_at(request, pk))


def _page(request: HttpRequest, person: Any) -> HttpResponse:
    standing = standing_of(request)
    own = person.pk == standing.person_id
    held = Role.objects.current(standing.on).of(person).with_scope()
    roles = [role for role in held if role.is_lendable(standing.on) and may_delegate(standing, role)]
    lent = [role for role in reads.delegations_of(person, standing.on) if own or may_delegate(standing, _from(role))]
    if not roles and not lent:
        raise Http404("There is no such page.")
    scorecards = {role.of_scorecard.pk for role in roles if role.of_scorecard}
    others = reads.who_may_stand_in(scorecards, standing.on).exclude(pk__in=[person.pk, standing.person_id])
    told_on = working_day_from(standing.on, 1)
    form = DelegateForm(sent(request), roles=roles, people=others)

    def act() -> str:
        chosen = form.cleaned_data
        given = delegate_several(by=request.user, **chosen)
        who, days = chosen["to"].get_full_name(), _days(chosen["starts"], chosen["ends"])
        if all((role.starts, role.ends) != (chosen["starts"], chosen["ends"]) for role in given):
            return f"{who} stands in on all of these days already, so nothing has changed. To shorten it, end it early."
        told = "is told by mail" if own else f"both {person.get_full_name()} and they are told by mail"
        told += f", on {told_on:%-d %B %Y} at the earliest"
        return f"{who} stands in as {reads.roles_in_words(given)} {days}, and {told}.{_beside(given, lent)}"

    to = ("measures:delegations",) if own else ("measures:delegations_of", person.pk)
    status, done = answered(request, form, act, to=to)
    context = {"person": person, "own": own, "form": form, "roles": roles, "told_on": told_on}
    leaves = reads.leaves_of(lent)
    context["lent"] = [(leave, leave.beside(leaves)) for leave in leaves]
    return done or render(request, "measures/delegations.html", context, status=status)


def _beside(given: list[Role], lent: list[Role]) -> str:
    """Return the sentences that say who else stands in on some of the days of roles that were just lent."""
    earlier = reads.leaves_of(lent)
    others = [other for leave in reads.leaves_of(given) for other in leave.beside(earlier)]
    said = [
        f"{other.who.get_full_name()} {_days(other.starts, other.ends)}"
        + (f", as {other.in_words}" if len(other.roles) < len(given) else "")
        for other in others
    ]
    return f" On some of these days others stand in too: {'; '.join(said)}. Any of them may decide." if said else ""


def _days(starts: dt.date, ends: dt.date | None) -> str:
    return f"from {starts:%-d %B %Y}" + (f" until {ends:%-d %B %Y}" if ends else "")


def _from(role: Role) -> Role:
    """Return the role that was lent."""
    return role.stands_in_for or role

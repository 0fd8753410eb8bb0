"""Ending a role, today or on a day; of a leave, all that one person stands in for at once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from measures.actions import people
from measures.forms.people import EndForm
from measures.models import Role
from measures.people_permissions import may_end_role
from measures.queries import people as reads
from measures.views.access import standing_of
from measures.views.answering import answered, role_ended, sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, today or on a day; and the other parts of the leave that it belongs to, where they are ticked."""
    role = get_object_or_404(Role.objects.with_scope(), pk=pk)
    standing = standing_of(request)
    answer = may_end_role(standing, role)
    if answer.hidden:
        raise Http404(answer.sentence)
    parts = [each for each in reads.same_leave(role, standing.on) if may_end_role(standing, each)]
    form = EndForm(sent(request), parts=parts)
    keeps, alone = reads.keeps_people(standing), reads.leaves_nobody(role, standing.on)

    def act() -> str:
        together = form.cleaned_data.pop("together", False)
        ended = people.end_roles(roles=[role, *parts] if together else [role], by=request.user, **form.cleaned_data)
        said = " ".join(role_ended(each, standing.on) for each in ended)
        return f"{said} Nobody else is." if alone else said

    to = ("measures:person", role.person_id) if keeps else ("measures:delegations",)
    status, done = answered(request, form, act, to=to)
    context = {"role": role, "form": form, "answer": answer, "keeps": keeps, "alone": alone}
    return done or render(request, "measures/end_role.html", context, status=status)

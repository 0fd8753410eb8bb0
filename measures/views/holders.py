"""The owner and the deputies of a measure: who, from when until when, and changing them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from measures.actions.people import give_role
from measures.choices import RoleName
from measures.forms.people import HolderForm
from measures.models import Role
from measures.people_tables import RolesTable
from measures.queries import people as reads
from measures.queries.measure import find_measure
from measures.tables import shown_table
from measures.views.access import keeper_of, standing_of
from measures.views.answering import answered, held_already, sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holders(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Show who holds a measure and held it, and give it to somebody from a day on."""
    scorecard, standing = keeper_of(request, slug), standing_of(request)
    measure = find_measure(scorecard, ref)
    if measure is None:
        raise Http404("There is no such page.")
    roles = list(Role.objects.with_scope().filter(measure=measure).order_by("role", "starts", "pk"))
    people = reads.kept_people(standing).filter(is_active=True)
    initial = {"starts": standing.on, "role": RoleName.OWNER.value}
    form = HolderForm(sent(request), people=people, initial=initial)

    def act() -> str:
        chosen = form.cleaned_data
        role = RoleName(chosen.pop("role"))
        given = give_role(role=role, scope=measure, by=request.user, **chosen)
        if given in roles:
            return held_already(chosen["person"], f"{role.value} of {ref}", given.starts)
        return f"{chosen['person'].get_full_name()} is {role.value} of {ref} from {chosen['starts']:%-d %B %Y}."

    status, done = answered(request, form, act, to=("measures:holders", slug, ref))
    held = [role for role in roles if role.when(standing.on) in ("current", "to come")]
    over = [role for role in roles if role not in held]
    context = {
        "scorecard": scorecard,
        "measure": measure,
        "definition": measure.definition,
        "form": form,
        "held": shown_table(request, RolesTable(held, caption="Owner and deputies", of="person", prefix="held-")),
        "over": shown_table(request, RolesTable(over, caption="Before", of="person", ends=False, prefix="over-")),
    }
    return done or render(request, "measures/holders.html", context, status=status)

"""People: who has an account, what they hold, and what is done when somebody comes or leaves.

For the performance team (the people of its scorecard) and administrators (everybody); 404 for anybody else.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import accounts, people
from measures.actions.outcome import Refused
from measures.choices import ROLE_SCOPES, RoleName
from measures.forms.people import GiveForm, HandOverForm, InviteForm, NameForm, RoleChoiceForm, WhyForm
from measures.models import Measure, Role, Scorecard, Section, scorecard_order
from measures.people_permissions import may_change_email, may_deactivate, may_keep_account
from measures.people_tables import PeopleFilter, PeopleTable, RolesTable
from measures.permissions import Standing
from measures.queries import people as reads
from measures.queries.gaps import gaps_to_come, to_be_answered, vacancies
from measures.tables import shown_table
from measures.views.access import standing_of, status_code
from measures.views.answering import answered, handed_over, held_already, sent, taken_over

Form = TypeVar("Form", bound=GiveForm)


def keeper(request: HttpRequest) -> None:
    """Raise Http404 for whoever keeps nobody's roles."""
    if not reads.keeps_people(standing_of(request)):
        raise Http404("There is no such page.")


def person_at(request: HttpRequest, pk: int) -> Any:
    """Return the person at an address, or 404 for one whom the asker does not keep."""
    keeper(request)
    return get_object_or_404(reads.kept_people(standing_of(request)), pk=pk)


@login_required
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Show who has an account, and what nobody answers for."""
    keeper(request)
    standing = standing_of(request)
    chosen = PeopleFilter(request.GET, reads.kept_people(standing), roles=reads.kept_roles(standing))
    shown = reads.with_roles(chosen.qs, standing)
    scorecards = [] if standing.is_administrator else reads.kept_scorecards(standing)
    answered_for = [(scorecard, to_be_answered(scorecard, standing.on)) for scorecard in scorecards]
    context = {
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "people": shown_table(request, PeopleTable(shown)),
        "vacancies": [(s, vacant) for s, each in answered_for if (vacant := vacancies(each, standing.on))],
        "gaps": [(s, gaps) for s, each in answered_for if (gaps := gaps_to_come(each, standing.on))],
    }
    return render(request, "measures/people.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Choose a role, then who is to have it, on what and from when; make the account and send them the link to it."""
    keeper(request)
    standing, asked = standing_of(request), sent(request)
    said = request.POST if "role" in request.POST else request.GET
    choice = RoleChoiceForm(said if said or asked is not None else None, administrator=standing.is_administrator)
    if not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return render(request, "measures/invite_choice.html", {"form": choice}, status=status)
    role = RoleName(choice.cleaned_data["role"])
    form, owners = _form_of_role(InviteForm, asked, role, standing)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                return _invited(request, role, {"scopes": [None], **form.cleaned_data}, owners)
        except Refused as refused:
            form.show_refusal(refused)
            status = status_code(refused)
    return render(request, "measures/invite.html", {"form": form, "role": role}, status=status)


def _invited(request: HttpRequest, role: RoleName, chosen: dict[str, Any], owners: dict[int, Any]) -> HttpResponse:
    """Invite somebody to a role, say what was done, and go on to their page."""
    before = set(Role.objects.filter(person__email__iexact=chosen["email"]).values_list("pk", flat=True))
    person, new, roles = accounts.invite_as(role=role, by=request.user, **chosen)
    name = person.get_full_name()
    told = f"{name} has an account already, and was not invited again."
    if new:
        told = f"{name} is invited. The link is on its way to {person.email}."
    given = _given(person, roles, before, owners, starts=chosen["starts"], on=standing_of(request).on)
    messages.success(request, f"{told} {given}")
    return redirect("measures:person", person.pk)


def _form_of_role(form: type[Form], data: Any, role: RoleName, standing: Standing) -> tuple[Form, dict[int, Any]]:
    """Return the form on what a role is given, and who owns the measures in it; the only scorecard is ticked."""
    scorecards = reads.kept_scorecards(standing)
    owners = reads.owners_now(role, scorecards, standing.on)
    ticked = [str(each.pk) for each in scorecards] if ROLE_SCOPES[role] == "scorecard" and len(scorecards) == 1 else []
    made = form(
        data,
        role=role,
        scopes=_scopes(role, scorecards),
        owners=owners,
        several=len(scorecards) > 1,
        initial={"starts": standing.on, "scopes": ticked},
    )
    return made, owners


def _given(
    person: Any, roles: list[Role], before: set[int], owners: dict[int, Any], *, starts: dt.date, on: dt.date
) -> str:
    """Return what became of roles that were given: which are new (`before` are those held already), and whose were."""
    new = [each for each in roles if each.pk not in before]
    told, role = new or roles, RoleName(roles[0].role)
    what = told[0].in_words if len(told) == 1 else f"{role.value} of {len(told)} {ROLE_SCOPES[role]}s"
    if not new:
        return held_already(person, what, max(each.starts for each in told))
    done = f"{person.get_full_name()} is {what} from {starts:%-d %B %Y}."
    return " ".join([done, *taken_over(new, owners, starts, on)])


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person: the account, what they hold and held, what has happened."""
    found, standing, now = person_at(request, pk), standing_of(request), timezone.now()
    page = reads.kept_person(found, standing)
    may_change = found.is_active and found.pk != standing.person_id
    context = {
        "person": found,
        "page": page,
        "account": reads.account_state(found, now),
        "held": shown_table(request, RolesTable(page.held, caption="Roles", ends=may_change, prefix="held-")),
        "over": shown_table(request, RolesTable(page.over, caption="Roles that are over", ends=False, prefix="over-")),
        "may_change": may_change,
        "may_lend": may_change and page.can_be_lent(standing),
        "may_keep_account": bool(may_keep_account(standing, found)),
        "may_change_email": may_change and may_change_email(standing, found),
        "may_close": bool(may_deactivate(standing, found)),
        "stands": page.invitation.stands(now) if page.invitation else "",
    }
    return render(request, "measures/person.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a role, then on what and from when; give it."""
    keeper(request)
    standing = standing_of(request)
    found = person_at(request, pk)
    choice = RoleChoiceForm(request.GET or None, administrator=standing.is_administrator)
    if not choice.is_valid():
        context = {"person": found, "form": choice}
        return render(request, "measures/give_role_choice.html", context, status=422 if request.GET else 200)
    role = RoleName(choice.cleaned_data["role"])
    form, owners = _form_of_role(GiveForm, sent(request), role, standing)

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in ("starts", "ends", "why")}
        scopes = form.cleaned_data["scopes"] if "scopes" in form.fields else [None]
        before = set(found.roles.values_list("pk", flat=True))
        roles = people.give_roles(person=found, role=role, scopes=scopes, by=request.user, **given)
        return _given(found, roles, before, owners, starts=given["starts"], on=standing.on)

    status, done = answered(request, form, act, to=("measures:person", found.pk))
    context = {"person": found, "form": form, "role": role, "wanted": ROLE_SCOPES[role]}
    return done or render(request, "measures/give_role.html", context, status=status)


def _scopes(role: RoleName, scorecards: list[Scorecard]) -> QuerySet[Any] | list[Any]:
    wanted = ROLE_SCOPES[role]
    if wanted == "section":
        return Section.objects.filter(scorecard__in=scorecards).select_related("scorecard")
    if wanted == "measure":
        measures = Measure.objects.filter(scorecard__in=scorecards).exclude(retired_from__lte=timezone.localdate())
        return measures.select_related("scorecard", "definition").order_by("scorecard__title", *scorecard_order())
    return scorecards if wanted == "scorecard" else []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that somebody who leaves holds or held last, and give several of it to somebody else at once."""
    found, standing = person_at(request, pk), standing_of(request)
    roles = reads.to_hand_over(found, standing)
    others = reads.kept_people(standing).filter(is_active=True).exclude(pk=found.pk)
    form = HandOverForm(sent(request), roles=roles, people=others, initial={"starts": standing.on})

    def act() -> str:
        chosen = form.cleaned_data
        before = {role.pk: role.ends for role in (*chosen["roles"], *chosen["to"].roles.all())}
        return handed_over(people.hand_over(by=request.user, **chosen), chosen["roles"], before, chosen["starts"])

    status, done = answered(request, form, act, to=("measures:hand_over", found.pk))
    context = {
        "person": found,
        "roles": roles,
        "form": form,
        "is_own": found.pk == standing.person_id,
        "lent": reads.delegations_of(found, standing.on),
        "may_close": bool(may_deactivate(standing, found)) and found.is_active,
    }
    return done or render(request, "measures/hand_over.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who leaves: they are signed out everywhere, their roles end."""
    found, standing = person_at(request, pk), standing_of(request)
    answer = may_deactivate(standing, found)
    if answer.hidden:
        raise Http404(answer.sentence)
    form = WhyForm(sent(request))

    def act() -> str:
        accounts.deactivate(person=found, by=request.user, **form.cleaned_data)
        found.refresh_from_db()
        left = reads.to_hand_over(found, standing)
        after = "What they held is listed here." if left else "They held nothing that somebody has to take over."
        return f"The account of {found.get_full_name()} is closed. {after}"

    status, done = answered(request, form, act, to=("measures:hand_over", found.pk))
    context = {"person": found, "form": form, "answer": answer, "roles": reads.to_hand_over(found, standing)}
    return done or render(request, "measures/close_account.html", context, status=status)


@login_required
@require_POST
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again, take it back, or open a closed account again."""
    found = person_at(request, pk)
    name = found.get_full_name()
    try:
        match request.POST.get("do"):
            case "invite":
                accounts.invite_again(person=found, by=request.user)
                messages.success(request, f"A new link is on its way to {found.email}. The one before works no more.")
            case "take_back":
                accounts.take_invitation_back(person=found, by=request.user)
                messages.success(request, f"The invitation of {name} is taken back, and their roles are ended.")
            case "open":
                accounts.open_account_again(person=found, by=request.user)
                messages.success(request, f"{name} can sign in again. Give them the roles that they are to hold.")
            case _:
                messages.error(request, "Choose one of the buttons on this page.")
    except Refused as refused:
        status_code(refused)
        messages.error(request, refused.sentence)
    return redirect("measures:person", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person's name right."""
    found = person_at(request, pk)
    if not may_keep_account(standing_of(request), found):
        raise Http404("There is no such page.")
    form = NameForm(sent(request), initial={"name": found.name})

    def act() -> str:
        accounts.rename(person=found, by=request.user, **form.cleaned_data)
        return f"The name is {found.get_full_name()} now."

    status, done = answered(request, form, act, to=("measures:person", found.pk))
    return done or render(request, "measures/person_name.html", {"person": found, "form": form}, status=status)

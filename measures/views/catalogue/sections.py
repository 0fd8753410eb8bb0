"""The sections of a scorecard: added, renamed, put in order, retired."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions import sections as actions
from measures.actions.outcome import Refused
from measures.forms.catalogue import RenameSectionForm, SectionForm
from measures.models import Section
from measures.queries.catalogue import section_rows
from measures.views.access import keeper_of, standing_of, status_code
from measures.views.answering import sent
from measures.views.catalogue.attempts import attempt
from measures.views.kept import kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def sections(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sections in their order; add one."""
    form, status = SectionForm(sent(request)), 200
    scorecard = keeper_of(request, slug)
    if request.method == "POST":
        form = SectionForm(request.POST)
        status, added = attempt(
            form, lambda: actions.add_section(scorecard=scorecard, by=request.user, **form.cleaned_data)
        )
        if added is not None:
            messages.success(request, f"{added} is added as the last section.")
            return redirect("measures:sections", slug)
    return _page(request, slug, form, status)


def _page(request: HttpRequest, slug: str, form: SectionForm, status: int, refusal: str = "") -> HttpResponse:
    scorecard = keeper_of(request, slug)
    rows = section_rows(scorecard, standing_of(request).on)
    context = {
        "scorecard": scorecard,
        "form": form,
        "refusal": refusal,
        "rows": [row for row in rows if row.section.retired_at is None],
        "retired": [row for row in rows if row.section.retired_at is not None],
    }
    return render(request, "measures/catalogue/sections.html", context, status=status)


@login_required
@require_POST
def change_sections(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a section up or down, retire it, or take it back into use."""
    scorecard = keeper_of(request, slug)
    section = get_object_or_404(Section.objects.select_related("scorecard"), pk=pk, scorecard=scorecard)
    seen = request.POST.get("position", "")
    if seen.isdecimal():
        section.position = min(int(seen), 30_000)
    do = request.POST.get("do", "")
    try:
        if do in ("up", "down"):
            actions.move_section(section=section, up=do == "up", by=request.user)
            messages.success(request, f"{section} is moved {do}.")
        elif do == "retire":
            actions.retire_section(section=section, by=request.user)
            messages.success(request, f"{section} is retired. What was published under it stays as it is.")
        elif do == "restore":
            actions.restore_section(section=section, by=request.user)
            messages.success(request, f"{section} is in use again.")
        else:
            raise Http404("There is no such page.")
    except Refused as refused:
        return _page(request, slug, SectionForm(), status_code(refused), refused.sentence)
    return redirect("measures:sections", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename_section(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a section another name."""
    scorecard = keeper_of(request, slug)
    section = get_object_or_404(Section.objects.select_related("scorecard"), pk=pk, scorecard=scorecard)
    was, status = section.title, 200
    form = RenameSectionForm(initial={"title": section.title, "seen": section.title})
    if request.method == "POST":
        form = RenameSectionForm(request.POST)
        status, done = attempt(
            form, lambda: actions.rename_section(section=section, by=request.user, **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, f"{was} is now called {done}.")
            return redirect("measures:sections", slug)
    context = {"scorecard": scorecard, "section": section, "form": form}
    return render(request, "measures/catalogue/rename_section.html", context, status=status)

"""What was sent by mail, to whom, and whether it went out. For the performance team and administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from measures.people_tables import MailFilter, MailTable
from measures.queries.mail import sent_mail
from measures.tables import shown_table
from measures.views.access import standing_of
from measures.views.people import keeper


@login_required
@require_safe
def everything_sent(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    keeper(request)
    chosen = MailFilter(request.GET, sent_mail(standing_of(request)))
    context = {
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "mail": shown_table(request, MailTable(chosen.qs)),
    }
    return render(request, "measures/sent_mail.html", context)


@login_required
@require_safe
def one_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as it was written, but for the link of an invitation."""
    keeper(request)
    notice = get_object_or_404(sent_mail(standing_of(request)), pk=pk)
    return render(request, "measures/one_sent.html", {"notice": notice})

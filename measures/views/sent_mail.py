"""What was sent by mail, to whom, whether it went out, and who is told next. For the team and administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.choices import RoleName
from measures.notices.mail import NEWS_FROM, goes_out_at_once
from measures.notices.waiting import waiting_mail
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
    standing, now = standing_of(request), timezone.now()
    chosen = MailFilter(request.GET, sent_mail(standing))
    kept = None if standing.is_administrator else standing.scorecards_as(RoleName.PERFORMANCE)
    context = {
        "waiting": waiting_mail(now, scorecards=kept),
        "today": timezone.localdate(now),
        "at_once": goes_out_at_once(now),
        "from_hour": NEWS_FROM,
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

"""What Celery does for the month: statuses, the scheduler's day. Each task fetches by id and calls an action.

Every task may run twice without harm.
"""

from __future__ import annotations

import datetime as dt

import structlog
from celery import shared_task
from django.utils import timezone

from measures.actions.jobs import Attempt, run_job
from measures.actions.recalculate import Depth, run_recalculation, send_hint
from measures.actions.recalculate import tally as bring_up_to_date
from measures.actions.schedule import open_by_rule
from measures.models import LastRun, Recalculation, Scorecard
from measures.notices.letters import send_letters as send_waiting_letters
from measures.notices.mail import NEWS_FROM, send_news, send_reminders

LEASE = dt.timedelta(seconds=45)
"""How long a worker may be silent before its job is another's."""
HEARTBEAT = dt.timedelta(seconds=10)
NAMED = 20
"""How many statuses that had drifted the log names."""

log = structlog.get_logger(__name__)


@shared_task(name="measures.tasks.recalculate", ignore_result=True)
def recalculate(job_id: int) -> None:
    """Work out the statuses that one recalculation row asks for."""
    run_job(
        Recalculation.objects.all(),
        job_id,
        _recalculate,
        lease=LEASE,
        every=HEARTBEAT,
        failed="The statuses could not be worked out",
    )


def _recalculate(attempt: Attempt) -> None:
    job = Recalculation.objects.select_related("scorecard").get(pk=attempt.pk)
    attempt.finish(changed=run_recalculation(job))


@shared_task(name="measures.tasks.recalculate_waiting", ignore_result=True)
def recalculate_waiting() -> None:
    """Send again the recalculations whose hint or whose worker was lost; give up those that keep failing."""
    now = timezone.now()
    LastRun.note(LastRun.WORKER, now=now)
    Recalculation.objects.all().give_up(now=now)
    waiting = Recalculation.objects.all().claimable(now).order_by("pk").values_list("pk", flat=True)
    for job_id in list(waiting[:500]):
        send_hint(job_id)


@shared_task(name="measures.tasks.recalculate_all", ignore_result=True)
def recalculate_all() -> None:
    """Work out every status again. There should be nothing to change; where there is, say so loudly.

    What a recalculation that has not ended would have changed is nothing to report, and what a release has changed
    by another version of the rules is told apart: neither has drifted.
    """
    said, fine = [], True
    for scorecard in Scorecard.objects.order_by("pk"):
        found = bring_up_to_date(scorecard=scorecard, depth=Depth.VERDICTS)
        slug, released = scorecard.slug, found.of_older_rules
        if found.unexplained:
            fine = False
            said.append(f"{slug}: {found.unexplained} statuses had drifted")
            some = found.drifted[:NAMED]
            log.error("statuses_had_drifted", scorecard=slug, changed=found.unexplained, drifted=some)
        if released:
            said.append(f"{slug}: {released} statuses were of an older version of the rules, and were worked out again")
            log.info("statuses_of_older_rules", scorecard=slug, changed=released)
        if found.changed == found.awaited:
            log.info("statuses_up_to_date", scorecard=slug, awaited=found.awaited)
    LastRun.note(LastRun.NIGHT, now=timezone.now(), said="; ".join(said) or "Nothing had changed.", fine=fine)


@shared_task(name="measures.tasks.open_and_remind", ignore_result=True)
def open_and_remind() -> None:
    """Open the month where the rule says so, then send the day's reminders."""
    opened, sent = open_by_rule(), send_reminders()
    months = ", ".join(f"{period} of {period.scorecard}" for period in opened)
    said = f"Opened: {months or 'nothing'}. Reminders sent: {sent}."
    LastRun.note(LastRun.MORNING, now=timezone.now(), said=said)
    log.info("morning_round", opened=[str(period) for period in opened], sent=sent)


@shared_task(name="measures.tasks.send_letters", ignore_result=True)
def send_letters() -> None:
    """Write and send the invitations that wait, and the news to those who have had no mail today.

    Before that the morning's round, where no worker was there for it: news would be the day's one mail to a person.
    """
    if LastRun.missed_today(LastRun.MORNING, from_hour=NEWS_FROM, now=timezone.now()):
        open_and_remind()
    sent = send_waiting_letters() + send_news()
    if sent:
        log.info("letters_sent", sent=sent)

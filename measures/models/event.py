"""What happened: one event for everything that was done, which nobody can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import PeriodState
from measures.models.fields import person_field
from measures.models.period import Period

if TYPE_CHECKING:
    from measures.models.submission import Submission


DONE_TO_SOMEBODY: Final = frozenset(
    {
        "give_role",
        "end_role",
        "invite",
        "take_invitation_back",
        "deactivate",
        "open_account_again",
        "rename",
        "ask_email_change",
        "take_email_change_back",
        "release_lockout",
    }
)
"""What is done to a person's account or roles: the event names that person where others name whom it was done for."""


TO_ACTIONS: Final = ("open_action", "change_action", "move_action", "close_action")
"""What is done to an action, which belongs to a measure and to no month."""


class EventQuerySet(models.QuerySet["Event"]):
    """What happened."""

    def of_figure(self, submission: Submission) -> EventQuerySet:
        """Return what happened to a figure, and to its measure's actions from the month's opening to its signature."""
        found, period = Q(submission=submission), submission.period
        if period.opened_at is not None:
            acted = Q(measure=submission.measure_id, submission__isnull=True, what__in=TO_ACTIONS)
            acted &= Q(at__gte=period.opened_at)
            found |= acted & Q(at__lte=period.signed_at) if period.signed_at is not None else acted
        return self.filter(found)

    def signed_only(self) -> EventQuerySet:
        """Return the events that published a figure with the signature of a month that the board has not been given."""
        signed = Period.objects.filter(state=PeriodState.SIGNED)
        of_the_month = Q(what="publish", period__state=PeriodState.SIGNED)
        return self.filter(of_the_month | Q(what="publish_revision"), at__in=signed.values("signed_at"))


class Event(models.Model):
    """Who did what, when, from which state to which, and why. Never updated, never deleted (the database refuses).

    People are named by id, so that a name can be removed without touching an event. `by` is empty where nobody
    was signed in: the scheduler or the command line, which `channel` tells.
    """

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="events")
    done_for = person_field(blank=True, help_text="The person in whose place it was done.")
    channel = models.CharField(max_length=20, default="page")
    what = models.CharField(max_length=40)
    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, null=True, related_name="events")
    period = models.ForeignKey("Period", on_delete=models.PROTECT, null=True, related_name="events")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, null=True, related_name="events")
    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, null=True, related_name="events")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="events")
    about = models.CharField(max_length=60, blank=True, help_text="Another row that it is about: 'edition 3'.")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    APPEND_ONLY = True

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=("submission", "at"), name="event_by_submission"),
            models.Index(fields=("measure", "at"), name="event_by_measure"),
            models.Index(fields=("scorecard", "at"), name="event_by_scorecard"),
        ]

    def __str__(self) -> str:
        return f"{self.what} at {self.at:%d %B %Y %H:%M}"

    @property
    def in_place_of(self) -> Any:
        """Return the person in whose place it was done, if it was."""
        return None if self.what in DONE_TO_SOMEBODY else self.done_for

    @property
    def whom(self) -> Any:
        """Return the person to whose account or roles it was done, if it was."""
        return self.done_for if self.what in DONE_TO_SOMEBODY else None

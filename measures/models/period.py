"""The month of a scorecard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from measures.choices import PeriodState
from measures.models.fields import person_field


def financial_year(month: dt.date) -> int:
    """Return the calendar year in which the financial year of a month began (April to March)."""
    return month.year if month.month >= 4 else month.year - 1


def both_or_neither(first: str, second: str, name: str) -> models.CheckConstraint:
    """Return the constraint that two fields (a time and a person, say) are filled together."""
    empty = {f"{first}__isnull": True, f"{second}__isnull": True}
    filled = {f"{first}__isnull": False, f"{second}__isnull": False}
    return models.CheckConstraint(condition=Q(**empty) | Q(**filled), name=name)


class PeriodQuerySet(models.QuerySet["Period"]):
    """Months of scorecards."""

    def newest_first(self) -> PeriodQuerySet:
        """Return the months, the latest first."""
        return self.order_by("-month")

    def in_work(self) -> PeriodQuerySet:
        """Return the months that people still work on."""
        return self.filter(state__in=[PeriodState.OPEN, PeriodState.CLOSED])

    def claim(self, pk: int, *, state: str, to_state: str, **changes: Any) -> bool:
        """Move one month to another state if it still is in that state; return whether it was. Exactly one wins."""
        return bool(self.filter(pk=pk, state=state).update(state=to_state, **changes))


class Period(models.Model):
    """One month of one scorecard, and where it stands."""

    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, related_name="periods")
    month = models.DateField(help_text="The first day of the month.")
    state = models.CharField(max_length=20, choices=PeriodState.choices(), default=PeriodState.PLANNED)
    imported = models.BooleanField(default=False, help_text="Published before this portal; nobody signed it here.")
    due_on = models.DateField(null=True, blank=True, help_text="The day by which owners submit.")
    approve_by = models.DateField(null=True, blank=True, help_text="The day by which directors approve.")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = person_field(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ("scorecard", "month")
        constraints = [
            models.UniqueConstraint(fields=("scorecard", "month"), name="one_period_of_a_scorecard_in_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="period_is_the_first_of_a_month"),
            both_or_neither("signed_at", "signed_by", "period_signed_at_and_by_together"),
            models.CheckConstraint(
                condition=Q(imported=True)
                | ~Q(state__in=[PeriodState.SIGNED.value, PeriodState.PUBLISHED.value])
                | Q(signed_at__isnull=False),
                name="period_published_here_was_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

    @property
    def label(self) -> str:
        """Return the month as the scorecard's columns say it: 'Nov-23'."""
        return f"{self.month:%b-%y}"

    @property
    def key(self) -> str:
        """Return the month as addresses and commands say it: '2023-11'."""
        return f"{self.month:%Y-%m}"

    @property
    def year(self) -> int:
        """Return the calendar year in which this month's financial year began."""
        return financial_year(self.month)

    @property
    def takes_changes(self) -> bool:
        """Return whether figures of this month may still change without a restatement."""
        return self.state in (PeriodState.OPEN, PeriodState.CLOSED)

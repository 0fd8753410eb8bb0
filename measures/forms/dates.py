"""The forms of a month's dates: when it is opened, and when they change. Called by the views of the months.

A day that is past or on which nobody works is likely a slip, and is asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone

from measures.forms.base import ActionForm, DayField, TextField
from measures.working_days import is_working_day

DATES: Final = ("due_on", "approve_by")


class OpenPeriodForm(ActionForm):
    """When the figures of a month are due, and when they are to be approved."""

    due_on = DayField(label="Owners submit by")
    approve_by = DayField(label="Directors approve by")
    is_right = forms.BooleanField(
        label="The dates are right, although one is past or not a working day", required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any],
        held: Mapping[str, Any] | None = None,
    ) -> None:
        """`held` are the dates that hold already: they are not asked about."""
        super().__init__(data, initial=dict(initial))
        self.held, self.box = held or {}, self.fields.pop("is_right")
        if data and "is_right" in data:
            self.fields["is_right"] = self.box

    def clean(self) -> dict[str, Any]:
        """Ask about dates that are likely a slip; that they are right is said to the form alone."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_right = cleaned.pop("is_right", False)
        for name in DATES:
            day = cleaned.get(name)
            doubt = doubt_about(day, timezone.localdate()) if day and day != self.held.get(name) else ""
            if doubt and not is_right:
                self.fields["is_right"] = self.box
                self.add_error(name, f"{doubt} Change it, or tick “{self.box.label}”.")
        return cleaned


class OpenMonthForm(OpenPeriodForm):
    """The dates of the month that opens; before it has begun, that it is to be opened all the same."""

    early = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, month: dt.date, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.month = month
        if month > timezone.localdate():
            self.fields["early"].label = f"Open it now, although {month:%B %Y} begins on {month:%-d %B}"
        else:
            del self.fields["early"]

    def clean(self) -> dict[str, Any]:
        """Ask whether a month that has not begun is meant; that it is, is said to the form alone."""
        cleaned = super().clean()
        if "early" in self.fields and not cleaned.pop("early", False):
            self.add_error("early", f"{self.month:%B %Y} has not begun. Tick the box if it is to be opened now.")
        return cleaned


class PeriodDatesForm(OpenPeriodForm):
    """Another due date or approval date for a month."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    why = TextField("Why", rows=2, help_text="Owners and directors see the new dates on their first page.")


def doubt_about(day: dt.date, today: dt.date) -> str:
    """Return why a date by which something is to be done is likely a slip; empty where it is not."""
    if day < today:
        return f"{day:%-d %B %Y} is past."
    if is_working_day(day):
        return ""
    return f"{day:%-d %B %Y} is a {day:%A}." if day.weekday() >= 5 else f"{day:%A %-d %B %Y} is a bank holiday."

"""Filters of lists, kept in the address so that a view can be shared. Called by the views."""

from __future__ import annotations

from typing import Any, Final

import django_filters as filters
from django import forms

from measures.choices import SubmissionState
from measures.models import Event, Period, Section, Submission
from measures.models.submission import SubmissionQuerySet
from measures.queries.history import NOBODY, EventRows, people_in, things_done_in
from measures.queries.holding import WITH_OWNER


class BoardFilter(filters.FilterSet):
    """Which measures of the month the board shows."""

    state = filters.ChoiceFilter(choices=SubmissionState.choices(), empty_label="Any stage", label="Stage")
    section = filters.ModelChoiceFilter(
        field_name="definition__section", queryset=Section.objects.none(), empty_label="Any section", label="Section"
    )
    search = filters.CharFilter(method="find", label="Reference or title")
    only = filters.ChoiceFilter(
        choices=[("findings", "With findings"), ("owner", "Still with their owner")],
        method="keep",
        empty_label="All measures",
        label="Show",
    )

    class Meta:
        model = Submission
        fields: list[str] = []

    def __init__(self, data: Any, queryset: SubmissionQuerySet, *, period: Period, sections: Any) -> None:
        super().__init__(data, queryset=queryset)
        states = [(state.value, state.in_month(period.state).label) for state in SubmissionState]
        self.filters["state"].extra["choices"] = states
        self.filters["section"].extra["queryset"] = sections
        self.form.use_required_attribute = False
        self.form.fields["search"].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def find(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        """Keep the measures whose reference begins with the text or whose title contains it."""
        return queryset.filter(definition__title__icontains=value) | queryset.filter(definition__ref__startswith=value)

    def keep(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        """Keep the measures that have findings, or that wait for their owner."""
        if value == "findings":
            return queryset.filter(open_findings__gt=0)  # type: ignore[misc]  # counted by `queries.board`
        return queryset.filter(state__in=WITH_OWNER)


DAYS: Final = ["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]


def day_filter(label: str, lookup: str) -> filters.DateFilter:
    """Return a filter of events by the day, as people write it."""
    return filters.DateFilter(
        field_name="at",
        lookup_expr=lookup,
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"width": 10, "autocomplete": "off"}, format="%-d/%-m/%Y"),
        help_text="For example, 27/3/2024",
        error_messages={"invalid": "Enter a real date, for example 27/3/2024."},
    )


class EventFilter(filters.FilterSet):
    """Which events a timeline shows: whose, of what kind, from and until which day."""

    who = filters.ChoiceFilter(method="done_by", empty_label="Anybody", label="Who")
    what = filters.ChoiceFilter(field_name="what", empty_label="Anything", label="What")
    since = day_filter("From", "date__gte")
    until = day_filter("Until", "date__lte")

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, data: Any, queryset: EventRows) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["who"].extra["choices"] = people_in(queryset)
        self.filters["what"].extra["choices"] = things_done_in(queryset)
        self.form.use_required_attribute = False

    def done_by(self, queryset: EventRows, name: str, value: str) -> EventRows:
        """Keep what one person did, or what nobody did who was signed in."""
        return queryset.filter(by__isnull=True) if value == NOBODY else queryset.filter(by=int(value))


class AuditFilter(EventFilter):
    """The events of a whole scorecard, of one measure if wanted."""

    ref = filters.CharFilter(field_name="measure__definition__ref", label="Measure’s reference", max_length=20)

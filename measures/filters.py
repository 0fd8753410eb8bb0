"""Filters of lists, kept in the address so that a view can be shared. Called by the views."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms

from measures.choices import SubmissionState
from measures.models import Section, Submission
from measures.models.submission import SubmissionQuerySet
from measures.queries.board import WITH_OWNER


class BoardFilter(filters.FilterSet):
    """Which measures of the month the board shows."""

    state = filters.ChoiceFilter(choices=SubmissionState.choices(), empty_label="Any state", label="State")
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

    def __init__(self, data: Any, queryset: SubmissionQuerySet, *, sections: Any) -> None:
        super().__init__(data, queryset=queryset)
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

"""The forms of the catalogue: sections, the end of a measure, the search. Called by the catalogue's views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from measures.forms.base import ActionForm, TextField
from measures.models import Section


class SectionForm(ActionForm):
    """A section's name."""

    title = forms.CharField(
        label="Name of the section", max_length=200, error_messages={"required": "Enter the section’s name."}
    )


class RenameSectionForm(SectionForm):
    """Another name for a section, beside the one that was seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class MonthField(forms.TypedChoiceField):
    """A month out of a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            coerce=dt.date.fromisoformat,
            error_messages={"required": "Choose a month.", "invalid_choice": "Choose a month of the list."},
            **options,
        )

    def offer(self, months: Iterable[dt.date], empty: str = "") -> None:
        """Offer these months, with a way to choose none if that has words."""
        pairs = [(month.isoformat(), f"{month:%B %Y}") for month in months]
        self.choices = [("", empty), *pairs] if empty else pairs


class RetireForm(ActionForm):
    """From which month on the scorecard goes without a measure."""

    retired_from = MonthField(label="First month without it", required=False)
    why = TextField("Why", rows=2)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, months: Sequence[dt.date], initial: Any = None
    ) -> None:
        super().__init__(data, initial={"retired_from": initial.isoformat() if initial else ""})
        fields: dict[str, Any] = self.fields
        fields["retired_from"].offer(months, empty="It stays in use")

    def clean_retired_from(self) -> dt.date | None:
        """Return the month, or None for a measure that stays."""
        return self.cleaned_data["retired_from"] or None


class MeasureSearchForm(forms.Form):
    """Which measures of the catalogue are shown; the address holds it."""

    section = forms.ChoiceField(label="Section", required=False)
    shown = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "In use"), ("retired", "Retired"), ("ownerless", "Without an owner"), ("all", "All")],
    )
    search = forms.CharField(
        label="Reference or words",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any], *, sections: Iterable[Section]) -> None:
        super().__init__(data, auto_id="filter_%s")
        fields: dict[str, Any] = self.fields
        fields["section"].choices = [("", "Any section"), *((str(s.pk), s.title) for s in sections)]

"""The forms of what figures are held against: populations, neighbours, comparators. Called by the views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms

from measures.calculation.values import BadFigure, beyond_whole, read_count, read_figure
from measures.choices import Comparator, Unit
from measures.forms.base import ActionForm, FigureField, TextField
from measures.forms.catalogue import MonthField
from measures.models import Measure

FAR: Final = Decimal("0.1")
"""Part of a population by which another estimate of it is likely to be a slip: a year changes one by a hundredth."""


class PopulationForm(ActionForm):
    """How many people a rate is out of, from a month on. One that is far from those before is asked about."""

    area = forms.CharField(label="Area", max_length=200, error_messages={"required": "Enter whose population it is."})
    age_band = forms.RegexField(
        r"[0-9]{1,2}(-[0-9]{1,2}|\+)",
        label="Ages",
        max_length=10,
        help_text="For example, 0-17",
        widget=forms.TextInput(attrs={"width": 5}),
        error_messages={"required": "Enter the ages, such as 0-17.", "invalid": "Enter the ages, such as 0-17."},
    )
    figure = FigureField()
    year = forms.CharField(
        label="Estimate of",
        max_length=20,
        help_text="For example, mid-2022",
        widget=forms.TextInput(attrs={"width": 10}),
        error_messages={"required": "Enter the year that the estimate is of."},
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="For example, Office for National Statistics, released July 2023",
        error_messages={"required": "Enter where it was published."},
    )
    assumed = forms.BooleanField(label="It is an assumption, not a published estimate", required=False)
    holds_from = MonthField(label="First month whose rates use it")
    is_right = forms.BooleanField(
        label="The number of people is right, although it is far from the one before", required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        months: Iterable[dt.date],
        held: Mapping[str, Decimal],
        initial: Any = None,
    ) -> None:
        """`held` is how many people there are now, by ages."""
        super().__init__(data, initial=initial)
        self.held = held
        fields: dict[str, Any] = self.fields
        fields["holds_from"].offer(months)
        if not (data and ("is_right" in data or self._is_far(data))):
            del fields["is_right"]
        fields["figure"].label, fields["figure"].help_text = "How many people", "For example, 60,600"

    def clean_age_band(self) -> str:
        """Return the ages; refuse those that end before they begin."""
        ages = str(self.cleaned_data["age_band"])
        youngest, _, oldest = ages.partition("-")
        if oldest and int(youngest) > int(oldest):
            raise forms.ValidationError("Enter the younger age first, such as 0-17.")
        return ages

    def clean_figure(self) -> Decimal:
        """Return the number of people."""
        typed, wanted = self.cleaned_data["figure"], "Enter how many people, such as 60,600"
        try:
            figure = read_count(typed)
        except BadFigure as bad:
            raise forms.ValidationError(f"{wanted}: you entered “{typed}”.") from bad
        if not figure:
            raise forms.ValidationError(f"{wanted}.")
        if self._is_far(self.data) and not self.data.get("is_right"):
            before = self.held[str(self.data["age_band"]).strip()]
            raise forms.ValidationError(
                f"{typed} is far from the {before:,.0f} that rates are out of now. Change it, or tick "
                f"“{self.fields['is_right'].label}”."
            )
        return figure

    def _is_far(self, data: Mapping[str, Any]) -> bool:
        """Return whether the population typed is far from the one that is held for these ages."""
        before = self.held.get(str(data.get("age_band", "")).strip())
        try:
            typed = read_count(str(data.get("figure", "")))
        except BadFigure:
            return False
        return before is not None and typed is not None and abs(typed - before) > before * FAR

    def clean(self) -> dict[str, Any]:
        """Return what was entered; that it is right is said to the form alone."""
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("is_right", None)
        return cleaned


class WithdrawForm(ActionForm):
    """Why a population is taken back."""

    why = TextField("Why is it taken back?", rows=2, help_text="For example, It was entered for the wrong month.")


class NeighboursForm(ActionForm):
    """The authorities most like this one."""

    edition = forms.CharField(
        label="Edition of the list",
        max_length=100,
        help_text="For example, CIPFA 2023, or Children’s services neighbours, March 2024",
        error_messages={"required": "Enter which edition of the list it is."},
    )
    source = forms.CharField(label="Source", max_length=300, required=False)
    names = TextField("Authorities", rows=10, help_text="One in each line, the most similar first.")

    def clean_names(self) -> list[str]:
        """Return the names; refuse none, one twice, or more than a list has."""
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not names:
            raise forms.ValidationError("Enter at least one authority.")
        twice = next((name for name in names if [n.lower() for n in names].count(name.lower()) > 1), None)
        if twice:
            raise forms.ValidationError(f"{twice} is there twice.")
        if len(names) > 30:
            raise forms.ValidationError(f"Enter at most 30 authorities: there are {len(names)}.")
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError("Enter names of at most 200 characters.")
        return names


class BenchmarkByHandForm(ActionForm):
    """One comparator's figure."""

    measure = forms.ModelChoiceField(
        Measure.objects.none(), label="Measure", error_messages={"required": "Choose the measure."}
    )
    comparator = forms.ChoiceField(label="Compared as", choices=Comparator.choices())
    area = forms.CharField(
        label="Whose figure it is",
        max_length=200,
        help_text="For example, South West, England, or Statistical neighbours",
        error_messages={"required": "Enter whose figure it is."},
    )
    period = forms.RegexField(
        r"[0-9]{4}(/[0-9]{2})?",
        label="What it covers",
        help_text="A year, such as 2022/23 or 2023",
        widget=forms.TextInput(attrs={"width": 10}),
        error_messages={"required": "Enter a year.", "invalid": "Enter a year, such as 2022/23 or 2023."},
    )
    figure = FigureField()
    source = forms.CharField(
        label="Source", max_length=300, error_messages={"required": "Enter where it was published."}
    )
    note = TextField("How far it can be compared", rows=2, help_text="For example, Counted at the year’s end.")

    def __init__(self, data: Mapping[str, Any] | None = None, *, measures: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["measure"].queryset = measures
        fields["figure"].label, fields["figure"].help_text = "Figure", "For example, 20.8%, or NA where there is none"

    def clean(self) -> dict[str, Any]:
        """Read the figure in the measure's unit."""
        cleaned: dict[str, Any] = super().clean() or {}
        measure = cleaned.get("measure")
        if measure is None or measure.definition is None:
            return cleaned
        unit, allowed = Unit(measure.definition.unit), measure.definition.may_exceed_100
        try:
            self.reading = read_figure(cleaned.get("figure", ""), unit)
        except BadFigure as bad:
            self.add_error("figure", str(bad))
        else:
            if self.reading.empty:
                self.add_error("figure", "Enter the figure, or NA where there is none.")
            if sentence := beyond_whole(self.reading.value, unit, self.reading.places, may_exceed_100=allowed):
                self.add_error("figure", sentence)
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what was entered, as the action takes it."""
        cleaned, read = self.cleaned_data, self.reading
        return {
            "measure": cleaned["measure"],
            "comparator": Comparator(cleaned["comparator"]),
            "area": " ".join(cleaned["area"].split()),
            "period": cleaned["period"],
            "figure": read.value,
            "missing": read.missing,
            "places": read.places or 0,
            "source": cleaned["source"],
            "note": cleaned["note"],
            "said": read.said,
        }

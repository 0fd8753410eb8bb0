"""The form of what a measure means from a month on. Called by the catalogue's views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from measures.actions.catalogue import COMPARED, mark_of
from measures.choices import Aim, Basis, Counts, Frequency, Unit
from measures.forms.base import ActionForm, TextField
from measures.forms.catalogue import MonthField
from measures.models import MeasureDefinition, Section
from measures.sheets.catalogue import MOST_DECIMALS
from measures.sheets.cell import REFERENCE

AT_MOST, CLOSE_TO = "numerator at most", "numerator close to"
BASES: Final = {
    Basis.SNAPSHOT: "How things stand at the month’s end",
    Basis.MONTH: "What happened in the month",
    Basis.MONTH_ANNUALISED: "What happened in the month, made yearly",
    Basis.ROLLING: "The last twelve months",
    Basis.YEAR_TO_DATE: "The year so far, from April",
}
AIMS: Final = {
    Aim.HIGHER: "Higher is better",
    Aim.LOWER: "Lower is better",
    Aim.NEAR_TARGET: "Near the target is better",
    Aim.CONTEXT: "Neither: it is for context",
}
UNITS: Final = {
    Unit.PERCENT: "A percentage",
    Unit.RATE: "A rate per 10,000",
    Unit.COUNT: "A number",
    Unit.AVERAGE: "An average",
}
SAID: Final = tuple(name for name in COMPARED if name not in ("section_id", "relation"))
"""The fields that the form and a definition name alike."""


class DefinitionForm(ActionForm):
    """What a measure is, from a month on."""

    ref = forms.CharField(
        label="Reference",
        max_length=20,
        widget=forms.TextInput(attrs={"width": 5, "autocomplete": "off"}),
        help_text="For example, 7.10, A1 or CIN 3. 7.10 is not 7.1 and comes after 7.9.",
        error_messages={"required": "Enter the reference."},
    )
    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter the title, as the scorecard prints it."}
    )
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="Section",
        empty_label=None,
        error_messages={"required": "Choose a section.", "invalid_choice": "Choose a section of the list."},
    )
    unit = forms.ChoiceField(label="What the figure is", choices=list(UNITS.items()))
    aim = forms.ChoiceField(label="Which way is better", choices=list(AIMS.items()))
    basis = forms.ChoiceField(label="What one month’s figure covers", choices=list(BASES.items()))
    frequency = forms.ChoiceField(label="How often it is reported", choices=Frequency.choices())
    decimals = forms.IntegerField(
        label="Decimal places",
        min_value=0,
        max_value=MOST_DECIMALS,
        initial=0,
        widget=forms.TextInput(attrs={"width": 2, "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many decimal places it is printed with.",
            "invalid": "Enter a whole number from 0 to 6.",
            "min_value": "Enter a whole number from 0 to 6.",
            "max_value": "Enter a whole number from 0 to 6.",
        },
    )
    counts = forms.ChoiceField(
        label="Who or what is counted",
        choices=Counts.choices(),
        help_text="Of an average, those whom it is taken over. Small numbers of children and of young people, and "
        "averages over fewer than 10 of them or over an unknown number, are hidden where the public reads.",
    )
    numerator_label = forms.CharField(
        label="What is counted",
        max_length=300,
        help_text="For example, Children with an up to date visit",
        error_messages={"required": "Enter what is counted, in words."},
    )
    denominator_source = forms.ChoiceField(label="What it is out of", required=False)
    denominator_label = forms.CharField(
        label="Out of, in words",
        max_length=300,
        required=False,
        help_text="Where it has a number of its own. For example, Children due a visit",
    )
    may_exceed_100 = forms.BooleanField(label="The percentage may be above 100%", required=False)
    tie = forms.ChoiceField(
        label="Is its count tied to another measure’s?",
        required=False,
        choices=[
            ("", "No"),
            (AT_MOST, "Yes: it is never more than the count of the measure below"),
            (CLOSE_TO, "Yes: it is close to the count of the measure below"),
        ],
        help_text="Figures that break the tie are shown to their owner.",
    )
    tie_to = forms.ChoiceField(label="The other measure", required=False)
    definition = TextField("Definition", rows=5, help_text="As it is printed for whoever asks what the figure means.")
    maturity_lag = forms.IntegerField(
        label="Months until a figure is final",
        min_value=0,
        max_value=36,
        initial=0,
        widget=forms.TextInput(attrs={"width": 2, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter a whole number from 0 to 36."
        ),
    )
    movement_tolerance = forms.DecimalField(
        label="Smallest move that counts as a move",
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=3,
        widget=forms.TextInput(attrs={"width": 5, "inputmode": "decimal"}),
        help_text="In the measure’s own unit. Left empty, the usual of its unit.",
        error_messages=dict.fromkeys(("invalid", "min_value"), "Enter a number of zero or more, such as 1.5."),
    )
    limits_fixed_after = forms.IntegerField(
        label="Fix the chart’s limits after so many months",
        required=False,
        min_value=12,
        max_value=60,
        widget=forms.TextInput(attrs={"width": 2, "inputmode": "numeric"}),
        help_text="At least 12. Left empty, they move with the figures.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a whole number from 12 to 60."),
    )
    holds_from = MonthField(label="First month it holds for")
    breaks_comparison = forms.BooleanField(
        label="Figures from that month on can not be compared with those before",
        required=False,
        help_text="Always so where the unit or the period covered changes.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    why = TextField("Why", rows=2, help_text="For example, The department changed the indicator.")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sections: Any,
        others: Sequence[MeasureDefinition],
        bands: Sequence[str],
        months: Sequence[dt.date],
        held: MeasureDefinition | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(held))
        self.held = held
        fields: dict[str, Any] = self.fields
        fields["section"].queryset = sections
        fields["holds_from"].offer(months)
        sources = [(f"count:{o.ref}", f"The count of {o.ref} {o.title}") for o in others]
        sources += [(f"population:{band}", f"The population aged {band}") for band in bands]
        if held and held.denominator_source and held.denominator_source not in dict(sources):
            sources.append((held.denominator_source, held.denominator_source.partition(":")[2].capitalize()))
        fields["denominator_source"].choices = [("", "A number of its own, or none"), *sources]
        fields["tie_to"].choices = [("", "None"), *((o.ref, str(o)) for o in others)]
        if held is None:
            del self.fields["breaks_comparison"]
            del self.fields["seen"]

    def clean_ref(self) -> str:
        """Return the reference; refuse what would not sort as one."""
        ref = str(self.cleaned_data["ref"]).strip()
        if not REFERENCE.fullmatch(ref):
            raise forms.ValidationError("Enter numbers with points, such as 7.10; letters may come first, such as A1.")
        return ref

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a tie, and for the reason of a change."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("tie") and not cleaned.get("tie_to"):
            self.add_error("tie_to", "Choose the measure that its count is tied to.")
        if self.held is not None and not (cleaned.get("why") or "").strip():
            self.add_error("why", "Enter why it changes. It stands beside the definition from then on.")
        held = self.held
        if held is not None and (cleaned.get("unit"), cleaned.get("basis")) != (held.unit, held.basis):
            cleaned["breaks_comparison"] = True
        if cleaned.get("unit") == Unit.RATE and not str(cleaned.get("denominator_source")).startswith("population:"):
            self.add_error("denominator_source", "A rate per 10,000 is out of a population. Choose its age group.")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what was entered, as the action takes it."""
        cleaned = self.cleaned_data
        relation = f"{cleaned['tie']} count:{cleaned['tie_to']}" if cleaned["tie"] else ""
        return {
            **{name: cleaned[name] for name in SAID},
            "section": cleaned["section"],
            "relation": relation,
            "holds_from": cleaned["holds_from"],
            "breaks_comparison": cleaned.get("breaks_comparison", False),
            "why": cleaned["why"].strip(),
            "seen": cleaned.get("seen", ""),
        }

    def differences(self) -> list[dict[str, str]]:
        """Return what differs from the definition held: the label, what it says now, what it would say."""
        before = _initial(self.held)
        held = self.held
        if held is not None and held.holds_from == self.cleaned_data["holds_from"]:
            before["breaks_comparison"] = held.breaks_comparison
        found = []
        for bound in self:
            if bound.name in ("holds_from", "seen", "why"):
                continue
            was, new = before.get(bound.name, ""), self.cleaned_data[bound.name]
            was = getattr(self.held, "section", None) if bound.name == "section" else was
            if _given(was, held) != _given(new, held):
                found.append({"key": str(bound.label), "was": _shown(bound, was), "new": _shown(bound, new)})
        return found


def _given(value: Any, held: MeasureDefinition | None) -> Any:
    """Return a value to compare: of a measure that there is, zero is another thing than nothing."""
    return ("" if value is None else value) if held is not None else value or ""


def _initial(held: MeasureDefinition | None) -> dict[str, Any]:
    if held is None:
        return {}
    tie, _, tie_to = held.relation.partition(" count:")
    return {
        **{name: getattr(held, name) for name in SAID},
        "section": held.section_id,
        "tie": tie,
        "tie_to": tie_to,
        "breaks_comparison": False,
        "seen": mark_of(held),
    }


def _shown(bound: forms.BoundField, value: Any) -> str:
    """Return a value as the page prints it: the choice's words, yes or no."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", [])}
    return choices.get(str(value), str(value)) if value not in (None, "") else "Nothing"

"""What every form of the measures is made of: fields of days, texts and figures, and how a form refuses.

A form leaves checking to the portal, and says what is too long in plain words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.functional import lazy

from measures.actions.outcome import Refused
from measures.calculation.values import BadFigure, read_count

LONGEST_TEXT: Final = 5000
"""Characters of one prompt of a commentary."""


class PlainForm(forms.Form):
    """A form whose sentences are the portal's own, not the browser's and not Django's."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Read what was sent; a text that is too long is named, with how long it may be."""
        for name, field in self.fields.items():
            longest = getattr(field, "max_length", None)
            if longest and "max_length" not in field.error_messages:
                label = str(self[name].label).replace("%", "%%")  # Django puts the numbers in with the % operator
                said = f"“{label}” is too long: at most {longest:,} characters. It has %(show_value)d."
                field.error_messages["max_length"] = said
        super().full_clean()


class DayField(forms.DateField):
    """A day as people write it: 27/3/2024, 27.3.2024, 27 March 2024. Refuses anything else with an example.

    A day of a year that no scorecard has is a slip of the keyboard: `YEARS` are those that it may have.
    """

    YEARS = range(1990, 2101)

    def __init__(self, *, label: str, required: bool = True, hint: str = "For example, 27/3/2024") -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput(attrs={"width": 10, "autocomplete": "off"}, format="%-d/%-m/%Y"),
            input_formats=["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"],
            help_text=hint,
            error_messages={
                "required": f"Enter a date for “{label}”, for example 27/3/2024.",
                "invalid": "Enter a real date, for example 27/3/2024.",
            },
        )

    def validate(self, value: Any) -> None:
        """Refuse an empty box where a day is needed, and a year that is out of range."""
        super().validate(value)
        if value is not None and value.year not in self.YEARS:
            first, last = self.YEARS[0], self.YEARS[-1]
            raise forms.ValidationError(f"“{self.label}” must be in a year from {first} to {last}.", code="year")


class PastDayField(DayField):
    """A day on which something was done: not one to come."""

    def validate(self, value: Any) -> None:
        """Refuse a day after today too."""
        super().validate(value)
        if value is not None and value > (today := timezone.localdate()):
            raise forms.ValidationError(f"Enter a date up to today, {today:%-d %B %Y}.")


def _with_day_ahead(said: str) -> str:
    return said.format(f"{timezone.localdate() + dt.timedelta(days=28):%-d/%-m/%Y}")


WITH_DAY_AHEAD: Final = lazy(_with_day_ahead, str)
"""A sentence with a day to come as its example, worked out when it is shown."""


class ComingDayField(DayField):
    """A day on which something is to be done: not one that has passed."""

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label, hint="Today or later, as day/month/year")
        self.error_messages["required"] = WITH_DAY_AHEAD(f"Enter a date for “{label}”, for example {{}}.")
        self.error_messages["invalid"] = WITH_DAY_AHEAD("Enter a real date, for example {}.")

    def validate(self, value: Any) -> None:
        """Refuse a day before today too."""
        super().validate(value)
        if value is not None and value < timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or later.")


class ActionForm(PlainForm):
    """A form whose action may refuse it."""

    def show_refusal(self, refused: Refused) -> None:
        """Put the sentences of a refusal beside the fields that they are about, or above the form."""
        known = {name: sentence for name, sentence in refused.fields.items() if name in self.fields}
        for name, sentence in known.items():
            self.add_error(name, sentence)
        for name, sentence in refused.fields.items():
            if name not in known:
                self.add_error(None, sentence)
        if not refused.fields:
            self.add_error(None, refused.sentence)


class VersionedForm(ActionForm):
    """A form that says which version of the submission the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ChoosingForm(VersionedForm):
    """A decision of which some choices ask for a text: one typed for another choice is asked about, never dropped."""

    TAKEN_BY: Mapping[str, tuple[str, ...]] = {}
    """The choices that take each text, by its field."""

    def clean(self) -> dict[str, Any]:
        """Refuse a choice beside the text of another one."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("decision")
        for name, takes in self.TAKEN_BY.items():
            if chosen and chosen not in takes and cleaned.get(name):
                text = f"“{self.fields[name].label}” is filled in, and what you chose does not use it."
                self.add_error("decision", f"{text} Choose what it is for, or delete the text.")
        return cleaned


class TextField(forms.CharField):
    """Text of several lines, with the line ends of one system."""

    def __init__(self, label: str, rows: int = 4, **options: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": rows}),
            **options,
        )
        self.widget.attrs.pop("maxlength", None)  # what is too long is refused with a sentence, never cut

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends, so that an untouched text is unchanged."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def figure_input(width: int = 10) -> forms.TextInput:
    """Return the box of a figure: decimal keys on a phone, no spelling."""
    return forms.TextInput(attrs={"inputmode": "decimal", "width": width, "spellcheck": "false", "autocomplete": "off"})


class FigureField(forms.CharField):
    """A typed figure or count, kept right or wrong; what is too long to be one is refused with the rules' sentence."""

    LONGEST: Final = 200

    def __init__(self) -> None:
        super().__init__(required=False, widget=figure_input())

    def validate(self, value: str) -> None:
        """Refuse a text that no draft has a use for."""
        super().validate(value)
        if len(value) > self.LONGEST:
            try:
                read_count(value)
            except BadFigure as bad:
                raise forms.ValidationError(str(bad)) from bad

"""The forms of the month but for the entry: what a director decides, what is said, when a month is due, what is shown.

They take text and choices; reading and checking a figure is the actions' part. Called by the views only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django import forms
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.calculation.values import BadFigure, read_count
from measures.choices import Direction, Rag, SubmissionState
from measures.models import Period
from measures.plain_forms import PlainForm
from measures.queries.chosen import Options

LONGEST_TEXT: Final = 5000
"""Characters of one prompt of a commentary."""


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


class DecisionForm(VersionedForm):
    """What a director decides."""

    APPROVE, CAVEAT, RETURN = "approve", "caveat", "return"

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (APPROVE, "Approve"),
            (CAVEAT, "Approve with a caveat"),
            (RETURN, "Return it to its owner"),
        ],
        widget=forms.RadioSelect(attrs={"small": True, "label_size": "m"}),
        error_messages={"required": "Select what you decide", "invalid_choice": "Select what you decide"},
    )
    caveat = TextField("Caveat", rows=2, help_text="It is printed with the figure.")
    reason = TextField("Reason for returning it", rows=2, help_text="The owner reads it and acts on it.")

    def only_return(self) -> None:
        """Offer what is left where the figure can not be approved."""
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(self.RETURN, "Return it to its owner")]

    def clean(self) -> dict[str, Any]:
        """Ask for the caveat of an approval that is to have one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == self.CAVEAT and not cleaned.get("caveat"):
            self.add_error("caveat", "Enter the caveat, or approve without one.")
        return cleaned


class ReasonForm(VersionedForm):
    """An action on a submission that asks for a reason."""

    reason = TextField("Reason", rows=3)


class VersionForm(VersionedForm):
    """An action on a submission that asks for nothing else."""


class QueryForm(ActionForm):
    """A question about a loaded figure, or its answer."""

    text = TextField("What do you want to know?", rows=3)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class CommentForm(ActionForm):
    """One message of the thread."""

    text = TextField("Your comment", rows=3)


class AnnotationForm(ActionForm):
    """A note on a month of a measure."""

    period = forms.ChoiceField(
        label="Month",
        error_messages={"required": "Select a month.", "invalid_choice": "Select a month of this measure."},
    )
    text = forms.CharField(
        label="Note",
        required=False,
        help_text="For example: A new recording system from this month. It stands on the chart and is printed with it.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, periods: Iterable[Period]) -> None:
        super().__init__(data)
        pairs = [(str(period.pk), str(period)) for period in periods]
        cast(forms.ChoiceField, self.fields["period"]).choices = pairs


class KnownOnForm(ActionForm):
    """The day whose knowledge is asked for. Sent with GET."""

    on = DayField(label="Date")

    def clean_on(self) -> dt.date:
        """Return the day. Refuses one that has not come yet."""
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or earlier.")
        return day


class PeriodReasonForm(ActionForm):
    """Opening a closed month again."""

    reason = TextField("Why is the month opened again?", rows=3)


class ChoiceForm(forms.Form):
    """Which measures of a scorecard are shown. Sent with GET, so that a view can be shared by its address."""

    section = forms.ChoiceField(label="Section", required=False)
    rag = forms.ChoiceField(label="Status", required=False)
    direction = forms.ChoiceField(label="Direction", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    state = forms.ChoiceField(label="Stage", required=False)
    findings = forms.ChoiceField(label="Findings", required=False)
    search = forms.CharField(label="Reference or words", required=False, max_length=100)

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any], *, options: Options) -> None:
        super().__init__(data, auto_id="filter_%s")
        offered = {
            "section": options.sections,
            "rag": options.rags,
            "direction": options.directions,
            "owner": options.owners,
            "state": options.states,
            "findings": options.findings,
        }
        for name, pairs in offered.items():
            self.fields[name].error_messages["invalid_choice"] = f"Choose {CHOSEN[name]} from the list."
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Any"), *pairs, *_asked(data, name, pairs)]
        for name in ("state", "findings"):
            if not offered[name]:
                self.fields[name].widget = forms.HiddenInput()


CHOSEN: Final = {
    "section": "a section",
    "rag": "a status",
    "direction": "a direction",
    "owner": "an owner",
    "state": "a stage",
    "findings": "with or without findings",
}
VOCABULARIES: Final[Mapping[str, Iterable[Rag | Direction | SubmissionState]]] = {
    "rag": Rag,
    "direction": Direction,
    "state": SubmissionState,
}


def _asked(data: Mapping[str, Any], name: str, offered: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the word that an address asks for where no measure has it now: then none is shown, and not all of them."""
    asked = data.get(name, "")
    known = {value for value, _ in offered}
    return [(word.value, word.label) for word in VOCABULARIES.get(name, ()) if word.value == asked not in known]

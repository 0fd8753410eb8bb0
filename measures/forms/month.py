"""The forms of the month but for the entry: what a director decides, what is said, what is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django import forms
from django.utils import timezone

from measures.choices import Direction, Rag, SubmissionState
from measures.forms.base import (
    ActionForm,
    ChoosingForm,
    DayField,
    TextField,
    VersionedForm,
)
from measures.models import Period
from measures.queries.chosen import Options


class DecisionForm(ChoosingForm):
    """What a director decides."""

    APPROVE, CAVEAT, RETURN = "approve", "caveat", "return"
    TAKEN_BY = {"caveat": (CAVEAT,), "reason": (RETURN,)}

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
        cleaned = super().clean()
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

    query = TextField("What do you want to know?", rows=3)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].label = label


class CommentForm(ActionForm):
    """One message of the thread."""

    text = TextField("Your comment", rows=3)


def sent_with(form: ActionForm, other: str) -> ActionForm:
    """Return a form whose boxes are sent with another one of the page, by that one's id: nothing typed is lost."""
    for field in form.fields.values():
        field.widget.attrs["form"] = other
    return form


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


class TakeBackForm(ActionForm):
    """Taking back that a month was opened."""

    reason = TextField("Why is the opening taken back?", rows=3)


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

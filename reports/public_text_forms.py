"""The forms of a public text: what a holder writes, what a director decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from measures.actions.public_texts import LONGEST
from measures.calculation.quoting import Quoted
from measures.forms.base import ChoosingForm, TextField, VersionedForm


class PublicTextForm(VersionedForm):
    """What the public edition is to say of a figure."""

    text = TextField(
        "What the public reads",
        rows=6,
        help_text=f"At most {LONGEST} characters. Write for people who do not know the service. Name nobody, and no "
        "number of children from 1 to 5.",
        error_messages={"max_length": f"Enter a text of at most {LONGEST} characters: this one has %(show_value)d."},
    )


class PublicDecisionForm(ChoosingForm):
    """What a director decides on a public text."""

    APPROVE, RETURN = "approve", "send_back"
    TAKEN_BY = {"reason": (RETURN,)}

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The revision that the page showed beside the text."""
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(APPROVE, "Approve it for the public edition"), (RETURN, "Return it to who wrote it")],
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Select what you decide", "invalid_choice": "Select what you decide"},
    )
    numbers_read = forms.MultipleChoiceField(
        label="Numbers that the public may read all the same",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
        error_messages={"invalid_choice": "The text has changed. Read it again, then tick its numbers."},
    )
    reason = TextField("Reason for returning it", rows=2)

    def __init__(self, *args: Any, warnings: Iterable[Quoted] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(each.number, f"{each.number}: the public may read it") for each in warnings]
        if pairs:
            cast(forms.MultipleChoiceField, self.fields["numbers_read"]).choices = pairs
        else:
            del self.fields["numbers_read"]

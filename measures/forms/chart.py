"""The form of a scorecard's control charts. Called by its view only."""

from __future__ import annotations

from typing import Any

from django import forms

from measures.forms.base import ActionForm, TextField

YES, NO = "yes", "no"
ASKED = {"required": "Select how limits are worked out", "invalid_choice": "Select how limits are worked out"}


class ScreeningForm(ActionForm):
    """Whether extreme moves are left out when limits are worked out, and why it is changed."""

    screening = forms.TypedChoiceField(
        label="How are the limits of control charts worked out?",
        choices=[(YES, "Without extreme moves from one month to the next"), (NO, "With every move")],
        coerce=lambda answer: answer == YES,
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages=ASKED,
    )
    why = TextField("Why is it changed?", rows=2)
    was = forms.TypedChoiceField(
        choices=[(YES, YES), (NO, NO)], coerce=lambda answer: answer == YES, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, screens: bool) -> None:
        now = YES if screens else NO
        super().__init__(data, initial={"screening": now, "was": now})
        self.fields["why"].required = True
        self.fields["why"].error_messages["required"] = "Say why it is changed."

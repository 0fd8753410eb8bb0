"""The form of the rule by which months open and people are reminded. Called by the views of the rule."""

from __future__ import annotations

from typing import Any

from django import forms

from measures.forms.base import ActionForm
from measures.models import Scorecard

NUMBERS = {
    "opens_on": ("The month opens on working day", "Counted from the first of the month after. 1 is the first."),
    "due_on": ("Owners submit by working day", "Counted the same way."),
    "approve_by": ("Directors approve by working day", "Counted the same way."),
    "remind_from": (
        "Owners are first reminded this many working days before",
        "They also hear when the month opens, the day before it is due, on the day, and every working day after.",
    ),
    "deputies_from": ("Deputies hear too, this many working days after the due date", ""),
    "directors_from": ("The section’s director hears too, this many working days after", ""),
}


class RuleForm(ActionForm):
    """When months open, when they are due, who is reminded when."""

    opens_by_rule = forms.BooleanField(
        label="The portal opens each month by itself",
        required=False,
        help_text="Otherwise the performance team opens it by hand; the other days hold all the same.",
    )

    def __init__(self, data: Any, *, scorecard: Scorecard) -> None:
        names = ("opens_by_rule", *NUMBERS)
        super().__init__(data, initial={name: getattr(scorecard, name) for name in names})
        for name, (label, hint) in NUMBERS.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                help_text=hint,
                min_value=0,
                max_value=99,
                widget=forms.NumberInput(attrs={"width": 2}),
                error_messages={
                    "required": "Enter a number of working days.",
                    "invalid": "Enter a whole number of working days, like 7.",
                    "min_value": "Enter a number of working days from 0 on.",
                    "max_value": "Enter a number of working days below 100.",
                },
            )

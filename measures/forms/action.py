"""The forms of what is being done about a measure: opening an action, correcting it, moving its date, closing it.

Called by the views only.
"""

from __future__ import annotations

from typing import Any

from django import forms

from measures.actions.actions import unsaid
from measures.forms.base import ActionForm, ComingDayField, TextField


class ChangeActionForm(ActionForm):
    """What is being done, and by whom."""

    what = TextField("What is being done", rows=2, help_text="One thing that somebody does, in a sentence.")
    owner = forms.CharField(
        label="Who does it", required=False, max_length=200, help_text="A name, or a role such as team manager"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what is not said together with whatever else is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, sentence in unsaid(cleaned.get("what", "-"), cleaned.get("owner", "-")).items():
            self.add_error(name, sentence)
        return cleaned


class OpenActionForm(ChangeActionForm):
    """What is being done, by whom and by when."""

    due = ComingDayField(label="By when")


class MoveActionForm(ActionForm):
    """Another day for an action, with the reason."""

    due = ComingDayField(label="New date")
    why = TextField("Why the date moves", rows=2)


class CloseActionForm(ActionForm):
    """What came of an action."""

    outcome = TextField("What came of it", rows=2)

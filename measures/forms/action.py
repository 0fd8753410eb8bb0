"""The forms of what is being done about a measure: opening an action, correcting it, moving its date, closing it.

Called by the views only.
"""

from __future__ import annotations

from typing import Final

from django import forms

from measures.forms.base import ActionForm, DayField, TextField

FROM_TODAY: Final = "Today or later, as day/month/year"


class ChangeActionForm(ActionForm):
    """What is being done, and by whom."""

    what = TextField("What is being done", rows=2, help_text="One thing that somebody does, in a sentence.")
    owner = forms.CharField(
        label="Who does it", required=False, max_length=200, help_text="A name, or a role such as team manager"
    )


class OpenActionForm(ChangeActionForm):
    """What is being done, by whom and by when."""

    due = DayField(label="By when", hint=FROM_TODAY)


class MoveActionForm(ActionForm):
    """Another day for an action, with the reason."""

    due = DayField(label="New date", hint=FROM_TODAY)
    why = TextField("Why the date moves", rows=2)


class CloseActionForm(ActionForm):
    """What came of an action."""

    outcome = TextField("What came of it", rows=2)

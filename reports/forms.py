"""The forms of the reports: confirming a signature, handing in a file to be verified."""

from __future__ import annotations

from typing import Any

from django import forms

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes that a file to be verified may have; the largest report is far smaller."""


class SignForm(forms.Form):
    """What the signatory confirms."""

    exceptions_confirmed = forms.BooleanField(
        label="I have read what was left out, submitted late, approved with a caveat or revised, and sign with it",
        error_messages={"required": "Confirm that you have read them, or ask for them to be put right first."},
    )

    def __init__(self, *args: Any, has_exceptions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_exceptions:
            del self.fields["exceptions_confirmed"]


class VerifyForm(forms.Form):
    """A file that may be one of the published ones."""

    file = forms.FileField(
        label="PDF or workbook",
        help_text="A file that was downloaded from this portal. It is looked at and not kept.",
        error_messages={"required": "Choose the file.", "empty": "The file that you chose is empty."},
    )

    def clean_file(self) -> Any:
        """Return the file. Refuses one that is larger than any report."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("This file is larger than any report of this portal, so it is not one of them.")
        return file

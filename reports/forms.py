"""The forms of the reports: which file to make, confirming a signature, handing in a file to be verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from reports.before_signing import Red
from reports.content import EditionContent
from reports.content.build import MOST_EXCEPTIONS
from reports.models import Format
from reports.options import FULL, MEASURE, SECTION, SUMMARY, Extra, Option

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes that a file to be verified may have; the largest report is far smaller."""


class MakeForm(forms.Form):
    """Which file of an edition is asked for: its workbook, or one of its reports as a PDF."""

    format = forms.ChoiceField(choices=Format.choices(), widget=forms.HiddenInput, initial=Format.PDF.value)
    report = forms.ChoiceField(
        label="What it prints",
        required=False,
        error_messages={"invalid_choice": "Choose a report of the list: this edition has no such section or measure."},
    )
    extras = forms.MultipleChoiceField(
        label="Columns to add",
        help_text=(
            "They are printed in a table of their own, which lists the measures that have figures in them. The summary "
            "has none; one measure always has them."
        ),
        choices=Extra.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
        error_messages={"invalid_choice": "Choose the columns from the list."},
    )

    def __init__(self, *args: Any, content: EditionContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [  # type: ignore[attr-defined]
            (FULL, "The full report"),
            (SUMMARY, "The summary, on two pages"),
            ("One section", [(f"{SECTION}:{section.slug}", section.title) for section in content.sections]),
            ("One measure", [(f"{MEASURE}:{m.ref}", f"{m.ref} {m.title}") for m in content.measures]),
        ]
        self.fields["extras"].choices = [  # type: ignore[attr-defined]
            (extra.value, extra.label if any(map(extra.of, content.measures)) else f"{extra.label} (no figures)")
            for extra in Extra
        ]

    @property
    def option(self) -> str:
        """Return the report that was chosen; the form must be valid. A workbook is made whole."""
        if self.cleaned_data["format"] != Format.PDF:
            return FULL
        return Option.parse(self.cleaned_data["report"] or FULL).with_extras(self.cleaned_data["extras"]).text


class SignForm(forms.Form):
    """What the signatory chooses and confirms."""

    exceptions_confirmed = forms.BooleanField(
        label="I have read what was left out, submitted late, approved with a caveat or revised, and sign with it",
        error_messages={"required": "Confirm that you have read them, or ask for them to be put right first."},
    )

    at_length = forms.MultipleChoiceField(
        label="Red measures to print at length",
        help_text=(
            f"Half a page each, with chart, commentary and actions: at most {MOST_EXCEPTIONS}. If you tick none, those "
            "furthest from their targets are printed. The others are listed."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
        error_messages={"invalid_choice": "One of the measures that you ticked is not red any more. Choose again."},
    )
    field_order = ("at_length", "exceptions_confirmed")

    def __init__(self, *args: Any, has_exceptions: bool, reds: Sequence[Red] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_length"].choices = [  # type: ignore[attr-defined]
            (red.ref, f"{red.ref} {red.title}. {red.sentence}") for red in reds
        ]
        if not reds:
            del self.fields["at_length"]
        if not has_exceptions:
            del self.fields["exceptions_confirmed"]

    def clean_at_length(self) -> list[str]:
        """Return the references that were ticked. Refuses more than are printed at length."""
        chosen: list[str] = self.cleaned_data["at_length"]
        if len(chosen) > MOST_EXCEPTIONS:
            raise forms.ValidationError(
                f"You ticked {len(chosen)} measures. Tick at most {MOST_EXCEPTIONS}; the others are listed."
            )
        return chosen


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

"""The forms with a file: an extract or a scorecard, a holder's own workbook, published figures.

They look at the file's name and size; what it holds is for the readers of `sheets`. Called by the views only.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from measures.choices import UploadKind
from measures.forms.base import ActionForm, PastDayField, TextField
from measures.sheets.chosen_benchmarks import RELEASE, Chosen
from measures.sheets.limits import SCORECARD

KINDS_OF_FILE: Final = (".xlsx", ".csv", ".txt", ".tsv")
LARGEST_PUBLISHED: Final = 20_000_000
"""Bytes of a publisher's file that may come through a page; a larger one is imported at the command line."""


class SheetField(forms.FileField):
    """A workbook, csv or tab-separated file of at most so many bytes."""

    def __init__(self, label: str, *, largest: int = SCORECARD.size, **options: Any) -> None:
        super().__init__(
            label=label,
            widget=forms.FileInput(attrs={"accept": ",".join(KINDS_OF_FILE)}),
            error_messages={
                "required": "Choose a file.",
                "invalid": "Choose a file.",
                "missing": "Choose a file.",
                "empty": "The file has nothing in it.",
                "max_length": "The name of the file is too long. Give it a shorter one.",
            },
            max_length=200,
            **options,
        )
        self.largest = largest

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Refuses one of another kind, or one that is too large, before it is read."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            if PurePath(file.name or "").suffix.lower() not in KINDS_OF_FILE:
                raise forms.ValidationError("Choose a workbook (.xlsx), a .csv file or a tab-separated .txt file.")
            if file.size is not None and file.size > self.largest:
                raise forms.ValidationError(f"The file is larger than {self.largest // 1_000_000} MB.")
        return file


class LoadForm(ActionForm):
    """The month's figures for everyone."""

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=[
            (UploadKind.EXTRACT.value, "A monthly extract: one figure in each row"),
            (UploadKind.SCORECARD.value, "The scorecard itself, in its own layout"),
        ],
        initial=UploadKind.EXTRACT.value,
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Select what is in the file.", "invalid_choice": "Select what is in the file."},
    )
    source = forms.CharField(
        label="Which system was it taken from?",
        required=False,
        max_length=300,
        help_text="It is printed wherever somebody asks where a figure came from.",
    )
    taken_on = PastDayField(label="When was it taken, if the file does not say?", required=False)
    file = SheetField("File", help_text="An Excel workbook, csv or tab-separated text of at most 5 MB")


class OwnUploadForm(ActionForm):
    """A holder's own workbook, filled in."""

    file = SheetField("Your workbook", help_text="The workbook that you downloaded here, filled in")


class BenchmarkForm(ActionForm):
    """Published figures of other authorities, with what the file does not say of itself."""

    source = forms.CharField(
        label="Who published the figures?",
        max_length=300,
        help_text="As it is printed beside a figure, for example Local Authority Interactive Tool",
        error_messages={"required": "Enter who published the figures."},
    )
    release = forms.RegexField(
        RELEASE,
        label="When did this release come out?",
        max_length=10,
        help_text="For example, 2025-11. A newer release takes the place of an older one, which is kept.",
        error_messages={
            "required": "Enter when the release came out, such as 2025-11.",
            "invalid": "Enter when the release came out, such as 2025-11.",
        },
    )
    measures = TextField(
        "Which published measure is which of ours?",
        rows=8,
        help_text="One in each line: the publisher’s name, an equals sign, our reference. For example, CPP_rate = 5.0",
    )
    filters = TextField(
        "Which breakdown?",
        rows=2,
        help_text="Only where an open data file has several. One in each line: the column, an equals sign, the value.",
    )
    region = forms.CharField(
        label="Region", required=False, max_length=100, help_text="Left empty, the region there are figures of already"
    )
    authority = forms.CharField(
        label="The council itself",
        required=False,
        max_length=100,
        help_text="As the publisher names it, to have its own published figures beside its neighbours’",
    )
    note = TextField(
        "How far can they be compared with ours?",
        rows=2,
        help_text="Stands beside each figure. For example, The department counts a year, we count a month",
    )
    file = SheetField(
        "File", largest=LARGEST_PUBLISHED, help_text="The publisher’s file, as csv or xlsx, of at most 20 MB"
    )

    def clean_measures(self) -> dict[str, str]:
        """Return the publisher's name of each measure with our reference."""
        found = self._pairs("measures")
        if not found:
            raise forms.ValidationError("Enter which published measure is which of ours.")
        return found

    def clean_filters(self) -> dict[str, str]:
        """Return the columns with the values that are wanted."""
        return self._pairs("filters")

    def _pairs(self, name: str) -> dict[str, str]:
        found = {}
        for number, line in enumerate(self.cleaned_data[name].splitlines(), start=1):
            left, sign, right = line.partition("=")
            if not line.strip():
                continue
            if not (sign and left.strip() and right.strip()):
                raise forms.ValidationError(f"Line {number} needs a name, an equals sign and a value: “{line[:60]}”.")
            found[left.strip()] = right.strip()
        return found

    def chosen(self) -> Chosen:
        """Return what was chosen with the file."""
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if name != "file"})

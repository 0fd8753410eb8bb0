"""One row of the page on which an owner enters all measures at once. Called by the view of that page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from django import forms

from measures.forms.entry import AGAIN, EXPLANATION, EntryForm
from measures.models import Finding, Submission

ENTERED: Final = ("figure", "numerator", "denominator", "missing", "happening", "source", "taken_on")


class GridRowForm(EntryForm):
    """What is entered for one measure in the grid. The rest of its draft stays as it is."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    """A digest of what the page showed, so that a row nobody touched is left alone."""
    send = forms.BooleanField(label="Submit", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, submission: Submission, findings: Iterable[Finding] = ()
    ) -> None:
        prefix = row_prefix(submission.pk)
        super().__init__(data, submission=submission, findings=findings, prefix=prefix)  # a row takes no file
        self.parts = []
        for name in set(self.fields) - {*ENTERED, "version", "seen", "send", AGAIN}:
            if not name.startswith(EXPLANATION):
                del self.fields[name]
        ref = submission.definition.ref
        self.heads = {name: str(self.fields[name].label) for name in ENTERED if name in self.fields}
        """What each box is called beside the measure's own name, by its name."""
        for name, field in self.fields.items():
            field.help_text = ""
            if name in self.heads:
                field.label = f"{field.label}, {ref}"
        self.fields["happening"].widget.attrs["rows"] = 2
        self.fields["source"].widget.attrs["width"] = 20
        self.fields["missing"].widget.attrs["class"] = "app-grid__missing"
        self.fields["taken_on"].widget.attrs["class"] = "app-grid__day"
        self.fields["send"].label = f"Submit {ref}"
        self.initial["seen"] = self._digest()

    def _digest(self) -> str:
        """Return what tells whether the row is as the page showed it, the boxes of explanations that it had included.

        A finding may have been raised or cleared since: its box tells nothing of what somebody typed.
        """
        shown: dict[str, Any] = {name: self._value(name) for name in ENTERED if name in self.fields}
        shown |= self.asked
        texts = {name: str(text or "").replace("\r\n", "\n").strip() for name, text in shown.items()}
        return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:20]

    def _value(self, name: str) -> Any:
        """Return what a box holds; a date as a date, however it is written."""
        value = self[name].value()
        if name == "taken_on":
            with suppress(forms.ValidationError):
                return self.fields[name].to_python(value)
        return value

    @property
    def was_sent(self) -> bool:
        """Return whether the page that was sent had this row at all."""
        return self.is_bound and self.add_prefix("version") in self.data

    @property
    def was_touched(self) -> bool:
        """Return whether somebody changed the row, or asks for it to be submitted."""
        return bool(self["send"].value()) or self.was_typed_in

    @property
    def was_typed_in(self) -> bool:
        """Return whether somebody changed the row."""
        return self._digest() != str(self["seen"].value() or "")


def row_prefix(pk: int) -> str:
    """Return what the names of a row's boxes begin with."""
    return f"m{pk}"


def rows_sent(data: Mapping[str, Any]) -> set[int]:
    """Return the submissions of the rows that a page has sent."""
    names = (name.removesuffix("-version").removeprefix("m") for name in data if name.endswith("-version"))
    return {int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 18}

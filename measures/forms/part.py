"""The parts of a figure on its form: one row each, with a few empty rows for more. Called by `forms`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from measures.forms.base import PlainForm

NUMBERS: Final = ("numerator", "denominator", "value")
MORE: Final = 3
"""Empty rows below those that are filled in."""
MOST: Final = 300


class PartForm(PlainForm):
    """One part: what the figure is broken down by, the part's name, its counts or its figure."""

    kind = forms.CharField(label="Broken down by", required=False, max_length=60)
    name = forms.CharField(label="Part", required=False, max_length=200)
    numerator = forms.CharField(label="Counted", required=False, max_length=200)
    denominator = forms.CharField(label="Out of", required=False, max_length=200)
    value = forms.CharField(label="Figure", required=False, max_length=200)
    additive = forms.BooleanField(label="Adds up to the whole", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in NUMBERS:
            self.fields[name].widget.attrs.update(inputmode="decimal", width=5, autocomplete="off")
        self.fields["kind"].widget.attrs.update(width=20, list="breakdowns")
        self.fields["name"].widget.attrs.update(width=20)

    def clean(self) -> dict[str, Any]:
        """Ask for what a part can not be without."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_filled:
            if not cleaned.get("kind"):
                self.add_error("kind", "Enter what the figure is broken down by, such as locality.")
            if not cleaned.get("name"):
                self.add_error("name", "Enter the name of the part.")
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Return whether anything stands in the row."""
        return any(self.cleaned_data.get(name) for name in ("name", *NUMBERS))

    def part(self) -> dict[str, str]:
        """Return the part as a draft holds it."""
        texts = {name: str(self.cleaned_data.get(name) or "") for name in ("kind", "name", *NUMBERS)}
        return {**texts, "additive": "yes" if self.cleaned_data.get("additive") else ""}


def part_forms(data: Mapping[str, Any] | None, parts: Iterable[Mapping[str, Any]]) -> list[PartForm]:
    """Return a form for each part and some for more; of what was sent, those that the page had."""
    if data is None:
        # A box that is ticked by a word would bear it as its value, and one that was sent would not: what the browser
        # keeps of one page is no tick on the other.
        held = [{**part, "additive": bool(part.get("additive"))} for part in parts]
        rows = [*held, *({} for _ in range(MORE))]
        return [PartForm(prefix=f"part{number}", initial=row) for number, row in enumerate(rows)]
    sent = (number for number in range(MOST) if f"part{number}-name" in data)
    return [PartForm(data, prefix=f"part{number}") for number in sent]

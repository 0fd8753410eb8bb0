"""The form of a year's validated outturn: the return named once, a box for each measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from measures.actions.outturns import WantedOutturn
from measures.calculation.outturn import outturn_reading
from measures.calculation.values import BadFigure, read_figure
from measures.forms.base import ActionForm, DayField, FigureField
from measures.forms.upload import SheetField
from measures.queries.outturns import OutturnRow
from measures.series import measure_facts
from measures.sheets.limits import SCORECARD


class ReturnForm(ActionForm):
    """The name of a validated return, and the day of its validation."""

    source = forms.CharField(
        label="The return",
        max_length=300,
        help_text="As it is named, for example: SSDA903 return 2023/24",
        error_messages={
            "required": "Enter the name of the return, for example SSDA903 return 2023/24.",
            "max_length": "Enter a name of at most 300 characters.",
        },
    )
    validated_on = DayField(label="Validated on")


class ReturnFileForm(ReturnForm):
    """A validated return as a file."""

    file = SheetField(
        "File", help_text=f"An Excel workbook, csv or tab-separated text of at most {SCORECARD.size // 1_000_000} MB"
    )


class OutturnsForm(ReturnForm):
    """The figures of one validated return; a box that is left as it is changes nothing."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, rows: Sequence[OutturnRow], year: int) -> None:
        super().__init__(data)
        self.rows, self.year = rows, year
        for row in rows:
            box = FigureField()
            box.label = f"Validated outturn of {row.definition.ref} {row.definition.title}"
            box.initial = row.validated
            self.fields[f"figure_{row.measure.pk}"] = box
            self.fields[f"seen_{row.measure.pk}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.held.pk if row.held else None
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the rows with their boxes."""
        return [
            {"row": row, "figure": self[f"figure_{row.measure.pk}"], "seen": self[f"seen_{row.measure.pk}"]}
            for row in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        """Read each box in its measure's unit; what can not be read is said beside it."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.wanted = [one for row in self.rows if (one := self._wanted(row, cleaned))]
        if not self.wanted and not self.errors:
            self.add_error(None, "Nothing was changed. Enter a figure of the return, then save.")
        return cleaned

    def _wanted(self, row: OutturnRow, cleaned: Mapping[str, Any]) -> WantedOutturn | None:
        name = f"figure_{row.measure.pk}"
        said = str(cleaned.get(name) or "").strip()
        if name in self.errors or said == row.validated:
            return None
        if not said:
            self.add_error(name, "A validated outturn is not taken away. Enter the figure that replaces it.")
            return None
        try:
            read = read_figure(said, row.unit)
        except BadFigure as bad:
            self.add_error(name, str(bad))
            return None
        if read.value is None:
            self.add_error(name, "Enter the figure of the return, or leave the box empty.")
            return None
        _, wrong = outturn_reading(measure_facts(row.definition), self.year, read)
        for sentence in wrong:
            self.add_error(name, sentence)
        return WantedOutturn(
            row.measure, read.value, read.places or 0, said[:200], cleaned.get(f"seen_{row.measure.pk}")
        )

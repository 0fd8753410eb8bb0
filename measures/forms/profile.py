"""The twelve boxes of a monthly profile, and what is asked about them. Called by the form of one target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from measures.calculation.due import is_due, months_later
from measures.calculation.values import BadFigure, Reading, read_figure
from measures.choices import Frequency, TargetKind, Unit
from measures.choices.listed import listed
from measures.forms.base import ActionForm, FigureField
from measures.models import MeasureDefinition


class ProfileForm(ActionForm):
    """A figure for each month of a year. What is likely a slip is asked about, with a box to tick if it is right."""

    is_right = forms.BooleanField(
        label="The figure for March and the figure of the year are both right, although they differ", required=False
    )
    gaps_are_right = forms.BooleanField(
        label="The months without a figure are right: the measure is not rated in them", required=False
    )
    profile: Mapping[dt.date, Reading]
    """What was typed for each month that has a figure."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, definition: MeasureDefinition, year: int, initial: Mapping[str, Any]
    ) -> None:
        self.unit = Unit(definition.unit)
        self.months = [months_later(dt.date(year, 4, 1), number) for number in range(12)]
        self.due = [month for month in self.months if is_due(Frequency(definition.frequency), month)]
        super().__init__(data, initial=dict(initial))
        for month in self.months:
            self.fields[self.name_of(month)] = FigureField()
            self.fields[self.name_of(month)].label = f"{month:%B %Y}"
        if not (data and ("is_right" in data or self._march_differs(data))):
            del self.fields["is_right"]
        if not (data and ("gaps_are_right" in data or self._gaps(data))):
            del self.fields["gaps_are_right"]

    @staticmethod
    def name_of(month: dt.date) -> str:
        """Return the name of a month's box."""
        return f"month_{month:%Y_%m}"

    @property
    def profile_boxes(self) -> list[forms.BoundField]:
        """Return the twelve boxes of a monthly profile."""
        return [self[self.name_of(month)] for month in self.months]

    def complain(self, name: str, sentence: str) -> None:
        """Say what is wrong with a box, unless something has been said of it."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def complain_of_profile(self, cleaned: Mapping[str, Any]) -> None:
        """Ask for the months of a profile; whether those left empty are right, and a March that is not the year's."""
        if not self.profile:
            self.complain(self.name_of(self.months[0]), "Enter the figure of at least one month.")
            return
        if (gaps := self._gaps(self.data)) and not cleaned.get("gaps_are_right"):
            said = f"Without a figure the measure is not rated in {_listed(gaps)}."
            self.complain("gaps_are_right", f"{said} Enter what is missing, or tick the box if that is right.")
        if self._march_differs(self.data) and not cleaned.get("is_right"):
            typed = self.data[self.name_of(self.months[-1])]
            said = f"The figure of the year is {self.data['figure']} and that of March {typed}. Change one of them, or"
            self.complain("figure", f"{said} tick the box below the months if both are right.")

    def _gaps(self, data: Mapping[str, Any]) -> list[dt.date]:
        """Return the months in which the measure reports and a profile has no figure; none where it has no month."""
        if data.get("kind") != TargetKind.PROFILE:
            return []
        empty = [month for month in self.months if not str(data.get(self.name_of(month), "")).strip()]
        return [] if empty == self.months else [month for month in self.due if month in empty]

    def _march_differs(self, data: Mapping[str, Any]) -> bool:
        """Return whether a profile ends in March at another figure than that of the year."""
        year, march = (self._typed(data, name) for name in ("figure", self.name_of(self.months[-1])))
        return data.get("kind") == TargetKind.PROFILE and None not in (year, march) and year != march

    def _typed(self, data: Mapping[str, Any], name: str) -> Decimal | None:
        try:
            return read_figure(str(data.get(name, "")), self.unit).value
        except BadFigure:
            return None


def _listed(months: list[dt.date]) -> str:
    """Return months in a row: "June, July and August 2023", with the year where it changes."""
    years = [month.year for month in months]
    ends = [place + 1 == len(years) or years[place + 1] != year for place, year in enumerate(years)]
    names = [f"{month:%B %Y}" if ends[place] else f"{month:%B}" for place, month in enumerate(months)]
    return listed(names)

"""The forms of targets: a year's in one grid, and one of them in every kind. Called by the catalogue's views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from measures.actions.targets import Wanted
from measures.calculation.values import BadFigure, Reading, beyond_whole, read_figure, read_target
from measures.choices import TargetKind
from measures.forms.base import ActionForm, FigureField, TextField
from measures.forms.profile import ProfileForm
from measures.models import Measure, MeasureDefinition, Target
from measures.queries.targets import TargetRow, target_words

KINDS: Final = {
    TargetKind.FIGURE: "One figure for the whole year",
    TargetKind.RANGE: "A range: within it is on target",
    TargetKind.PROFILE: "A figure for each month",
    TargetKind.LINEAR: "A straight line from the baseline to the figure in March",
    TargetKind.TO_BE_CONFIRMED: "To be confirmed: it is not rated until then",
    TargetKind.NONE: "No target",
}

YEARS: Final = range(1990, 2101)
"""The financial years that a scorecard may have, by the year in which they begin."""


def year_words(year: int) -> str:
    """Return a financial year as it is written: 2023/24."""
    return f"{year}/{(year + 1) % 100:02d}"


def about_year(year: int) -> dict[str, Any]:
    """Return what every page of a financial year says of it: the year, its words, and those of the years beside it.

    Those are empty where there is no such year.
    """
    before, after = (year_words(each) if each in YEARS else "" for each in (year - 1, year + 1))
    return {"year": year, "words": year_words(year), "before": before, "after": after}


class TargetsForm(ActionForm):
    """A year's targets of the whole scorecard: a box for each measure, and one reason."""

    why = TextField("Why", rows=2, help_text="For example, Agreed by the board in March. It stands beside each target.")

    def __init__(self, data: Mapping[str, Any] | None = None, *, rows: Sequence[TargetRow]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            if not row.is_typed:
                continue
            about = f"{row.definition.ref} {row.definition.title}"
            box = forms.CharField(
                label=f"Target of {about}",
                required=False,
                max_length=60,
                initial=row.words,
                widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
            )
            self.fields[f"target_{row.measure.pk}"] = box
            self.fields[f"provisional_{row.measure.pk}"] = forms.BooleanField(
                label=f"Provisional: {about}", required=False, initial=bool(row.target and row.target.provisional)
            )
            self.fields[f"seen_{row.measure.pk}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.target.pk if row.target else None
            )
        self.order_fields([name for name in self.fields if name != "why"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the rows with their boxes."""
        return [
            {
                "row": row,
                **(
                    {name: self[f"{name}_{row.measure.pk}"] for name in ("target", "provisional", "seen")}
                    if row.is_typed
                    else {}
                ),
            }
            for row in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        """Read each box in its measure's unit; what can not be read is said beside it."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.wanted = [one for row in self.rows if row.is_typed and (one := self._wanted(row, cleaned))]
        if not self.wanted and not self.errors:
            self.add_error(None, "Nothing was changed. Change a target, then save.")
        elif not (cleaned.get("why") or "").strip():
            self.add_error("why", "Enter why. It stands beside each target that you change.")
        return cleaned

    def _wanted(self, row: TargetRow, cleaned: Mapping[str, Any]) -> Wanted | None:
        """Return what was entered for a measure; None where it is as the page showed it."""
        name = f"target_{row.measure.pk}"
        said, provisional = str(cleaned.get(name, "")).strip(), bool(cleaned.get(f"provisional_{row.measure.pk}"))
        was_provisional = bool(row.target and row.target.provisional)
        seen = cleaned.get(f"seen_{row.measure.pk}")
        unmoved = seen == (row.target.pk if row.target else None)
        if unmoved and said == row.words and (provisional == was_provisional or not said):
            return None
        try:
            read = read_target(said, row.unit)
        except BadFigure as bad:
            self.add_error(name, str(bad))
            return None
        highest, allowed = read.high or read.figure, row.definition.may_exceed_100
        if sentence := beyond_whole(highest, row.unit, read.places, may_exceed_100=allowed):
            self.add_error(name, sentence)
            return None
        return Wanted(
            measure=row.measure,
            kind=read.kind,
            seen=seen,
            figure=read.figure,
            low=read.low,
            high=read.high,
            places=read.places,
            amber_width=row.target.amber_width if row.target else None,
            provisional=provisional and read.kind in (TargetKind.FIGURE, TargetKind.RANGE),
            said=read.said,
        )


class TargetForm(ProfileForm):
    """One measure's target of one year, in every kind that there is."""

    kind = forms.ChoiceField(
        label="What kind of target is it?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Choose what kind of target it is.", "invalid_choice": "Choose a kind."},
    )
    figure = FigureField()
    low = FigureField()
    high = FigureField()
    amber_width = FigureField()
    baseline = FigureField()
    provisional = forms.BooleanField(label="It is provisional until it is confirmed", required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = TextField("Why", rows=2, help_text="It stands beside the target, with your name and today’s date.")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        measure: Measure,
        definition: MeasureDefinition,
        year: int,
        held: Target | None,
        baseline: str = "",
    ) -> None:
        self.measure, self.may_exceed_100 = measure, definition.may_exceed_100
        months = {} if held is None else {row.month: row.figure for row in held.months.all()}
        initial = {"seen": held.pk if held else None, "baseline": baseline, **self._figures_of(held)}
        initial.update({self.name_of(month): f"{figure.normalize():f}" for month, figure in months.items()})
        super().__init__(data, definition=definition, year=year, initial=initial)
        labels = {
            "figure": ("Figure", "What is to be reached, for one figure, a line, or the end of a monthly profile."),
            "low": ("Range from", ""),
            "high": ("Range to", ""),
            "amber_width": ("How far short is still amber", "In points. Left empty, the usual of the rules."),
            "baseline": ("Baseline", "Where it stood when the year began, or NA."),
        }
        for name, (label, hint) in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    def _figures_of(self, held: Target | None) -> dict[str, Any]:
        if held is None:
            return {"kind": TargetKind.FIGURE.value}
        plain = {
            name: f"{value.normalize():f}" if (value := getattr(held, name)) is not None else ""
            for name in ("figure", "low", "high", "amber_width")
        }
        return {"kind": held.kind, "provisional": held.provisional, **plain}

    def clean(self) -> dict[str, Any]:
        """Read the boxes that the kind needs; say beside each what is wrong with it."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.read = {name: self._read(name) for name in ("figure", "low", "high", "amber_width", "baseline")}
        self.profile = {month: read for month in self.months if (read := self._of_month(month)).value is not None}
        kind = cleaned.get("kind")
        if kind in (TargetKind.FIGURE, TargetKind.LINEAR) and self.read["figure"].value is None:
            self.complain("figure", "Enter the figure, such as 90%.")
        if kind == TargetKind.RANGE:
            low, high = self.read["low"].value, self.read["high"].value
            if low is None or high is None:
                self.complain("low", "Enter both ends of the range.")
            elif low > high:
                self.complain("high", "Enter the lower end of the range first.")
        if kind == TargetKind.PROFILE:
            self.complain_of_profile(cleaned)
        if kind == TargetKind.LINEAR and self.read["baseline"].value is None:
            self.complain("baseline", "A line begins at the baseline. Enter it.")
        self._complain_beyond_whole(kind)
        if not (cleaned.get("why") or "").strip():
            self.complain("why", "Enter why. It stands beside the target.")
        return cleaned

    def _complain_beyond_whole(self, kind: str | None) -> None:
        """Say what can not be a percentage of the measure, in the boxes that the kind uses and a new baseline."""
        months = {self.name_of(month): read for month, read in self.profile.items()}
        figure = ("figure",) if kind in (TargetKind.FIGURE, TargetKind.LINEAR, TargetKind.PROFILE) else ()
        names = ("low", "high") if kind == TargetKind.RANGE else figure
        names = (*names, "baseline") if kind == TargetKind.LINEAR or "baseline" in self.changed_data else names
        used = {name: self.read[name] for name in names} | (months if kind == TargetKind.PROFILE else {})
        for name, read in used.items():
            if sentence := beyond_whole(read.value, self.unit, read.places, may_exceed_100=self.may_exceed_100):
                self.complain(name, sentence)

    def _read(self, name: str) -> Reading:
        try:
            return read_figure(str(self.cleaned_data.get(name, "")), self.unit)
        except BadFigure as bad:
            self.add_error(name, str(bad))
            return Reading()

    def _of_month(self, month: dt.date) -> Reading:
        """Return the figure of a month; its box stays empty where it has none, and takes no word for that."""
        read = self._read(self.name_of(month))
        if read.missing is not None and self.data.get("kind") == TargetKind.PROFILE:
            self.complain(self.name_of(month), "Enter a figure, such as 90%, or leave the box empty.")
        return read

    def wanted(self) -> Wanted:
        """Return what was entered; boxes that the kind has no use for are left out."""
        kind = TargetKind(self.cleaned_data["kind"])
        profile = {month: read.value for month, read in self.profile.items() if read.value is not None}
        figure = self.read["figure"]
        if kind is TargetKind.PROFILE and figure.value is None:
            figure = self.profile[max(profile)]
        ranged = kind is TargetKind.RANGE
        read = [self.read["low"], self.read["high"]] if ranged else [figure, *self.profile.values()]
        wanted = Wanted(
            measure=self.measure,
            kind=kind,
            seen=self.cleaned_data["seen"],
            figure=figure.value if kind in (TargetKind.FIGURE, TargetKind.LINEAR, TargetKind.PROFILE) else None,
            low=self.read["low"].value if ranged else None,
            high=self.read["high"].value if ranged else None,
            places=max((one.places or 0 for one in read), default=0),
            amber_width=self.read["amber_width"].value,
            profile=profile if kind is TargetKind.PROFILE else {},
            provisional=self.cleaned_data["provisional"] and kind not in (TargetKind.TO_BE_CONFIRMED, TargetKind.NONE),
        )
        shown = Target(**{name: getattr(wanted, name) for name in ("kind", "figure", "low", "high", "places")})
        return Wanted(**{**wanted.__dict__, "said": target_words(shown, self.unit)})

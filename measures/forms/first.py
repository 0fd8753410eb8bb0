"""The forms of a scorecard's beginning: adding it, its file's columns and measures, who holds what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from measures.actions.holding import Holding
from measures.choices import RoleName, UploadKind
from measures.forms.base import ActionForm
from measures.forms.definition import AIMS, BASES, UNITS
from measures.models import Scorecard
from measures.sheets.apply import AT_WORK, HISTORY
from measures.sheets.catalogue import MOST_DECIMALS, CatalogueRow
from measures.sheets.foreign import columns_of, fields_of
from measures.sheets.grid import Grid
from measures.sheets.mapping import LEAVE_OUT, wrong_with
from measures.sheets.said_before import ASKED
from measures.sheets.strays import Stray


class ScorecardForm(ActionForm):
    """A scorecard, and who keeps it."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="For example, Children’s social care scorecard",
        error_messages={"required": "Enter the scorecard’s title."},
    )
    slug = forms.SlugField(
        label="Short name",
        max_length=50,
        help_text="It stands in addresses for good. Small letters and hyphens, such as childrens-social-care",
        error_messages={
            "required": "Enter a short name, such as childrens-social-care.",
            "invalid": "Use small letters, numbers and hyphens, such as childrens-social-care.",
        },
    )
    organisation = forms.CharField(label="Council", max_length=200, required=False)
    area = forms.CharField(
        label="Area", max_length=200, required=False, help_text="Whose population the rates are out of."
    )
    like = forms.ModelChoiceField(
        Scorecard.objects.none(),
        label="Begin with the sections and measures of",
        required=False,
        empty_label="None: it begins empty",
    )
    keeper = forms.EmailField(
        label="Who keeps it",
        help_text="The email address of somebody of the performance team who has an account. You can add others later.",
        error_messages=dict.fromkeys(("required", "invalid"), "Enter the email address of somebody with an account."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, scorecards: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["like"].queryset = scorecards
        if not scorecards.exists():
            del self.fields["like"]

    def clean_slug(self) -> str:
        """Return the short name in small letters."""
        return str(self.cleaned_data["slug"]).lower()


class SheetForm(ActionForm):
    """Which sheet of a workbook is read."""

    sheet = forms.ChoiceField(
        label="Which sheet has the measures?",
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select the sheet that has the measures."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, sheets: Sequence[str], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["sheet"].choices = [(name, name) for name in sheets]


class ColumnsForm(ActionForm):
    """What each column of a file is."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, grid: Grid, kind: UploadKind, known: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        self.grid, self.kind = grid, kind
        self.columns = columns_of(grid, kind)
        fields = list(fields_of(kind).items())
        for column in self.columns:
            self.fields[f"column_{column.number}"] = forms.ChoiceField(
                label=f"What is “{column.heading or f'column {column.number}'}”?",
                choices=[("", "Choose"), *fields, (LEAVE_OUT, "Leave it out")],
                initial=known.get(column.key, column.guess),
                error_messages={
                    "required": f"Choose what “{column.heading or column.key}” is, or leave it out.",
                    "invalid_choice": "Choose from the list.",
                },
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the columns with their boxes."""
        return [{"column": column, "field": self[f"column_{column.number}"]} for column in self.columns]

    def said(self) -> dict[str, str]:
        """Return what was said of each heading."""
        return {column.key: self.cleaned_data.get(f"column_{column.number}", "") for column in self.columns}

    def clean(self) -> dict[str, Any]:
        """Say beside a column what is wrong with it, and above them what none of them is."""
        cleaned: dict[str, Any] = super().clean() or {}
        boxes = {column.key: f"column_{column.number}" for column in self.columns}
        for key, sentence in wrong_with(self.grid, self.kind, self.said()).items():
            if boxes.get(key) not in self.errors:
                self.add_error(boxes.get(key), sentence)
        return cleaned


@dataclass(frozen=True)
class MeasuresAsked:
    """What a file is asked about."""

    rows: Mapping[str, CatalogueRow]
    """Its new measures, as they were guessed or put right before."""
    targets: Mapping[str, str]
    unsure: Collection[str]
    """Those that have a target and of which nothing tells which way is better."""
    strays: Sequence[Stray]
    """Its rows that have no measure."""
    is_first: bool
    """Whether a scorecard begins with it."""
    first: str
    """What was said before of its last month."""


class MeasuresForm(ActionForm):
    """What the measures of a file are, as they were guessed, to be put right; which rows have none."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: MeasuresAsked) -> None:
        super().__init__(data)
        self.rows, self.strays, self.targets = asked.rows, asked.strays, asked.targets
        if asked.is_first:
            self._ask_whether_finished(asked.first)
        if self.strays:
            self._ask_to_leave_out(len(self.strays))
        for number, row in enumerate(self.rows.values()):
            self._ask_of(number, row, is_open=row.ref in asked.unsure)

    def _ask_whether_finished(self, said: str) -> None:
        self.fields["first"] = forms.ChoiceField(
            label="Is the last month of the file finished?",
            choices=[
                (AT_WORK, "No: it is the first month that is worked on here"),
                (HISTORY, "Yes: it is history, and the month after it is the first that is worked on here"),
            ],
            widget=forms.RadioSelect(attrs={"small": True}),
            initial=said or None,
            error_messages={"required": "Say whether the last month is finished."},
        )

    def _ask_to_leave_out(self, strays: int) -> None:
        one = strays == 1
        self.fields["left_out"] = forms.BooleanField(
            label="Leave this row out" if one else f"Leave these {strays} rows out",
            error_messages={
                "required": f"Leave {'the row' if one else 'the rows'} out, or put a reference beside "
                f"{'it' if one else 'each'} in the file and choose the file again."
            },
        )

    def _ask_of(self, number: int, row: CatalogueRow, *, is_open: bool) -> None:
        """Ask of a measure what was guessed of it; `is_open` where its aim was not to be guessed."""
        options: dict[str, tuple[str, Mapping[Any, str], Any]] = {
            "unit": (f"Unit of {row.ref}", UNITS, row.unit),
            "aim": (f"Which way is better for {row.ref}", AIMS, row.aim),
            "basis": (f"What a month’s figure of {row.ref} covers", BASES, row.basis),
        }
        self.fields[f"section_{number}"] = forms.CharField(
            label=f"Section of {row.ref}",
            initial=row.section,
            max_length=200,
            widget=forms.TextInput(attrs={"class": "govuk-input--wide"}),
            error_messages={"required": f"Enter the section of {row.ref}."},
        )
        for name, (label, choices, initial) in options.items():
            pairs = [(key.value, words) for key, words in choices.items()]
            is_asked = is_open and name == "aim"
            self.fields[f"{name}_{number}"] = forms.ChoiceField(
                label=label,
                choices=[("", "Choose"), *pairs] if is_asked else pairs,
                initial="" if is_asked else initial.value,
                error_messages={
                    "required": f"Choose which way is better for {row.ref}: it has a target, "
                    f"{self.targets.get(row.ref, '')}, and a measure for context is not rated by one."
                },
            )
        self.fields[f"decimals_{number}"] = forms.IntegerField(
            label=f"Decimal places of {row.ref}",
            initial=row.decimals,
            min_value=0,
            max_value=MOST_DECIMALS,
            widget=forms.TextInput(attrs={"width": 2, "inputmode": "numeric"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), "Enter a whole number from 0 to 6."
            ),
        )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the measures with their boxes."""
        return [
            {"row": row, "target": self.targets.get(row.ref, ""), **{name: self[f"{name}_{number}"] for name in ASKED}}
            for number, row in enumerate(self.rows.values())
        ]

    def said(self, age: str) -> dict[str, Any]:
        """Return what was said as it is kept with the file."""
        return {
            "measures": self._measures(age),
            "first": self.cleaned_data.get("first", ""),
            "left_out": [stray.line for stray in self.strays],
        }

    def _measures(self, age: str) -> list[dict[str, Any]]:
        """Return the measures. A rate is out of the population of an age group."""
        found = []
        for number, row in enumerate(self.rows.values()):
            kept = {name: getattr(row, name) for name in CatalogueRow.__dataclass_fields__}
            kept |= {name: self.cleaned_data[f"{name}_{number}"] for name in ASKED}
            kept["section"] = " ".join(kept["section"].split())
            if kept["unit"] == "rate per 10,000" and not row.denominator_source:
                kept["denominator"] = f"population:{age}"
            elif kept["unit"] != "rate per 10,000" and row.denominator.startswith("population:"):
                kept["denominator"] = ""
            found.append(kept)
        return found


class HoldersForm(ActionForm):
    """Who owns each measure, directs each section, signs the scorecard: by address of email."""

    invite_new = forms.BooleanField(
        label="Invite whoever has no account yet: they get a mail with a link", required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.places = places
        for place in places:
            self.fields[place.name] = forms.EmailField(
                label=f"Email address of the {place.role.value} of {place.title}",
                required=False,
                initial=place.held_by,
                widget=forms.EmailInput(attrs={"class": "govuk-input--wide", "autocomplete": "off"}),
                error_messages={"invalid": "Enter an email address, such as name@council.gov.uk."},
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the places with their boxes."""
        return [{"place": place, "field": self[place.name]} for place in self.places]

    def holdings(self) -> list[Holding]:
        """Return what was entered and is not so already."""
        return [
            Holding(place.scope, place.role, email, place.name)
            for place in self.places
            if (email := self.cleaned_data[place.name].strip()) and email.lower() != place.held_by.lower()
        ]


class Place:
    """Something that somebody is to hold, and the address of who holds it."""

    def __init__(self, scope: Any, role: RoleName, title: str, held_by: str, named: str = "") -> None:
        self.scope, self.role, self.title, self.held_by = scope, role, title, held_by
        self.named = named
        """Who is responsible as the council's own file says it."""
        self.name = f"{role.value.replace(' ', '_')}_{scope.pk}"

"""The forms of the month: what a holder types, what a director decides, when a month is due.

They take text and choices; reading and checking a figure is the actions' part. Called by the views only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from measures.actions.drafts import Draft
from measures.actions.evidence import largest, too_large
from measures.actions.outcome import Refused
from measures.calculation.values import BadFigure, read_count
from measures.choices import EvidenceKind, Missing, Unit
from measures.models import Finding, Period, Submission
from measures.part_forms import part_forms
from measures.queries.chosen import Options

MISSING_CHOICES: Final = [
    ("", "There is a figure"),
    *((reason.value, reason.label) for reason in Missing if reason is not Missing.SUPPRESSED),
]
LONGEST_TEXT: Final = 5000
"""Characters of one prompt of a commentary."""


class DayField(forms.DateField):
    """A day as people write it: 27/3/2024, 27.3.2024, 27 March 2024. Refuses anything else with an example."""

    def __init__(self, *, label: str, required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput(attrs={"width": 10, "autocomplete": "off"}, format="%-d/%-m/%Y"),
            input_formats=["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"],
            help_text="For example, 27/3/2024",
            error_messages={
                "required": "Enter a date, for example 27/3/2024.",
                "invalid": "Enter a real date, for example 27/3/2024.",
            },
        )


class ActionForm(forms.Form):
    """A form whose action may refuse it."""

    use_required_attribute = False

    def show_refusal(self, refused: Refused) -> None:
        """Put the sentences of a refusal beside the fields that they are about, or above the form."""
        known = {name: sentence for name, sentence in refused.fields.items() if name in self.fields}
        for name, sentence in known.items():
            self.add_error(name, sentence)
        for name, sentence in refused.fields.items():
            if name not in known:
                self.add_error(None, sentence)
        if not refused.fields:
            self.add_error(None, refused.sentence)


class VersionedForm(ActionForm):
    """A form that says which version of the submission the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TextField(forms.CharField):
    """Text of several lines, with the line ends of one system."""

    def __init__(self, label: str, rows: int = 4, **options: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": rows}),
            **options,
        )
        self.widget.attrs.pop("maxlength", None)  # what is too long is refused with a sentence, never cut

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends, so that an untouched text is unchanged."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def figure_input(width: int = 10) -> forms.TextInput:
    """Return the box of a figure: decimal keys on a phone, no spelling."""
    return forms.TextInput(attrs={"inputmode": "decimal", "width": width, "spellcheck": "false", "autocomplete": "off"})


class FigureField(forms.CharField):
    """A typed figure or count, kept right or wrong; what is too long to be one is refused with the rules' sentence."""

    LONGEST: Final = 200

    def __init__(self) -> None:
        super().__init__(required=False, widget=figure_input())

    def validate(self, value: str) -> None:
        """Refuse a text that no draft has a use for."""
        super().validate(value)
        if len(value) > self.LONGEST:
            try:
                read_count(value)
            except BadFigure as bad:
                raise forms.ValidationError(str(bad)) from bad


class EvidenceField(forms.FileField):
    """A file that bears the figure out. What it holds is looked at when it is added."""

    def __init__(self) -> None:
        super().__init__(
            label="Add a file",
            required=False,
            max_length=200,
            widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in EvidenceKind)}),
            error_messages={
                "invalid": "Choose a file.",
                "empty": "The file has nothing in it.",
                "max_length": "The name of the file is too long. Give it a shorter one.",
            },
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Refuses one that is too large before it is read."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile) and file.size is not None and file.size > largest():
            raise forms.ValidationError(too_large().sentence)
        return file


def told(finding: Finding) -> str:
    """Return how a finding was explained last; empty where nobody has."""
    said = [explanation.text for explanation in finding.explanations.all()]
    return said[-1] if said else ""


class EntryForm(VersionedForm):
    """One measure of one month as its holder types it, with an explanation for each finding that asks for one."""

    figure = FigureField()
    numerator = FigureField()
    denominator = FigureField()
    missing = forms.ChoiceField(
        label="If there is no figure, why",
        required=False,
        choices=MISSING_CHOICES,
    )
    happening = TextField(
        "What is happening",
        help_text="What the figure shows, in words a board member would use. “No change since last month” may stand "
        "twice running.",
    )
    why = TextField("Why", help_text="What lies behind it.")
    doing = TextField("What is being done", help_text="By whom, and by when.")
    source = forms.CharField(
        label="Where the figure came from",
        required=False,
        max_length=300,
        help_text="For example, the case management system’s monthly report",
    )
    taken_on = DayField(label="When it was taken", required=False)
    evidence = EvidenceField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        submission: Submission,
        findings: Iterable[Finding] = (),
        prefix: str | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        parts_before: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        draft = Draft.of(submission)
        names = [name for name in Draft.__dataclass_fields__ if name not in ("parts", "explanations")]
        super().__init__(
            data,
            files,
            initial={"version": submission.version, **{name: getattr(draft, name) for name in names}},
            prefix=prefix,
        )
        self.submission = submission
        self.parts = part_forms(data, draft.parts or parts_before)
        self.has_parts = bool(draft.parts or parts_before)
        self._name_figures(submission)
        self.fields[
            "evidence"
        ].help_text = (
            f"A PDF, workbook (.xlsx), document (.docx) or picture (PNG, JPEG) of at most {largest() // 1_000_000} MB"
        )
        if draft.missing == Missing.SUPPRESSED:
            missing = cast(forms.ChoiceField, self.fields["missing"])
            missing.choices = [*MISSING_CHOICES, (Missing.SUPPRESSED.value, Missing.SUPPRESSED.label)]
        self.findings = [finding for finding in findings if finding.needs_explanation]
        for finding in self.findings:
            begun = draft.explanations.get(finding.message) or told(finding)
            field = TextField(finding.message, rows=2, initial=begun, help_text="Explain it.")
            self.fields[f"explanation_{finding.pk}"] = field

    def _name_figures(self, submission: Submission) -> None:
        """Say on each box what this measure counts; leave out the box that it has no use for."""
        definition, unit = submission.definition, Unit(submission.definition.unit)
        examples = {Unit.PERCENT: "79%", Unit.RATE: "459", Unit.COUNT: "38", Unit.AVERAGE: "17.1"}
        self.fields["figure"].label = f"Figure for {submission.period}"
        self.fields["figure"].help_text = f"For example, {examples[unit]}"
        self.fields["numerator"].label = definition.numerator_label or "Number counted"
        self.fields["denominator"].label = definition.denominator_label or "Out of"
        if unit is Unit.COUNT or definition.denominator_source.startswith("population:"):
            del self.fields["denominator"]

    @property
    def figures(self) -> list[forms.BoundField]:
        """Return the boxes of figures."""
        return [self[name] for name in ("figure", "numerator", "denominator") if name in self.fields]

    @property
    def explanations(self) -> list[forms.BoundField]:
        """Return the boxes of explanations."""
        return [self[f"explanation_{finding.pk}"] for finding in self.findings]

    def draft(self) -> Draft:
        """Return what was typed; what the form does not ask for stays as it is."""
        before = Draft.of(self.submission)
        kept = {name: getattr(before, name) for name in Draft.__dataclass_fields__}
        typed = {name: value for name, value in self.cleaned_data.items() if name in kept}
        if self.parts:
            typed["parts"] = [form.part() for form in self.parts if form.is_valid() and form.is_filled]
        return Draft(**{**kept, **typed, "explanations": self._begun(before)})

    def clean(self) -> dict[str, Any]:
        """Say of a part that can not be kept what it lacks."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number, form in enumerate(self.parts, start=1):
            for errors in form.errors.values():
                self.add_error(None, [f"Part {number}: {error}" for error in errors])
        return cleaned

    def _begun(self, before: Draft) -> dict[str, str]:
        """Return the explanations that are begun and not given yet; those of findings not shown stay."""
        begun = dict(before.explanations)
        for finding in self.findings:
            text = self.cleaned_data.get(f"explanation_{finding.pk}", "")
            begun.pop(finding.message, None)
            if text.strip() and text != told(finding):
                begun[finding.message] = text
        return begun

    def explained(self) -> dict[int, str]:
        """Return the explanations by the id of their finding."""
        return {finding.pk: self.cleaned_data.get(f"explanation_{finding.pk}", "") for finding in self.findings}


class DecisionForm(VersionedForm):
    """What a director decides."""

    APPROVE, CAVEAT, RETURN = "approve", "caveat", "return"

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (APPROVE, "Approve"),
            (CAVEAT, "Approve with a caveat"),
            (RETURN, "Return it to its owner"),
        ],
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Select what you decide", "invalid_choice": "Select what you decide"},
    )
    caveat = TextField("Caveat", rows=2, help_text="Only if you approve with a caveat. It is printed with the figure.")
    reason = TextField(
        "Reason for returning it", rows=2, help_text="Only if you return it. The owner reads it and acts on it."
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the caveat of an approval that is to have one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == self.CAVEAT and not cleaned.get("caveat"):
            self.add_error("caveat", "Enter the caveat, or approve without one.")
        return cleaned


class ReasonForm(VersionedForm):
    """An action on a submission that asks for a reason."""

    reason = TextField("Reason", rows=3)


class VersionForm(VersionedForm):
    """An action on a submission that asks for nothing else."""


class CommentForm(ActionForm):
    """One message of the thread."""

    text = TextField("Your comment", rows=3)


class AnnotationForm(ActionForm):
    """A note on a month of a measure."""

    period = forms.ChoiceField(
        label="Month",
        error_messages={"required": "Select a month.", "invalid_choice": "Select a month of this measure."},
    )
    text = forms.CharField(
        label="Note",
        required=False,
        help_text="For example: A new recording system from this month. It stands on the chart and is printed with it.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, periods: Iterable[Period]) -> None:
        super().__init__(data)
        pairs = [(str(period.pk), str(period)) for period in periods]
        cast(forms.ChoiceField, self.fields["period"]).choices = pairs


class OpenPeriodForm(ActionForm):
    """When the figures of a month are due, and when they are to be approved."""

    due_on = DayField(label="Owners submit by")
    approve_by = DayField(label="Directors approve by")


class KnownOnForm(ActionForm):
    """The day whose knowledge is asked for. Sent with GET."""

    on = DayField(label="Date")

    def clean_on(self) -> dt.date:
        """Return the day. Refuses one that has not come yet."""
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or earlier.")
        return day


class PeriodReasonForm(ActionForm):
    """Opening a closed month again."""

    reason = TextField("Why is the month opened again?", rows=3)


class ChoiceForm(forms.Form):
    """Which measures of a scorecard are shown. Sent with GET, so that a view can be shared by its address."""

    section = forms.ChoiceField(label="Section", required=False)
    rag = forms.ChoiceField(label="Status", required=False)
    direction = forms.ChoiceField(label="Direction", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    state = forms.ChoiceField(label="Stage", required=False)
    findings = forms.ChoiceField(label="Findings", required=False)
    search = forms.CharField(label="Reference or words", required=False, max_length=100)

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any], *, options: Options) -> None:
        super().__init__(data, auto_id="filter_%s")
        offered = {
            "section": options.sections,
            "rag": options.rags,
            "direction": options.directions,
            "owner": options.owners,
            "state": options.states,
            "findings": options.findings,
        }
        for name, pairs in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Any"), *pairs]
        for name in ("state", "findings"):
            if not offered[name]:
                self.fields[name].widget = forms.HiddenInput()

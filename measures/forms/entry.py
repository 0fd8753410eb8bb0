"""The form of one figure: what its holder types, with what goes with it.

It takes text and choices; reading and checking a figure is the actions' part. Called by the views and the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from measures.actions.drafts import Draft
from measures.actions.evidence import largest, too_large
from measures.actions.shared_counts import count_shared_with
from measures.choices import EvidenceKind, Missing, Unit
from measures.forms.base import FigureField, PastDayField, TextField, VersionedForm
from measures.forms.part import part_forms
from measures.models import Finding, Submission

EXPLANATION: Final = "explanation_"
"""What the names of the boxes of explanations begin with."""
AGAIN: Final = "again"
"""The name of the box that is ticked to send a figure that came back again as it was."""
MISSING_CHOICES: Final = [
    ("", "There is a figure"),
    *((reason.value, reason.label) for reason in Missing if reason is not Missing.SUPPRESSED),
]


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
        help_text="What the figure shows, in words a board member would use. “No change since last month” (or "
        "quarter, or year) may stand twice running.",
    )
    why = TextField("Why", help_text="What lies behind it.")
    doing = TextField("What is being done", help_text="By whom, and by when.")
    source = forms.CharField(
        label="Where the figure came from",
        required=False,
        max_length=300,
        help_text="For example, the case management system’s monthly report",
    )
    taken_on = PastDayField(label="When it was taken", required=False)
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
        if self.says_again:
            self._offer_again()
        self.findings = [finding for finding in findings if finding.needs_explanation]
        asked = {finding.message for finding in self.findings}
        self.no_longer_asked = {message: text for message, text in draft.explanations.items() if message not in asked}
        """What was begun on findings that the checks no longer have, by their sentences."""
        for finding in self.findings:
            begun = draft.explanations.get(finding.message) or finding.explained
            field = TextField(finding.message, rows=2, initial=begun, help_text="Explain it.")
            field.widget.attrs["hx-preserve"] = "true"  # what is typed while the draft is saved stays
            self.fields[f"{EXPLANATION}{finding.pk}"] = field

    def _name_figures(self, submission: Submission) -> None:
        """Say on each box what this measure counts; leave out the box that it has no use for."""
        definition, unit = submission.definition, Unit(submission.definition.unit)
        examples = {Unit.PERCENT: "79%", Unit.RATE: "459", Unit.COUNT: "38", Unit.AVERAGE: "17.1"}
        self.fields["figure"].label = f"Figure for {submission.period}"
        self.fields["figure"].help_text = f"For example, {examples[unit]}"
        self.fields["numerator"].label = definition.numerator_label or "Number counted"
        self.fields["denominator"].label = definition.denominator_label or "Out of"
        if (shared := count_shared_with(definition)) is not None:
            self.fields["denominator"].help_text = f"Left empty, it is what {shared} counts, once that is submitted"
        if unit is Unit.COUNT or definition.denominator_source.startswith("population:"):
            del self.fields["denominator"]

    @property
    def says_again(self) -> bool:
        """Return whether it was ticked that a figure that came back is to go again as it was."""
        return self.is_bound and self.data.get(self.add_prefix(AGAIN)) == "on"

    def _offer_again(self) -> None:
        label = f"Submit {self.submission.definition.ref} again as it was"
        self.fields[AGAIN] = forms.BooleanField(label=label, required=False)

    def ask_again(self, sentence: str) -> None:
        """Say that nothing has changed in a figure that came back, beside a box to tick if that is right."""
        self._offer_again()
        self.add_error(AGAIN, sentence)

    @property
    def figures(self) -> list[forms.BoundField]:
        """Return the boxes of figures."""
        return [self[name] for name in ("figure", "numerator", "denominator") if name in self.fields]

    @property
    def explanations(self) -> list[forms.BoundField]:
        """Return the boxes of explanations."""
        return [self[f"{EXPLANATION}{finding.pk}"] for finding in self.findings]

    @property
    def asked(self) -> dict[str, Any]:
        """Return what stands in the boxes of explanations that the page has or had, by their names."""
        if not self.is_bound:
            return {bound.name: bound.value() for bound in self.explanations}
        begins = self.add_prefix(EXPLANATION)
        return {
            f"{EXPLANATION}{name.removeprefix(begins)}": text
            for name, text in self.data.items()
            if name.startswith(begins)
        }

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
            text = self.cleaned_data.get(f"{EXPLANATION}{finding.pk}", "")
            begun.pop(finding.message, None)
            if text.strip() and text != finding.explained:
                begun[finding.message] = text
        return begun

    def explained(self) -> dict[int, str]:
        """Return the explanations by the id of their finding."""
        return {finding.pk: self.cleaned_data.get(f"{EXPLANATION}{finding.pk}", "") for finding in self.findings}

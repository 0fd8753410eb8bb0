"""What is saved beside what somebody typed, where another was first. Called by the entry views."""

from __future__ import annotations

from dataclasses import dataclass

from measures.actions.drafts import Draft
from measures.forms.entry import EntryForm
from measures.models import Submission


@dataclass(frozen=True)
class Both:
    """One field of a submission, as it is saved and as it was typed."""

    label: str
    saved: str
    typed: str

    @property
    def differs(self) -> bool:
        """Return whether there is anything to choose."""
        return self.saved != self.typed


def both_texts(now: Submission, form: EntryForm) -> list[Both]:
    """Return each field that is filled in on either side, with both texts."""
    saved, typed = Draft.of(now), form.draft()
    labels = {name: str(form.fields[name].label) for name in Draft.__dataclass_fields__ if name in form.fields}
    rows = [Both(label, _said(saved, name), _said(typed, name)) for name, label in labels.items()]
    rows.append(Both("Parts", _parts(saved), _parts(typed)))
    rows += [
        Both(sentence, saved.explanations.get(sentence, ""), typed.explanations.get(sentence, ""))
        for sentence in {**saved.explanations, **typed.explanations}
    ]
    return [row for row in rows if row.saved or row.typed]


def _said(draft: Draft, name: str) -> str:
    value = getattr(draft, name)
    return f"{value:%-d %B %Y}" if name == "taken_on" and value else str(value or "")


def _parts(draft: Draft) -> str:
    return "\n".join(
        f"{part['name']}: {part.get('value') or part.get('numerator', '')}"
        + (f" of {part['denominator']}" if part.get("denominator") else "")
        for part in draft.parts
    )

"""The forms of a restatement: why it is asked for, the decision on it, the corrected figure."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from measures.actions.difference import revision_figure
from measures.actions.drafts import Draft
from measures.calculation.findings import plain
from measures.forms.base import ActionForm, ChoosingForm, TextField
from measures.forms.entry import EntryForm
from measures.models import Restatement, Revision, Submission

DECISIONS: Final = {
    "agree": "Agree: the owner enters the right figure",
    "refuse": "Refuse: the published figure stays",
    "approve": "Approve the corrected figure",
    "send_back": "Return it to the owner",
}


class AskForm(ActionForm):
    """Why a published figure is wrong."""

    reason = TextField(
        "What was wrong",
        rows=3,
        help_text="It is printed in the edition that corrects the figure. The public reads it only where the figure is "
        "printed for it and no other number stands here. Name no child and no family.",
    )


class CorrectionDecisionForm(ChoosingForm):
    """What is decided on a restatement: only what the person may do now is offered."""

    TAKEN_BY = {"reason": ("refuse", "send_back")}

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Select what you decide", "invalid_choice": "Select what you decide"},
    )
    reason = TextField("Reason", rows=2, help_text="Whoever asked for it or entered it reads it.")

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = [(name, words) for name, words in DECISIONS.items() if name in offered]


class CorrectedFigureForm(EntryForm):
    """The right figure, which begins as what was published, or as what was returned."""

    explanation = TextField(
        "What explains it", rows=2, help_text="Only if the checks find something unusual in the corrected figure."
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, restatement: Restatement) -> None:
        super().__init__(data, submission=_as_typed(restatement))
        self.initial["version"] = restatement.version


def _as_typed(restatement: Restatement) -> Submission:
    """Return the submission as if the figure to correct had just been typed; never stored."""
    typed = copy.copy(restatement.submission)
    revision = restatement.revision or restatement.published_revision
    for name, value in _draft_of(restatement.submission, revision).columns().items():
        setattr(typed, name, value)
    return typed


def _draft_of(submission: Submission, revision: Revision) -> Draft:
    """Return what was frozen with a revision, its parts too (one query), as it would be typed."""
    return Draft(
        figure=revision.said if not revision.missing else "",
        numerator=plain(revision.numerator) if revision.numerator is not None else "",
        denominator=plain(revision.denominator) if revision.denominator is not None else "",
        missing=revision.missing,
        happening=revision.happening,
        why=revision.why,
        doing=revision.doing,
        source=revision.system,
        taken_on=revision.taken_on,
        parts=[dict(part) for part in revision_figure(submission, revision).parts],
    )

"""What the holder of a measure does with a draft: save it as typed, submit it, take it back.

A draft is kept exactly as it was typed, right or wrong. Submitting reads it, checks it and freezes it into an
immutable revision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.checks import refresh_findings
from measures.actions.commentary import commentary_wanted
from measures.actions.draft_figures import DraftFigures, figures_of_draft
from measures.actions.evidence import freeze_evidence
from measures.actions.outcome import Refused, hold, insist, move, record
from measures.actions.recalculate import queue_recalculation
from measures.calculation.findings import Finding as Found
from measures.choices import FigureSource, RoleName, Severity, SubmissionState
from measures.models import Comment, Explanation, Finding, Part, Revision, Submission
from measures.models.submission import MOST_SAID
from measures.permissions import Standing, may, may_see


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed for one measure in one month, as text."""

    figure: str = ""
    numerator: str = ""
    denominator: str = ""
    missing: str = ""
    happening: str = ""
    why: str = ""
    doing: str = ""
    source: str = ""
    taken_on: dt.date | None = None
    parts: list[dict[str, str]] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    """Explanations that are not given yet, by the sentence of the finding that asks for one."""

    def columns(self) -> dict[str, Any]:
        """Return the submission's fields that hold this draft."""
        return {f"draft_{name}": value for name, value in asdict(self).items()}

    @property
    def in_words(self) -> str:
        """Return the figure with its counts, or why there is none, as the timeline says it: "79% (368 of 466)"."""
        counts = " of ".join(part for part in (self.numerator, self.denominator) if part)
        return (f"{self.figure} ({counts})" if self.figure and counts else self.figure or counts) or self.missing

    @classmethod
    def of(cls, submission: Submission) -> Draft:
        """Return the draft that a submission holds."""
        return cls(**{name: getattr(submission, f"draft_{name}") for name in cls.__dataclass_fields__})


def entered_for(submission: Submission, by: Any, today: dt.date) -> Any:
    """Return the owner in whose place somebody of the performance team acts; None where the person is a holder."""
    standing = Standing.of(by, today)
    if standing.roles_on(submission) & {RoleName.OWNER, RoleName.DEPUTY}:
        return None
    owner = submission.measure.roles.current(today).filter(role=RoleName.OWNER).select_related("person").first()
    return owner.person if owner else None


@transaction.atomic
def save_draft(
    *,
    submission: Submission,
    version: int,
    draft: Draft,
    by: Any,
    channel: str = "page",
    now: dt.datetime | None = None,
) -> Submission:
    """Keep what was typed. Raises `Refused` or `Overtaken`; a draft with mistakes in it is kept all the same."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    insist(may(Standing.of(by, today), "save", submission))
    done_for = entered_for(submission, by, today)
    saved = move(
        "save",
        submission,
        version=version,
        by=by,
        now=now,
        event={"done_for": done_for, "channel": channel, "details": _figure_changed(submission, draft)},
        draft_by=by,
        draft_for=done_for,
        draft_at=now,
        **draft.columns(),
    )
    refresh_findings(saved, now=now)
    return saved


def _figure_changed(submission: Submission, draft: Draft) -> dict[str, str]:
    """Return from what to what saving a draft changes the figure, for its event; nothing where it stays."""
    was, now = Draft.of(submission).in_words, draft.in_words
    return {} if was == now else {"was": was[:MOST_SAID], "is": now[:MOST_SAID]}


def explain(submission: Submission, explanations: Mapping[int, str], *, by: Any, now: dt.datetime) -> None:
    """Keep the explanations of findings (by the finding's id) that say something new."""
    for finding in Finding.objects.open().filter(submission=submission, pk__in=explanations):
        text = explanations[finding.pk].strip()
        last = finding.explanations.order_by("-pk").first()
        if text and (last is None or last.text != text):
            Explanation.objects.create(finding=finding, text=text, by=by, at=now)


def _stop_if_not_complete(submission: Submission, figures: DraftFigures) -> None:
    """Raise `Refused` for an error, for a warning that nobody has explained, or for commentary that is missing."""
    findings = Finding.objects.open().filter(submission=submission).prefetch_related("explanations")
    stop_for_errors(findings)
    missing = {
        f"explanation_{f.pk}": f"Explain this: {f.message}"
        for f in findings
        if f.needs_explanation and not f.explanations.all()
    }
    sentence = "Some findings need your explanation before this can be submitted."
    wanted = commentary_wanted(submission, figures)
    if wanted is not None:
        sentence = f"{sentence} {wanted}" if missing else wanted
        missing["happening"] = wanted
    if missing:
        raise Refused(sentence, missing)


def stop_for_errors(findings: Iterable[Finding | Found]) -> None:
    """Raise `Refused` for the errors among findings, each at the field of the form that it is about."""
    said: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity == Severity.ERROR:
            said.setdefault(finding.box or "figure", []).append(finding.message)
    if said:
        fields = {box: " ".join(messages) for box, messages in said.items()}
        raise Refused("The figure can not be submitted as it is.", fields)


def freeze(
    submission: Submission, figures: DraftFigures, *, by: Any, now: dt.datetime, revised: bool = False
) -> Revision:
    """Make the immutable revision of a submission's draft, whose figures have been read and checked.

    `revised` says that another figure has been published before. Counts that the database refuses (more counted than
    it is out of) have been found by the checks before.
    """
    last = submission.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    source = FigureSource.LOADED if submission.draft_load_id and not submission.draft_by_id else FigureSource.ENTERED
    revision = Revision.objects.create(
        submission=submission,
        number=last + 1,
        value=figures.value,
        missing=figures.missing or "",
        said=submission.draft_figure[:MOST_SAID],
        places=figures.places,
        percent_sign=figures.percent_sign,
        numerator=figures.numerator,
        denominator=figures.denominator,
        capped=figures.capped,
        happening=submission.draft_happening,
        why=submission.draft_why,
        doing=submission.draft_doing,
        revised=revised,
        source=source,
        system=submission.draft_source,
        taken_on=submission.draft_taken_on,
        load=submission.draft_load,
        loaded=submission.draft_loaded,
        entered_by=submission.draft_by or (submission.draft_load.applied_by if submission.draft_load else None),
        entered_for=submission.draft_for,
        made_at=now,
        made_by=by,
    )
    Part.objects.bulk_create(part.row(revision) for part in figures.parts)
    freeze_evidence(revision)
    return revision


def submit(
    *,
    submission: Submission,
    version: int,
    by: Any,
    draft: Draft | None = None,
    explanations: Mapping[int, str] | None = None,
    channel: str = "page",
    now: dt.datetime | None = None,
) -> Submission:
    """Send a figure to the director: read the draft, check it, freeze it.

    With `draft`, saves it first, so that nothing typed is lost when the submission is then refused: the draft and
    the explanations stay saved. Raises `Refused` (fields to correct, findings to explain, commentary to give) or
    `Overtaken`.
    """
    now = now or timezone.now()
    unsaved = (SubmissionState.NOT_STARTED, SubmissionState.RETURNED)
    if draft is not None and (draft != Draft.of(submission) or submission.state in unsaved):
        submission = save_draft(submission=submission, version=version, draft=draft, by=by, channel=channel, now=now)
        version = submission.version
    insist(may(Standing.of(by, timezone.localdate(now)), "submit", submission))
    with transaction.atomic():
        explain(submission, explanations or {}, by=by, now=now)
    with transaction.atomic():
        return _submit(submission, version=version, by=by, channel=channel, now=now)


def _submit(submission: Submission, *, version: int, by: Any, channel: str, now: dt.datetime) -> Submission:
    today = timezone.localdate(now)
    hold("submit", submission, version=version, by=by)
    figures = figures_of_draft(submission)
    refresh_findings(submission, now=now)
    _stop_if_not_complete(submission, figures)
    revision = freeze(submission, figures, by=by, now=now)
    submitted = move(
        "submit",
        submission,
        version=version,
        by=by,
        now=now,
        event={"revision": revision, "done_for": entered_for(submission, by, today), "channel": channel},
        submitted_revision=revision,
        submitted_at=now,
        submitted_by=by,
        late=submission.is_late_on(today),
        approved_revision=None,
        approved_at=None,
        approved_by=None,
        caveat="",
    )
    Finding.objects.open().filter(submission=submission).update(revision=revision)
    refresh_findings(submitted, now=now)
    queue_recalculation(measure=submission.measure, month=submission.period.month, why="submitted")
    return submitted


@transaction.atomic
def withdraw(*, submission: Submission, version: int, by: Any, now: dt.datetime | None = None) -> Submission:
    """Take a figure back from the director before it is approved, to change it."""
    now = now or timezone.now()
    insist(may(Standing.of(by, timezone.localdate(now)), "withdraw", submission))
    taken_back = move("withdraw", submission, version=version, by=by, now=now)
    queue_recalculation(measure=taken_back.measure, month=taken_back.period.month, why="taken back")
    return taken_back


@transaction.atomic
def comment(*, submission: Submission, text: str, by: Any, now: dt.datetime | None = None) -> None:
    """Add a message to the thread of a submission. It changes no state."""
    now = now or timezone.now()
    insist(may_see(Standing.of(by, timezone.localdate(now)), submission))
    if not text.strip():
        raise Refused("Your comment is empty.", {"text": "Enter a comment."})
    Comment.objects.create(submission=submission, text=text.strip(), by=by, at=now)
    record("comment", by=by, now=now, submission=submission)

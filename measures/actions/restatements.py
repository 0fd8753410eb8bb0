"""The correction of a published figure: asked for, agreed, worked out, approved; or refused, or withdrawn.

Publishing it makes the month's next edition and belongs to `reports.actions.restating`. A figure has one restatement
at a time. What a later extract changes in earlier months is no restatement (see `load`).
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.checks import Checks, refresh_findings, related_measures
from measures.actions.draft_figures import figures_of_draft
from measures.actions.drafts import Draft, entered_for, explain, freeze, stop_for_errors
from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.actions.standing_in import decided_for
from measures.calculation.findings import Finding
from measures.choices import Severity, SubmissionState
from measures.models import Event, Population, Restatement, Revision, Submission
from measures.models import Finding as Kept
from measures.permissions import Standing, may_ask_restatement, may_restate
from measures.series import Known, everything, read_lines, slot_of
from measures.transitions import RESTATEMENT

SAYS: Final = ("value", "missing", "numerator", "denominator", "happening", "why", "doing", "system", "taken_on")
"""The columns of a revision that a correction may correct."""


@transaction.atomic
def ask(*, submission: Submission, reason: str, by: Any, now: dt.datetime | None = None) -> Restatement:
    """Ask for the correction of a published figure. The reason is printed in the edition that corrects it."""
    now = now or timezone.now()
    insist(may_ask_restatement(Standing.of(by, timezone.localdate(now)), submission))
    reason = _text(reason, "Enter what was wrong; it is printed in the edition that corrects it.")
    published = submission.published_revision
    if published is None:
        raise Refused(f"{submission.definition.ref} for {submission.period} has no published figure.")
    try:
        with transaction.atomic():
            restatement = Restatement.objects.create(
                submission=submission,
                reason=reason,
                asked_by=by,
                asked_at=now,
                published_revision=published,
            )
    except IntegrityError as error:
        raise Refused("A restatement of this figure has been asked for already.") from error
    _record("ask", restatement, by=by, now=now, why=reason, to_state=restatement.state)
    return restatement


@transaction.atomic
def agree(*, restatement: Restatement, version: int, by: Any, now: dt.datetime | None = None) -> Restatement:
    """Agree that the figure is to be corrected, so that its owner can enter the right one."""
    now = now or timezone.now()
    _permitted("agree", restatement, by, now)
    return move("agree", restatement, version=version, by=by, now=now, decided_by=by, decided_at=now)


@transaction.atomic
def refuse(
    *, restatement: Restatement, version: int, reason: str, by: Any, now: dt.datetime | None = None
) -> Restatement:
    """Leave the published figure as it is, with the reason."""
    now = now or timezone.now()
    _permitted("refuse", restatement, by, now)
    reason = _text(reason, "Enter the reason for refusing it.")
    return move(
        "refuse", restatement, version=version, by=by, now=now, why=reason, answer=reason, decided_by=by, decided_at=now
    )


@transaction.atomic
def call_off(*, restatement: Restatement, version: int, by: Any, now: dt.datetime | None = None) -> Restatement:
    """Withdraw one's own request before it is decided on; the published figure stays, and can be asked about again."""
    now = now or timezone.now()
    _permitted("call_off", restatement, by, now)
    return move("call_off", restatement, version=version, by=by, now=now)


@transaction.atomic
def submit(
    *,
    restatement: Restatement,
    version: int,
    draft: Draft,
    by: Any,
    explanation: str = "",
    now: dt.datetime | None = None,
) -> Restatement:
    """Send the corrected figure to the director: read, checked and frozen into a revision marked as revised.

    Raises `Refused` with the fields to correct, or where nothing differs from what is published; what the checks find
    needs an `explanation`, kept in the event.
    """
    now = now or timezone.now()
    _permitted("submit", restatement, by, now)
    typed = _typed(restatement.submission, draft, by=by, now=now)
    figures = figures_of_draft(typed)
    findings = _findings(typed)
    _stop_if_findings_stand(findings, explanation)
    _hold("submit", restatement, version=version)
    revision = freeze(typed, figures, by=by, now=now, revised=True)
    _insist_on_another(revision, restatement.published_revision)
    return move(
        "submit",
        restatement,
        version=version,
        by=by,
        now=now,
        why=explanation.strip(),
        details={"findings": [found.message for found in findings]},
        revision=revision,
    )


@transaction.atomic
def withdraw(*, restatement: Restatement, version: int, by: Any, now: dt.datetime | None = None) -> Restatement:
    """Take the corrected figure back before it is decided on, to be changed and submitted again."""
    now = now or timezone.now()
    _permitted("withdraw", restatement, by, now)
    return move("withdraw", restatement, version=version, by=by, now=now, answer="")


@transaction.atomic
def send_back(
    *, restatement: Restatement, version: int, reason: str, by: Any, now: dt.datetime | None = None
) -> Restatement:
    """Return the corrected figure to its owner, with the reason that they will read."""
    now = now or timezone.now()
    _permitted("send_back", restatement, by, now)
    reason = _text(reason, "Enter the reason for returning it, so that the owner knows what to do.")
    return move("send_back", restatement, version=version, by=by, now=now, why=reason, answer=reason)


@transaction.atomic
def approve(*, restatement: Restatement, version: int, by: Any, now: dt.datetime | None = None) -> Restatement:
    """Approve the corrected figure, so that the signatory can publish it."""
    now = now or timezone.now()
    _permitted("approve", restatement, by, now)
    return move("approve", restatement, version=version, by=by, now=now, approved_by=by, approved_at=now)


def check_corrected(restatement: Restatement, *, now: dt.datetime) -> None:
    """Clear the findings that the correction has cured and raise its own, once it is published.

    What its submitter said to its findings becomes their explanation. Those cleared keep theirs. Must run inside the
    transaction that publishes it.
    """
    refresh_findings(restatement.submission, now=now)
    sent = Event.objects.filter(what="submit_restatement", about=_about(restatement)).order_by("-pk").first()
    if sent is None:
        return
    held = Kept.objects.open().filter(
        submission=restatement.submission_id, severity=Severity.WARNING, message__in=sent.details["findings"]
    )
    explain(restatement.submission, dict.fromkeys(held.values_list("pk", flat=True), sent.why), by=sent.by, now=sent.at)


def move(
    action: str,
    restatement: Restatement,
    *,
    version: int,
    by: Any,
    now: dt.datetime,
    why: str = "",
    details: dict[str, Any] | None = None,
    **changes: Any,
) -> Restatement:
    """Make one transition of a restatement by a conditional UPDATE, with its event. Must run inside a transaction.

    Raises `Overtaken`, saying who did what, if the restatement has moved on since `version`.
    """
    state = next((state for state in RESTATEMENT[action].moves if state == restatement.state), None)
    if state is None:
        raise _overtaken(restatement, action)
    to_state = RESTATEMENT[action].moves[state]
    rows = Restatement.objects.all()
    if not rows.claim(restatement.pk, state=state, version=version, to_state=to_state, **changes):
        raise _overtaken(restatement, action)
    moved = fetch(restatement.pk)
    _record(
        action,
        moved,
        by=by,
        now=now,
        why=why,
        details=details or {},
        from_state=state.value,
        to_state=to_state.value,
        done_for=decided_for(by, RESTATEMENT[action].by, moved.submission, on=timezone.localdate(now)),
    )
    return moved


def fetch(pk: int) -> Restatement:
    """Return a restatement with all that its permissions and pages read."""
    return Restatement.objects.select_related(
        "submission__measure",
        "submission__definition__section",
        "submission__period__scorecard",
        "published_revision",
        "revision",
        "asked_by",
    ).get(pk=pk)


def _hold(action: str, restatement: Restatement, *, version: int) -> None:
    """Keep others off the row until the transaction ends, before other rows are written."""
    states = list(RESTATEMENT[action].moves)
    if not Restatement.objects.filter(pk=restatement.pk, version=version, state__in=states).update(version=version):
        raise _overtaken(restatement, action)


def _permitted(action: str, restatement: Restatement, by: Any, now: dt.datetime) -> None:
    insist(may_restate(Standing.of(by, timezone.localdate(now)), action, restatement))


def _text(text: str, sentence: str) -> str:
    """Return a text without the spaces around it; raise `Refused` if there is none."""
    if not text.strip():
        raise Refused(sentence, {"reason": sentence})
    return text.strip()


def _typed(submission: Submission, draft: Draft, *, by: Any, now: dt.datetime) -> Submission:
    """Return the submission as if the draft were its own; nothing is stored."""
    typed = copy.copy(submission)
    typed.state = SubmissionState.DRAFT.value
    typed.published_revision = typed.pending_revision = typed.draft_load = None
    typed.draft_loaded = {}
    typed.draft_by = by
    typed.draft_for = entered_for(submission, by, timezone.localdate(now))
    for name, value in draft.columns().items():
        setattr(typed, name, value)
    return typed


def _findings(typed: Submission) -> list[Finding]:
    """Return what the checks find in the corrected figure, beside the other figures of its month as they stand."""
    period = typed.period
    lines = read_lines(period.scorecard, period.month, known=everything, measures=related_measures(typed))
    populations = Population.objects.current().filter(scorecard=period.scorecard_id)
    own = next(line for line in lines if line.measure.pk == typed.measure_id)
    line = replace(own, slots={**own.slots, period.month: slot_of(typed, Known.DRAFT, populations)})
    around = tuple(line if other is own else other for other in lines)
    return list(Checks(around, period.month).of(line).findings)


def _stop_if_findings_stand(findings: Sequence[Finding], explanation: str) -> None:
    stop_for_errors(findings)
    warnings = [found.message for found in findings if found.severity is Severity.WARNING]
    if warnings and not explanation.strip():
        sentence = f"Explain this: {' '.join(warnings)}"
        raise Refused("Some findings need your explanation before this can be submitted.", {"explanation": sentence})


def _insist_on_another(revision: Revision, published: Revision) -> None:
    """Raise `Refused` if a corrected figure, with all that goes with it, is what was published."""
    if _said(revision) == _said(published):
        sentence = "This is what was published. Correct the figure, or what is said of it."
        raise Refused(sentence, {"figure": sentence})


def _said(revision: Revision) -> tuple[Any, ...]:
    """Return what a revision says: its figure, what is said of it, its parts and files (two queries)."""
    parts = revision.parts.values_list("kind", "name", "value", "numerator", "denominator", "additive")
    files = revision.evidence.values_list("evidence", flat=True)
    return (*(getattr(revision, name) for name in SAYS), frozenset(parts), frozenset(files))


def _record(action: str, restatement: Restatement, *, by: Any, now: dt.datetime, **about: Any) -> None:
    record(
        f"{action}_restatement",
        by=by,
        now=now,
        submission=restatement.submission,
        revision=restatement.revision or restatement.published_revision,
        about=_about(restatement),
        **about,
    )


def _about(restatement: Restatement) -> str:
    return f"restatement {restatement.pk}"


def _overtaken(restatement: Restatement, action: str) -> Overtaken:
    moves = Event.objects.filter(about=_about(restatement), what__endswith="_restatement")
    last = moves.select_related("by").order_by("-pk").first()
    ref = restatement.submission.definition.ref
    done = RESTATEMENT.get(last.what.removesuffix("_restatement")) if last else None
    happened = (
        f"{name_of(last.by)} {done.done} the restatement of {ref} since you opened it."
        if last and done
        else f"The restatement of {ref} has changed since you opened it."
    )
    verb = RESTATEMENT[action].verb
    return Overtaken(f"{happened} Your change to {verb} it was not made, and what you typed is kept on this page.")

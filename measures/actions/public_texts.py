"""What is done with the text that the public edition prints of a figure: saved, submitted, approved, returned.

It goes its own way beside the figure: approving the one does not approve the other. What is submitted is frozen into
an immutable row, and approving points at it. Approving is `reports.actions.approve_public_text`, which knows what the
public edition suppresses; it calls `approve` here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.drafts import entered_for
from measures.actions.outcome import Overtaken, Refused, insist, name_of, record
from measures.actions.standing_in import decided_for
from measures.choices import PublicTextState
from measures.models import Event, PublicText, PublicTextRevision, Submission
from measures.permissions import Standing
from measures.public_permissions import may_public_text
from measures.transitions import PUBLIC_TEXT

LONGEST: Final = 900
"""Characters of a public text: what a report prints of it without cutting it short."""


@transaction.atomic
def save_public_text(
    *, submission: Submission, version: int, text: str, by: Any, now: dt.datetime | None = None
) -> PublicText:
    """Keep a public text as it was typed; the first one has version 0. Raises `Refused` or `Overtaken`."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    row = text_of(submission)
    insist(may_public_text(Standing.of(by, today), "save", submission, row))
    if len(text) > LONGEST:
        sentence = f"Enter a text of at most {LONGEST} characters: this one has {len(text)}."
        raise Refused(sentence, {"text": sentence})
    done_for = entered_for(submission, by, today)
    if row is None:
        row = _begin(submission, version)
    changes = {"draft": text, "draft_by": by, "draft_for": done_for, "draft_at": now}
    return _move("save", row, version=version, by=by, now=now, event={"done_for": done_for}, **changes)


def _begin(submission: Submission, version: int) -> PublicText:
    """Return a new, empty row; of two people who write the first text at once, one makes it."""
    if version:
        raise _overtaken(submission, "save")
    try:
        with transaction.atomic():
            return PublicText.objects.create(submission=submission)
    except IntegrityError as error:
        raise _overtaken(submission, "save") from error


@transaction.atomic
def submit_public_text(*, submission: Submission, version: int, by: Any, now: dt.datetime | None = None) -> PublicText:
    """Send the draft to the director: it is frozen into a row that never changes."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    row = _permitted("submit", submission, by, now)
    _hold(row, version=version)
    words = row.draft.strip()
    if not words:
        raise Refused("Enter the text that the public edition prints.", {"text": "Enter the text."})
    last = row.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    wording = PublicTextRevision.objects.create(
        public_text=row,
        number=last + 1,
        text=words,
        entered_by=row.draft_by,
        entered_for=row.draft_for,
        made_at=now,
        made_by=by,
    )
    return _move(
        "submit",
        row,
        version=version,
        by=by,
        now=now,
        event={"done_for": entered_for(submission, by, today), "details": {"wording": wording.number, "text": words}},
        submitted_revision=wording,
        submitted_by=by,
        submitted_at=now,
        **NOT_APPROVED,
    )


NOT_APPROVED: Final[dict[str, Any]] = {
    "approved_revision": None,
    "approved_beside": None,
    "approved_by": None,
    "approved_at": None,
    "approved_numbers": [],
}


@transaction.atomic
def withdraw_public_text(
    *, submission: Submission, version: int, by: Any, now: dt.datetime | None = None
) -> PublicText:
    """Take a text back to change it, or to have none: until it is approved again, nothing of it is printed."""
    now = now or timezone.now()
    row = _permitted("withdraw", submission, by, now)
    return _move("withdraw", row, version=version, by=by, now=now, **NOT_APPROVED)


@transaction.atomic
def send_back_public_text(
    *, submission: Submission, version: int, reason: str, by: Any, now: dt.datetime | None = None
) -> PublicText:
    """Return a text to who wrote it, with the reason that they will read."""
    now = now or timezone.now()
    row = _permitted("send_back", submission, by, now)
    if not reason.strip():
        sentence = "Enter the reason for returning it, so that the owner knows what to do."
        raise Refused(sentence, {"reason": sentence})
    return _move("send_back", row, version=version, by=by, now=now, event={"why": reason.strip()}, **NOT_APPROVED)


@transaction.atomic
def approve(
    *,
    submission: Submission,
    version: int,
    by: Any,
    numbers: Collection[str] = (),
    seen: int | None = None,
    now: dt.datetime | None = None,
) -> PublicText:
    """Approve the submitted text, beside the figure as it now is.

    `numbers` are those in it that the approver was warned of and lets stand, `seen` the revision that their page
    showed; raises `Overtaken` if another stands now.
    """
    now = now or timezone.now()
    row = _permitted("approve", submission, by, now)
    # The figure's row is kept until the transaction ends, so that the text is approved beside what the person saw.
    figure = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
    if figure.printed_next_id != (submission.printed_next_id if seen is None else seen):
        raise Overtaken(
            f"The figure of {submission.definition.ref} has changed since you opened the page. Read the text again "
            "beside it. The text was not approved."
        )
    return _move(
        "approve",
        row,
        version=version,
        by=by,
        now=now,
        event={"details": {"wording": getattr(row.submitted_revision, "number", None), "numbers": sorted(numbers)}},
        approved_revision_id=row.submitted_revision_id,
        approved_beside_id=figure.printed_next_id,
        approved_by=by,
        approved_at=now,
        approved_numbers=sorted(numbers),
    )


def text_of(submission: Submission) -> PublicText | None:
    """Return a figure's public text with all that its permissions and pages read; None where there is none."""
    rows = PublicText.objects.filter(submission=submission)
    return rows.select_related(
        "submitted_revision", "approved_revision", "draft_by", "draft_for", "approved_by"
    ).first()


def _permitted(action: str, submission: Submission, by: Any, now: dt.datetime) -> PublicText:
    row = text_of(submission)
    insist(may_public_text(Standing.of(by, timezone.localdate(now)), action, submission, row))
    if row is None:
        raise Refused("There is no public text yet.")
    row.submission = submission
    return row


def _hold(row: PublicText, *, version: int) -> None:
    """Keep others off the row until the transaction ends, or raise `Overtaken` if it has moved on."""
    if not PublicText.objects.filter(pk=row.pk, version=version, state=row.state).update(version=version):
        raise _overtaken(row.submission, "submit")


def _move(
    action: str,
    row: PublicText,
    *,
    version: int,
    by: Any,
    now: dt.datetime,
    event: dict[str, Any] | None = None,
    **changes: Any,
) -> PublicText:
    """Make one transition: claim the row as the person saw it, change it, write the event."""
    submission, state = row.submission, PublicTextState(row.state)
    to_state = PUBLIC_TEXT[action].moves[state]
    if not PublicText.objects.all().claim(row.pk, state=state, version=version, to_state=to_state, **changes):
        raise _overtaken(submission, action)
    done_for = decided_for(by, PUBLIC_TEXT[action].by, submission, on=timezone.localdate(now))
    record(
        f"{action}_public_text",
        by=by,
        now=now,
        submission=submission,
        about=f"public text {row.pk}",
        from_state=state.value,
        to_state=to_state.value,
        **{"done_for": done_for, **(event or {})},
    )
    moved = text_of(submission)
    if moved is None:  # pragma: no cover - the row was claimed in this transaction
        raise RuntimeError("The public text is gone.")
    return moved


def _overtaken(submission: Submission, action: str) -> Overtaken:
    """Return what to tell somebody who lost a race: who did what to the text."""
    ref, verb = submission.definition.ref, PUBLIC_TEXT[action].verb
    moves = Event.objects.filter(submission=submission, what__endswith="_public_text").select_related("by")
    last = moves.order_by("-pk").first()
    done = PUBLIC_TEXT.get(last.what.removesuffix("_public_text")) if last else None
    happened = (
        f"{name_of(last.by)} {done.done} the public text of {ref} since you opened it."
        if last and done
        else f"The public text of {ref} has changed since you opened it."
    )
    return Overtaken(f"{happened} Your change to {verb} it was not made, and what you typed is kept on this page.")

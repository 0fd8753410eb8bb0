"""How an action says no, and how it claims the row it changes and writes down what it did.

Used by every action of the month, and by the pages only to catch `Refused`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.standing_in import decided_for
from measures.models import Event, Period, Scorecard, Submission
from measures.permissions import Answer
from measures.transitions import SUBMISSION


class Refused(Exception):
    """The action was not done; nothing was written. The message is the sentence for the page.

    `fields` names what has to be corrected, by field; `hidden` says that the page must not admit the thing exists.
    """

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None, *, hidden: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})
        self.hidden = hidden


class Overtaken(Refused):
    """Somebody else changed the row first. The sentence says who and what; what was typed is still on the page."""


def insist(answer: Answer) -> None:
    """Raise `Refused` with the answer's sentence unless it is yes."""
    if not answer:
        raise Refused(answer.sentence, hidden=answer.hidden)


def name_of(person: Any) -> str:
    """Return a person's name as sentences say it."""
    return str(person.get_full_name()) if person is not None else "The portal"


def record(what: str, *, by: Any, now: dt.datetime, **about: Any) -> Event:
    """Write the event of a change, inside the transaction that makes the change.

    A submission brings its measure, period and scorecard with it; a period brings its scorecard.
    """
    submission: Submission | None = about.get("submission")
    if submission is not None:
        about.setdefault("measure", submission.measure)
        about.setdefault("period", submission.period)
    period: Period | None = about.get("period")
    if period is not None:
        about.setdefault("scorecard_id", period.scorecard_id)
    return Event.objects.create(what=what, by=by, at=now, **about)


def overtaken_by(submission: Submission, verb: str, by: Any = None) -> Overtaken:
    """Return what to tell somebody who lost a race: who did what to the row; it may have been they themselves."""
    moves = Event.objects.filter(submission=submission, what__in=list(SUBMISSION)).select_related("by")
    last, ref = moves.order_by("-pk").first(), submission.definition.ref
    if last is None:
        happened = f"{ref} has changed since you opened it."
    elif by is not None and last.by_id == by.pk:
        happened = f"You {SUBMISSION[last.what].done} {ref} in another window since you opened it here."
    else:
        happened = f"{name_of(last.by)} {SUBMISSION[last.what].done} {ref} since you opened it."
    return Overtaken(f"{happened} Your change to {verb} it was not made, and what you typed is kept on this page.")


def hold(action: str, submission: Submission, *, version: int, by: Any = None) -> None:
    """Make sure that the row still is as the person saw it, and keep others off it until the transaction ends.

    For actions that write other rows before they move the submission. Raises `Overtaken`.
    """
    if not Submission.objects.all().hold(submission.pk, states=SUBMISSION[action].moves, version=version):
        raise overtaken_by(submission, SUBMISSION[action].verb, by)


def hold_scorecard(scorecard: Scorecard) -> None:
    """Keep whoever else changes the scorecard waiting until the transaction ends (SQLite's has already begun so).

    For actions that look first whether something is there: of two at once the second finds what the first has done.
    """
    Scorecard.objects.select_for_update(no_key=True).get(pk=scorecard.pk)


def move(
    action: str,
    submission: Submission,
    *,
    version: int,
    by: Any,
    now: dt.datetime,
    event: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Submission:
    """Make one transition of a submission: claim the row, change it, write the event.

    `version` is the version that the person saw; if the row has moved on, raises `Overtaken` and writes nothing.
    Must run inside a transaction. Returns the row as it now is. The event of a director's decision names in whose place
    it was made.
    """
    transition = SUBMISSION[action]
    state = next((state for state in transition.moves if state == submission.state), None)
    if state is None or submission.version != version:
        raise overtaken_by(submission, transition.verb, by)
    to_state = transition.moves[state]
    done_for = decided_for(by, transition.by, submission, on=timezone.localdate(now))
    with transaction.atomic():
        if not Submission.objects.all().claim(
            submission.pk, state=state, version=version, to_state=to_state, **changes
        ):
            raise overtaken_by(submission, transition.verb, by)
        record(
            action,
            by=by,
            now=now,
            submission=submission,
            from_state=state.value,
            to_state=to_state.value,
            **{"done_for": done_for, **(event or {})},
        )
    return fetch(submission.pk)


def fetch(pk: int) -> Submission:
    """Return a submission with all that its permissions and pages read."""
    return Submission.objects.select_related(
        "measure",
        "definition__section",
        "period__scorecard",
        "submitted_revision",
        "approved_revision",
        "published_revision",
    ).get(pk=pk)

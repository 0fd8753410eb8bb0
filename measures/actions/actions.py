"""What is being done about a measure: opened, corrected, its day moved, closed with its outcome.

An action belongs to the measure, not to a month: it is printed in every edition until it is closed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, insist, record
from measures.models import Action, Measure
from measures.permissions import Standing, may_act_on


@transaction.atomic
def open_action(
    *, measure: Measure, what: str, owner: str, due: dt.date, by: Any, now: dt.datetime | None = None
) -> Action:
    """Say what is being done about a measure, by whom (`owner`, a name) and by when."""
    now = now or timezone.now()
    insist(may_act_on(Standing.of(by, timezone.localdate(now)), measure))
    _insist_said(what, owner)
    _insist_ahead(due, now)
    action = Action.objects.create(
        measure=measure, what=what.strip(), owner=owner.strip(), due=due, opened_at=now, opened_by=by
    )
    _record("open_action", action, by=by, now=now, details={"what": action.what, "due": due.isoformat()})
    return action


@transaction.atomic
def change_action(
    *, action: Action, what: str, owner: str, seen: str, by: Any, now: dt.datetime | None = None
) -> Action:
    """Correct what an open action says is done, or who does it. `seen` is what the person saw of it (`said_by`).

    The event holds the wording before and after, and only that somebody else does it: events hold no names. Raises
    `Overtaken` where it says something else by now.
    """
    now = now or timezone.now()
    insist(may_act_on(Standing.of(by, timezone.localdate(now)), action.measure))
    _insist_said(what, owner)
    what, owner = what.strip(), owner.strip()
    as_seen = Action.objects.open().filter(pk=action.pk, what=action.what, owner=action.owner)
    if seen != said_by(action) or not as_seen.update(what=what, owner=owner):
        raise _overtaken(action)
    if (what, owner) != (action.what, action.owner):
        details = {"was": action.what, "is": what, "another": owner != action.owner}
        _record("change_action", action, by=by, now=now, details=details)
    return _fetch(action)


def said_by(action: Action) -> str:
    """Return a short mark of what an action says, by which a form knows whether it still says so."""
    return hashlib.sha256(f"{action.what}\n{action.owner}".encode()).hexdigest()[:16]


@transaction.atomic
def move_action(*, action: Action, due: dt.date, why: str, by: Any, now: dt.datetime | None = None) -> Action:
    """Give an open action another day, with the reason."""
    now = now or timezone.now()
    insist(may_act_on(Standing.of(by, timezone.localdate(now)), action.measure))
    _insist_ahead(due, now)
    if not why.strip():
        raise Refused("Enter the reason for the new date.", {"why": "Enter the reason for the new date."})
    if not Action.objects.open().filter(pk=action.pk, due=action.due).update(due=due):
        raise _overtaken(action)
    details = {"what": action.what, "was": action.due.isoformat(), "due": due.isoformat()}
    _record("move_action", action, by=by, now=now, why=why.strip(), details=details)
    return _fetch(action)


@transaction.atomic
def close_action(*, action: Action, outcome: str, by: Any, now: dt.datetime | None = None) -> Action:
    """Close an action with what came of it; it is printed no longer. Raises `Overtaken` if somebody has closed it."""
    now = now or timezone.now()
    insist(may_act_on(Standing.of(by, timezone.localdate(now)), action.measure))
    if not outcome.strip():
        raise Refused("Enter what came of it.", {"outcome": "Enter what came of it."})
    if not Action.objects.open().filter(pk=action.pk).update(closed_at=now, closed_by=by, outcome=outcome.strip()):
        raise _overtaken(action)
    _record("close_action", action, by=by, now=now, why=outcome.strip(), details={"what": action.what})
    return _fetch(action)


def unsaid(what: str, owner: str) -> dict[str, str]:
    """Return what an action lacks that nobody has said: the sentence for each empty box."""
    said = {"what": (what, "Enter what is being done."), "owner": (owner, "Enter who does it.")}
    return {name: sentence for name, (text, sentence) in said.items() if not text.strip()}


def _insist_said(what: str, owner: str) -> None:
    if missing := unsaid(what, owner):
        raise Refused(" ".join(missing.values()), missing)


def _insist_ahead(due: dt.date, now: dt.datetime) -> None:
    if due < timezone.localdate(now):
        sentence = "Enter a date that is today or later."
        raise Refused(sentence, {"due": sentence})


def _overtaken(action: Action) -> Overtaken:
    now = _fetch(action)
    if now.closed_by is not None:
        return Overtaken(f"{now.closed_by.get_full_name()} has closed this action since you opened it: {now.outcome}")
    return Overtaken("Somebody else has changed this action since you opened it. Reload the page to see how.")


def _fetch(action: Action) -> Action:
    return Action.objects.select_related("measure__scorecard", "opened_by", "closed_by").get(pk=action.pk)


def _record(what: str, action: Action, *, by: Any, now: dt.datetime, **about: Any) -> None:
    measure = action.measure
    record(what, by=by, now=now, measure=measure, scorecard=measure.scorecard, about=f"action {action.pk}", **about)

"""What a change that is not of a value was from and to: of roles, rules, definitions, actions, notes and files.

Read from what the event holds; what an older event does not hold is left out. Called by `changed_values`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from django.utils import timezone

from measures.choices import Audience
from measures.models import Event

FromTo: TypeAlias = tuple[str, str]
NOTHING: Final = "nothing"
RULES: Final = {
    "opens_by_rule": "opens by itself: {}",
    "opens_on": "opens on working day {}",
    "due_on": "due on working day {}",
    "approve_by": "approved by working day {}",
    "remind_from": "owners reminded from {} working days before",
    "deputies_from": "deputies told from {} working days after",
    "directors_from": "directors told from {} working days after",
}


def from_to(event: Event) -> FromTo | None:
    """Return what something was and what it became, in words; None where the event tells of no such change."""
    said = WORDS.get(event.what)
    return said(event) if said else None


def day(text: Any) -> str:
    """Return a day that an event holds, as a page prints it; empty where it is none."""
    try:
        return f"{dt.date.fromisoformat(text):%-d %B %Y}"
    except (TypeError, ValueError):
        return ""


def _role_given(event: Event) -> FromTo:
    starts, until = day(event.details.get("from")), day(event.details.get("until"))
    return "", f"{_held(event)} from {starts}" + (f" to {until}" if until else "")


def _role_ended(event: Event) -> FromTo:
    held, until = _held(event), event.details.get("until")
    if "before" not in event.details:
        return "", f"{held} until {day(until)}" if until else f"{held}, taken back"
    before = day(event.details["before"])
    was = f"{held} until {before}" if before else f"{held} without an end"
    if not event.details.get("taken_back"):
        moment = f", {timezone.localtime(event.at):%H:%M}" if event.details.get("at_once") else ""
        return was, f"until {day(until)}{moment}"
    begun = event.details.get("from", "") == timezone.localdate(event.at).isoformat()
    return was, "taken back on its first day" if begun else "taken back before it began"


def _held(event: Event) -> str:
    """Return the role in words, and in whose place it is held: a list of what happened knows the name.

    An older event holds the role's name alone, with the measure that it is held on.
    """
    measure = event.measure.definition if event.measure else None
    role = str(event.details.get("role", "a role"))
    held = str(event.details.get("held") or (f"{role} of {measure}" if measure else role))
    if not event.details.get("stands_in_for"):
        return held
    return f"{held}, standing in for {getattr(event, 'stood_in_for', None) or 'somebody'},"


def _rule(event: Event) -> FromTo:
    changed = [name for name in RULES if name in event.details]  # a database may give them in any order
    was, now = (", ".join(_ruled(name, event.details[name][side]) for name in changed) for side in (0, 1))
    return was, now


def _ruled(name: str, value: Any) -> str:
    """Return what the rule of the months says of one thing."""
    said = ("yes" if value else "no") if isinstance(value, bool) else value
    return RULES[name].format(said)


def _screening(event: Event) -> FromTo:
    was, now = ("with screening" if on else "without screening" for on in event.details["screening"])
    return was, now


def _definition(event: Event) -> FromTo | None:
    was, now = event.details.get("was") or {}, event.details.get("is")
    if not was or now is None:
        return None
    return _fields(was), _fields({name: now.get(name, "") for name in was})


def _fields(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {value or 'none'}" for name, value in sorted(values.items()))


def _retired(event: Event) -> FromTo:
    first = day(event.details.get("from"))
    return "", f"not reported from {first.split(' ', 1)[1]} on" if first else "kept in use"


def _action(event: Event) -> FromTo | None:
    if not (what := event.details.get("what")):
        return None
    return "", f"{_as_part(what)}, due {day(event.details.get('due'))}"


def _as_part(text: str) -> str:
    """Return what somebody typed as a sentence as part of another one."""
    return text.strip().rstrip(".")


def _action_changed(event: Event) -> FromTo:
    was, now = _as_part(event.details["was"]), _as_part(event.details["is"])
    another = "somebody else does it" if event.details.get("another") else ""
    return ("", another) if was == now else (was, "; ".join(part for part in (now, another) if part))


def _action_closed(event: Event) -> FromTo | None:
    """Return what was closed; an older event holds only what came of it."""
    return ("", _as_part(event.details["what"])) if "what" in event.details else None


def _added(name: str) -> Callable[[Event], FromTo]:
    return lambda event: ("", _as_part(event.details.get(name, "")))


def _removed(name: str) -> Callable[[Event], FromTo]:
    return lambda event: (_as_part(event.details.get(name, "")), NOTHING)


def _file(event: Event) -> str:
    """Return the name of a file as it is, and not as the first word of a sentence."""
    return f"“{event.details['file']}”" if event.details.get("file") else ""


def _loaded(event: Event) -> FromTo:
    """Return which file was loaded, how many figures it changed and left, and what of it was left out and why.

    An older event, and that of a file of another kind, says less.
    """
    counts = [
        f"{number} figure{'' if number == 1 else 's'} {words}"
        for name, words in (("changed", "changed"), ("kept", "left alone"))
        if (number := event.details.get(name))
    ]
    left_out = event.details.get("left_out", [])
    said = ", ".join(filter(None, [_file(event), *counts]))
    return "", f"{said}. Left out: {' '.join(left_out)}" if left_out else said


def _signed(event: Event) -> FromTo:
    """A signature ends what is done to the figure; its readers get it when the month is published."""
    return event.from_state, "signed"


def _edition(event: Event) -> FromTo:
    public = event.details.get("audience") == Audience.PUBLIC
    return "", f"edition {event.details.get('number')}, {'public' if public else 'for the board'}"


WORDS: Final[Mapping[str, Callable[[Event], FromTo | None]]] = {
    "give_role": _role_given,
    "end_role": _role_ended,
    "set_rule": _rule,
    "set_screening": _screening,
    "define_measure": _definition,
    "retire_measure": _retired,
    "keep_measure": _retired,
    "open_action": _action,
    "change_action": _action_changed,
    "close_action": _action_closed,
    "annotate": _added("text"),
    "remove_annotation": _removed("text"),
    "add_evidence": lambda event: ("", _file(event)),
    "remove_evidence": lambda event: (_file(event), NOTHING),
    "apply_load": _loaded,
    "publish": _signed,
    "freeze_edition": _edition,
    "publish_edition": _edition,
}
"""By what was done."""

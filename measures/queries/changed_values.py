"""What was changed from what to what, as far as its event tells. Called by timelines, lists and their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from measures.models import Event
from measures.queries.event_words import NOTHING, day, from_to

VALUES: Final = frozenset(
    {"set_target", "set_baseline", "set_outturn", "set_population", "set_benchmark", "set_neighbours"}
)
"""What is done to a value: of these an event that does not hold it says so."""
NOT_HELD: Final = "not recorded with this line"


def ended(sentence: str) -> str:
    """Return a sentence with the full stop at its end, once: what somebody typed may have brought one."""
    return f"{sentence.removesuffix('.')}."


@dataclass(frozen=True)
class ChangedValue:
    """What something was before a change, or empty where it is new, what it is after it, and what that holds for."""

    was: str
    now: str
    holds: str

    @property
    def sentence(self) -> str:
        """Return it as a sentence, such as "From 85% to 90%, for 2023/24"."""
        holds = f", for {self.holds}" if self.holds else ""
        if not self.was:
            return ended(f"{self.now[:1].upper()}{self.now[1:]}{holds}")
        if self.now == NOT_HELD:
            return f"From and to were {NOT_HELD}{holds}."
        was = "from a value that was not recorded" if self.was == NOT_HELD else f"from {self.was}"
        said = ended(f"{was.removesuffix('.')} to {self.now}{holds}")
        return said[:1].upper() + said[1:]


def changed_value(event: Event) -> ChangedValue | None:
    """Return what an event says was changed from what to what; None where no value was."""
    if (words := from_to(event)) is not None:
        return ChangedValue(*words, "")
    details = event.details
    was, now = details.get("was"), details.get("is", details.get("due"))
    if event.what not in VALUES and not (isinstance(was, str) and isinstance(now, str)):
        return None
    return ChangedValue(_said(was, details), _said(now, details), _holds(details))


def _said(value: Any, details: dict[str, Any]) -> str:
    """Return one side of a change; an empty one is nothing where the event holds the change at all."""
    if not isinstance(value, str):
        return NOT_HELD
    return day(value) or value or (NOTHING if "is" in details or "due" in details else NOT_HELD)


def _holds(details: dict[str, Any]) -> str:
    """Return for what it holds: an action; a financial year; a comparator's period; an age band, from a month on."""
    parts = [f"“{details['what'].removesuffix('.')}”"] if "what" in details else []
    if "age_band" in details:
        parts.append(f"ages {details['age_band']}")
    if "comparator" in details:
        area = details.get("area", "")
        parts += [details["comparator"], *([area] if area != details["comparator"] else []), details.get("period", "")]
    elif isinstance(year := details.get("year"), int):
        parts.append(f"{year}/{(year + 1) % 100:02d}")
    if holds_from := day(details.get("holds_from")):
        parts.append(f"months from {holds_from.split(' ', 1)[1]}")
    return ", ".join(part for part in parts if part)

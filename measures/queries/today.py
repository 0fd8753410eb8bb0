"""What has changed today on a scorecard, in plain sentences, for those who keep it: alike things in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django.db.models import QuerySet
from django.utils import timezone

from measures.choices.listed import listed
from measures.models import Event
from measures.queries.timeline import done_words
from measures.transitions import SUBMISSION

MOST_READ: Final = 2_000
"""The newest events of the day that are read."""
MOST_NAMED: Final = 4
"""How many measures a sentence names before it counts them."""
NO_CHANGE: Final = ("read_early",)
EDITIONS: Final = ("freeze_edition", "publish_edition")
BEFORE: Final = ", from before this portal"
"""How the first editions of imported months are told from that of a month which was worked on here."""


Done: TypeAlias = tuple[
    str | None, str | None, str, dt.date | None, str | None, dt.datetime, str | None, bool | None, Any
]
"""What is read of one event: the name and address of who did it, what, of which month and measure, when, for whom."""


@dataclass
class Changed:
    """One sentence: who did what to which measures of which months, when the last of it was, and when the first."""

    who: str
    what: str
    at: dt.datetime
    months: list[dt.date] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    """Who was invited."""
    since: dt.datetime | None = None
    before: bool = False
    """Whether it was done to months published before this portal."""

    @property
    def times(self) -> str:
        """Return when it was, to the minute: "14:42", or "14:27 to 14:42" where it was not all done at once."""
        last = f"{timezone.localtime(self.at):%H:%M}"
        first = f"{timezone.localtime(self.since):%H:%M}" if self.since else last
        return last if first == last else f"{first} to {last}"

    @property
    def sentence(self) -> str:
        """Return what was done: "Tom Okafor submitted 1.2 and 1.3, November 2023"."""
        months = _listed([f"{month:%B %Y}" for month in self.months], "months")
        done = done_words(self.what)
        done = done[:1].lower() + done[1:]
        transition = self.what in SUBMISSION
        named = _listed(self.refs, "figures" if transition else "measures")
        if transition and named and SUBMISSION[self.what].done.endswith(" of"):
            done += " of"
        if len(self.months) > 1 and done.endswith("the edition"):
            done += "s"
        if months and "the month" in done:
            done, months = done.replace("the month", months), ""
        if self.people:
            done += f" {_listed(self.people, 'people')}"
        said = f"{self.who} {done}" + (f"{' ' if transition else ': '}{named}" if named else "")
        return (f"{said}{', ' if named else ' of '}{months}" if months else said) + (BEFORE if self.before else "")


def _listed(names: list[str], many: str) -> str:
    """Return a few names in a row, or how many there are."""
    if len(names) > MOST_NAMED:
        return f"{len(names)} {many}"
    return listed(names)


def done_on(scorecard_id: int, today: dt.date) -> QuerySet[Event, Done]:
    """Return what was done on a day to a scorecard, a row for each, the newest first."""
    begins = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    return (
        Event.objects.filter(scorecard=scorecard_id, at__gte=begins, at__lt=begins + dt.timedelta(days=1))
        .exclude(what__in=NO_CHANGE)
        .order_by("-at", "-pk")
        .values_list(
            "by__name", "by__email", "what", "period__month", "measure__definition__ref", "at", "done_for__name",
            "period__imported", "details__number",
        )[:MOST_READ]
    )  # fmt: skip


def changed_today(events: Iterable[Done]) -> list[Changed]:
    """Return what was done on a day, of `done_on`, in words."""
    return _told(
        (
            name or email or "The portal",
            what,
            month,
            ref,
            at,
            whom if what == "invite" else None,
            bool(imported) and what in EDITIONS and number == 1,
        )
        for name, email, what, month, ref, at, whom, imported, number in events
    )


def _told(
    rows: Iterable[tuple[str, str, dt.date | None, str | None, dt.datetime, str | None, bool]],
) -> list[Changed]:
    """Return a sentence for each person and thing done; of figures, one a month."""
    found: dict[tuple[str, str, dt.date | None, bool], Changed] = {}
    for who, what, month, ref, at, whom, before in rows:
        key = who, what, month if ref else None, before
        told = found.setdefault(key, Changed(who, what, at, before=before))
        told.since = at
        if month and month not in told.months:
            told.months.insert(0, month)
        if ref and ref not in told.refs:
            told.refs.insert(0, ref)
        if whom and whom not in told.people:
            told.people.insert(0, whom)
    return list(found.values())

"""What the scheduler does of a morning: opens the month by the scorecard's rule, and sends the day's reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, insist, record
from measures.actions.periods import next_to_open, open_period
from measures.calculation.due import is_due, months_later
from measures.choices import Frequency, PeriodState
from measures.models import Event, Measure, Period, Scorecard
from measures.permissions import Standing, may_keep_catalogue
from measures.working_days import working_day_from, working_day_of_month

log = structlog.get_logger(__name__)


def dates_of(scorecard: Scorecard, month: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Return the days on which a month is opened, due and to be approved, by the scorecard's rule."""
    following = months_later(month, 1)
    return (
        working_day_of_month(following, scorecard.opens_on),
        working_day_of_month(following, scorecard.due_on),
        working_day_of_month(following, scorecard.approve_by),
    )


def left_to_hand(scorecard: Scorecard, month: dt.date) -> bool:
    """Return whether the team took the opening of a month back on the day on which the rule opens it, or later.

    They open it then. One that was opened too early and taken back opens on its day all the same. One query.
    """
    opens, *_ = dates_of(scorecard, month)
    since = timezone.make_aware(dt.datetime.combine(opens, dt.time()))
    taken_back = Event.objects.filter(what="take_back_period", period__scorecard=scorecard, period__month=month)
    return taken_back.filter(at__gte=since).exists()


def suggested_dates(
    scorecard: Scorecard, month: dt.date, today: dt.date, known: Iterable[Period] = ()
) -> tuple[dt.date, dt.date]:
    """Return the due and approval dates to suggest: by the rule, or as many working days on where that has passed.

    Of the months `known`, those at work come first: a month opened late is not due with the one before it.
    """
    _, due_on, approve_by = dates_of(scorecard, month)
    if due_on >= today:
        return due_on, approve_by
    start = counted_from(known, today)
    return working_day_from(start, scorecard.due_on), working_day_from(start, scorecard.approve_by)


def counted_from(known: Iterable[Period], today: dt.date) -> dt.date:
    """Return the working day from which a month is counted that opens late: today, or after the months at work."""
    approved = [period.approve_by for period in known if period.takes_changes and period.approve_by]
    return working_day_from(max([today, *(day + dt.timedelta(days=1) for day in approved)]), 1)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One month to come with the days that the rule gives it, and how many measures are due in it."""

    month: dt.date
    opens: dt.date
    due_on: dt.date
    approve_by: dt.date
    due: dict[Frequency, int]

    @property
    def in_words(self) -> str:
        """Return how many measures are due: '40 monthly, 3 quarterly'."""
        return ", ".join(f"{count} {frequency.value}" for frequency, count in self.due.items() if count)


def months_ahead(scorecard: Scorecard, today: dt.date, count: int = 6) -> list[Ahead]:
    """Return what the scorecard's rule, saved or not, gives for the next month to open and those after it.

    Two queries. A quarterly or annual measure counts only where it reports.
    """
    measures = Measure.objects.filter(scorecard=scorecard).select_related("definition")
    first = next_to_open(Period.objects.filter(scorecard=scorecard), today)
    found = []
    for number in range(count):
        month = months_later(first, number)
        held = [m for m in measures if m.definition and (m.retired_from is None or m.retired_from > month)]
        frequencies = [Frequency(m.definition.frequency) for m in held if m.definition]
        due = {each: frequencies.count(each) if is_due(each, month) else 0 for each in Frequency}
        found.append(Ahead(month, *dates_of(scorecard, month), due))
    return found


RULE_FIELDS: Final = (
    "opens_by_rule",
    "opens_on",
    "due_on",
    "approve_by",
    "remind_from",
    "deputies_from",
    "directors_from",
)
LATEST_DAY: Final = 60
"""Working days after the month's end: later than this is a mistake."""


def check_rule(scorecard: Scorecard) -> None:
    """Raise `Refused`, with the fields to correct, for a rule that no month can follow."""
    wrong: dict[str, str] = {}
    if not 1 <= scorecard.opens_on <= LATEST_DAY:
        wrong["opens_on"] = f"Enter a working day from 1 to {LATEST_DAY}."
    if not scorecard.opens_on <= scorecard.due_on <= LATEST_DAY:
        wrong["due_on"] = f"Enter a working day from {scorecard.opens_on}, when the month opens, to {LATEST_DAY}."
    if not scorecard.due_on <= scorecard.approve_by <= LATEST_DAY:
        wrong["approve_by"] = f"Enter a working day from {scorecard.due_on}, when figures are due, to {LATEST_DAY}."
    if not 0 <= scorecard.remind_from <= LATEST_DAY:
        wrong["remind_from"] = f"Enter a number from 0 to {LATEST_DAY}."
    if not 1 <= scorecard.deputies_from <= LATEST_DAY:
        wrong["deputies_from"] = f"Enter a number from 1 to {LATEST_DAY}."
    if not scorecard.deputies_from <= scorecard.directors_from <= LATEST_DAY:
        wrong["directors_from"] = "Enter the number for deputies, or a higher one: directors hear last."
    if wrong:
        raise Refused("The rule does not work out. Correct what is marked.", wrong)


@transaction.atomic
def set_rule(*, scorecard: Scorecard, by: Any, now: dt.datetime | None = None, **rule: Any) -> Scorecard:
    """Change the days on which months open, are due and are approved, and when people are reminded.

    Months that are open keep their dates. Raises `Refused` with the fields to correct.
    """
    now = now or timezone.now()
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))
    kept = Scorecard.objects.select_for_update().get(pk=scorecard.pk)
    before = {name: getattr(kept, name) for name in RULE_FIELDS}
    for name in RULE_FIELDS:
        setattr(kept, name, rule.get(name, before[name]))
    check_rule(kept)
    changed = {name: [before[name], getattr(kept, name)] for name in RULE_FIELDS if before[name] != getattr(kept, name)}
    if changed:
        kept.save(update_fields=list(changed))
        record("set_rule", by=by, now=now, scorecard=kept, details=changed)
    return kept


def open_by_rule(*, now: dt.datetime | None = None) -> list[Period]:
    """Open last month for every scorecard whose rule says that it is time; return the months opened.

    A month that is already open, or earlier than the latest one, is left alone, and so is one that was opened and taken
    back; so it may run as often as one likes, and beside itself. One that can not be opened keeps neither the others
    nor the day's mail waiting.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    opened = []
    for scorecard in Scorecard.objects.filter(opens_by_rule=True).order_by("pk"):
        month = months_later(today.replace(day=1), -1)
        opens, due_on, approve_by = dates_of(scorecard, month)
        begun = Period.objects.filter(scorecard=scorecard, month__gte=month).exclude(state=PeriodState.PLANNED)
        if today < opens or begun.exists() or left_to_hand(scorecard, month):
            continue
        planned = Period.objects.filter(scorecard=scorecard, month=month).first()
        if planned is not None and planned.due_on and planned.approve_by:
            due_on, approve_by = planned.due_on, planned.approve_by
        try:
            period = open_period(
                scorecard=scorecard,
                month=month,
                due_on=due_on,
                approve_by=approve_by,
                by=None,
                now=now,
                channel="scheduler",
            )
        except Refused as error:  # somebody opens it at the same moment; the others are opened
            log.warning("month_not_opened", scorecard=scorecard.slug, month=f"{month:%Y-%m}", reason=str(error))
        else:
            opened.append(period)
    return opened

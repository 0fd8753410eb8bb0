"""From and to of whatever is changed: the same words on the page of what happened and in the inspector's file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.actions import move_action, open_action
from measures.actions.annotating import annotate, remove_annotation
from measures.actions.catalogue import COMPARED, define_measure, retire_measure
from measures.actions.people import end_role, give_role
from measures.actions.periods import set_dates
from measures.actions.schedule import set_rule
from measures.actions.screening import set_screening
from measures.choices import RoleName
from measures.models import Event
from measures.queries.changed_values import ChangedValue
from measures.queries.timeline import happening
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
VISITS = "1.1 % of visits in time"
LATER = TODAY + dt.timedelta(days=30)
Change = Callable[[Council, Any], object]


def day(date: dt.date) -> str:
    return f"{date:%-d %B %Y}"


def test_a_sentence_of_a_change_ends_once_whatever_was_typed() -> None:
    assert ChangedValue("", "The last day.", "").sentence == "The last day."
    assert ChangedValue("Words.", "other words.", "").sentence == "From Words to other words."
    assert ChangedValue("85%", "90%", "2023/24").sentence == "From 85% to 90%, for 2023/24."


def gives(found: Council, by: Any, ends: dt.date | None = None) -> Any:
    person, scope = found.people["deputy"], found.front_door
    return give_role(person=person, role=RoleName.DIRECTOR, scope=scope, starts=TODAY, ends=ends, by=by)


def ends(found: Council, by: Any) -> None:
    end_role(role=gives(found, by, LATER), ends=TODAY, by=by)


def changes_dates(found: Council, by: Any) -> None:
    found.november.due_on, found.november.approve_by = dt.date(2023, 12, 11), dt.date(2023, 12, 18)
    found.november.save()
    set_dates(
        period=found.november, due_on=dt.date(2023, 12, 12), approve_by=dt.date(2023, 12, 19), why="Leave.", by=by
    )


def moves(found: Council, by: Any) -> None:
    action = open_action(measure=found.visits.measure, what="Call them.", owner="Ann", due=TODAY, by=by)
    move_action(action=action, due=LATER, why="Leave.", by=by)


def takes_note_away(found: Council, by: Any) -> None:
    note = annotate(measure=found.visits.measure, period=found.november, text="Moved office", by=by)
    remove_annotation(annotation=note, by=by)


def defines(found: Council, by: Any) -> None:
    fields = {name: getattr(found.visits, name) for name in COMPARED if name not in ("section_id", "title")}
    define_measure(
        scorecard=found.scorecard, measure=found.visits.measure, holds_from=dt.date(2023, 11, 1), by=by,
        section=found.care, title="% of visits within 10 days", why="New.", **fields,
    )  # fmt: skip


def retires(found: Council, by: Any) -> None:
    retire_measure(measure=found.visits.measure, retired_from=dt.date(2024, 4, 1), why="Not asked for.", by=by)


CHANGES: dict[str, tuple[Change, str, str]] = {
    "give_role": (gives, "", f"director of Front door from {day(TODAY)}"),
    "end_role": (ends, f"director of Front door until {day(LATER)}", f"until {day(TODAY)}"),
    "set_dates": (
        changes_dates,
        "due 11 December 2023, approved by 18 December 2023",
        "due 12 December 2023, approved by 19 December 2023",
    ),
    "open_action": (moves, "", f"Call them, due {day(TODAY)}"),
    "move_action": (moves, day(TODAY), day(LATER)),
    "annotate": (takes_note_away, "", "Moved office"),
    "remove_annotation": (takes_note_away, "Moved office", "nothing"),
    "define_measure": (
        defines,
        "section: Front door; title: % of visits in time",
        "section: Care; title: % of visits within 10 days",
    ),
    "retire_measure": (retires, "", "not reported from April 2024 on"),
    "set_rule": (
        lambda found, by: set_rule(scorecard=found.scorecard, opens_by_rule=True, due_on=9, by=by),
        "opens by itself: no, due on working day 7",
        "opens by itself: yes, due on working day 9",
    ),
    "set_screening": (
        lambda found, by: set_screening(scorecard=found.scorecard, screening=False, was=True, why="A try.", by=by),
        "with screening",
        "without screening",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_page_and_the_file_say_from_what_to_what(found: Council, what: str) -> None:
    change, was, now = CHANGES[what]
    team = found.people["team"]
    change(found, team)
    client = browser_of(team)
    address = reverse("measures:audit", args=[SLUG])
    lines = client.get(address, {"what": what, "form": "csv"}).content.decode("utf-8-sig").splitlines()
    line = next(csv.DictReader(lines))
    assert (line["From"], line["To"]) == (was, now)
    shown = f"{was[:1].upper()}{was[1:]} → {now}" if was else f"{now[:1].upper()}{now[1:]}"
    assert shown in client.get(address, {"what": what}).content.decode()


def test_a_role_that_is_taken_back_before_it_begins_says_so(found: Council) -> None:
    team = found.people["team"]
    role = give_role(person=found.people["deputy"], role=RoleName.BOARD, scope=found.scorecard, starts=LATER, by=team)
    end_role(role=role, by=team)
    body = happening(Event.objects.get(what="end_role")).body
    assert body == "From board member on Social care scorecard without an end to taken back before it began."
    today = end_role(role=gives(found, team), by=team)
    body = happening(Event.objects.filter(what="end_role").latest("pk")).body
    assert body == "From director of Front door without an end to taken back on its first day."
    assert (role.taken_back, today.taken_back) == ("taken back before it began", "taken back on its first day")


@pytest.mark.parametrize(
    ("what", "details", "said"),
    [
        ("give_role", {"role": "owner", "from": "2023-12-01"}, f"Owner of {VISITS} from 1 December 2023."),
        ("end_role", {"role": "owner", "until": "2023-12-08"}, f"Owner of {VISITS} until 8 December 2023."),
        ("open_action", {}, ""),
        ("define_measure", {"was": {"title": "Visits"}}, ""),
        ("publish_edition", {"number": 2, "audience": "internal"}, "Edition 2, for the board."),
        ("publish_edition", {"number": 2, "audience": "public"}, "Edition 2, public."),
    ],
)  # fmt: skip
def test_an_older_line_says_what_it_holds(found: Council, what: str, details: dict[str, Any], said: str) -> None:
    event = Event.objects.create(what=what, details=details, measure=found.visits.measure, scorecard=found.scorecard)
    assert happening(event).body == said

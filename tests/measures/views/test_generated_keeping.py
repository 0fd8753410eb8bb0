"""What nobody would type on the pages of people, months and targets: taken, or refused in a sentence and kept.

GENERATED_UPLOADS says how many; `make soak` tries them far oftener.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Event, Invitation, Period, Restatement, Role, Scorecard, Section, Submission, Target
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council, council
from tests.generated import examples

pytestmark = pytest.mark.django_db

DAYS = (
    "", "1/12/2023", "27 March 2024", "31/2/2023", "0/0/0", "99999", "1/1/0001", "31/12/9999", "1/1/10000", "-1/1/2023",
    "12/31/2023", "a\x00b", "9" * 40, "<b>today</b>",
)  # fmt: skip
KEYS = ("", "0", "1", "-1", "x", "9" * 30, "1.5", "\uff11", "a\x00b")
WORDS = (
    "", "Because.", "x" * 6000, "a\x00b", "<script>alert(1)</script>", "\u202egnp", "=1+1", "O’Neil, Ó Néill", "\n\n",
    "una@council.example", "una@", "@", "una@council.example\nbcc: a@b.example", "1", "0", "-5", "7.5", "9" * 30,
)  # fmt: skip
"""What a box for text, for an address or for a number is given."""
FIGURES = (
    "", "0", "85%", "80 to 85", "85 to 80", "tbc", "NA", "-1", "101%", "NaN", "1e400", "\uff11", "9" * 30, "1,2",
    "0." + "1" * 30, "a\x00b", "x" * 300, "<b>90</b>",
)  # fmt: skip
TICKS = ("", "on")


@dataclass(frozen=True)
class Page:
    """A page with a form: who uses it, where it is, and what kind of thing goes into each of its boxes."""

    role: str
    name: str
    at: Callable[[Council], list[Any]]
    boxes: dict[str, tuple[str, ...]] | Callable[[Council], dict[str, tuple[str, ...]]]
    query: str = ""

    def boxes_in(self, found: Council) -> dict[str, tuple[str, ...]]:
        return self.boxes(found) if callable(self.boxes) else self.boxes


def owner(found: Council) -> list[Any]:
    return [found.people["owner"].pk]


def role(found: Council) -> list[Any]:
    return [Role.objects.get(person=found.people["owner"]).pk]


def november(found: Council) -> list[Any]:
    return [SLUG, "2023-11"]


def figure(found: Council) -> list[Any]:
    return [SLUG, "2023-11", "1.1"]


def scorecard(found: Council) -> list[Any]:
    return [SLUG]


def target_of(found: Council) -> list[Any]:
    return [SLUG, found.visits.measure_id, 2023]


def held_target(found: Council) -> Target:
    return Target.objects.current().get(measure=found.visits.measure, year=2023)


def targets_of_a_year(found: Council) -> dict[str, tuple[str, ...]]:
    held = held_target(found)
    own = {"target": FIGURES, "provisional": TICKS, "seen": (str(held.pk), *KEYS)}
    boxes = {f"{name}_{held.measure_id}": values for name, values in own.items()}
    return {**boxes, "why": WORDS, "do": ("save", *KEYS)}


def one_target(found: Council) -> dict[str, tuple[str, ...]]:
    figures = dict.fromkeys(("figure", "low", "high", "amber_width", "month_2023_04", "month_2024_03"), FIGURES)
    kinds = ("figure", "range", "monthly profile", "to be confirmed", "no target", *KEYS)
    seen = (str(held_target(found).pk), *KEYS)
    return {"kind": kinds, **figures, "provisional": TICKS, "is_right": TICKS, "why": WORDS, "seen": seen}


RULE = ("opens_by_rule", "opens_on", "due_on", "approve_by", "remind_from", "deputies_from", "directors_from")
INVITED = {"name": WORDS, "email": WORDS, "starts": DAYS, "ends": DAYS, "why": WORDS}
PAGES = {
    "inviting": Page("team", "invite", lambda _: [], {**INVITED, "scopes": KEYS}, "?role=owner"),
    "inviting, as the administrator": Page("administrator", "invite", lambda _: [], INVITED, "?role=administrator"),
    "giving an owner's role": Page(
        "team", "give_role", owner, {"scopes": KEYS, "starts": DAYS, "ends": DAYS, "why": WORDS}, "?role=owner"
    ),
    "giving a board member's role": Page(
        "team", "give_role", owner, {"scopes": KEYS, "starts": DAYS, "ends": DAYS, "why": WORDS}, "?role=board+member"
    ),
    "ending a role": Page("team", "end_role", role, {"ends": DAYS, "why": WORDS}),
    "handing over": Page(
        "team", "hand_over", owner, {"roles": KEYS, "to": KEYS, "starts": DAYS, "why": WORDS}
    ),
    "closing an account": Page("team", "close_account", owner, {"why": WORDS}),
    "a button of an account": Page("administrator", "person_account", owner, {"do": WORDS}),
    "a name": Page("administrator", "person_name", owner, {"name": WORDS}),
    "an address": Page("administrator", "person_email", owner, {"email": WORDS}),
    "standing in": Page(
        "director", "delegations", lambda _: [],
        {"to": KEYS, "roles": KEYS, "starts": DAYS, "ends": DAYS, "why": WORDS},
    ),
    "the holders of a measure": Page(
        "team", "holders", lambda _: [SLUG, "1.1"], {"owner": KEYS, "deputies": KEYS, "starts": DAYS, "why": WORDS}
    ),
    "the dates of a month": Page("team", "period_dates", november, {"due_on": DAYS, "approve_by": DAYS, "why": WORDS}),
    "opening the next month": Page(
        "team", "open_month", lambda _: [SLUG, "2023-12"], {"due_on": DAYS, "approve_by": DAYS}
    ),
    "opening a month again": Page("team", "open_month_again", november, {"reason": WORDS}),
    "the rule of the months": Page("team", "rule", scorecard, dict.fromkeys(RULE, WORDS)),
    "reminding": Page("team", "remind", november, {"figure": KEYS}),
    "asking for a restatement": Page("owner", "ask_restatement", lambda _: [SLUG, "2023-10", "1.1"], {"reason": WORDS}),
    "leaving out": Page("director", "leave_out", figure, {"reason": WORDS, "version": KEYS}),
    "a decision": Page("director", "approve", figure, {"decision": WORDS, "reason": WORDS, "version": KEYS}),
    "a section": Page("team", "sections", scorecard, {"title": WORDS}),
    "the targets of a year": Page("team", "targets", lambda _: [SLUG, 2023], targets_of_a_year),
    "a target": Page("team", "target", target_of, one_target),
}  # fmt: skip
FEWER = settings(
    max_examples=examples(6, pages=len(PAGES)),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def found_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    """The council, made once for the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield council()
        transaction.set_rollback(True)


def state() -> list[Any]:
    """Return everything that these pages may change."""
    rows = (Role, Invitation, Period, Scorecard, Submission, Restatement, Section, Target)
    return [*(list(model.objects.order_by("pk").values()) for model in rows), Event.objects.count()]


def is_taken_or_refused(found: Council, page: Page, form: dict[str, str]) -> str:
    """Send a form: what is refused has changed nothing, and what was typed stands on the page that says so."""
    client = browser_of(found.people[page.role])
    address = reverse(f"measures:{page.name}", args=page.at(found)) + page.query
    with transaction.atomic():
        before = state()
        response = client.post(address, form)
        assert response.status_code in {302, 403, 404, 409, 422}, (response.status_code, form)
        if response.status_code != 302:
            assert state() == before
        if response.status_code == 422:
            text = response.content.decode()
            assert "error-summary" in text
            assert "<script>alert(1)" not in text
            bound = getattr(response.context["form"], "data", None) if "form" in response.context else None
            assert bound is None or all(bound.get(name) == value for name, value in form.items())
        transaction.set_rollback(True)
        return str(response.content.decode())


@pytest.mark.parametrize("name", PAGES)
@FEWER
@given(data=st.data())
def test_a_generated_form_is_taken_or_refused(found_once: Council, name: str, data: st.DataObject) -> None:
    page = PAGES[name]
    boxes = {box: st.sampled_from(values) for box, values in page.boxes_in(found_once).items()}
    is_taken_or_refused(found_once, page, data.draw(st.fixed_dictionaries({}, optional=boxes)))


@pytest.mark.parametrize("day", ["1/1/0001", "31/12/9999"])
@pytest.mark.parametrize("name", ["giving an owner's role", "ending a role", "handing over", "standing in"])
def test_the_first_and_the_last_day_that_a_machine_knows_are_refused(found_once: Council, name: str, day: str) -> None:
    page, found = PAGES[name], found_once
    own = {"scopes": str(found.placements.measure_id), "roles": str(role(found)[0]), "why": "So."}
    own["to"] = str(found.people["other owner"].pk)
    for days in ({"starts": day, "ends": ""}, {"starts": day, "ends": day}, {"starts": "1/12/2023", "ends": day}):
        form = {key: said for key, said in (own | days).items() if key in page.boxes_in(found)}
        if day in form.values():
            assert "must be in a year from 1990 to 2100." in is_taken_or_refused(found, page, form)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2023-13", "2023-00", "0000-01"])
@pytest.mark.parametrize("name", ["board", "open_month", "close_month", "open_month_again", "period_dates", "remind"])
def test_a_month_that_no_scorecard_has_is_no_such_page(found_once: Council, name: str, month: str) -> None:
    client = browser_of(found_once.people["team"])
    address = reverse(f"measures:{name}", args=[SLUG, "2023-11"]).replace("2023-11", month)
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code in {404, 405}


@pytest.mark.parametrize("pk", ["0", "9" * 30])
@pytest.mark.parametrize("name", ["person", "give_role", "end_role", "hand_over", "close_account", "person_account"])
def test_a_person_or_a_role_that_there_is_not_is_no_such_page(found_once: Council, name: str, pk: str) -> None:
    client = browser_of(found_once.people["administrator"])
    address = reverse(f"measures:{name}", args=[123456789]).replace("123456789", pk)
    assert client.post(address, {"why": "x"}).status_code in {404, 405}
    if name != "person_account":
        assert client.get(address).status_code == 404

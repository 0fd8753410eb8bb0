"""What people do by the keyboard alone, from one stop of the Tab key to the next: each focus is seen on the way.

A month's submitting, approving, signing and publishing by keyboard are in tests/browser/test_month.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.choices import RestatementState, SubmissionState
from measures.models import Restatement, Target
from tests.browser.people import Person
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council, council

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(120)]
SCORECARD = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
Comes = Callable[..., Person]


@pytest.fixture
def found(live_server: LiveServer) -> Council:
    """The council, whose rows the server reads."""
    return council()


@pytest.fixture
def comes(chromium: Browser, live_server: LiveServer, found: Council, settings: Settings) -> Iterator[Comes]:
    """Bring people to a page, signed in; at the end each leaves without a complaint of the browser."""
    there: list[Person] = []

    def come(role: str, address: str = "/") -> Person:
        client = Client()
        client.force_login(found.people[role], backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        person = Person(chromium, live_server.url, role)
        there.append(person)
        person.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        person.page.goto(live_server.url + address)
        return person

    yield come
    for person in there:
        person.leaves()


def test_an_owner_saves_a_draft_on_the_page_of_all_their_figures(found: Council, comes: Comes) -> None:
    owner = comes("owner", reverse("measures:grid", args=[SLUG, NOVEMBER]))
    owner.tabs_to(re.compile("^Figure for November 2023"), "input")
    owner.types("73%")
    owner.enters("Save, and submit those ticked", "button")
    slot = found.submission()
    assert (slot.state, slot.draft_figure) == (SubmissionState.DRAFT, "73%")


def test_a_director_returns_a_figure_with_the_reason(found: Council, comes: Comes) -> None:
    found.put(SubmissionState.SUBMITTED)
    director = comes("director")
    director.enters(re.compile("^1.1 "), "a")
    director.tabs_to("Approve", "input")
    director.page.keyboard.press("Space")
    while not director.page.get_by_label("Return it to its owner", exact=True).is_checked():
        director.page.keyboard.press("ArrowDown")
    director.tabs_to("Reason for returning it", "textarea")
    director.types("Say what is being done.")
    director.enters("Save decision", "button")
    director.sees("1.1 for November 2023 is returned to its owner.")


def test_the_performance_team_loads_an_extract_and_takes_it_in(comes: Comes, tmp_path: Path) -> None:
    extract = tmp_path / "november.csv"
    extract.write_text("ref,month,value\n1.1,Nov-23,76%\n")
    team = comes("team", reverse("measures:load", args=[SLUG]))
    with team.page.expect_file_chooser() as chooser:  # long before it opens: a busy browser hears of it late
        team.tabs_to("Which system was it taken from?", "input")
        team.types("Case management system")
        team.tabs_to("File", "input")
        team.page.keyboard.press("Enter")
    chooser.value.set_files(extract)
    team.enters("Show what would change", "button")
    team.enters("Load these figures", "button")
    team.sees("1 figure of november.csv loaded.")


def test_an_owner_asks_for_a_restatement_and_the_director_approves_the_corrected_figure(
    found: Council, comes: Comes
) -> None:
    owner = comes("owner", reverse("measures:entry", args=[SLUG, OCTOBER, "1.1"]))
    owner.enters("Ask for a restatement of this figure", "a")
    owner.tabs_to("What was wrong", "textarea")
    owner.types("A team was counted twice.")
    owner.enters("Ask for a restatement", "button")
    owner.sees("You asked for a restatement of 1.1 for October 2023.")

    row = restatements.fetch(Restatement.objects.get().pk)
    row = restatements.agree(restatement=row, version=row.version, by=found.people["team"])
    right = Draft(figure="81%", happening="Visits of one team were counted twice.")
    restatements.submit(
        restatement=row, version=row.version, draft=right, explanation="It is so.", by=found.people["owner"]
    )
    director = comes("director")
    director.enters(re.compile("^1.1 "), "a")
    director.tabs_to("Approve the corrected figure", "input")
    director.page.keyboard.press("Space")
    director.enters("Save decision", "button")
    assert Restatement.objects.get().state == RestatementState.APPROVED


def test_the_performance_team_changes_a_target(found: Council, comes: Comes) -> None:
    team = comes("team", reverse("measures:targets", args=[SLUG, 2023]))
    team.tabs_to(re.compile("^Target of 1.1 "), "input")
    team.types("85%")
    team.tabs_to(re.compile("^Why"), "textarea")
    team.types("Agreed by the board.")
    team.enters("Save the targets", "button")
    team.sees("1 target of 2023/24 saved.")
    assert str(Target.objects.current().get(measure=found.visits.measure, year=2023)) == "85%"


def test_somebody_searches_for_a_measure(comes: Comes) -> None:
    owner = comes("owner")
    owner.tabs_to("Search measures and commentary", "input")
    owner.types("visits")
    with owner.page.expect_navigation():
        owner.page.keyboard.press("Enter")
    owner.enters(re.compile("^1.1 "), "a")
    owner.sees("% of visits in time")


def test_the_scorecard_is_filtered_by_section(comes: Comes) -> None:
    team = comes("team", SCORECARD)
    team.tabs_to("Choose which measures are shown", "summary")
    team.page.keyboard.press("Enter")
    team.tabs_to("Section", "select")
    team.page.keyboard.type("Care")
    team.enters("Apply", "button")
    team.sees("2.1 % of stable placements")
    assert "% of visits in time" not in team.page.get_by_role("main").inner_text()

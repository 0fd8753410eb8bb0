"""A long title with a long word in it, in a real browser: the word breaks rather than widen any page."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from measures.actions.catalogue import COMPARED, define_measure
from measures.models import MeasureDefinition
from tests.browser.accessibility import overflow
from tests.factories.council import NOVEMBER, SLUG, council

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WORD: Final = "Kindesanhörungsverfahrensvorschrift" * 2 + "enanhörung"
TITLE: Final = (
    f"% of {WORD} that were within time, of all that were due in the month and in the months before it".ljust(200, "n")
)
SCORECARD: Final = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
PAGES: Final = (
    "/",
    f"{SCORECARD}?view=charts",
    reverse("measures:audit", args=[SLUG]),
    reverse("measures:close_month", args=[SLUG, NOVEMBER]),
    reverse("measures:measure", args=[SLUG, "1.1"]),
    reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"]),
)


def test_a_long_word_in_a_title_widens_none_of_the_pages_that_it_stands_on(
    live_server: LiveServer, page: Page, settings: Settings
) -> None:
    found = council()
    definition = found.submission().definition
    said = {name: getattr(definition, name) for name in COMPARED if name != "section_id"} | {"title": TITLE}
    define_measure(
        scorecard=found.scorecard, measure=definition.measure, holds_from=dt.date(2023, 12, 1), why=WORD,
        section=definition.section, by=found.people["team"], **said,
    )  # fmt: skip
    MeasureDefinition.objects.filter(pk=definition.pk).update(title=TITLE)
    client = Client()
    client.force_login(found.people["team"], backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    wider = {}
    for address in PAGES:
        answer = page.goto(live_server.url + address, wait_until="domcontentloaded")
        assert answer is not None, address
        assert answer.ok, address
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if (by := overflow(page)) > 0:
                wider[f"{address}, {width} px"] = by
    assert not wider

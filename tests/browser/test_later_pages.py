"""Pages that are there only after a month was published, in a real browser: read by axe, in the width of a telephone.

The walk of tests/browser/test_accessibility.py begins in the middle of a month, where no link leads to them yet.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import overflow, violations
from tests.factories.restating import approved, asked, published, read_by_the_board

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(120)]


def test_axe_finds_nothing_on_the_pages_of_a_published_and_of_a_restated_month(
    live_server: LiveServer, page: Page, faults: list[str], settings: Settings
) -> None:
    month = read_by_the_board(measures=3)
    waits, agreed = asked(month, 1), approved(month)
    slug, ref = month.period.scorecard.slug, month.submissions[2].definition.ref
    where: list[Any] = [slug, month.period.month]
    page.set_viewport_size({"width": 320, "height": 800})
    found: list[str] = []

    def looks(person: Any, *addresses: str) -> None:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None, address
            assert answer.ok, f"{address}: {answer.status}"
            found.extend(f"{address}: {each}" for each in violations(page))
            if overflow(page) > 0:
                found.append(f"{address} is wider than the window")

    looks(month.director, reverse("measures:restatement", args=[waits.pk]))
    looks(month.owner, reverse("measures:ask_restatement", args=[*where, ref]))
    looks(month.signatory, reverse("reports:restate", args=where))
    published(month, agreed)
    looks(
        month.performance,
        reverse("measures:restatement", args=[agreed.pk]),
        reverse("measures:delegations_of", args=[month.director.pk]),
        reverse("measures:search") + "?q=measure",
        reverse("reports:edition", args=[*where, 1]),
        reverse("reports:edition", args=[*where, 2]),
    )
    assert found == []
    assert faults == []

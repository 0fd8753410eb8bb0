"""The chart of a measure in a real browser, on a telephone and on a screen of 4K: its words are read at both."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from measures.choices import RoleName
from tests.browser.accessibility import overflow
from tests.factories.bulk import filled_scorecard
from tests.factories.people import PersonFactory, RoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LEAST: Final = 9.9
"""Pixels of the smallest letters."""
READ: Final = """chart => {
  const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
  const words = [...chart.querySelectorAll("text")].filter(each => each.getBoundingClientRect().width);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const boxes = words.map(each => [each.textContent, each.getBoundingClientRect()]);
  return {
    sizes: words.map(each => parseFloat(getComputedStyle(each).fontSize) * scale),
    over: boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([two]) => [one, two])),
  };
}"""
"""How large the words of a chart are on the screen, and which stand on one another."""


@pytest.mark.parametrize(("width", "height"), [(320, 800), (3840, 2160)])
def test_the_words_of_a_chart_are_large_enough_and_none_stands_on_another(
    live_server: LiveServer, page: Page, settings: Settings, width: int, height: int
) -> None:
    scorecard = filled_scorecard("charts", measures=2, months=24)
    reader = RoleFactory.create(
        person=PersonFactory.create(), role=RoleName.PERFORMANCE.value, scorecard=scorecard
    ).person
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": height})
    for ref in ("1.0", "1.1"):
        page.goto(live_server.url + reverse("measures:measure", args=["charts", ref]))
        read = page.locator("svg.app-chart").first.evaluate(READ)
        assert len(read["sizes"]) > LEAST
        assert min(read["sizes"]) >= LEAST
        assert read["over"] == []
        assert overflow(page) <= 0

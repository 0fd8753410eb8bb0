"""One mail as it was sent, in a real browser: a long address breaks rather than widen the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from measures.models import Notice
from tests.browser.accessibility import overflow, violations
from tests.factories.council import council

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("width", [320, 1280])
def test_a_mail_to_a_long_address_is_no_wider_than_the_window(
    live_server: LiveServer, page: Page, faults: list[str], settings: Settings, width: int
) -> None:
    found = council()
    owner = found.people["owner"]
    type(owner).objects.filter(pk=owner.pk).update(
        email="olive.oyelaran-owner.of.visits@childrens-services.council.example"
    )
    notice = Notice.objects.create(
        recipient=owner, day=timezone.localdate(), subject="Due", text="1.1 is due.", html="", sent_at=timezone.now()
    )
    notice.scorecards.add(found.scorecard)
    client = Client()
    client.force_login(found.people["team"], backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + reverse("measures:one_sent", args=[notice.pk]))
    assert page.get_by_role("heading", level=1).inner_text() == "Due"
    assert overflow(page) <= 0
    assert violations(page) == []
    assert faults == []

"""Pages that are there only before a month is signed, or after: read by axe in a browser, at a telephone's width.

The walk of tests/browser/test_accessibility.py begins in the middle of a month, where no link leads to them yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from measures.actions.periods import close_period
from measures.actions.taking_back import take_back_opening
from measures.calculation.due import months_later
from measures.choices import RoleName
from measures.models import Action
from reports.actions import sign
from reports.models import EarlyPdf, Rendering
from tests.browser.accessibility import overflow, violations
from tests.factories.months import PeriodFactory
from tests.factories.reports import ready_round
from tests.factories.restating import approved, asked, publish_period, published, read_by_the_board

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(300)]

Reads: TypeAlias = Callable[..., None]


@pytest.fixture
def found() -> list[str]:
    """What is found amiss with the pages that are read."""
    return []


@pytest.fixture
def reads(live_server: LiveServer, page: Page, settings: Settings, found: list[str]) -> Reads:
    """Let somebody open pages one after the other, and press a button of each where there is one to press."""
    page.set_viewport_size({"width": 320, "height": 800})

    def look(address: str) -> None:
        found.extend(f"{address}: {each}" for each in violations(page))
        if overflow(page) > 0:
            found.append(f"{address} is wider than the window")

    def reads(person: Any, *addresses: str, then: str = "") -> None:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None, address
            assert answer.ok, f"{address}: {answer.status}"
            look(address)
            if then:
                page.get_by_role("button", name=then, exact=True).click()
                page.wait_for_load_state()
                look(f"{address}, {then}")

    return reads


def test_axe_finds_nothing_on_the_pages_of_a_published_and_of_a_restated_month(
    reads: Reads, found: list[str], faults: list[str]
) -> None:
    month = read_by_the_board(measures=3)
    waits, agreed = asked(month, 1), approved(month)
    slug, ref = month.period.scorecard.slug, month.submissions[2].definition.ref
    where: list[Any] = [slug, month.period.month]
    reads(month.director, reverse("measures:restatement", args=[waits.pk]))
    reads(month.owner, reverse("measures:ask_restatement", args=[*where, ref]))
    reads(month.owner, reverse("measures:withdraw_restatement", args=[waits.pk]))
    reads(month.signatory, reverse("reports:restate", args=where))
    published(month, agreed)
    reads(
        month.performance,
        reverse("measures:restatement", args=[agreed.pk]),
        reverse("measures:delegations_of", args=[month.director.pk]),
        reverse("measures:search") + "?q=measure",
        reverse("reports:edition", args=[*where, 1]),
        reverse("reports:edition", args=[*where, 2]),
    )
    assert found == []
    assert faults == []


def test_axe_finds_nothing_on_the_pages_of_a_month_that_is_read_early_closed_signed_and_published(
    reads: Reads, found: list[str], faults: list[str]
) -> None:
    month = ready_round(measures=2)
    where: list[Any] = [month.scorecard.slug, month.period.month]
    reads(month.performance, reverse("measures:take_back_opening", args=where))
    following = PeriodFactory.create(scorecard=month.scorecard, month=months_later(month.period.month, 1))
    again = reverse("measures:take_back_opening", args=[month.scorecard.slug, following.month])
    reads(month.performance, reverse("measures:months", args=[month.scorecard.slug]), again)
    take_back_opening(period=following, reason="It was opened by mistake.", by=month.performance)
    early = month.role(RoleName.EARLY_READER, scorecard=month.scorecard)
    reads(early, reverse("reports:early", args=where), then="Read it here")
    reads(early, reverse("reports:early", args=where), then="Make the PDF")
    assert EarlyPdf.objects.filter(reader=early).exists()
    action = Action.objects.create(
        measure=month.submissions[0].measure,
        what="Recruit to three posts",
        owner="Head of service",
        due=dt.date(2024, 1, 31),
        opened_by=month.director,
    )
    reads(month.director, reverse("measures:action", args=[month.scorecard.slug, action.pk]))
    close_period(period=month.period, by=month.performance)
    ref = month.submissions[0].definition.ref
    reads(
        month.performance,
        reverse("measures:open_month_again", args=where),
        reverse("measures:reopen", args=[*where, ref]),
        reverse("reports:early_readings", args=where),
    )
    sign(period=month.period, by=month.signatory)
    reads(month.performance, reverse("reports:publish", args=where))
    publish_period(month)
    reads(month.board, *(each.get_absolute_url() for each in Rendering.objects.all()))
    assert Rendering.objects.exists()
    assert found == []
    assert faults == []

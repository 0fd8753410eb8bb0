"""The pages on which a month is signed and published."""

from __future__ import annotations

import pytest

from measures.choices import Audience, PeriodState, SubmissionState
from measures.models import Submission
from reports.models import Edition
from tests.factories.accounts import browser_of
from tests.factories.reports import ready_round
from tests.reports.test_pages import address, signed

pytestmark = pytest.mark.django_db


def test_the_readiness_page_names_what_is_missing_and_offers_no_signature() -> None:
    november = ready_round(state=SubmissionState.SUBMITTED)
    page = browser_of(november.signatory).get(address("sign", november)).content.decode()
    assert "Helen Marsh" in page
    assert "1.0 Measure 0" in page
    assert "<button" not in page.split("<main")[1]


def test_the_signatory_signs_on_the_page() -> None:
    november = ready_round()
    client = browser_of(november.signatory)
    assert "Sign November 2023" in client.get(address("sign", november)).content.decode()
    answer = client.post(address("sign", november))
    edition = Edition.objects.get(audience=Audience.INTERNAL)
    assert answer["Location"] == edition.get_absolute_url()
    assert "was signed by Ruth Calder" in client.get(address("sign", november)).content.decode()


def test_signing_without_confirming_the_exceptions_is_refused_on_the_page() -> None:
    november = ready_round()
    Submission.objects.filter(pk=november.submissions[0].pk).update(caveat="Two teams are not in it.")
    client = browser_of(november.signatory)
    answer = client.post(address("sign", november))
    assert answer.status_code == 422
    assert "Confirm that you have read them" in answer.content.decode()
    assert client.post(address("sign", november), {"exceptions_confirmed": "on"}).status_code == 302


def test_the_performance_team_sees_what_is_missing_but_does_not_sign() -> None:
    november = ready_round()
    client = browser_of(november.performance)
    assert client.get(address("sign", november)).status_code == 200
    answer = client.post(address("sign", november))
    assert answer.status_code == 403
    assert "Only the signatory can sign a month." in answer.content.decode()


@pytest.mark.parametrize("who", ["board", "owner", "director"])
@pytest.mark.parametrize("name", ["sign", "publish"])
def test_nobody_else_learns_how_far_the_month_is(who: str, name: str) -> None:
    november = ready_round()
    client = browser_of(getattr(november, who))
    assert client.get(address(name, november)).status_code == 404
    assert client.post(address(name, november)).status_code == 404


def test_the_performance_team_publishes_on_the_page() -> None:
    november, edition = signed()
    client = browser_of(november.performance)
    assert "Publish November 2023" in client.get(address("publish", november)).content.decode()
    client.post(address("publish", november))
    november.period.refresh_from_db()
    assert november.period.state == PeriodState.PUBLISHED
    assert browser_of(november.board).get(edition.get_absolute_url()).status_code == 200


def test_a_month_that_is_not_signed_can_not_be_published() -> None:
    november = ready_round()
    answer = browser_of(november.performance).post(address("publish", november))
    assert answer.status_code == 403
    assert "You can not publish November 2023 now: it is open." in answer.content.decode()

"""Publishing: who may, once, and the months that were published before the portal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from measures.actions.outcome import Overtaken, Refused
from measures.choices import PeriodState, SubmissionState
from measures.models import Event, Period
from reports.actions import publish, publish_imported_history, sign
from reports.models import Edition, Publication
from reports.verification import verify
from tests.factories.accounts import browser_of
from tests.factories.months import figure_of
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db


def signed() -> Round:
    november = ready_round()
    sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    return november


def test_publishing_gives_the_edition_to_the_board_with_its_event() -> None:
    november = signed()
    edition, public = publish(period=november.period, by=november.performance)
    assert (edition.audience, public.audience) == ("internal", "public")
    assert set(Edition.objects.published()) == {edition, public}
    assert edition.publication.by == november.performance
    november.period.refresh_from_db()
    assert november.period.state == PeriodState.PUBLISHED
    assert november.period.published_at == edition.publication.at
    assert Event.objects.filter(what="publish_edition", by=november.performance).count() == 2


@pytest.mark.parametrize("who", ["signatory", "director", "owner", "board"])
def test_nobody_but_the_performance_team_publishes(who: str) -> None:
    november = signed()
    with pytest.raises(Refused):
        publish(period=november.period, by=getattr(november, who))
    assert not Publication.objects.exists()


def test_a_month_is_published_once() -> None:
    november = signed()
    seen = Period.objects.get(pk=november.period.pk)
    publish(period=november.period, by=november.performance)
    with pytest.raises(Overtaken):
        publish(period=seen, by=november.performance)
    assert Publication.objects.count() == 2


def imported_month(november: Round, month: dt.date) -> Any:
    for definition in november.definitions:
        figure_of(definition, month, "65", state=SubmissionState.PUBLISHED)
    Period.objects.filter(scorecard=november.scorecard, month=month).update(
        imported=True, state=PeriodState.PUBLISHED.value, published_at=dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
    )


def test_months_from_before_the_portal_become_editions_that_nobody_signed() -> None:
    november = ready_round()
    for month in (9, 10):
        imported_month(november, dt.date(2023, month, 1))
    made = publish_imported_history(scorecard=november.scorecard)
    assert [edition.period.month.month for edition in made] == [9, 10]
    for edition in made:
        assert edition.imported
        assert edition.signed_by is None
        assert edition.data()["imported"] is True
        assert edition.publication.at == dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
    assert not Edition.objects.filter(period=november.period).exists()


def test_their_page_and_list_say_that_they_were_published_before_the_portal_and_no_day() -> None:
    november = ready_round()
    imported_month(november, dt.date(2023, 10, 1))
    (edition,) = publish_imported_history(scorecard=november.scorecard)
    client = browser_of(november.board)
    for address in (edition.get_absolute_url(), "/editions/"):
        page = client.get(address).content.decode()
        assert "Before this portal" in page
        assert "20 November 2023" not in page
    told = " ".join(verify(edition.sha256.encode()).sentences)
    assert "Published before this portal" in told
    assert "Published on" not in told


@pytest.mark.parametrize("who", ["signatory", "director", "owner", "board"])
def test_nobody_but_the_performance_team_gives_the_board_the_months_from_before_the_portal(who: str) -> None:
    november = ready_round()
    imported_month(november, dt.date(2023, 10, 1))
    with pytest.raises(Refused):
        publish_imported_history(scorecard=november.scorecard, by=getattr(november, who))
    assert not Edition.objects.exists()
    assert publish_imported_history(scorecard=november.scorecard, by=november.performance)


def test_publishing_the_history_again_changes_nothing() -> None:
    november = ready_round()
    imported_month(november, dt.date(2023, 10, 1))
    publish_imported_history(scorecard=november.scorecard)
    assert publish_imported_history(scorecard=november.scorecard) == []
    assert Edition.objects.count() == Publication.objects.count() == 1

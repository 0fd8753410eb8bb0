"""The menu: what is in it for whom, and which of several scorecards it leads to."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.choices import PeriodState, RoleName
from measures.models import Period, Scorecard
from tests.factories.accounts import browser_of
from tests.factories.catalogue import ScorecardFactory
from tests.factories.council import Council
from tests.factories.months import PeriodFactory
from tests.factories.people import RoleFactory
from tests.portal.homes import home, links, menu

pytestmark = pytest.mark.django_db


def test_a_scorecard_that_has_the_name_of_the_service_is_called_scorecard_in_the_menu(found: Council) -> None:
    team = found.people["team"]
    assert "Scorecard" not in menu(team)
    Scorecard.objects.filter(pk=found.scorecard.pk).update(title="Children's social care scorecard")
    assert menu(team)[1] == "Scorecard"


def test_of_two_scorecards_home_and_menu_begin_with_the_one_at_work_and_home_names_the_other(found: Council) -> None:
    team = found.people["team"]
    adult = ScorecardFactory.create(slug="adult", title="Adult social care scorecard")
    RoleFactory.create(person=team, role=RoleName.PERFORMANCE.value, scorecard=adult)
    own = {"Social care scorecard": "/scorecards/social-care/", "Months": "/scorecards/social-care/months/"}
    assert links(team, "/").items() >= own.items()
    assert "Submission board, November 2023" in home(team)
    assert 'Other scorecards: <a class="govuk-link" href="/scorecards/adult/">Adult social care scorecard</a>' in home(
        team
    )
    assert links(team, "/people/")["Social care scorecard"] == "/scorecards/social-care/"
    assert links(team, "/scorecards/adult/months/")["Adult social care scorecard"] == "/scorecards/adult/"
    PeriodFactory.create(scorecard=adult, month=dt.date(2023, 10, 1), state=PeriodState.PUBLISHED, imported=True)
    assert links(team, "/").items() >= own.items()
    assert home(team).index("Submission board, November 2023") < home(team).index("Submission board of Adult")
    Period.objects.filter(pk=found.november.pk).update(state=PeriodState.PUBLISHED, imported=True)
    assert "Adult social care scorecard" in links(team, "/")
    assert "Submission board, October 2023" in home(team)


def test_who_has_one_scorecard_is_told_of_no_other(found: Council) -> None:
    ScorecardFactory.create(slug="adult", title="Adult social care scorecard")
    assert "Other scorecards" not in home(found.people["team"])


@pytest.mark.parametrize("role", ["administrator", "owner", "board"])
def test_editions_are_in_the_menu_of_those_with_a_role_on_a_scorecard(found: Council, role: str) -> None:
    nothing = role == "administrator"
    assert ("Editions" in menu(found.people[role])) is not nothing
    page = browser_of(found.people[role]).get("/editions/").content.decode()
    assert ("Editions are for those with a role on a scorecard" in page) is nothing
    assert ("There is no edition to read yet" in page) is not nothing

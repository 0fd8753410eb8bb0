"""The page of the rule, the next month on the team's first page, and the list of what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.calculation.due import months_later
from measures.choices import NoticeKind, PeriodState, RoleName
from measures.models import Notice, Period, Role, Scorecard
from measures.working_days import working_day_from, working_day_of_month
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.months import PeriodFactory

SignedIn = Callable[[str], Client]
RULE = {"opens_on": 1, "due_on": 7, "approve_by": 12, "remind_from": 3, "deputies_from": 1, "directors_from": 3}


def texts(response: Any) -> str:
    return str(response.content.decode())


def notice_to(person: Any, *scorecards: Scorecard, **fields: Any) -> Notice:
    made = {"day": timezone.localdate(), "subject": "Due", "text": "7.10 is due", "html": "", **fields}
    notice = Notice.objects.create(recipient=person, **made)
    notice.scorecards.set(scorecards)
    return notice


class TestRule:
    address = reverse("measures:rule", args=[SLUG])

    def test_the_days_are_shown_before_anything_is_saved(self, found: Council, signed_in: SignedIn) -> None:
        response = signed_in("team").post(self.address, {**RULE, "due_on": 9, "do": "show"})
        assert "not saved yet" in texts(response)
        found.scorecard.refresh_from_db()
        assert found.scorecard.due_on == 7

    def test_saved_it_holds_and_is_shown(self, found: Council, signed_in: SignedIn) -> None:
        team = signed_in("team")
        assert team.post(self.address, {**RULE, "opens_by_rule": "on", "due_on": 9, "do": "save"}).status_code == 302
        found.scorecard.refresh_from_db()
        assert (found.scorecard.due_on, found.scorecard.opens_by_rule) == (9, True)
        assert "opens each month by itself" in texts(team.get(reverse("measures:months", args=[SLUG])))

    def test_what_does_not_work_out_is_marked_and_what_was_typed_is_kept(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        for do in ("save", "show"):
            response = signed_in("team").post(self.address, {**RULE, "approve_by": 5, "do": do})
            assert response.status_code == 422
            assert "Enter a working day from 7, when figures are due" in texts(response)
        for wrong in ("many", "-1", "1000000", "", "7.5"):
            response = signed_in("team").post(self.address, {**RULE, "due_on": wrong, "do": "save"})
            assert response.status_code == 422


class TestNextMonth:
    def test_after_publishing_the_team_is_offered_the_next_month(self, found: Council, signed_in: SignedIn) -> None:
        assert "Open the next month" not in texts(signed_in("team").get(reverse("home")))
        published = {
            "state": PeriodState.PUBLISHED,
            "signed_at": timezone.now(),
            "signed_by": found.people["signatory"],
        }
        Period.objects.filter(pk=found.november.pk).update(**published)
        page = texts(signed_in("team").get(reverse("home")))
        address = reverse("measures:open_month", args=[SLUG, dt.date(2023, 12, 1)])
        assert f'href="{address}"' in page
        assert "Open the next month, December 2023" in page
        assert signed_in("team").get(address).status_code == 200
        assert "Open the next month" not in texts(signed_in("signatory").get(reverse("home")))

    def test_a_month_that_has_not_begun_is_opened_only_by_who_says_so_and_its_page_names_what_nobody_answers_for(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        this_month = timezone.localdate().replace(day=1)
        coming, after = months_later(this_month, 1), months_later(this_month, 2)
        PeriodFactory.create(scorecard=found.scorecard, month=this_month)
        Role.objects.filter(role=RoleName.OWNER, measure=found.placements.measure).delete()
        team, address = signed_in("team"), reverse("measures:open_month", args=[SLUG, coming])
        page = texts(team.get(address))
        assert f"{coming:%B %Y} has not begun" in page
        assert "2.1 % of stable placements: no owner sees it as due" in page
        assert "1.1 % of visits in time: no owner" not in page
        dates = {"due_on": f"{after:%d/%m/%Y}", "approve_by": f"{after:%d/%m/%Y}", "is_right": "on"}
        refused = team.post(address, dates)
        assert (refused.status_code, "Tick the box if it is to be opened now" in texts(refused)) == (422, True)
        assert not Period.objects.filter(month=coming).exists()
        assert team.post(address, {**dates, "early": "on"}).status_code == 302
        assert Period.objects.get(month=coming).state == PeriodState.OPEN

    def test_the_dates_of_a_month_that_opens_are_its_own_and_say_where_they_come_from(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        team, today, november = signed_in("team"), timezone.localdate(), found.november
        assert november.due_on
        assert november.approve_by
        page = texts(team.get(reverse("measures:open_month", args=[SLUG, dt.date(2023, 12, 1)])))
        assert "By the rule its figures were due on 10 January 2024, which has passed." in page
        assert "after the months at work are to be approved" in page
        first = working_day_from(november.approve_by + dt.timedelta(days=1), found.scorecard.due_on)
        assert f'value="{first:%-d/%-m/%Y}"' in page
        this_month = today.replace(day=1)
        PeriodFactory.create(scorecard=found.scorecard, month=months_later(this_month, -1))
        page = texts(team.get(reverse("measures:open_month", args=[SLUG, this_month])))
        following = months_later(this_month, 1)
        assert f"By the rule these are working day 7 and working day 12 of {following:%B %Y}." in page
        assert f'value="{working_day_of_month(following, 7):%-d/%-m/%Y}"' in page

    def test_a_month_at_work_offers_none(self, found: Council, signed_in: SignedIn) -> None:
        assert Period.objects.get(month=NOVEMBER).state == PeriodState.OPEN
        assert "The latest month" not in texts(signed_in("team").get(reverse("home")))


class TestSentMail:
    address = reverse("measures:sent_mail")

    def test_the_team_sees_what_tells_of_its_scorecard_and_nothing_else(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        elsewhere = found.people["stranger"].roles.get().measure.scorecard
        notice_to(found.people["owner"], found.scorecard, subject="Due for November", sent_at=timezone.now())
        other = notice_to(found.people["stranger"], elsewhere, subject="Of another council")
        page = texts(signed_in("team").get(self.address))
        assert "Due for November" in page
        assert "Of another council" not in page
        assert signed_in("team").get(reverse("measures:one_sent", args=[other.pk])).status_code == 404
        assert "Of another council" not in texts(signed_in("team").get(self.address + "?search=council"))

    def test_the_text_is_for_who_keeps_all_that_it_tells_of(self, found: Council, signed_in: SignedIn) -> None:
        elsewhere = found.people["stranger"].roles.get().measure.scorecard
        ours = notice_to(found.people["owner"], found.scorecard)
        both = notice_to(found.people["deputy"], found.scorecard, elsewhere)
        for notice, who, shown in ((ours, "team", True), (both, "team", False), (ours, "administrator", False)):
            page = texts(signed_in(who).get(reverse("measures:one_sent", args=[notice.pk])))
            assert ("7.10 is due" in page) is shown

    def test_the_list_is_searched_and_says_what_failed(self, found: Council, signed_in: SignedIn) -> None:
        notice_to(found.people["owner"], found.scorecard, error="No route to host")
        notice_to(found.people["deputy"], found.scorecard, kind=NoticeKind.DELEGATION, subject="Standing in")
        team = signed_in("team")
        assert "No route to host" in texts(team.get(self.address + "?stands=failed"))
        assert "Standing in" not in texts(team.get(self.address + "?stands=failed"))
        assert "Standing in" in texts(team.get(self.address + "?kind=delegation"))
        assert "Dev Deputy" in texts(team.get(self.address + "?search=dev"))

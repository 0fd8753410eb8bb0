"""Each role's first page: what it tells, what it keeps from whom, and how few questions it asks of the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions import restatements
from measures.actions.drafts import comment
from measures.actions.outcome import record
from measures.actions.recalculate import recalculate
from measures.choices import ROLE_SCOPES, PeriodState, Rag, RoleName, SubmissionState
from measures.models import Explanation, Finding, Period, Submission
from measures.permissions import Standing
from measures.queries import restatements as reads
from measures.queries.today import Changed, changed_today, done_on
from reports.actions import publish, sign
from reports.models import EditionCount, Publication, canonical
from reports.trend import trends
from reports.trend_chart import trend_chart
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council
from tests.factories.months import PeriodFactory, SubmissionFactory, figure_of
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round
from tests.factories.restating import approved, asked, read_by_the_board
from tests.measures.views.test_queries_are_fixed import grow
from tests.portal.homes import home

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()  # noqa: DTZ011 - the day of the council
MOST_QUERIES = 15
HELD = {
    "owner": RoleName.OWNER,
    "deputy": RoleName.DEPUTY,
    "director": RoleName.DIRECTOR,
    "signatory": RoleName.SIGNATORY,
    "team": RoleName.PERFORMANCE,
    "board": RoleName.BOARD,
    "early reader": RoleName.EARLY_READER,
    "administrator": RoleName.ADMINISTRATOR,
}


def holds_too(found: Council, person: Any, role: RoleName) -> None:
    """Give somebody another role beside theirs."""
    scopes = {"measure": found.visits.measure, "section": found.front_door, "scorecard": found.scorecard}
    scope = ROLE_SCOPES[role]
    RoleFactory.create(person=person, role=role.value, **({scope: scopes[scope]} if scope else {}))


@pytest.mark.parametrize("role", HELD)
def test_no_home_asks_more_than_fifteen_questions_however_much_it_shows(found: Council, role: str) -> None:
    found.put(SubmissionState.RETURNED)
    grow(found)
    for month in (6, 7, 8, 9):
        PeriodFactory.create(scorecard=found.scorecard, month=dt.date(2023, month, 1))
    client = browser_of(found.people[role])
    client.get("/")
    later = list(HELD)[list(HELD).index(role) + 1 :]
    for other in (None, *later):
        with transaction.atomic():
            if other:
                holds_too(found, found.people[role], HELD[other])
            with CaptureQueriesContext(connection) as captured:
                assert client.get("/").status_code == 200
            transaction.set_rollback(True)
        queries = [query["sql"][:200] for query in captured]
        assert 0 < len(queries) <= MOST_QUERIES, f"{role} and {other}: {len(queries)}\n" + "\n".join(queries)


def test_a_home_of_all_roles_has_all_their_parts(found: Council) -> None:
    slot = found.put(SubmissionState.SUBMITTED)
    found.put(SubmissionState.RETURNED, ref="2.1")
    person = found.people["other owner"]
    for role in HELD.values():
        holds_too(found, person, role)
    Period.objects.filter(pk=found.october.pk).update(state=PeriodState.CLOSED)
    page = home(person)
    assert reverse("measures:approve", args=[SLUG, "2023-11", "1.1"]) in page
    assert reverse("measures:entry", args=[SLUG, "2023-11", "2.1"]) in page
    assert reverse("reports:early", args=[SLUG, "2023-10"]) in page
    assert slot.definition.title in page


def test_a_month_waits_on_every_first_page_until_it_is_signed_though_a_later_one_is_open(found: Council) -> None:
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, ref="2.1")
    december = PeriodFactory.create(scorecard=found.scorecard, month=dt.date(2023, 12, 1))
    figure_of(found.visits, december.month, "70", state=SubmissionState.SUBMITTED, by=found.people["owner"])
    SubmissionFactory.create(definition=found.placements, measure=found.placements.measure, period=december)
    sign_it, board = (reverse(name, args=[SLUG, "2023-11"]) for name in ("reports:sign", "measures:board"))
    signatory = browser_of(found.people["signatory"])
    first = signatory.get("/")
    assert [(each.period.label, each.outstanding) for each in first.context["to_sign"]] == [
        ("Nov-23", 0),
        ("Dec-23", 2),
    ]
    for page in ("/approvals/", f"/scorecards/{SLUG}/2023-11/", board):
        assert f'href="{sign_it}"' in signatory.get(page).content.decode()
    director = home(found.people["director"])
    assert "November 2023: your sections" in director
    assert "December 2023: your sections" in director
    team = home(found.people["team"])
    assert f'href="{board}"' in team
    assert sign_it not in team
    signed = {"state": PeriodState.SIGNED, "signed_at": timezone.now(), "signed_by": found.people["signatory"]}
    Period.objects.filter(pk=found.november.pk).update(**signed)
    assert reverse("reports:publish", args=[SLUG, "2023-11"]) in home(found.people["team"])


def test_an_owner_is_told_of_a_closed_month_and_enters_each_open_one_though_a_later_one_is_open(found: Council) -> None:
    for month in (12, 1):
        later = PeriodFactory.create(scorecard=found.scorecard, month=dt.date(2024 if month == 1 else 2023, month, 1))
        SubmissionFactory.create(definition=found.visits, measure=found.visits.measure, period=later)
    found.put(SubmissionState.DRAFT)
    Period.objects.filter(pk=found.november.pk).update(state=PeriodState.CLOSED)
    page = home(found.people["owner"])
    assert "Social care scorecard, November 2023" in page
    assert "November 2023 is closed, and you had not submitted" in page
    assert all(reverse("measures:grid", args=[SLUG, month]) in page for month in ("2023-12", "2024-01"))


def test_the_team_sees_open_findings_by_rule_and_which_nobody_has_explained(found: Council) -> None:
    submission = found.put(SubmissionState.DRAFT)
    for number in range(2):
        Finding.objects.create(submission=submission, rule="relation", severity="warning", message=f"It is {number}.")
    Explanation.objects.create(finding=Finding.objects.earliest("pk"), text="True.", by=found.people["owner"])
    Finding.objects.create(submission=submission, rule="commentary-figure", severity="information", message="A hint.")
    text = home(found.people["team"])
    assert "Disagrees with a figure that it is tied to" in text
    assert "(2, 1 not explained)" in text
    assert "The commentary quotes another figure" not in text
    assert "Disagrees with a figure" not in home(found.people["board"])


def test_what_changed_today_is_told_in_sentences_alike_things_in_one(found: Council) -> None:
    olive, now = found.people["owner"], dt.datetime.now(dt.UTC)
    record("submit", by=olive, now=now - dt.timedelta(days=2), submission=found.submission("2.1"))
    record("submit", by=olive, now=now, submission=found.submission("2.1"))
    record("submit", by=olive, now=now, submission=found.submission("1.1"))
    record("close_period", by=found.people["team"], now=now, period=found.november)
    told = [each.sentence for each in changed_today(done_on(found.scorecard.pk, now.date()))]
    assert told == ["Theo Team closed November 2023", "Olive Owner submitted 2.1 and 1.1, November 2023"]
    assert told[1] in home(found.people["team"])
    assert told[1] not in home(found.people["director"])


def test_whoever_was_invited_today_is_named(found: Council) -> None:
    team, now = found.people["team"], timezone.now()
    for invited in ("owner", "deputy"):
        record("invite", by=team, now=now, done_for=found.people[invited], scorecard=found.scorecard)
    told = [each.sentence for each in changed_today(done_on(found.scorecard.pk, timezone.localdate(now)))]
    assert told == [f"Theo Team invited {found.people['owner'].name} and {found.people['deputy'].name}"]


def test_the_editions_of_imported_months_are_told_apart_from_that_of_a_month_worked_on_here(found: Council) -> None:
    now = timezone.now()
    for period, number in ((found.october, 1), (found.november, 1), (found.october, 2)):
        period.refresh_from_db()
        record("publish_edition", by=found.people["team"], now=now, period=period, details={"number": number})
    assert [each.sentence for each in changed_today(done_on(found.scorecard.pk, timezone.localdate(now)))] == [
        "Theo Team published the editions of November 2023 and October 2023",
        "Theo Team published the edition of October 2023, from before this portal",
    ]


def test_what_was_not_all_done_at_once_says_from_when_to_when(found: Council) -> None:
    team, olive, noon = found.people["team"], found.people["owner"], timezone.make_aware(dt.datetime(2023, 11, 20, 12))
    for minutes, ref in ((0, "1.1"), (7, "2.1"), (15, "1.1")):
        at = noon + dt.timedelta(minutes=minutes)
        record("submit", by=olive, now=at, submission=found.submission(ref))
    for _ in range(2):
        record("close_period", by=team, now=noon, period=found.november)
    told = {each.who: each.times for each in changed_today(done_on(found.scorecard.pk, noon.date()))}
    assert told == {"Olive Owner": "12:00 to 12:15", "Theo Team": "12:00"}


@pytest.mark.parametrize(("months", "said"), [(1, "edition of May 2023"), (2, "editions of May 2023 and June 2023")])
def test_the_editions_of_several_months_are_several(months: int, said: str) -> None:
    these = [dt.date(2023, 5, 1), dt.date(2023, 6, 1)][:months]
    told = Changed("Theo Team", "publish_edition", dt.datetime.now(dt.UTC), these)
    assert told.sentence == f"Theo Team published the {said}"


def test_the_owner_sees_a_line_of_thirteen_months_beside_each_measure(found: Council) -> None:
    figure_of(found.visits, dt.date(2022, 11, 1), "71", state=SubmissionState.PUBLISHED, places=0)
    figure_of(found.visits, dt.date(2022, 10, 1), "70", state=SubmissionState.PUBLISHED, places=0)
    Period.objects.filter(month__year=2022).update(state=PeriodState.PUBLISHED, imported=True)
    text = home(found.people["owner"])
    assert "1.1 % of visits in time: from 71% in Nov-22 to 80% in Oct-23" in text


def published(measures: int = 3) -> Round:
    november = ready_round(measures)
    recalculate(scorecard=november.scorecard)
    sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    return november


def test_the_board_sees_the_counts_of_an_edition_once_it_is_published_and_not_before(found: Council) -> None:
    november = published()
    assert trends(Standing.of(november.board, TODAY)) == []
    assert "How the measures have stood" not in home(november.board)
    publish(period=november.period, by=november.performance)
    (trend,) = trends(Standing.of(november.board, TODAY))
    said = EditionCount.objects.get(edition__audience="internal", rag="red").edition.data()["status_counts"]
    assert {Rag(each["rag"]): each["now"] for each in said if each["now"]} == dict(trend.latest.counts)
    assert trend.latest.pieces == [("Green", 0), ("Amber", 0), ("Red", 3), ("No rating", 0)]
    assert trends(Standing.of(found.people["board"], TODAY)) == []


def test_the_trend_takes_the_latest_edition_of_each_month_and_is_told_in_words_too() -> None:
    november = published()
    publish(period=november.period, by=november.performance)
    first = november.period.editions.get(audience="internal")
    october = Period.objects.create(
        scorecard=november.scorecard, month=dt.date(2023, 10, 1), state=PeriodState.PUBLISHED, imported=True
    )
    for number, red in ((1, 5), (2, 4)):
        first.pk, first.period, first.number, first.reason = None, october, number, "An error."
        first.save(force_insert=True)
        EditionCount.objects.create(edition=first, rag="red", number=red)
        Publication.objects.create(edition=first)
    (trend,) = trends(Standing.of(november.board, TODAY))
    assert [month.counts for month in trend.months] == [{Rag.RED: 4}, {Rag.RED: 3}]
    assert [(each.word, each.change) for each in trend.moved if each.now] == [("Red", -1)]
    drawn = trend_chart(trend, uid="t")
    assert "October 2023: 0 green, 0 amber, 4 red" in drawn
    assert "1 fewer" in home(november.board)


def test_the_board_reads_beside_the_counts_which_red_measures_only_lost_their_rating() -> None:
    november = published()
    publish(period=november.period, by=november.performance)
    edition = november.period.editions.get(audience="internal")
    said = edition.data()
    said["sections"][0]["measures"][0] |= {"previous_rag": Rag.RED.value, "rag": Rag.NO_DATA.value}
    edition.pk, edition.number, edition.reason, edition.content = None, 2, "An error.", canonical(said)
    edition.save(force_insert=True)
    EditionCount.objects.create(edition=edition, rag="red", number=2)
    Publication.objects.create(edition=edition)
    gone = said["sections"][0]["measures"][0]["ref"]
    assert f"1 that was red has no rating now: {gone}." in home(november.board)


def test_what_was_not_submitted_before_the_month_was_closed_is_named_until_it_is_reopened(
    found: Council,
) -> None:
    found.put(SubmissionState.DRAFT)
    owner = browser_of(found.people["owner"])
    said = "November 2023 is closed, and you had not submitted"
    assert said not in owner.get("/").content.decode()
    Period.objects.filter(pk=found.november.pk).update(state=PeriodState.CLOSED)
    page = owner.get("/").content.decode()
    assert said in page
    assert "Nothing is due from you" in page
    Submission.objects.filter(pk=found.submission().pk).update(reopened=True)
    assert said not in owner.get("/").content.decode()
    found.put(SubmissionState.SUBMITTED)
    assert said not in owner.get("/").content.decode()


def test_an_administrator_who_reads_no_edition_learns_how_a_file_is_checked(found: Council) -> None:
    assert "manage.py verify_edition FILE" in browser_of(found.people["administrator"]).get("/").content.decode()


def test_an_administrator_with_another_role_is_not_told_that_they_see_no_figures(found: Council) -> None:
    administrator, said = (
        found.people["administrator"],
        "An administrator keeps accounts and roles, and sees no figures",
    )
    assert said in home(administrator)
    holds_too(found, administrator, RoleName.PERFORMANCE)
    page = home(administrator)
    assert said not in page
    assert "those that you see, you see in your other roles" in page


def test_a_role_that_begins_later_is_named_with_its_day(found: Council) -> None:
    nobody = found.people["nobody"]
    assert "You have no role yet" in browser_of(nobody).get("/").content.decode()
    RoleFactory.create(
        person=nobody, role=RoleName.DEPUTY.value, measure=found.visits.measure, starts=TODAY + dt.timedelta(days=1)
    )
    page = browser_of(nobody).get("/").content.decode()
    assert "Your role has not begun yet" in page
    assert "deputy of 1.1 % of visits in time, Social care scorecard" in page
    assert "You have no role yet" not in page


def test_a_question_about_a_figure_is_on_its_owner_s_home_though_nothing_is_due_until_it_is_answered(
    found: Council,
) -> None:
    slot, owner = found.put(SubmissionState.APPROVED), found.people["owner"]
    assert "Nothing is due from you" in home(owner)
    comment(submission=slot, text="Why so few?", by=found.people["director"])
    for holder in ("owner", "deputy"):
        page = home(found.people[holder])
        assert "Comments on your figures" in page
        assert "Dora Director" in page
        assert "Why so few?" in page
        assert "What does wait for you is listed above." in page
    assert "Why so few?" in browser_of(owner).get(reverse("measures:work")).content.decode()
    assert "Why so few?" not in home(found.people["other owner"])
    comment(submission=slot, text="Two posts are vacant.", by=found.people["deputy"])
    assert "Comments on your figures" not in home(owner)


def test_a_comment_on_a_published_figure_leaves_the_owner_s_home_after_a_month(found: Council) -> None:
    slot, director = found.submission(month=found.october.month), found.people["director"]
    ago = timezone.now() - dt.timedelta(days=32)
    comment(submission=slot, text="Well done.", by=director, now=ago)
    assert "Comments on your figures" not in home(found.people["owner"])
    comment(submission=slot, text="Is it the same in Ashby?", by=director)
    assert "Is it the same in Ashby?" in home(found.people["owner"])


def test_what_waits_for_a_signature_is_in_one_place_and_nothing_says_that_nothing_does() -> None:
    november = read_by_the_board()
    client = browser_of(november.signatory)
    assert "No month waits for your signature" in client.get("/").content.decode()
    approved(november)
    shown = client.get("/").content.decode()
    assert "No month waits for your signature" not in shown
    assert shown.count("70% becomes 92%") == 1
    address = reverse("reports:restate", args=[november.scorecard.slug, november.period.month])
    assert f'href="{address}"' in shown
    assert "Restatements of published figures" not in shown


def test_whoever_asked_for_a_restatement_is_told_for_a_while_that_it_was_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    november = read_by_the_board()
    row = asked(november)
    assert "were refused" not in home(november.owner)
    restatements.refuse(restatement=row, version=row.version, reason="640 is right.", by=november.performance)
    assert ": 640 is right." in home(november.owner)
    assert ": 640 is right." not in home(november.performance)
    monkeypatch.setattr(reads, "REFUSAL_TOLD_FOR", dt.timedelta(0))
    assert ": 640 is right." not in home(november.owner)

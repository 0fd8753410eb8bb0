"""An owner asks about a loaded figure, and the performance team answers: alone, refused, raced, on the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions import querying
from measures.actions.outcome import Overtaken, Refused, fetch
from measures.actions.querying import answer_query, ask_about
from measures.choices import SubmissionState
from measures.models import Comment, Event, Load, LoadQuery, Submission
from measures.notices.comments import comments_by_person
from tests.factories.accounts import browser_of
from tests.factories.council import NOVEMBER, SLUG, Council, council
from tests.racing import at_once

pytestmark = pytest.mark.django_db
WHY, BECAUSE = "Why is it 79% when we had 81%?", "Two visits were recorded late; both are in now."


@pytest.fixture
def found() -> Council:
    return council()


def loaded(found: Council, ref: str = "1.1") -> Submission:
    found.put(SubmissionState.DRAFT, ref)
    load = Load.objects.create(scorecard=found.scorecard, file_name="november.csv", sha256="")
    Submission.objects.filter(pk=found.submission(ref).pk).update(draft_load=load)
    return fetch(found.submission(ref).pk)


def signed_in(found: Council, who: str) -> Client:
    return browser_of(found.people[who])


def test_the_owner_asks_the_team_answers_and_both_stand_in_the_thread_with_their_events(found: Council) -> None:
    slot = loaded(found)
    query = ask_about(submission=slot, text=WHY, by=found.people["owner"])
    answer_query(query=query, text=BECAUSE, by=found.people["team"])
    assert list(Comment.objects.values_list("text", flat=True)) == [WHY, BECAUSE]
    assert [(e.what, e.by) for e in Event.objects.filter(about=f"load query {query.pk}").order_by("pk")] == [
        ("ask_about_load", found.people["owner"]), ("answer_query", found.people["team"]),
    ]  # fmt: skip
    assert fetch(slot.pk).state == SubmissionState.DRAFT
    assert ask_about(submission=slot, text="And the children placed?", by=found.people["deputy"]).answer is None


def test_who_did_not_load_a_figure_or_does_not_hold_it_is_refused_and_nothing_is_written(found: Council) -> None:
    slot = fetch(found.put(SubmissionState.DRAFT).pk)
    with pytest.raises(Refused, match="does not wait with a figure of an extract"):
        ask_about(submission=slot, text=WHY, by=found.people["owner"])
    slot = loaded(found)
    for who in ("team", "director"):
        with pytest.raises(Refused, match="Only the owner or a deputy"):
            ask_about(submission=slot, text=WHY, by=found.people[who])
    with pytest.raises(Refused) as hidden:
        ask_about(submission=slot, text=WHY, by=found.people["other owner"])
    assert hidden.value.hidden
    with pytest.raises(Refused, match="Enter what you want to know"):
        ask_about(submission=slot, text=" ", by=found.people["owner"])
    query = ask_about(submission=slot, text=WHY, by=found.people["owner"])
    with pytest.raises(Refused, match="Only the performance team"):
        answer_query(query=query, text=BECAUSE, by=found.people["owner"])
    assert Comment.objects.count() == 1


def test_an_answer_that_is_interrupted_leaves_nothing_behind(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    query = ask_about(submission=loaded(found), text=WHY, by=found.people["owner"])

    def fails(*args: object, **about: object) -> None:
        raise RuntimeError("The process is gone.")

    monkeypatch.setattr(querying, "record", fails)
    with pytest.raises(RuntimeError):
        answer_query(query=query, text=BECAUSE, by=found.people["team"])
    assert (Comment.objects.count(), LoadQuery.objects.open().count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_or_answer_at_once_one_does_and_the_other_is_told(found: Council) -> None:
    slot = loaded(found)
    owner, deputy, team = (found.people[who] for who in ("owner", "deputy", "team"))
    asked = at_once(
        lambda: ask_about(submission=slot, text=WHY, by=owner),
        lambda: ask_about(submission=slot, text=WHY, by=deputy),
    )
    assert sum(isinstance(outcome, LoadQuery) for outcome in asked) == 1
    assert [outcome for outcome in asked if isinstance(outcome, Overtaken)]
    answered = at_once(
        lambda: answer_query(query=LoadQuery.objects.get(), text="One.", by=team),
        lambda: answer_query(query=LoadQuery.objects.get(), text="Two.", by=team),
    )
    (told,) = [outcome for outcome in answered if isinstance(outcome, Overtaken)]
    assert "has answered this already" in told.sentence
    assert Comment.objects.count() == 2


def test_the_pages_ask_and_answer_and_what_was_typed_stays_where_it_is_refused(found: Council) -> None:
    loaded(found)
    owner, team = signed_in(found, "owner"), signed_in(found, "team")
    page = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    assert "ask about it" in owner.get(page).content.decode()
    ask = reverse("measures:ask_about_load", args=[SLUG, NOVEMBER, "1.1"])
    assert owner.post(ask, {"query": ""}).status_code == 422
    assert owner.post(ask, {"query": WHY}).status_code == 302
    again = owner.post(ask, {"query": "And another."})
    assert again.status_code == 409
    assert "And another." in again.content.decode()
    board = team.get(reverse("home")).content.decode()
    assert 0 < board.index(WHY) < board.index("Data quality in November 2023")
    answer = reverse("measures:answer_query", args=[SLUG, NOVEMBER, "1.1", LoadQuery.objects.get().pk])
    assert team.post(answer, {"query": BECAUSE}).status_code == 302
    for first_page in (reverse("measures:work"), reverse("home")):
        shown = owner.get(first_page).content.decode()
        assert (f"Answered: {BECAUSE}" in shown, shown.count(BECAUSE)) == (True, 1)
    assert WHY not in team.get(reverse("home")).content.decode()
    assert BECAUSE in owner.get(page).content.decode()


def test_the_performance_team_hears_of_a_question_and_the_owner_of_the_answer(found: Council) -> None:
    now = dt.datetime(2023, 12, 6, 9, tzinfo=dt.UTC)
    query = ask_about(submission=loaded(found), text=WHY, by=found.people["owner"], now=now)
    heard = set(comments_by_person(now + dt.timedelta(hours=1)))
    assert found.people["team"].pk in heard
    assert found.people["director"].pk not in heard
    answer_query(query=query, text=BECAUSE, by=found.people["team"], now=now + dt.timedelta(hours=2))
    assert found.people["owner"].pk in comments_by_person(now + dt.timedelta(hours=3))


def test_the_list_of_questions_takes_as_many_queries_for_one_as_for_two(found: Council) -> None:
    team = signed_in(found, "team")
    ask_about(submission=loaded(found), text=WHY, by=found.people["owner"])
    team.get(reverse("home"))
    with CaptureQueriesContext(connection) as one:
        team.get(reverse("home"))
    ask_about(submission=loaded(found, "2.1"), text="And this?", by=found.people["other owner"])
    with CaptureQueriesContext(connection) as two:
        assert "And this?" in team.get(reverse("home")).content.decode()
    assert len(one) == len(two)

"""Notes on months of a measure: written by those who work on it, taken away once, never changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from measures.actions.annotating import MOST, annotate, remove_annotation
from measures.actions.outcome import Overtaken, Refused
from measures.models import Annotation, Event
from tests.factories.council import Council, council
from tests.factories.months import PeriodFactory
from tests.racing import at_once

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
WORDS = "A new recording system from this month."


@pytest.fixture
def found() -> Council:
    return council()


def noted(found: Council, who: str = "owner", text: str = WORDS) -> Annotation:
    return annotate(measure=found.visits.measure, period=found.october, text=text, by=found.people[who], now=NOW)


@pytest.mark.django_db
def test_a_note_says_what_happened_in_a_month_and_its_event_says_who_wrote_it(found: Council) -> None:
    note = noted(found, text=f"  {WORDS} \n")
    assert (note.text, note.period, note.by, note.at) == (WORDS, found.october, found.people["owner"], NOW)
    event = Event.objects.get(what="annotate")
    assert (event.measure, event.period, event.scorecard, event.details) == (
        found.visits.measure, found.october, found.scorecard, {"text": WORDS},
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "deputy", "team"])
def test_whoever_holds_the_measure_and_the_team_may_write_one(found: Council, who: str) -> None:
    assert noted(found, who).by == found.people[who]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["director", "signatory"])
def test_those_who_approve_it_are_told_who_may(found: Council, who: str) -> None:
    with pytest.raises(Refused, match="Only the owner, a deputy or the performance team") as refused:
        noted(found, who)
    assert not refused.value.hidden


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other owner", "other director", "board", "administrator", "nobody", "stranger"])
def test_nobody_else_learns_that_the_measure_exists(found: Council, who: str) -> None:
    with pytest.raises(Refused) as refused:
        noted(found, who)
    assert refused.value.hidden
    assert not Annotation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [(" \n", "Enter the note"), ("x" * 201, "at most 200 characters: this one has 201"), (WORDS, "already has this")],
)
def test_a_note_has_words_few_enough_and_new(found: Council, text: str, said: str) -> None:
    noted(found)
    with pytest.raises(Refused, match=said) as refused:
        noted(found, text=text)
    assert set(refused.value.fields) == {"text"}


@pytest.mark.django_db
def test_a_month_has_three_notes_at_most_and_room_again_when_one_is_taken_away(found: Council) -> None:
    notes = [noted(found, text=f"Note {number}") for number in range(MOST)]
    with pytest.raises(Refused, match="already has 3 notes"):
        noted(found)
    remove_annotation(annotation=notes[0], by=found.people["team"], now=NOW)
    assert noted(found).text == WORDS


@pytest.mark.django_db
def test_a_month_of_another_scorecard_takes_no_note_of_this_measure(found: Council) -> None:
    with pytest.raises(Refused, match="Select a month of this measure"):
        annotate(
            measure=found.visits.measure, period=PeriodFactory.create(), text=WORDS, by=found.people["owner"], now=NOW
        )


@pytest.mark.django_db
def test_a_note_is_taken_away_once_and_its_words_are_kept(found: Council) -> None:
    note = noted(found)
    with pytest.raises(Refused):
        remove_annotation(annotation=note, by=found.people["director"], now=NOW)
    gone = remove_annotation(annotation=note, by=found.people["deputy"], now=NOW)
    assert (gone.removed_by, gone.removed_at, gone.text) == (found.people["deputy"], NOW, WORDS)
    with pytest.raises(Overtaken, match="Dev Deputy has taken this note away"):
        remove_annotation(annotation=note, by=found.people["owner"], now=NOW)
    assert Event.objects.get(what="remove_annotation").details == {"text": WORDS}
    assert not Annotation.objects.standing().exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_last_note_of_a_month_one_is_refused(found: Council) -> None:
    for number in range(MOST - 1):
        noted(found, text=f"Note {number}")
    outcomes = at_once(lambda: noted(found, text="The owner's"), lambda: noted(found, "team", "The team's"))
    assert {type(outcome) for outcome in outcomes} == {Annotation, Refused}
    assert Annotation.objects.standing().count() == MOST


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_note_away_one_is_told_by_whom_it_is_gone(found: Council) -> None:
    note = noted(found)
    outcomes = at_once(
        lambda: remove_annotation(annotation=note, by=found.people["owner"], now=NOW),
        lambda: remove_annotation(annotation=note, by=found.people["team"], now=NOW),
    )
    assert {type(outcome) for outcome in outcomes} == {Annotation, Overtaken}
    assert Event.objects.filter(what="remove_annotation").count() == 1


@pytest.mark.django_db
def test_the_database_refuses_a_note_without_words(found: Council) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Annotation.objects.create(measure=found.visits.measure, period=found.october, by=found.people["owner"], text="")

"""The text for the public edition: alone, refused, raced, interrupted; it goes its own way beside the figure."""

from __future__ import annotations

import os
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from measures.actions import public_texts
from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, submit
from measures.actions.outcome import Overtaken, Refused, fetch
from measures.actions.public_texts import (
    LONGEST,
    approve,
    save_public_text,
    send_back_public_text,
    submit_public_text,
    text_of,
    withdraw_public_text,
)
from measures.choices import PeriodState, PublicTextState, RoleName, SubmissionState
from measures.models import Event, Period, PublicText, PublicTextRevision, Submission
from measures.permissions import SEES_ALL_STATES, Standing
from measures.public_permissions import may_public_text
from measures.queries.public_texts import public_texts_waiting
from measures.transitions import PUBLIC_TEXT
from tests.factories.council import Council, council
from tests.factories.people import RoleFactory
from tests.racing import at_once

WORDS = "More visits are made in time than a year ago."
ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))


@pytest.fixture
def found() -> Council:
    return council()


def written(found: Council, words: str = WORDS, state: SubmissionState = SubmissionState.SUBMITTED) -> Submission:
    """Return a figure whose text waits for the director."""
    slot = fetch(found.put(state).pk)
    row = save_public_text(submission=slot, version=0, text=words, by=found.people["owner"])
    submit_public_text(submission=slot, version=row.version, by=found.people["owner"])
    return slot


def version(slot: Submission) -> int:
    row = text_of(slot)
    return row.version if row else 0


def done(slot: Submission) -> list[tuple[str, str, str]]:
    events = Event.objects.filter(submission=slot, what__endswith="_public_text").order_by("pk")
    return [(e.what.removesuffix("_public_text"), e.from_state, e.to_state) for e in events]


@pytest.mark.django_db
def test_a_text_is_written_submitted_and_approved_and_the_figure_stays_where_it_is(found: Council) -> None:
    slot = written(found)
    row = approve(submission=slot, version=version(slot), by=found.people["director"])
    assert (row.state, row.wording, row.approved_by) == (PublicTextState.APPROVED, WORDS, found.people["director"])
    assert row.is_approved_beside(slot.submitted_revision_id)
    assert fetch(slot.pk).state == SubmissionState.SUBMITTED
    assert done(slot) == [
        ("save", "draft", "draft"), ("submit", "draft", "submitted"), ("approve", "submitted", "approved"),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'Other'", "DELETE FROM {}"])
def test_what_was_submitted_never_changes(found: Council, statement: str) -> None:
    written(found)
    table = PublicTextRevision._meta.db_table
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert PublicTextRevision.objects.get().text == WORDS


@pytest.mark.django_db
def test_a_text_that_comes_back_is_written_again_beside_what_was_submitted_before(found: Council) -> None:
    slot = written(found)
    send_back_public_text(submission=slot, version=version(slot), reason="Plainer.", by=found.people["director"])
    row = save_public_text(submission=slot, version=version(slot), text="Better.", by=found.people["owner"])
    submit_public_text(submission=slot, version=row.version, by=found.people["owner"])
    assert list(PublicTextRevision.objects.values_list("number", "text")) == [(1, WORDS), (2, "Better.")]
    assert Event.objects.get(what="send_back_public_text").why == "Plainer."


@pytest.mark.django_db
def test_an_approved_text_that_is_taken_back_is_no_longer_approved(found: Council) -> None:
    slot = written(found)
    approve(submission=slot, version=version(slot), by=found.people["director"])
    row = withdraw_public_text(submission=slot, version=version(slot), by=found.people["owner"])
    assert (row.state, row.approved_revision, row.approved_by) == (PublicTextState.DRAFT, None, None)


@pytest.mark.django_db
def test_another_figure_asks_for_another_approval_of_the_text(found: Council) -> None:
    slot = written(found)
    director = found.people["director"]
    approve(submission=slot, version=version(slot), by=director)
    with pytest.raises(Refused, match="approved already"):
        approve(submission=fetch(slot.pk), version=version(slot), by=director)
    back = send_back(submission=fetch(slot.pk), version=fetch(slot.pk).version, reason="Which?", by=director)
    again = submit(
        submission=back, version=back.version, draft=Draft(figure="84%", happening="Said."), by=found.people["owner"]
    )
    row = text_of(again)
    assert row is not None
    assert not row.is_approved_beside(again.submitted_revision_id)
    standing = Standing.of(director, Period.objects.first().month)  # type: ignore[union-attr]
    assert [each.does for each in public_texts_waiting(standing)] == [
        "To be approved again: the figure has changed since"
    ]
    assert approve(submission=again, version=row.version, by=director).is_approved_beside(again.submitted_revision_id)


@pytest.mark.django_db
def test_each_role_is_allowed_or_refused_in_each_state(found: Council) -> None:
    slot = written(found)
    people = {
        "owner": RoleName.OWNER, "deputy": RoleName.DEPUTY, "team": RoleName.PERFORMANCE,
        "director": RoleName.DIRECTOR, "signatory": RoleName.SIGNATORY, "other owner": None, "board": None,
    }  # fmt: skip
    today = Period.objects.earliest("month").month
    row = text_of(slot)
    assert row is not None
    for (who, role), state, action in product(people.items(), PublicTextState, PUBLIC_TEXT):
        row.state = state
        answer = may_public_text(Standing.of(found.people[who], today), action, slot, row)
        if role is None or role not in SEES_ALL_STATES:
            assert (answer.allowed, answer.hidden) == (False, True)
        else:
            transition = PUBLIC_TEXT[action]
            assert bool(answer) == (role in transition.by and state in transition.moves), (who, state, action)


@pytest.mark.django_db
def test_nobody_approves_what_they_wrote_whatever_their_roles(found: Council) -> None:
    slot = fetch(found.put(SubmissionState.SUBMITTED).pk)
    both = found.people["director"]
    RoleFactory.create(person=both, role=RoleName.DEPUTY.value, measure=found.visits.measure)
    row = save_public_text(submission=slot, version=0, text=WORDS, by=both)
    submit_public_text(submission=slot, version=row.version, by=found.people["owner"])
    with pytest.raises(Refused, match="You wrote or submitted this text"):
        approve(submission=slot, version=version(slot), by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicText.objects.update(approved_by=found.people["owner"], approved_at="2023-12-01T10:00Z")


@pytest.mark.django_db
@pytest.mark.parametrize("returned", [False, True], ids=["at once", "after it was returned"])
def test_whoever_wrote_a_text_does_not_approve_it_though_another_changed_a_word_and_submitted(
    found: Council, returned: bool
) -> None:
    slot = fetch(found.put(SubmissionState.SUBMITTED).pk)
    both, owner, signatory = (found.people[who] for who in ("director", "owner", "signatory"))
    RoleFactory.create(person=both, role=RoleName.DEPUTY.value, measure=found.visits.measure)
    row = save_public_text(submission=slot, version=0, text=WORDS, by=both)
    if returned:
        row = submit_public_text(submission=slot, version=row.version, by=owner)
        row = send_back_public_text(submission=slot, version=row.version, reason="Shorter.", by=signatory)
    row = save_public_text(submission=slot, version=row.version, text=f"{WORDS} So far.", by=owner)
    submit_public_text(submission=slot, version=row.version, by=owner)
    today = Period.objects.latest("month").month
    assert public_texts_waiting(Standing.of(both, today)) == []
    with pytest.raises(Refused, match="You wrote or submitted this text"):
        approve(submission=slot, version=version(slot), by=both)
    assert [each.decides for each in public_texts_waiting(Standing.of(signatory, today))] == [True]
    assert approve(submission=slot, version=version(slot), by=signatory)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "sentence"),
    [(SubmissionState.DRAFT, "The figure is not submitted yet"), (SubmissionState.LEFT_OUT, "is left out of")],
)
def test_a_text_is_approved_beside_a_figure_and_not_without_one(
    found: Council, state: SubmissionState, sentence: str
) -> None:
    slot = written(found, state=state)
    with pytest.raises(Refused, match=sentence):
        approve(submission=slot, version=version(slot), by=found.people["director"])


@pytest.mark.django_db
def test_a_text_is_refused_empty_too_long_without_a_reason_or_in_a_signed_month(found: Council) -> None:
    slot = fetch(found.put(SubmissionState.SUBMITTED).pk)
    owner, director = found.people["owner"], found.people["director"]
    with pytest.raises(Refused, match="at most 900 characters"):
        save_public_text(submission=slot, version=0, text="x" * (LONGEST + 1), by=owner)
    row = save_public_text(submission=slot, version=0, text=" \n", by=owner)
    with pytest.raises(Refused, match="Enter the text"):
        submit_public_text(submission=slot, version=row.version, by=owner)
    row = save_public_text(submission=slot, version=row.version, text=WORDS, by=owner)
    submit_public_text(submission=slot, version=row.version, by=owner)
    with pytest.raises(Refused, match="Enter the reason"):
        send_back_public_text(submission=slot, version=version(slot), reason=" ", by=director)
    Period.objects.filter(pk=found.november.pk).update(
        state=PeriodState.SIGNED, signed_by=found.people["signatory"], signed_at="2023-12-12T10:00Z"
    )
    with pytest.raises(Refused, match="can no longer change"):
        withdraw_public_text(submission=fetch(slot.pk), version=version(slot), by=owner)
    with pytest.raises(Refused, match="can no longer change"):
        approve(submission=fetch(slot.pk), version=version(slot), by=director)
    assert [what for what, _, _ in done(slot)] == ["save", "save", "submit"]


@pytest.mark.django_db
def test_an_action_that_is_interrupted_leaves_nothing_behind(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = written(found)
    before = PublicText.objects.values().get()

    def fails(*args: Any, **about: Any) -> None:
        raise RuntimeError("The process is gone.")

    monkeypatch.setattr(public_texts, "record", fails)
    with pytest.raises(RuntimeError):
        approve(submission=slot, version=version(slot), by=found.people["director"])
    with pytest.raises(RuntimeError):
        withdraw_public_text(submission=slot, version=version(slot), by=found.people["owner"])
    assert PublicText.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(found: Council) -> None:
    slot = written(found)
    director, signatory = found.people["director"], found.people["signatory"]
    for _ in range(ROUNDS):
        seen = version(slot)
        events = Event.objects.count()
        outcomes = at_once(
            lambda seen=seen: approve(submission=fetch(slot.pk), version=seen, by=director),  # type: ignore[misc]
            lambda seen=seen: send_back_public_text(  # type: ignore[misc]
                submission=fetch(slot.pk), version=seen, reason="Plainer.", by=signatory
            ),
        )
        assert sum(isinstance(o, PublicText) for o in outcomes) == 1, outcomes
        (told,) = [o for o in outcomes if isinstance(o, Refused)]
        assert isinstance(told, Overtaken) or "Reload the page" in told.sentence or "approved already" in told.sentence
        assert Event.objects.count() == events + 1
        row = text_of(slot)
        assert row is not None
        PublicText.objects.filter(pk=row.pk).update(
            state=PublicTextState.SUBMITTED, version=row.version + 1, **public_texts.NOT_APPROVED
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_first_text_at_once_one_is_kept_and_the_other_told(found: Council) -> None:
    slot = fetch(found.put(SubmissionState.SUBMITTED).pk)
    people = found.people["owner"], found.people["deputy"]
    for _ in range(ROUNDS):
        outcomes = at_once(*(partial(_writes, slot, who) for who in people))
        (kept,) = [o for o in outcomes if isinstance(o, PublicText)]
        (told,) = [o for o in outcomes if isinstance(o, Overtaken)]
        assert "since you opened it" in told.sentence
        assert PublicText.objects.get().draft == kept.draft
        PublicText.objects.all().delete()


def _writes(slot: Submission, who: Any) -> PublicText:
    return save_public_text(submission=fetch(slot.pk), version=0, text=f"{who}", by=who)

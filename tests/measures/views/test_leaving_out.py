"""Leaving several measures out of a month at once, and going from one decision to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from measures.actions.outcome import Refused
from measures.actions.together import leave_out_together
from measures.choices import PeriodState, SubmissionState
from measures.models import Event, Period
from measures.queries.board import Month
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
PAGE = reverse("measures:leave_several_out", args=[SLUG, NOVEMBER])


def texts(response: Any) -> str:
    return str(response.content.decode())


def ticked(found: Council, *refs: str) -> list[str]:
    return [f"{found.submission(ref).pk}-{found.submission(ref).version}" for ref in refs]


def test_two_are_left_out_with_one_reason_for_both(found: Council, signed_in: SignedIn) -> None:
    sent = {"figure": ticked(found, "1.1", "2.1"), "reason": "The system was down."}
    response = signed_in("team").post(PAGE, sent, follow=True)
    assert "2 measures are left out of November 2023" in texts(response)
    for ref in ("1.1", "2.1"):
        row = found.submission(ref)
        assert (row.state, row.left_out_reason) == (SubmissionState.LEFT_OUT, "The system was down.")
    months = signed_in("team").get(reverse("measures:months", args=[SLUG])).content.decode()
    assert "2 of 2 ready, 2 of them left out" in months
    counts = {SubmissionState.PUBLISHED: 34, SubmissionState.LEFT_OUT: 11}
    published = {"record": Month(Period(state=PeriodState.PUBLISHED), counts)}
    assert render_to_string("measures/cells/period_progress.html", published) == "34 of 45, 11 left out"
    assert Event.objects.filter(what="leave_out", why="The system was down.").count() == 2


def test_a_reason_of_its_own_is_kept_for_one_of_them(found: Council, signed_in: SignedIn) -> None:
    own = f"reason_{found.submission('2.1').pk}"
    sent = {"figure": ticked(found, "1.1", "2.1"), "reason": "The system was down.", own: "No child moved."}
    signed_in("signatory").post(PAGE, sent)
    assert found.submission("1.1").left_out_reason == "The system was down."
    assert found.submission("2.1").left_out_reason == "No child moved."


def test_without_a_reason_nothing_is_left_out_and_what_was_typed_stays(found: Council, signed_in: SignedIn) -> None:
    own = f"reason_{found.submission('2.1').pk}"
    response = signed_in("team").post(PAGE, {"figure": ticked(found, "1.1", "2.1"), own: "No child moved."})
    page = texts(response)
    assert response.status_code == 422
    assert "Enter why 1.1 is left out." in page
    assert "Enter why 2.1" not in page
    assert "No child moved." in page
    assert page.count(" checked") == 2
    assert not Event.objects.filter(what="leave_out").exists()


def test_something_has_to_be_ticked(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("team").post(PAGE, {"reason": "Why not.", "figure": ["nonsense"]})
    assert response.status_code == 422
    assert "Select the measures to leave out." in texts(response)
    assert "Why not." in texts(response)


def test_a_director_is_offered_only_the_measures_of_their_sections(found: Council, signed_in: SignedIn) -> None:
    director = signed_in("director")
    page = texts(director.get(PAGE))
    assert "1.1 % of visits" in page
    assert "2.1" not in page
    response = director.post(PAGE, {"figure": ticked(found, "2.1"), "reason": "Mine?"})
    assert response.status_code == 422
    assert found.submission("2.1").state == SubmissionState.NOT_STARTED


def test_one_that_changed_meanwhile_is_told_and_the_other_is_left_out(found: Council, signed_in: SignedIn) -> None:
    seen = ticked(found, "1.1", "2.1")
    found.put(SubmissionState.DRAFT)
    slot = found.submission()
    type(slot).objects.filter(pk=slot.pk).update(version=slot.version + 1)
    page = texts(signed_in("team").post(PAGE, {"figure": seen, "reason": "Down."}, follow=True))
    assert "has changed since you opened it" in page
    assert "1 measure is left out" in page
    assert found.submission("1.1").state == SubmissionState.DRAFT


def test_the_action_names_every_measure_without_a_reason(found: Council) -> None:
    rows = [(found.submission(ref), 0, "") for ref in ("1.1", "2.1")]
    with pytest.raises(Refused) as refused:
        leave_out_together(submissions=rows, by=found.people["team"])
    assert set(refused.value.fields) == {f"reason_{row.pk}" for row, _, _ in rows}


def test_an_owner_leaves_nothing_out(found: Council) -> None:
    done = leave_out_together(submissions=[(found.submission(), 0, "Down.")], by=found.people["owner"])
    assert [sentence.split(" can ")[0] for _, sentence in done.refused] == [
        "Only the director, the signatory or the performance team"
    ]


def test_the_pages_of_closing_and_of_signing_lead_to_what_is_missing(found: Council, signed_in: SignedIn) -> None:
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    for address in (
        reverse("measures:close_month", args=[SLUG, NOVEMBER]), reverse("reports:sign", args=[SLUG, NOVEMBER]),
    ):  # fmt: skip
        page = texts(signed_in("team").get(address))
        assert entry in page
        assert PAGE in page


def decide_at(ref: str) -> str:
    return reverse("measures:approve", args=[SLUG, NOVEMBER, ref])


def test_after_a_decision_comes_the_next_one_of_the_queue(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    found.put(SubmissionState.SUBMITTED, "2.1")
    signatory = signed_in("signatory")
    following = reverse("measures:next_decision")
    assert signatory.get(following, {"after": submission.pk})["Location"] == decide_at("2.1")
    assert signatory.get(following, {"after": found.submission("2.1").pk})["Location"] == reverse("measures:queue")
    assert signatory.get(following, {"after": "x"})["Location"] == decide_at("1.1")
    sent = {"version": str(submission.version), "decision": "approve", "then": "next"}
    assert signatory.post(decide_at("1.1"), sent)["Location"] == decide_at("2.1")
    sent = {"version": str(found.submission("2.1").version), "decision": "approve", "then": "next"}
    assert signatory.post(decide_at("2.1"), sent)["Location"] == "/"

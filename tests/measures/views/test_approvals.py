"""Deciding on figures: the queue, the decision, whose figures one may not approve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import RoleName, SubmissionState
from measures.models import Finding
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]


def decide_at(ref: str = "1.1") -> str:
    return reverse("measures:approve", args=[SLUG, NOVEMBER, ref])


def texts(response: Any) -> str:
    return str(response.content.decode())


def test_the_queue_holds_what_waits_in_the_director_s_own_sections(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1")
    found.put(SubmissionState.SUBMITTED, "2.1")
    page = texts(signed_in("director").get(reverse("measures:queue")))
    assert "1.1 % of visits in time" in page
    assert "2.1" not in page


def test_the_newly_red_come_before_the_unremarkable(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    found.put(SubmissionState.SUBMITTED, "2.1", "60")
    recalculate(scorecard=found.scorecard)
    page = texts(signed_in("signatory").get(reverse("measures:queue")))
    assert page.index("2.1 % of stable placements") < page.index("1.1 % of visits in time")
    assert "Newly red" in page


def test_a_figure_is_approved_with_a_caveat_that_is_kept(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    sent = {"version": str(submission.version), "decision": "caveat", "caveat": "Provisional."}
    assert signed_in("director").post(decide_at(), sent).status_code == 302
    approved = found.submission()
    assert (approved.state, approved.caveat) == (SubmissionState.APPROVED, "Provisional.")


def test_a_return_needs_its_reason(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    response = signed_in("director").post(decide_at(), {"version": str(submission.version), "decision": "return"})
    assert response.status_code == 422
    assert "Enter the reason for returning it" in texts(response)
    assert found.submission().state == SubmissionState.SUBMITTED


@pytest.mark.parametrize(
    ("decision", "text", "label"),
    [
        ("approve", {"reason": "Which schools?"}, "Reason for returning it"),
        ("approve", {"caveat": "Provisional."}, "Caveat"),
        ("return", {"reason": "Which schools?", "caveat": "Provisional."}, "Caveat"),
    ],
)
def test_a_text_typed_beside_another_choice_is_asked_about_and_not_dropped(
    found: Council, signed_in: SignedIn, decision: str, text: dict[str, str], label: str
) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    sent = {"version": str(submission.version), "decision": decision, **text}
    response = signed_in("director").post(decide_at(), sent)
    assert response.status_code == 422
    said = f"“{label}” is filled in, and what you chose does not use it."
    assert said in response.context["form"].errors["decision"][0]
    assert all(typed in texts(response) for typed in text.values())
    assert found.submission().state == SubmissionState.SUBMITTED


def test_nobody_approves_what_they_submitted_whatever_their_roles(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    RoleFactory.create(person=found.people["owner"], role=RoleName.DIRECTOR.value, section=found.front_door)
    owner = signed_in("owner")
    assert "somebody else has to approve it" in texts(owner.get(decide_at()))
    response = owner.post(decide_at(), {"version": str(submission.version), "decision": "approve"})
    assert response.status_code == 403
    assert found.submission().state == SubmissionState.SUBMITTED


def test_a_director_whose_figure_was_taken_back_meanwhile_is_told_and_keeps_the_reason(
    found: Council, signed_in: SignedIn
) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    sent = {"version": str(submission.version), "decision": "return", "reason": "Which schools?"}
    withdraw = reverse("measures:withdraw", args=[SLUG, NOVEMBER, "1.1"])
    signed_in("owner").post(withdraw, {"version": str(submission.version)})
    response = signed_in("director").post(decide_at(), sent)
    assert response.status_code in (403, 409)
    assert "Which schools?" in texts(response)


def test_of_an_approved_figure_only_a_return_is_offered(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.APPROVED)
    page = texts(signed_in("director").get(decide_at()))
    assert "1.1 is approved. Until November 2023 is signed it can still be returned to its owner." in page
    assert 'value="return"' in page
    assert 'value="approve"' not in page
    assert 'value="caveat"' not in page
    assert "Reload the page" not in page


def test_one_figure_is_told_as_one(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED, "1.1", "60")
    Finding.objects.create(submission=submission, rule="relation", severity="warning", message="It is 79.")
    page = texts(signed_in("director").get(reverse("measures:queue")))
    assert "1 figure waits for your decision and deserves a closer look." in page
    assert "come first" not in page


def test_what_changed_since_the_last_submission_is_shown(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    director, owner = signed_in("director"), signed_in("owner")
    director.post(decide_at(), {"version": str(submission.version), "decision": "return", "reason": "Why?"})
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    sent = {"figure": "81%", "numerator": "81", "denominator": "100", "why": "A new clinic."}
    owner.post(entry, {"version": str(found.submission().version), "do": "submit", **sent})
    assert found.submission().state == SubmissionState.SUBMITTED
    page = texts(director.get(decide_at()))
    assert "What changed since it was returned" in page
    assert "A new clinic." in page
    assert "<strong>You returned this on" in page
    assert "No action is open." in page
    assert "Changed since it was returned" in texts(director.get(reverse("measures:queue")))


def test_what_changed_is_told_from_what_was_returned_not_from_what_was_taken_back(
    found: Council, signed_in: SignedIn
) -> None:
    owner, director = signed_in("owner"), signed_in("director")
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])

    def send(**typed: str) -> None:
        owner.post(entry, {"version": str(found.submission().version), "do": "submit", "why": "Snow.", **typed})

    send(figure="79%")
    returned = {"version": str(found.submission().version), "decision": "return", "reason": "Out of how many?"}
    director.post(decide_at(), returned)
    send(numerator="79", denominator="100")
    take_back = reverse("measures:withdraw", args=[SLUG, NOVEMBER, "1.1"])
    owner.post(take_back, {"version": str(found.submission().version)})
    send(numerator="79", denominator="100", doing="Two visits a week.")
    for page in (director.get(decide_at()), director.get(reverse("measures:queue"))):
        changes = page.context["page"].changes if "page" in page.context else page.context["waiting"][0].changes
        assert [(each.before, each.after) for each in changes] == [
            ("79%", "79%, worked out from its counts"),
            ("nothing", "79"),
            ("nothing", "100"),
            ("nothing", "Two visits a week."),
        ]


def test_a_measure_left_out_says_why(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.DRAFT)
    leave = reverse("measures:leave_out", args=[SLUG, NOVEMBER, "1.1"])
    sent = {"version": str(submission.version), "reason": "The system was down."}
    signed_in("director").post(leave, sent)
    assert found.submission().left_out_reason == "The system was down."
    page = texts(signed_in("owner").get(reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])))
    assert "The system was down." in page

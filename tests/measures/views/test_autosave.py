"""Saving as one types, and what becomes of text that was typed when the session ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from measures.actions.drafts import Draft, save_draft
from measures.choices import SubmissionState
from measures.models import Event, Explanation, Finding
from tests.factories.accounts import mark
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
AUTOSAVE = reverse("measures:autosave", args=[SLUG, NOVEMBER, "1.1"])


def texts(response: Any) -> str:
    return str(response.content.decode())


def sends(client: Client, found: Council, address: str = AUTOSAVE, **typed: str) -> Any:
    return client.post(address, {"version": str(found.submission().version), **typed})


def test_what_is_typed_is_saved_and_the_form_gets_the_new_version(found: Council, signed_in: SignedIn) -> None:
    response = sends(signed_in("owner"), found, figure="79%", why="Snow.")
    kept = found.submission()
    assert (kept.state, kept.draft_figure, kept.draft_why) == (SubmissionState.DRAFT, "79%", "Snow.")
    assert texts(response).startswith("Saved ")
    assert f'name="version" value="{kept.version}"' in texts(response)


def test_what_is_held_already_is_not_written_a_second_time(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sends(owner, found, figure="79%")
    sends(owner, found, figure="79%")
    assert Event.objects.filter(what="save").count() == 1


def test_nothing_is_ever_written_over_and_the_page_says_who_was_first(found: Council, signed_in: SignedIn) -> None:
    opened = str(found.submission().version)
    save_draft(
        submission=found.submission(),
        version=found.submission().version,
        draft=Draft(figure="75%"),
        by=found.people["deputy"],
    )
    response = signed_in("owner").post(AUTOSAVE, {"version": opened, "figure": "81%"})
    assert response.status_code == 409
    assert "Not saved." in texts(response)
    assert "Dev Deputy saved a draft of 1.1" in texts(response)
    assert found.submission().draft_figure == "75%"


def test_a_text_that_is_too_long_is_said_to_be_not_saved(found: Council, signed_in: SignedIn) -> None:
    response = sends(signed_in("owner"), found, why="x" * 5001)
    assert response.status_code == 422
    assert "Not saved." in texts(response)
    assert found.submission().state == SubmissionState.NOT_STARTED


def test_an_explanation_that_is_begun_is_kept_and_given_only_when_the_figure_is_submitted(
    found: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    sends(owner, found, figure="79%", numerator="70", denominator="100", happening="Visits fell.")
    finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
    box = {f"explanation_{finding.pk}": "Two extracts."}
    typed = {"figure": "79%", "numerator": "70", "denominator": "100", "happening": "Visits fell.", **box}
    sends(owner, found, **typed)
    assert not Explanation.objects.exists()
    assert "Two extracts." in texts(owner.get(ENTRY))
    assert sends(owner, found, ENTRY, do="submit", **typed).status_code == 302
    assert Explanation.objects.get().text == "Two extracts."


def test_the_boxes_of_explanations_follow_what_is_typed_and_nothing_begun_in_one_is_lost(
    found: Council, signed_in: SignedIn
) -> None:
    owner, counts = signed_in("owner"), {"numerator": "70", "denominator": "100"}
    answer = texts(sends(owner, found, figure="79%", **counts))
    asked = re.findall(r'<textarea name="(explanation_[0-9]+)"[^>]* hx-preserve="true"', answer)
    assert 'hx-swap-oob="innerHTML:#entry-explain"' in answer
    assert len(asked) == 1
    answer = texts(sends(owner, found, figure="79%", **counts, **{asked[0]: "Two extracts."}))
    assert "#entry-explain" not in answer, "what is being typed in is left alone"
    answer = texts(sends(owner, found, figure="70%", **counts, **{asked[0]: "Two extracts."}))
    assert "#entry-explain" in answer
    assert "<textarea" not in answer
    assert "The figure entered is 79%, but 70 out of 100 gives 70%.</strong></p><p" in answer
    assert "Two extracts.</p>" in answer
    assert "Two extracts.</textarea>" in texts(sends(owner, found, figure="79%", **counts))


def test_a_form_sent_after_the_session_had_ended_is_back_after_signing_in(found: Council, signed_in: SignedIn) -> None:
    browser, owner = Client(), found.people["owner"]
    sent = sends(
        browser,
        found,
        ENTRY,
        typed_by=mark(found.people["owner"], ENTRY),
        do="save",
        figure="79%",
        why="Typed for an hour.",
    )
    assert sent["Location"] == f"{reverse('account_login')}?next={ENTRY}"
    assert "What you typed is kept" in texts(browser.get(sent["Location"]))
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = texts(browser.get(ENTRY))
    assert "You had been signed out when you sent this." in page
    assert "Typed for an hour." in page
    assert found.submission().draft_why == ""
    sends(browser, found, ENTRY, do="save", figure="79%", why="Typed for an hour.")
    assert found.submission().draft_why == "Typed for an hour."
    assert "You had been signed out" not in texts(browser.get(ENTRY))


def test_somebody_else_at_the_same_machine_does_not_read_it(found: Council, signed_in: SignedIn) -> None:
    browser = Client()
    sends(browser, found, ENTRY, typed_by=mark(found.people["owner"], ENTRY), figure="79%", why="Typed for an hour.")
    browser.force_login(found.people["deputy"], backend="django.contrib.auth.backends.ModelBackend")
    assert "Typed for an hour." not in texts(browser.get(ENTRY))

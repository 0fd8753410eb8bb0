"""Forms that were sent when the session had ended, or with the secret of an earlier one.

That every form of the site is kept is tested over the table of addresses (tests/test_addresses.py).
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.choices import SubmissionState
from measures.models import Comment
from portal.signed_out.kept import IN_SESSION, MOST
from tests.factories.accounts import mark
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.portal.design.rendering import Node, tree

ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
COMMENT = reverse("measures:comment", args=[SLUG, NOVEMBER, "1.1"])
SECTIONS = reverse("measures:sections", args=[SLUG])
LOAD = reverse("measures:load", args=[SLUG])
FORGET = reverse("forget_typed")


def sign_in(found: Council, role: str, browser: Client | None = None) -> Client:
    browser = browser or Client()
    browser.force_login(found.people[role], backend="django.contrib.auth.backends.ModelBackend")
    return browser


def sent_signed_out(found: Council, role: str, page: str, to: str = "", **typed: object) -> Client:
    """Send a form that the person had before them, without a session; return the browser, in which they sign in."""
    browser = Client()
    browser.post(to or page, {"typed_by": mark(found.people[role], page), **typed})
    return sign_in(found, role, browser)


def looked_at(browser: Client, page: str) -> Node:
    return tree(browser.get(page).content.decode())


def test_a_form_that_is_sent_elsewhere_leads_back_to_the_page_on_which_it_stands(found: Council) -> None:
    browser = Client()
    sent = browser.post(COMMENT, {"typed_by": mark(found.people["owner"], ENTRY), "text": "Is it so?"})
    assert sent["Location"] == f"{reverse('account_login')}?next={ENTRY}"
    page = looked_at(sign_in(found, "owner", browser), ENTRY)
    assert page.one("textarea[form='entry-form'][name='text']").text == "Is it so?"
    assert not Comment.objects.exists()


def test_two_forms_are_kept_beside_each_other_and_each_goes_when_it_is_sent_again(found: Council) -> None:
    browser, owner = Client(), found.people["owner"]
    browser.post(COMMENT, {"typed_by": mark(owner, ENTRY), "text": "Is it so?"})
    browser.post(ENTRY, {"typed_by": mark(owner, ENTRY), "version": "0", "why": "Snow."})
    sign_in(found, "owner", browser)
    assert {"Is it so?", "Snow."} <= {box.text for box in looked_at(browser, ENTRY).select("textarea")}
    browser.post(COMMENT, {"text": "Is it so?"})
    assert [each["path"] for each in browser.session[IN_SESSION]] == [ENTRY]


def test_what_a_button_sent_elsewhere_is_back_in_its_form_and_goes_when_that_is_sent_anywhere(found: Council) -> None:
    preview = reverse("measures:preview", args=[SLUG, NOVEMBER, "1.1"])
    browser = sent_signed_out(found, "owner", ENTRY, preview, version="0", why="Typed for an hour.")
    form = looked_at(browser, ENTRY).one("#entry-form")
    assert form.one("textarea[name=why]").text == "Typed for an hour."
    hidden = {box["name"]: box["value"] for box in form.select("input[type=hidden]")}
    assert browser.post(ENTRY, {**hidden, "why": "Typed for an hour.", "do": "save"}).status_code == 302
    assert IN_SESSION not in browser.session
    assert found.submission().draft_why == "Typed for an hour."


def test_no_more_than_ten_are_kept(found: Council) -> None:
    browser = Client()
    for number in range(MOST + 2):
        target = reverse("measures:rename_section", args=[SLUG, number + 1])
        browser.post(target, {"typed_by": mark(found.people["team"], target), "title": "Care"})
    assert len(browser.session[IN_SESSION]) == MOST


def test_a_file_can_not_be_kept_and_the_page_says_to_choose_it_again(found: Council) -> None:
    file = SimpleUploadedFile("november.csv", b"Reference,Value\n1.1,70%\n")
    page = looked_at(sent_signed_out(found, "team", LOAD, source="LCS", file=file), LOAD)
    assert "A file can not be kept: choose it again." in page.one("main").text
    assert page.one("input[name=source]")["value"] == "LCS"


def test_a_form_without_a_file_is_said_nothing_of_one(found: Council) -> None:
    page = looked_at(sent_signed_out(found, "team", LOAD, source="LCS"), LOAD)
    assert "A file can not be kept" not in page.one("main").text


def test_what_has_no_box_any_more_stands_on_the_page(found: Council) -> None:
    browser = sent_signed_out(found, "owner", ENTRY, version="0", why="Typed for an hour.")
    found.put(SubmissionState.APPROVED)
    page = looked_at(browser, ENTRY)
    assert "The page has no place any more for this part of it" in page.one("main").text
    assert "Typed for an hour." in page.one("main").text


def test_it_is_thrown_away_when_the_person_says_so(found: Council) -> None:
    browser = sent_signed_out(found, "team", SECTIONS, title="Leaving care")
    page = looked_at(browser, SECTIONS)
    held = page.one(f"form[action='{FORGET}'] input[name=page]")["value"]
    assert browser.post(FORGET, {"page": held})["Location"] == SECTIONS
    assert IN_SESSION not in browser.session
    assert "Leaving care" not in looked_at(browser, SECTIONS).one("main").text


def test_throwing_away_what_is_not_there_leads_home(found: Council) -> None:
    assert sign_in(found, "team").post(FORGET, {"page": "https://example.org/"})["Location"] == reverse("home")


@pytest.mark.parametrize("mark_sent", ["", "1 /", "1 /:forged"])
def test_a_form_that_does_not_say_who_typed_it_is_not_kept(found: Council, mark_sent: str) -> None:
    browser = Client()
    sent = browser.post(SECTIONS, {"title": "Leaving care", "typed_by": mark_sent})
    assert sent["Location"] == f"{reverse('account_login')}?next={SECTIONS}"
    assert IN_SESSION not in browser.session


def test_no_password_is_ever_kept(found: Council) -> None:
    browser, page = Client(), reverse("account_change_password")
    browser.post(page, {"typed_by": mark(found.people["team"], page), "oldpassword": "three words together"})
    assert IN_SESSION not in browser.session
    assert 'name="typed_by"' not in sign_in(found, "team").get(page).content.decode()


def strict(browser: Client) -> Client:
    browser.handler.enforce_csrf_checks = True
    return browser


def secret_on(browser: Client) -> dict[str, str]:
    form = looked_at(browser, SECTIONS).select("form:has(input[name=title])")[-1]
    return {box["name"]: box["value"] for box in form.select("input[type=hidden]")}


def test_a_form_opened_before_one_signed_in_again_in_another_window_is_back(found: Council) -> None:
    browser = strict(sign_in(found, "team"))
    hidden = secret_on(browser)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    sent = browser.post(SECTIONS, {**hidden, "title": "Leaving care"})
    assert sent["Location"] == SECTIONS
    page = looked_at(browser, SECTIONS)
    assert page.select("input[name=title]")[-1]["value"] == "Leaving care"
    assert "This page was out of date when you sent it. What you typed is back." in page.one("main").text
    assert not found.scorecard.sections.filter(title="Leaving care").exists()


def test_but_not_before_somebody_else_who_signed_in_there(found: Council) -> None:
    hidden = secret_on(sign_in(found, "team"))
    browser = strict(sign_in(found, "signatory"))
    assert browser.post(SECTIONS, {**hidden, "title": "Leaving care"}).status_code == 403
    assert "Leaving care" not in browser.get(reverse("home")).content.decode()


def test_a_part_of_a_page_that_is_saved_by_itself_is_not_kept_in_place_of_its_form(found: Council) -> None:
    browser, autosave = strict(sign_in(found, "owner")), reverse("measures:autosave", args=[SLUG, NOVEMBER, "1.1"])
    sent = {"typed_by": mark(found.people["owner"], ENTRY), "why": "Snow."}
    assert browser.post(autosave, sent, headers={"HX-Request": "true"}).status_code == 403
    assert IN_SESSION not in browser.session

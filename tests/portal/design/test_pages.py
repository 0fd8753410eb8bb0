"""The frame of every page, and the pages that say what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults
from pytest_django import Settings

import portal.design
from tests.factories.accounts import make_account
from tests.portal.design.rendering import tree


def test_a_page_has_a_language_a_title_a_skip_link_and_one_main_part() -> None:
    markup = str(render_to_string("404.html"))
    found = tree(markup)
    assert '<html lang="en-GB"' in markup
    assert "Page not found – Children’s social care scorecard" in markup
    assert found.select("a.govuk-skip-link[href='#main-content']")
    assert len(found.select("main#main-content")) == 1


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_nothing_in_a_page_needs_an_inline_style_or_script(template: str) -> None:
    found = tree(render_to_string(template))
    assert not found.select("[style], style, [onclick]")
    assert all(script.get("src") for script in found.select("script"))


def test_the_navigation_marks_where_one_is() -> None:
    navigation = [{"text": "Due", "url": "/due/", "current": True}, {"text": "Editions", "url": "/editions/"}]
    found = tree(render_to_string("404.html", {"navigation": navigation}))
    assert [link.text for link in found.select("nav a")] == ["Due", "Editions"]
    assert found.select("[aria-current=true]")[0].text == "Due"


@pytest.mark.django_db
def test_a_person_who_is_signed_in_can_sign_out_by_a_button() -> None:
    request = RequestFactory().get("/")
    request.user = make_account(name="A Person")
    found = tree(render_to_string("404.html", request=request))
    form = found.select(".app-account form[method=post]")[0]
    assert form.text == "Sign out"
    assert form.select("input[name=csrfmiddlewaretoken]")


def test_the_demonstration_says_so_on_every_page(settings: Settings) -> None:
    settings.PORTAL_DEMO = True
    assert "Demonstration: sample data" in render_to_string("404.html")
    settings.PORTAL_DEMO = False
    assert "Demonstration: sample data" not in render_to_string("404.html")


@pytest.mark.parametrize(
    ("level", "title"),
    [(messages.SUCCESS, "Done"), (messages.ERROR, "There is a problem"), (messages.WARNING, "Important")],
)
def test_a_message_is_a_banner_with_a_title(level: int, title: str) -> None:
    request: Any = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    messages.add_message(request, level, "The figures were sent.")
    banner = tree(render_to_string("404.html", request=request)).select(".govuk-notification-banner")[0]
    assert banner.text == f"{title} The figures were sent."


def test_the_title_of_a_page_with_errors_begins_with_error() -> None:
    from django import forms

    class Name(forms.Form):
        name = forms.CharField()

    page = render_to_string("404.html", {"form": Name({})})
    assert "<title>Error: Page not found" in page
    assert tree(page).select("main .govuk-error-summary a[href='#id_name']")


def test_a_refusal_shows_the_sentence_that_explains_it() -> None:
    request = RequestFactory().get("/")
    response = defaults.permission_denied(request, PermissionDenied("You entered these figures yourself."))
    assert response.status_code == 403
    assert "You entered these figures yourself." in response.content.decode()


def test_a_page_that_is_not_found_does_not_tell_why() -> None:
    from django.http import Http404

    response = defaults.page_not_found(RequestFactory().get("/"), Http404("Submission of A Person"))
    assert response.status_code == 404
    assert "Submission" not in response.content.decode()


def test_the_page_of_a_fault_needs_no_database() -> None:
    # This test has no database: a query would fail it.
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "The portal has a problem" in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_was_sent_too_late_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "a@example.gov.uk"})
    assert response.status_code == 403
    assert "The page had expired" in response.content.decode()


@pytest.mark.django_db
def test_everybody_may_read_the_accessibility_statement(client: Client) -> None:
    assert "Accessibility statement" in client.get("/accessibility/").content.decode()


def test_no_template_or_script_of_ours_holds_what_the_policy_forbids() -> None:
    root = Path(portal.design.__file__).parent.parent
    for path in (path for path in root.rglob("*.html") if "node_modules" not in path.parts):
        source = path.read_text()
        assert " style=" not in source, path
        assert "javascript:" not in source, path
        assert " onclick=" not in source, path


def test_the_service_has_the_name_and_the_statement_the_contact_that_are_set(settings: Settings) -> None:
    unset = render_to_string("design/accessibility.html")
    assert "Accessibility statement – Children’s social care scorecard" in unset
    assert "Tell the performance team which page it was" in unset
    settings.PORTAL_SERVICE_NAME, settings.PORTAL_CONTACT = "Adult social care scorecard", "020 7946 0000"
    found = render_to_string("design/accessibility.html")
    assert "Children’s" not in found
    assert found.count("Adult social care scorecard") >= 4
    assert "Tell the performance team (020 7946 0000) which page it was" in found

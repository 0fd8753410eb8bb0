"""The page of a public text: what it says of what was sent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.council import NOVEMBER, SLUG, council

pytestmark = pytest.mark.django_db


def test_the_page_says_what_became_of_a_text_that_is_empty_too_long_or_sent_before_its_figure() -> None:
    page, owner = reverse("reports:public_text", args=[SLUG, NOVEMBER, "1.1"]), Client()
    owner.force_login(council().people["owner"], backend="django.contrib.auth.backends.ModelBackend")
    said = owner.post(page, {"do": "save", "version": "0", "text": " "}, follow=True).content.decode()
    assert "is empty. The public edition prints the figure alone." in said
    long = owner.post(page, {"do": "save", "version": "1", "text": "x" * 6000})
    assert long.context["used"].errors["text"] == ["Enter a text of at most 900 characters: this one has 6000."]
    sent = {"do": "submit", "version": "1", "text": "More visits are made in time."}
    said = owner.post(page, sent, follow=True).content.decode()
    assert "is submitted. It waits for the director once the figure is submitted too." in said

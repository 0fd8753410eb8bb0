"""The pages of editions and their files: who sees them, what they say, what a download is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from measures.choices import Audience, JobState, RoleName
from reports.actions import publish, sign
from reports.models import Edition, Format, Publication, Rendering
from reports.rendering import render
from tests.factories.accounts import browser_of
from tests.factories.people import PersonFactory, RoleFactory
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

Published: TypeAlias = tuple[Round, Edition]


def signed() -> tuple[Round, Edition]:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    return november, edition


@pytest.fixture(scope="module")
def published_of_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Published]:
    """Sign and publish a November once for the file, whose tests take back what they do to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        november, edition = signed()
        publish(period=november.period, by=november.performance)
        november.period.refresh_from_db()
        yield november, edition
        transaction.set_rollback(True)


@pytest.fixture
def published(published_of_the_file: Published, db: None) -> Published:
    """A published November with its edition, with rows of the test's own to change."""
    return copy.deepcopy(published_of_the_file)


def file_of(edition: Edition, form: Format = Format.WORKBOOK) -> Rendering:
    job = Rendering.objects.get(edition=edition, format=form)
    assert render(job.pk)
    return job


def address(name: str, november: Round) -> str:
    return reverse(f"reports:{name}", args=[november.scorecard.slug, november.period.key])


@pytest.mark.parametrize("who", ["signatory", "performance", "director"])
def test_those_who_work_on_the_scorecard_read_a_signed_edition(who: str) -> None:
    november, edition = signed()
    page = browser_of(getattr(november, who)).get(edition.get_absolute_url())
    assert page.status_code == 200
    assert "Signed, and waiting to be published" in page.content.decode()


@pytest.mark.parametrize("who", ["board", "owner"])
def test_board_members_and_owners_do_not_learn_of_an_edition_before_it_is_published(who: str) -> None:
    november, edition = signed()
    client = browser_of(getattr(november, who))
    assert client.get(edition.get_absolute_url()).status_code == 404
    assert "November 2023" not in client.get(reverse("reports:editions")).content.decode()
    job = file_of(edition)
    assert browser_of(november.performance).get(reverse("reports:download", args=[job.pk])).status_code == 200
    for name in ("rendering", "download"):
        assert client.get(reverse(f"reports:{name}", args=[job.pk])).status_code == 404
    for name in ("again", "cancel"):
        assert client.post(reverse(f"reports:{name}", args=[job.pk])).status_code == 404
    assert client.post(f"{edition.get_absolute_url()}make/", {"format": "pdf"}).status_code == 404


@pytest.mark.parametrize("who", ["board", "owner", "signatory", "performance", "director"])
def test_everybody_with_a_role_on_the_scorecard_reads_a_published_edition(who: str, published: Published) -> None:
    november, edition = published
    client = browser_of(getattr(november, who))
    assert client.get(edition.get_absolute_url()).status_code == 200
    assert "November 2023, edition 1" in client.get(reverse("reports:editions")).content.decode()


def test_a_board_member_of_another_scorecard_reads_none_of_it(published: Published) -> None:
    _, edition = published
    stranger = ready_round().board
    assert browser_of(stranger).get(edition.get_absolute_url()).status_code == 404
    assert browser_of(PersonFactory.create()).get(edition.get_absolute_url()).status_code == 404


def test_nobody_reads_without_signing_in(published: Published) -> None:
    _, edition = published
    page = Client().get(edition.get_absolute_url())
    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))


def test_the_page_of_an_edition_says_what_the_edition_says(published: Published) -> None:
    november, edition = published
    text = browser_of(november.board).get(edition.get_absolute_url()).content.decode()
    for submission in november.submissions:
        assert f"{submission.definition.ref} {submission.definition.title}" in text
    assert "Visits are on time." in text
    assert "Ruth Calder" in text
    assert edition.sha256 in text


def test_what_somebody_typed_stays_text_on_the_page() -> None:
    november = ready_round(commentary="<script>alert(1)</script> & =1+1")
    edition = sign(period=november.period, by=november.signatory)
    text = browser_of(november.signatory).get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; =1+1" in text


def test_a_superseded_edition_says_so_on_its_page_and_in_the_list(published: Published) -> None:
    november, edition = published
    later = Edition.objects.create(
        scorecard=edition.scorecard,
        period=edition.period,
        number=2,
        content=edition.content,
        sha256=edition.sha256,
        reason="A figure was wrong.",
        signed_by=edition.signed_by,
        signed_at=edition.signed_at,
    )
    client = browser_of(november.board)
    assert "superseded" not in client.get(edition.get_absolute_url()).content.decode().lower()
    Publication.objects.create(edition=later)
    assert "has been superseded" in client.get(edition.get_absolute_url()).content.decode()
    assert "Superseded" in client.get(reverse("reports:editions")).content.decode()


def test_a_download_is_the_stored_file_as_an_attachment_and_is_sent_once(published: Published) -> None:
    november, edition = published
    job = file_of(edition)
    client = browser_of(november.board)
    answer = client.get(reverse("reports:download", args=[job.pk]))
    assert answer.content == bytes(job.file.content)
    assert answer["ETag"] == f'"{job.file.sha256}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.scorecard.slug}-2023-11-edition-1.xlsx"'
    again = client.get(reverse("reports:download", args=[job.pk]), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_of_an_edition_is_sent_once_and_its_content_is_not_even_read_again(published: Published) -> None:
    november, edition = published
    client = browser_of(november.board)
    first = client.get(edition.get_absolute_url())
    assert first["Cache-Control"] == "private, no-cache"
    with CaptureQueriesContext(connection) as queries:
        again = client.get(edition.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert not any('"reports_edition"."content"' in query["sql"] for query in queries)


def test_a_page_that_would_say_something_else_is_sent_again() -> None:
    november, edition = signed()
    client = browser_of(november.performance)
    where = edition.get_absolute_url()
    mark = client.get(where)["ETag"]
    publish(period=november.period, by=november.performance)
    published_page = client.get(where, headers={"If-None-Match": mark})
    assert published_page.status_code == 200
    Rendering.objects.filter(edition=edition).update(state=JobState.FAILED)
    assert client.get(where, headers={"If-None-Match": published_page["ETag"]}).status_code == 200


def test_nobody_is_told_that_a_page_is_unchanged_by_the_mark_of_somebody_else(published: Published) -> None:
    november, edition = published
    mark = browser_of(november.performance).get(edition.get_absolute_url())["ETag"]
    page = browser_of(november.board).get(edition.get_absolute_url(), headers={"If-None-Match": mark})
    assert page.status_code == 200
    stranger = browser_of(PersonFactory.create()).get(edition.get_absolute_url(), headers={"If-None-Match": mark})
    assert stranger.status_code == 404


def test_whose_right_has_ended_is_not_told_that_nothing_has_changed(published: Published) -> None:
    november, edition = published
    deputy = RoleFactory.create(role=RoleName.DEPUTY.value, measure=november.definitions[0].measure)
    client = browser_of(deputy.person)
    mark = client.get(edition.get_absolute_url())["ETag"]
    deputy.ends = deputy.starts
    deputy.save()
    assert client.get(edition.get_absolute_url(), headers={"If-None-Match": mark}).status_code == 404


@pytest.mark.parametrize("measures", [1, 40])
def test_the_page_of_an_edition_reads_as_often_whatever_its_size(measures: int) -> None:
    november = ready_round(measures)
    edition = sign(period=november.period, by=november.signatory)
    client = browser_of(november.signatory)
    with CaptureQueriesContext(connection) as queries:
        client.get(edition.get_absolute_url())
    assert len(queries) <= 15


def test_a_file_that_is_not_finished_is_no_such_page(published: Published) -> None:
    november, edition = published
    job = Rendering.objects.get(edition=edition, format=Format.PDF)
    assert browser_of(november.board).get(reverse("reports:download", args=[job.pk])).status_code == 404


def test_the_page_of_a_report_being_made_asks_again_by_itself_and_by_a_link(published: Published) -> None:
    november, edition = published
    job = Rendering.objects.get(edition=edition, format=Format.PDF)
    client = browser_of(november.board)
    where = reverse("reports:rendering", args=[job.pk])
    page = client.get(where).content.decode()
    assert f'hx-get="{where}"' in page
    assert "You can leave this page" in page
    part = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f'hx-get="{where}"' in part


def test_when_a_report_is_ready_the_page_loads_itself_again_with_the_download(published: Published) -> None:
    november, edition = published
    job = file_of(edition)
    client = browser_of(november.board)
    where = reverse("reports:rendering", args=[job.pk])
    assert client.get(where, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert reverse("reports:download", args=[job.pk]) in client.get(where).content.decode()


def test_the_page_of_a_failed_report_says_why_and_lets_it_be_tried_again(published: Published) -> None:
    november, edition = published
    job = Rendering.objects.get(edition=edition, format=Format.PDF)
    Rendering.objects.filter(pk=job.pk).update(state=JobState.FAILED, attempts=3, error="The report could not be made.")
    client = browser_of(november.board)
    page = client.get(reverse("reports:rendering", args=[job.pk])).content.decode()
    assert "The report could not be made." in page
    assert "tried 3 times" in page
    client.post(reverse("reports:again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_a_report_that_waits_can_be_stopped(published: Published) -> None:
    november, edition = published
    job = Rendering.objects.get(edition=edition, format=Format.PDF)
    client = browser_of(november.board)
    client.post(reverse("reports:cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "stopped before it was finished" in client.get(reverse("reports:rendering", args=[job.pk])).content.decode()
    answer = client.post(f"{edition.get_absolute_url()}make/", {"format": "pdf"})
    assert answer["Location"] == reverse("reports:rendering", args=[job.pk])
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_a_public_edition_has_an_address_of_its_own(published: Published) -> None:
    november, edition = published
    public = Edition.objects.get(period=edition.period, audience=Audience.PUBLIC)
    assert public.get_absolute_url() != edition.get_absolute_url()
    page = browser_of(november.signatory).get(public.get_absolute_url())
    assert "for the public" in page.content.decode()


def test_a_deputy_whose_role_has_ended_reads_nothing_more(published: Published) -> None:
    november, edition = published
    deputy = RoleFactory.create(role=RoleName.DEPUTY.value, measure=november.definitions[0].measure)
    assert browser_of(deputy.person).get(edition.get_absolute_url()).status_code == 200
    deputy.ends = deputy.starts
    deputy.save()
    assert browser_of(deputy.person).get(edition.get_absolute_url()).status_code == 404


def test_a_figure_of_a_signed_month_is_called_signed_until_the_board_has_it() -> None:
    november, _ = signed()
    where = reverse("measures:board", args=[november.scorecard.slug, november.period.key])
    client = browser_of(november.performance)
    page = client.get(where).content.decode()
    rows = page[page.index("<tbody") :]
    assert ">Signed<" in rows
    assert ">Published<" not in rows
    publish(period=november.period, by=november.performance)
    page = client.get(where).content.decode()
    assert ">Published<" in page[page.index("<tbody") :]

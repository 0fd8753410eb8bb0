"""Who was lent a role for a period of leave decides in their own name, and the edition says in whose place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from measures.actions.approvals import approve
from measures.choices import RoleName, SubmissionState
from measures.models import Event, Period, Role
from reports.actions import publish, queue_rendering, sign
from reports.content import EditionContent, from_data
from reports.document import html_of
from reports.models import Edition, Format
from reports.rendering import render
from reports.verification import verify
from reports.workbook import workbook_of
from tests.factories.accounts import browser_of
from tests.factories.people import PersonFactory, RoleFactory
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

INSTEAD = "in the place of Ruth Calder"


def delegate_of(november: Round, holder: str, **scope: Any) -> Any:
    """Return Del Egate, who was lent the holder's role."""
    role = Role.objects.get(person=getattr(november, holder))
    person = PersonFactory.create(name="Del Egate")
    return RoleFactory.create(person=person, role=role.role, stands_in_for=role, **scope).person


def signed_by_a_delegate() -> tuple[Round, Edition, Any]:
    november = ready_round(1)
    delegate = delegate_of(november, "signatory", scorecard=november.scorecard)
    return november, sign(period=november.period, by=delegate), delegate


def approved_by_a_delegate() -> EditionContent:
    november = ready_round(2, state=SubmissionState.SUBMITTED)
    own, other = november.submissions
    delegate = delegate_of(november, "director", section=november.section)
    approve(submission=own, version=own.version, by=delegate, caveat="One team is missing.")
    approve(submission=other, version=other.version, by=november.director)
    decided = Event.objects.filter(what="approve").order_by("pk").values_list("by", "done_for")
    assert list(decided) == [(delegate.pk, november.director.pk), (november.director.pk, None)]
    return from_data(sign(period=november.period, by=november.signatory, exceptions_confirmed=True).data())


def test_every_event_of_the_signature_names_in_whose_place_it_was_given() -> None:
    november, _, delegate = signed_by_a_delegate()
    events = Event.objects.filter(what__in=["sign_period", "freeze_edition", "publish"])
    assert {(event.what, event.by, event.done_for) for event in events} == {
        (what, delegate, november.signatory) for what in ("sign_period", "freeze_edition", "publish")
    }


def test_both_editions_name_the_delegate_and_in_whose_place_they_signed() -> None:
    for edition in Edition.objects.filter(period=signed_by_a_delegate()[0].period):
        content = from_data(edition.data())
        assert (content.signed_by, content.signed_in_place_of) == ("Del Egate", "Ruth Calder")


def test_page_paper_and_workbook_say_it() -> None:
    _, edition, delegate = signed_by_a_delegate()
    content = from_data(edition.data())
    client = browser_of(delegate)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert page.count(f"Del Egate, {INSTEAD}") == 2
    assert html_of(content).count(f"Signed by Del Egate, {INSTEAD}, on") == 2
    about = load_workbook(io.BytesIO(workbook_of(content)))["About"].values
    assert dict(row[:2] for row in about)["Signed"].startswith(f"Signed by Del Egate, {INSTEAD}, on")


def test_the_lists_of_editions_the_page_that_publishes_and_the_check_of_a_file_say_it() -> None:
    november, edition, _ = signed_by_a_delegate()

    def page(person: Any, name: str, *where: Any) -> str:
        client = browser_of(person)
        return client.get(reverse(name, args=where)).content.decode()

    where = (november.scorecard.slug, november.period.month)
    assert f"signed by Del Egate, {INSTEAD}, on" in page(november.performance, "reports:publish", *where)
    publish(period=Period.objects.get(pk=november.period.pk), by=november.performance)
    assert f"Del Egate, {INSTEAD}" in page(november.board, "reports:editions")
    assert f"Signed by Del Egate, {INSTEAD}, on" in page(november.board, "home")
    job = queue_rendering(edition=edition, format=Format.WORKBOOK, by=None)
    assert render(job.pk)
    assert f"Signed by Del Egate, {INSTEAD}, on" in verify(bytes(job.file.content)).sentences[1]


def test_a_signatory_who_signs_does_so_in_nobodys_place_though_they_stand_in_as_well() -> None:
    november = ready_round(1)
    second = RoleFactory.create(role=RoleName.SIGNATORY.value, scorecard=november.scorecard)
    RoleFactory.create(person=november.signatory, role=second.role, scorecard=november.scorecard, stands_in_for=second)
    content = from_data(sign(period=november.period, by=november.signatory, exceptions_confirmed=True).data())
    assert content.signed_in_place_of == ""
    assert not Event.objects.filter(done_for__isnull=False).exists()


def test_an_approval_says_in_whose_place_it_was_given_wherever_it_is_printed() -> None:
    content = approved_by_a_delegate()
    lent, own = (measure.approval for measure in content.measures)
    assert lent is not None
    assert own is not None
    assert (lent.by, lent.in_place_of) == ("Del Egate", "Helen Marsh")
    assert (own.by, own.in_place_of) == ("Helen Marsh", "")
    printed = html_of(content)
    assert '<th scope="row">Del Egate, in the place of Helen Marsh</th>' in printed
    assert "Approved with a caveat by Del Egate, in the place of Helen Marsh." in printed
    status = list(load_workbook(io.BytesIO(workbook_of(content)))["Status"].values)
    assert [row[status[0].index("Approved by")] for row in status[1:]] == [
        "Del Egate, in the place of Helen Marsh",
        "Helen Marsh",
    ]


def test_an_edition_that_says_nothing_of_it_has_no_field_for_it() -> None:
    november = ready_round(1)
    assert "in_place_of" not in sign(period=november.period, by=november.signatory).content

"""Approving the unremarkable together: only those, only as they were listed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.recalculate import recalculate
from measures.choices import Rag, Rule, Severity, SubmissionState
from measures.models import Finding, Status, Target
from tests.factories.council import NOVEMBER, Council

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:unremarkable")


def listed(client: Client) -> list[str]:
    waiting = client.get(ADDRESS).context["waiting"]
    return [f"{each.submission.pk}-{each.submission.version}-{each.status.pk}" for each in waiting]


def test_the_newly_red_are_not_among_them(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    found.put(SubmissionState.SUBMITTED, "2.1", "60")
    recalculate(scorecard=found.scorecard)
    page = signed_in("signatory").get(ADDRESS).content.decode()
    assert "1.1 % of visits in time" in page
    assert "2.1 % of stable placements" not in page


def test_those_ticked_are_approved(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    found.put(SubmissionState.SUBMITTED, "2.1", "94")
    recalculate(scorecard=found.scorecard)
    signatory = signed_in("signatory")
    figures = listed(signatory)
    assert len(figures) == 2
    signatory.post(ADDRESS, {"figure": figures[:1]})
    assert found.submission("1.1").state == SubmissionState.APPROVED
    assert found.submission("2.1").state == SubmissionState.SUBMITTED


def test_a_figure_that_changed_since_it_was_listed_is_not_approved_and_the_rest_is(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    found.put(SubmissionState.SUBMITTED, "2.1", "94")
    recalculate(scorecard=found.scorecard)
    signatory = signed_in("signatory")
    figures = listed(signatory)
    changed = found.submission("1.1")
    type(changed).objects.filter(pk=changed.pk).update(version=changed.version + 1)
    page = signatory.post(ADDRESS, {"figure": figures}, follow=True).content.decode()
    assert found.submission("1.1").state == SubmissionState.SUBMITTED
    assert found.submission("2.1").state == SubmissionState.APPROVED
    assert "Your change to approve it was not made" in page


def test_a_figure_that_got_a_finding_since_it_was_listed_is_not_approved_and_is_named(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    found.put(SubmissionState.SUBMITTED, "2.1", "94")
    recalculate(scorecard=found.scorecard)
    signatory = signed_in("signatory")
    figures = listed(signatory)
    Finding.objects.create(
        submission=found.submission("1.1"), rule=Rule.RELATION, severity=Severity.WARNING, message="2.1 says otherwise."
    )
    page = signatory.post(ADDRESS, {"figure": figures}, follow=True).content.decode()
    assert found.submission("1.1").state == SubmissionState.SUBMITTED
    assert found.submission("2.1").state == SubmissionState.APPROVED
    assert "1.1 was not approved: since you opened the page there is something to look at (1 finding)." in page
    assert "1 figure is approved" in page


@pytest.mark.parametrize(("target", "said"), [("99", "newly red"), ("93", "its status was worked out anew")])
def test_a_figure_with_another_status_since_it_was_listed_is_not_approved_and_is_named(
    found: Council, signed_in: SignedIn, target: str, said: str
) -> None:
    Target.objects.filter(measure=found.visits.measure).update(figure=Decimal(90), amber_width=5)
    found.put(SubmissionState.SUBMITTED, "1.1", "91")
    recalculate(scorecard=found.scorecard)
    Status.objects.filter(revision__submission__period=found.october).update(rag=Rag.GREEN)
    signatory = signed_in("signatory")
    figures = listed(signatory)
    assert len(figures) == 1
    Target.objects.filter(measure=found.visits.measure).update(figure=Decimal(target))
    recalculate(scorecard=found.scorecard, month=NOVEMBER)
    page = signatory.post(ADDRESS, {"figure": figures}, follow=True).content.decode()
    assert found.submission("1.1").state == SubmissionState.SUBMITTED
    assert "1.1 was not approved" in page
    assert said in page


def test_a_director_can_not_approve_what_is_not_theirs_by_changing_the_form(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.SUBMITTED, "2.1", "94")
    other = found.submission("2.1")
    signed_in("director").post(ADDRESS, {"figure": [f"{other.pk}-{other.version}-1", "x-y-z", "1-", "1-2"]})
    assert found.submission("2.1").state == SubmissionState.SUBMITTED

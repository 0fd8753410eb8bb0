"""The performance team decides whether charts leave out extreme moves: alone, refused, raced, interrupted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions import screening as screenings
from measures.actions.outcome import Overtaken, Refused
from measures.actions.recalculate import recalculate, run_recalculation
from measures.actions.screening import set_screening
from measures.calculation.due import months_later
from measures.choices import SubmissionState
from measures.models import Event, Recalculation, Scorecard, Status
from tests.factories.council import NOVEMBER, SLUG, Council, council
from tests.factories.months import figure_of
from tests.racing import at_once


@pytest.fixture
def found() -> Council:
    return council()


def without(found: Council, by: str = "team", **other: Any) -> Scorecard:
    """Let a person turn the screening off."""
    said = {"screening": False, "was": True, "why": "As NHS England does.", **other}
    scorecard = Scorecard.objects.get(pk=found.scorecard.pk)
    return set_screening(scorecard=scorecard, by=found.people[by], **said)


@pytest.mark.django_db
def test_the_stored_limits_follow_and_the_change_is_on_record(found: Council) -> None:
    for back in range(2, 18):
        value = "20" if back == 9 else str(78 + back % 3)
        figure_of(found.visits, months_later(NOVEMBER, -back), value, state=SubmissionState.SUBMITTED)
    found.put(SubmissionState.SUBMITTED, "1.1", "79")
    recalculate(scorecard=found.scorecard)

    def reach() -> float:
        status = Status.objects.current().get(revision=found.submission().submitted_revision)
        return float(status.inputs["chart"]["upper"]) - float(status.inputs["chart"]["mean"])

    screened = reach()
    without(found)
    (job,) = Recalculation.objects.filter(scorecard=found.scorecard)
    assert run_recalculation(job) > 0
    assert reach() > 2 * screened
    event = Event.objects.get(what="set_screening")
    assert (event.by, event.details["screening"]) == (found.people["team"], [True, False])
    assert event.details["why"] == "As NHS England does."


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["owner", "director", "signatory", "administrator", "board"])
def test_nobody_but_the_team_changes_it(found: Council, by: str) -> None:
    with pytest.raises(Refused):
        without(found, by)
    assert not Recalculation.objects.exists()


@pytest.mark.django_db
def test_what_is_so_already_is_refused_and_what_somebody_else_has_changed_is_told(found: Council) -> None:
    with pytest.raises(Refused, match="how it is now"):
        without(found, screening=True)
    without(found)
    with pytest.raises(Overtaken, match="Theo Team has changed this"):
        without(found)
    assert Event.objects.filter(what="set_screening").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_it_at_once_one_is_overtaken(found: Council) -> None:
    outcomes = at_once(*(lambda: without(found) for _ in range(2)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Overtaken", "Scorecard"]
    assert Event.objects.filter(what="set_screening").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_interrupted_leaves_nothing(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(screenings, "queue_recalculation", fail)
    with pytest.raises(RuntimeError):
        without(found)
    assert Scorecard.objects.get(pk=found.scorecard.pk).screening
    assert not Event.objects.filter(what="set_screening").exists()


@pytest.mark.django_db
def test_on_the_page_it_is_chosen_with_a_reason_and_nothing_typed_is_lost(found: Council) -> None:
    client, address = Client(), reverse("measures:control_charts", args=[SLUG])
    client.force_login(found.people["team"])
    answered = client.post(address, {"screening": "no", "was": "yes", "why": ""})
    assert (answered.status_code, "Say why it is changed" in answered.content.decode()) == (422, True)
    assert client.post(address, {"screening": "no", "was": "yes", "why": "A try"}).status_code == 302
    late = client.post(address, {"screening": "no", "was": "yes", "why": "Another try"})
    assert (late.status_code, "Another try" in late.content.decode()) == (409, True)
    assert "with every move" in client.get(reverse("measures:catalogue", args=[SLUG])).content.decode()

"""Signing a month: when it is refused, what it freezes, who wins a race."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from measures.actions.outcome import Overtaken, Refused
from measures.choices import Audience, PeriodState, SubmissionState
from measures.models import Event, Explanation, Finding, Period, Submission
from measures.models.period import PeriodQuerySet
from reports.actions import sign
from reports.content import from_data
from reports.listings import NOT_ASKED, note_rows
from reports.models import Edition, Rendering
from reports.readiness import readiness
from tests.factories.catalogue import DefinitionFactory
from tests.factories.months import RevisionFactory, figure_of
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db


ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
"""How often a race is run; more where there is time."""


def put_back(submission: Submission, state: SubmissionState) -> None:
    """Put an approved figure back into an earlier state."""
    submission.state = state.value
    submission.approved_revision = submission.approved_by = submission.approved_at = None
    submission.save()


def test_a_complete_month_is_signed_and_frozen() -> None:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    assert november.period.state == PeriodState.SIGNED
    assert november.period.signed_by == november.signatory
    assert (edition.number, edition.audience, edition.imported) == (1, "internal", False)
    assert edition.is_whole()
    assert [m["ref"] for s in edition.data()["sections"] for m in s["measures"]] == ["1.0", "1.1", "1.2"]


def test_the_public_edition_is_frozen_with_it_and_keeps_small_numbers_to_itself() -> None:
    november = ready_round(measures=2)
    november.submissions[0].approved_revision = RevisionFactory.create(
        submission=november.submissions[0], number=2, numerator=3, denominator=40, said="3 of 40"
    )
    november.submissions[0].save()
    edition = sign(period=november.period, by=november.signatory)
    public = Edition.objects.get(period=november.period, audience=Audience.PUBLIC)
    assert public.sha256 != edition.sha256
    assert [decision["ref"] for decision in public.decisions][:1] == ["1.0"]
    assert "7.5" not in public.content


def test_signing_publishes_what_was_approved_each_with_its_event() -> None:
    november = ready_round()
    sign(period=november.period, by=november.signatory)
    for submission in Submission.objects.all():
        assert submission.state == SubmissionState.PUBLISHED
        assert submission.published_revision_id == submission.approved_revision_id
        event = Event.objects.get(submission=submission, what="publish")
        assert (event.by, event.from_state, event.to_state) == (november.signatory, "approved", "published")
        assert event.revision_id == submission.published_revision_id
    assert Event.objects.filter(what="sign_period", to_state="signed").count() == 1


def test_signing_asks_for_the_pdf_and_the_workbook() -> None:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    assert sorted(Rendering.objects.filter(edition=edition).values_list("format", flat=True)) == ["pdf", "xlsx"]


def test_signing_brings_the_statuses_up_to_date() -> None:
    november = ready_round()
    sign(period=november.period, by=november.signatory)
    for submission in Submission.objects.all():
        assert submission.published_revision is not None
        status = submission.published_revision.statuses.get(current=True)
        assert status.rag == "red"


def test_a_figure_that_nobody_started_stops_the_signing_and_its_owner_is_named() -> None:
    november = ready_round()
    put_back(november.submissions[1], SubmissionState.NOT_STARTED)
    with pytest.raises(Refused) as refused:
        sign(period=november.period, by=november.signatory)
    assert refused.value.sentence == (
        "November 2023 can not be signed yet: 1 figure is neither approved nor left out. "
        "1.1 is not started, with Tom Okafor since 1 December 2023."
    )
    november.period.refresh_from_db()
    assert november.period.state == PeriodState.OPEN
    assert not Edition.objects.exists()
    assert not Event.objects.filter(what="sign_period").exists()


def test_a_submitted_figure_is_with_the_director_of_its_section() -> None:
    november = ready_round()
    put_back(november.submissions[0], SubmissionState.SUBMITTED)
    with pytest.raises(Refused, match=r"1\.0 is submitted, with Helen Marsh"):
        sign(period=november.period, by=november.signatory)


def test_the_first_five_missing_figures_are_named_and_the_rest_counted() -> None:
    november = ready_round(measures=8, state=SubmissionState.SUBMITTED)
    with pytest.raises(Refused, match=r"8 figures are neither .*1\.4 is submitted.*; and 3 more\.") as refused:
        sign(period=november.period, by=november.signatory)
    assert "1.5" not in refused.value.sentence


def test_a_figure_that_is_not_available_is_among_what_is_signed_with_its_reason() -> None:
    november = ready_round(measures=1)
    slot = figure_of(
        DefinitionFactory.create(section=november.section, ref="1.9"), november.period.month, missing="not available",
        happening="The system was down.", by=november.owner, approver=november.director,
    )  # fmt: skip
    (confirm,) = readiness(november.period).exceptions
    assert (confirm.ref, confirm.sentence) == ("1.9", "No figure, not available: The system was down.")
    with pytest.raises(Refused) as refused:
        sign(period=november.period, by=november.signatory)
    assert "exceptions_confirmed" in refused.value.fields
    edition = sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    slot.refresh_from_db()
    assert slot.state == SubmissionState.PUBLISHED
    assert not note_rows(from_data(edition.data()).measures).rows


def test_only_a_finding_that_asked_for_an_explanation_is_said_to_have_none() -> None:
    november = ready_round(measures=1)
    for rule, severity in (("reconcile", "warning"), ("late", "warning"), ("commentary-figure", "information")):
        Finding.objects.create(submission=november.submissions[0], rule=rule, severity=severity, message=rule)
    twice = Finding.objects.create(
        submission=november.submissions[0], rule="relation", severity="warning", message="62 and 60"
    )
    for text in ("The printed 8% was read from the list.", "The 62 include earlier months."):
        Explanation.objects.create(finding=twice, text=text, by=november.owner)
    signed = from_data(sign(period=november.period, by=november.signatory).data())
    assert {note.message: note.explanation for note in note_rows(signed.measures).rows} == {
        "62 and 60": "The 62 include earlier months.", "reconcile": "No explanation was given.",
        "late": NOT_ASKED, "commentary-figure": NOT_ASKED,
    }  # fmt: skip


def test_a_figure_left_out_with_a_reason_needs_the_signatory_to_confirm_it() -> None:
    november = ready_round()
    left = november.submissions[2]
    left.left_out_reason = "The system was being replaced."
    put_back(left, SubmissionState.LEFT_OUT)
    with pytest.raises(Refused) as refused:
        sign(period=november.period, by=november.signatory)
    assert "exceptions_confirmed" in refused.value.fields
    edition = sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    left.refresh_from_db()
    assert left.state == SubmissionState.LEFT_OUT
    assert "The system was being replaced." in edition.content


def test_a_caveat_needs_the_signatory_to_confirm_it() -> None:
    november = ready_round()
    Submission.objects.filter(pk=november.submissions[0].pk).update(caveat="Two teams are not in it.")
    with pytest.raises(Refused, match="approved with a caveat"):
        sign(period=november.period, by=november.signatory)
    assert sign(period=november.period, by=november.signatory, exceptions_confirmed=True)


@pytest.mark.parametrize("who", ["performance", "director", "owner", "board"])
def test_nobody_but_the_signatory_signs(who: str) -> None:
    november = ready_round()
    with pytest.raises(Refused):
        sign(period=november.period, by=getattr(november, who))
    assert not Edition.objects.exists()


def test_a_month_is_signed_once() -> None:
    november = ready_round()
    sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    with pytest.raises(Refused, match="it is signed"):
        sign(period=november.period, by=november.signatory)
    assert sorted(Edition.objects.values_list("audience", flat=True)) == ["internal", "public"]


def test_somebody_who_still_sees_the_month_open_is_told_that_it_was_signed() -> None:
    november = ready_round()
    seen = Period.objects.get(pk=november.period.pk)
    sign(period=november.period, by=november.signatory)
    with pytest.raises(Overtaken, match="Somebody else has just changed November 2023"):
        sign(period=seen, by=november.signatory)
    assert sorted(Edition.objects.values_list("audience", flat=True)) == ["internal", "public"]


@pytest.mark.parametrize("statement", [
    "UPDATE reports_edition SET content = '{}'",
    "UPDATE reports_edition SET sha256 = ''",
    "DELETE FROM reports_edition",
])  # fmt: skip
def test_the_database_itself_refuses_to_change_an_edition(statement: str) -> None:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    edition.refresh_from_db()
    assert edition.is_whole()


def both_at_once(november: Round) -> list[BaseException | None]:
    """Sign in two threads that start together; return what each raised."""
    barrier = threading.Barrier(2)
    raised: list[BaseException | None] = [None, None]

    def signs(place: int) -> None:
        try:
            period = Period.objects.get(pk=november.period.pk)
            barrier.wait(10)
            sign(period=period, by=november.signatory)
        except (Refused, DatabaseError) as refused:
            raised[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=signs, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.timeout(0)
def test_of_two_signings_at_once_exactly_one_wins(transactional_db: None) -> None:
    for _ in range(ROUNDS):
        november = ready_round(measures=1)
        raised = both_at_once(november)
        assert [isinstance(each, Refused) for each in raised].count(True) == 1
        assert Edition.objects.filter(period=november.period, audience="internal").count() == 1
        assert Event.objects.filter(period=november.period, what="sign_period").count() == 1
        assert Event.objects.filter(period=november.period, what="publish").count() == 1


@pytest.mark.timeout(0)
def test_without_the_guard_the_other_signing_is_told_nothing(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the race above: it does go red when the month is not claimed by its state.

    The edition's number, which is there once, then stops the second signature, with an error and no sentence.
    """

    def unguarded(rows: PeriodQuerySet, pk: int, *, state: str, **changes: Any) -> bool:
        return bool(rows.filter(pk=pk).update(state=changes.pop("to_state"), **changes))

    monkeypatch.setattr(PeriodQuerySet, "claim", unguarded)
    raised = both_at_once(ready_round(measures=1))
    assert [isinstance(each, IntegrityError) for each in raised].count(True) == 1
    assert not any(isinstance(each, Refused) for each in raised)

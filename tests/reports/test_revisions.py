"""Earlier months that a later extract has differently: listed, approved with the month, printed beside what was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.outcome import Refused
from measures.choices import Audience, Counts, FigureSource, PeriodState, RoleName, SubmissionState
from measures.models import Event, MeasureDefinition, Period, Revision, Submission
from measures.queries.revisions import waiting_revisions
from reports.actions import publish_imported_history, read_early, sign
from reports.content import from_data
from reports.content.model import RevisedFigure
from reports.models import Edition
from reports.readiness import readiness
from tests.factories.months import figure_of
from tests.factories.people import RoleFactory
from tests.factories.reports import NOVEMBER, Round, ready_round

pytestmark = pytest.mark.django_db

OCTOBER = dt.date(2023, 10, 1)
REVISED = "Revised by a later extract: October 2023 from 88% to 91%."


def published_october(november: Round, value: str = "88") -> Submission:
    slot = figure_of(november.definitions[0], OCTOBER, value, state=SubmissionState.PUBLISHED)
    Period.objects.filter(pk=slot.period_id).update(state=PeriodState.PUBLISHED, imported=True)
    return slot


def revised(november: Round, slot: Submission, value: str = "91") -> Revision:
    """Return what a later extract of the performance team says of October."""
    revision = Revision.objects.create(
        submission=slot, number=2, value=Decimal(value), said=value, revised=True, source=FigureSource.LOADED,
        made_by=november.performance, entered_by=november.performance,
    )  # fmt: skip
    Submission.objects.filter(pk=slot.pk).update(pending_revision=revision)
    return revision


@pytest.fixture
def november() -> Round:
    return ready_round(measures=2)


@pytest.fixture
def october(november: Round) -> Submission:
    """October's 88%, printed in an edition, and 91% by the later extract."""
    slot = published_october(november)
    publish_imported_history(scorecard=november.scorecard)
    revised(november, slot)
    return slot


def test_what_waits_is_listed_with_what_was_published(november: Round, october: Submission) -> None:
    (waiting,) = waiting_revisions(november.scorecard)
    assert (waiting.submission, waiting.was, waiting.now) == (october, "88%", "91%")
    assert waiting_revisions(november.scorecard, before=OCTOBER) == []


def test_whoever_reads_a_figure_that_waits_reads_what_was_published(november: Round, october: Submission) -> None:
    client, slug = Client(), november.scorecard.slug
    client.force_login(november.director, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {
        name: reverse(f"measures:{name}", args=args)
        for name, args in (
            ("scorecard", [slug, OCTOBER]), ("measure", [slug, "1.0"]), ("entry", [slug, OCTOBER, "1.0"]),
        )
    }  # fmt: skip
    pages = {name: client.get(address).content.decode() for name, address in addresses.items()}
    assert '<span class="app-secondary">Published: 88%</span>' in pages["scorecard"]
    assert "1 figure is of a later extract that waits to be signed" in pages["scorecard"]
    for page in (pages["measure"], pages["entry"]):
        assert "It waits to be signed. Published: 88%" in page
    queue = client.get(reverse("measures:queue")).content.decode()
    assert "Nothing is asked of you: the signature of November 2023 approves it." in queue


def test_the_signatory_confirms_the_revised_figures_with_the_month(november: Round, october: Submission) -> None:
    (item,) = readiness(november.period).exceptions
    assert item.sentence == f"{REVISED} October 2023 becomes green (was amber)."
    with pytest.raises(Refused, match="approved with a caveat or revised") as refused:
        sign(period=november.period, by=november.signatory)
    assert set(refused.value.fields) == {"exceptions_confirmed"}
    october.refresh_from_db()
    assert october.pending_revision_id is not None


def test_they_are_published_with_the_month_each_with_its_event(november: Round, october: Submission) -> None:
    waiting = october.revisions.get(number=2)
    before = october.published_revision_id
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    october.refresh_from_db()
    assert (october.published_revision, october.pending_revision, october.state) == (
        waiting, None, SubmissionState.PUBLISHED,
    )  # fmt: skip
    event = Event.objects.get(what="publish_revision")
    assert (event.by, event.submission, event.revision) == (november.signatory, october, waiting)
    assert (event.why, event.details) == ("Approved together with November 2023.", {"with": "2023-11", "was": before})


def test_the_edition_marks_them_and_prints_what_was_published_beside_them(november: Round, october: Submission) -> None:
    edition = sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    content = from_data(edition.data())
    assert content.by_ref("1.0").figure(OCTOBER).printed == "91% r"
    (shown,) = content.revised
    assert (shown.ref, shown.month, shown.published, shown.now) == ("1.0", OCTOBER, "88%", "91%")


def test_the_public_edition_lists_them_without_a_figure_that_the_board_alone_has_read(
    november: Round, october: Submission
) -> None:
    MeasureDefinition.objects.update(counts=Counts.STAFF.value)
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    edition = Edition.objects.get(period=november.period, audience=Audience.PUBLIC)
    content = from_data(edition.data())
    assert content.by_ref("1.0").figure(OCTOBER).printed == "91% r"
    assert content.revised == (
        RevisedFigure("1.0", content.by_ref("1.0").title, OCTOBER, "not in a public edition", "91%"),
    )
    assert "88%" not in edition.content


def test_whoever_reads_the_month_early_reads_what_the_signature_publishes(november: Round, october: Submission) -> None:
    reader = november.role(RoleName.EARLY_READER, scorecard=november.scorecard)
    early = read_early(period=november.period, form="page", by=reader)
    assert early.by_ref("1.0").figure(OCTOBER).printed == "91% r"
    assert [(row.ref, row.published, row.now) for row in early.revised] == [("1.0", "88%", "91%")]
    signed = from_data(sign(period=november.period, by=november.signatory, exceptions_confirmed=True).data())
    assert replace(early, draft=False, signed_by=signed.signed_by, signed_at=signed.signed_at) == signed


def test_nobody_reads_early_what_a_later_signature_publishes(november: Round) -> None:
    slot = november.submissions[0]
    revised(november, slot)
    reader = november.role(RoleName.EARLY_READER, scorecard=november.scorecard)
    early = read_early(period=november.period, form="page", by=reader)
    assert early.by_ref("1.0").figure(NOVEMBER).printed == "70%"


def test_the_earlier_months_edition_stays_as_it_was(november: Round, october: Submission) -> None:
    before = Edition.objects.get(period=october.period)
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    after = Edition.objects.get(pk=before.pk)
    assert (after.content, after.sha256, after.is_whole()) == (before.content, before.sha256, True)
    assert Edition.objects.filter(period=october.period).count() == 1


def test_their_statuses_are_brought_up_to_date_with_the_month(november: Round, october: Submission) -> None:
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    october.refresh_from_db()
    assert october.published_revision is not None
    assert october.published_revision.statuses.get(current=True).rag == "green"


def test_whoever_loaded_them_does_not_sign_them(november: Round, october: Submission) -> None:
    RoleFactory.create(role=RoleName.SIGNATORY.value, scorecard=november.scorecard, person=november.performance)
    with pytest.raises(Refused, match=r"You loaded the revised figure of 1\.0 for October 2023"):
        sign(period=november.period, by=november.performance, exceptions_confirmed=True)
    assert Period.objects.get(pk=november.period.pk).state == PeriodState.OPEN


def test_what_is_revised_of_a_later_month_waits_for_its_own_successor(november: Round) -> None:
    december = figure_of(november.definitions[0], dt.date(2023, 12, 1), "88", state=SubmissionState.PUBLISHED)
    revised(november, december)
    sign(period=november.period, by=november.signatory)
    december.refresh_from_db()
    assert december.pending_revision_id is not None
    assert december.period.month > NOVEMBER


def test_the_signatory_reads_what_a_revision_changes_of_the_month_itself(november: Round) -> None:
    revised(november, published_october(november, "71"), "80")
    (item,) = readiness(november.period).exceptions
    assert item.sentence.endswith("from 71% to 80%. November 2023 becomes worsening (was steady).")


def test_months_of_one_measure_are_confirmed_in_one_sentence(november: Round, october: Submission) -> None:
    september = figure_of(november.definitions[0], dt.date(2023, 9, 1), "80", state=SubmissionState.PUBLISHED)
    revised(november, september, "81")
    (item,) = readiness(november.period).exceptions
    assert item.sentence.startswith(
        "Revised by a later extract: September 2023 from 80% to 81%; October 2023 from 88% to 91%. "
    )

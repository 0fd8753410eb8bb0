"""The edition that corrects published figures: what it says, and what it leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.actions.outcome import Overtaken, Refused
from measures.choices import Audience, PeriodState, RestatementState, RoleName
from measures.models import Explanation, Finding, MeasureDefinition, Period, Restatement, Revision, Submission
from measures.permissions import Standing
from measures.queries.restatements import to_publish
from reports.actions import publish_imported_history
from reports.content import from_data
from reports.content.public_reasons import KEPT_OUT
from reports.models import Edition, Rendering
from tests.factories.accounts import browser_of
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round
from tests.factories.restating import (
    RIGHT,
    WRONG,
    approved,
    fresh,
    published,
    read_by_the_board,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def november(november_read: Round) -> Round:
    return november_read


def test_the_next_edition_shows_what_was_published_what_it_is_now_and_why(november: Round) -> None:
    internal, public = published(november, approved(november))
    assert [(e.audience, e.number, e.reason) for e in (internal, public)] == [
        (Audience.INTERNAL, 2, f"1.0: {WRONG}"), (Audience.PUBLIC, 2, f"1.0: {KEPT_OUT}"),
    ]  # fmt: skip
    content = from_data(internal.data())
    (shown,) = content.restatements
    assert (shown.ref, shown.published, shown.restated, shown.reason) == ("1.0", "70%", "92%", WRONG)
    assert content.by_ref("1.0").current.printed == "92% r"
    assert content.by_ref("1.0").rag == "green"
    assert content.by_ref("1.1").current.printed == "70%"


def test_a_correction_that_prints_the_same_figure_is_told_by_its_counts(november: Round) -> None:
    first = submitted(november, draft=replace(RIGHT, figure="70%", numerator="70"))
    published(november, restatements.approve(restatement=first, version=first.version, by=november.director))
    row = submitted(november, draft=replace(RIGHT, figure="70%", numerator="140", denominator="200"))
    row = restatements.approve(restatement=row, version=row.version, by=november.director)
    (waiting,) = to_publish(Standing.of(november.signatory, timezone.localdate()), november.period)
    assert (waiting.published, waiting.restated) == ("70% (70 / 100)", "70% (140 / 200)")
    for edition in published(november, row):
        shown = from_data(edition.data()).restatements[0]
        assert (shown.published, shown.restated) == ("70% (70 / 100)", "70% (140 / 200)")


def test_the_edition_before_and_its_hash_stay_byte_for_byte(november: Round) -> None:
    before = {e.pk: (e.content, e.sha256) for e in Edition.objects.filter(period=november.period)}
    published(november, approved(november))
    after = {e.pk: (e.content, e.sha256) for e in Edition.objects.filter(pk__in=before)}
    assert after == before
    assert all(edition.is_whole() for edition in Edition.objects.all())


def test_the_edition_before_is_superseded(november: Round) -> None:
    published(november, approved(november))
    editions: Any = Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).with_superseded()
    assert list(editions.order_by("number").values_list("number", "is_superseded")) == [(1, True), (2, False)]


def test_it_is_signed_and_given_to_the_board_at_once_and_its_files_are_asked_for(november: Round) -> None:
    internal, _ = published(november, approved(november))
    assert internal.signed_by == november.signatory
    assert internal.publication.by == november.signatory
    assert Rendering.objects.filter(edition=internal).count() == 2


def test_the_figure_and_its_status_are_the_corrected_ones(november: Round) -> None:
    row = approved(november)
    published(november, row)
    slot = fresh(november)
    assert slot.published_revision == row.revision
    assert slot.published_revision is not None
    assert slot.published_revision.statuses.get(current=True).rag == "green"
    assert restatements.fetch(row.pk).state == RestatementState.PUBLISHED


def test_a_finding_that_the_corrected_figures_do_not_bear_out_is_not_printed(november: Round) -> None:
    slot = fresh(november)
    Finding.objects.create(
        submission=slot, rule="reconcile", severity="warning", message="The figure entered is 70%, but it is 92%."
    )
    internal, _ = published(november, approved(november))
    assert from_data(internal.data()).by_ref("1.0").findings == ()


def test_a_finding_that_the_correction_cures_is_cleared_and_keeps_what_was_said_to_it(november: Round) -> None:
    cured = Finding.objects.create(
        submission=fresh(november), rule="reconcile", severity="warning", message="It is 70%, but 92 of 100 is 92%."
    )
    Explanation.objects.create(finding=cured, text="Two extracts.", by=november.owner)
    row = approved(november)
    assert list(Finding.objects.open()) == [cured]
    published(november, row)
    assert not Finding.objects.open().exists()
    cured.refresh_from_db()
    assert [said.text for said in cured.explanations.all()] == ["Two extracts."]


def test_what_the_checks_find_in_the_corrected_figure_stands_with_its_explanation(november: Round) -> None:
    wrong = replace(RIGHT, numerator="80")
    row = submitted(november, draft=wrong, explanation="The count was closed a day later.")
    row = restatements.approve(restatement=row, version=row.version, by=november.director)
    internal, _ = published(november, row)
    (found,) = Finding.objects.open()
    assert (found.rule, found.revision) == ("reconcile", row.revision)
    (said,) = found.explanations.all()
    assert (said.text, said.by) == ("The count was closed a day later.", november.owner)
    (printed,) = from_data(internal.data()).by_ref("1.0").findings
    assert printed.explanations == ("The count was closed a day later.",)


def test_the_signatory_is_told_which_other_figure_a_correction_contradicts(november: Round) -> None:
    MeasureDefinition.objects.filter(pk=november.definitions[1].pk).update(denominator_source="count:1.0")
    row = submitted(november, 1, replace(RIGHT, figure="70%", numerator="70"))
    published(november, restatements.approve(restatement=row, version=row.version, by=november.director))
    row = approved(november)
    address = reverse("reports:restate", args=[november.scorecard.slug, november.period.month])
    page = browser_of(november.signatory).get(address).content.decode()
    said = "This figure is out of 100, but 1.0 says 92 for the same count."
    assert page.count(said) == 1
    assert page.index("Nobody has explained these.") < page.index(said)
    internal, _ = published(november, row)
    assert [found.message for found in from_data(internal.data()).by_ref("1.1").findings] == [said]


def test_several_corrections_of_a_month_make_one_edition(november: Round) -> None:
    rows = approved(november, 0), approved(november, 1)
    internal, _ = published(november, *rows)
    assert [r.ref for r in from_data(internal.data()).restatements] == ["1.0", "1.1"]
    assert Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).count() == 2


def test_a_third_edition_follows_the_second(november: Round) -> None:
    published(november, approved(november))
    row = submitted(november, draft=replace(RIGHT, figure="93%", numerator="93"))
    row = restatements.approve(restatement=row, version=row.version, by=november.director)
    internal, _ = published(november, row)
    assert internal.number == 3
    assert from_data(internal.data()).restatements[0].published == "92% r".removesuffix(" r")


def test_a_third_edition_still_says_what_the_second_restated_and_only_its_own_reason_for_it(november: Round) -> None:
    published(november, approved(november, 0))
    internal, public = published(november, approved(november, 1))
    for edition, why in ((internal, WRONG), (public, KEPT_OUT)):
        said = [(r.ref, r.restated, r.reason) for r in from_data(edition.data()).restatements]
        assert said == [("1.1", "92%", why), ("1.0", "92%", why)], edition.audience
    assert (internal.reason, public.reason) == (f"1.1: {WRONG}", f"1.1: {KEPT_OUT}")


def test_the_same_correction_is_published_once(november: Round) -> None:
    row = approved(november)
    published(november, row)
    with pytest.raises(Overtaken):
        published(november, row)
    assert Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).count() == 2


def test_a_figure_that_was_revised_meanwhile_is_not_overwritten(november: Round) -> None:
    row = approved(november)
    newer = Revision.objects.create(submission=fresh(november), number=9, value="80", source="loaded", revised=True)
    Submission.objects.filter(pk=row.submission_id).update(published_revision=newer)
    with pytest.raises(Overtaken, match=r"1\.0 for November 2023 has been revised since the restatement"):
        published(november, row)
    assert fresh(november).published_revision == newer
    assert restatements.fetch(row.pk).state == RestatementState.APPROVED
    assert Edition.objects.filter(period=november.period).count() == 2


def test_an_older_extracts_figure_does_not_undo_the_correction_later(november: Round) -> None:
    older = Revision.objects.create(submission=fresh(november), number=2, value="80", source="loaded", revised=True)
    Submission.objects.filter(pk=november.submissions[0].pk).update(pending_revision=older)
    published(november, approved(november))
    assert fresh(november).pending_revision_id is None


def test_nothing_is_published_where_nothing_was_corrected(november: Round) -> None:
    with pytest.raises(Refused, match="There is no approved restatement of November 2023"):
        published(november)


def test_a_month_from_before_the_portal_is_corrected_by_an_edition_that_is_signed() -> None:
    november = ready_round(measures=1)
    slot = november.submissions[0]
    Submission.objects.filter(pk=slot.pk).update(state="published", published_revision=slot.approved_revision)
    Period.objects.filter(pk=november.period.pk).update(state=PeriodState.PUBLISHED, imported=True)
    publish_imported_history(scorecard=november.scorecard)
    november.period.refresh_from_db()
    (edition,) = published(november, approved(november))
    assert (edition.number, edition.imported, edition.signed_by) == (2, False, november.signatory)
    assert not from_data(edition.data()).imported


def test_a_corrected_figure_was_approved_by_who_approved_the_correction(november: Round) -> None:
    before = from_data(Edition.objects.get(period=november.period, audience=Audience.INTERNAL).data())
    second = RoleFactory.create(role=RoleName.DIRECTOR.value, person__name="James Otieno", section=november.section)
    row = submitted(november)
    row = restatements.approve(restatement=row, version=row.version, by=second.person)
    content = from_data(published(november, row)[0].data())
    corrected, others = content.by_ref("1.0").approval, content.by_ref("1.1").approval
    assert corrected is not None
    assert (corrected.by, corrected.at) == ("James Otieno", restatements.fetch(row.pk).approved_at)
    assert others == before.by_ref("1.1").approval


def test_a_later_edition_still_names_who_approved_an_earlier_correction(november: Round) -> None:
    row = approved(november, 0)
    published(november, row)
    content = from_data(published(november, approved(november, 1))[0].data())
    approval = content.by_ref("1.0").approval
    assert approval is not None
    assert approval.at == restatements.fetch(row.pk).approved_at


def submitted_red(november: Round) -> Restatement:
    """Return an approved correction of the first figure that leaves it red."""
    draft = Draft(figure="60%", numerator="60", denominator="100", happening="Fewer visits were on time.")
    row = submitted(november, draft=draft)
    return restatements.approve(restatement=row, version=row.version, by=november.director)


def test_what_the_signatory_chose_to_print_at_length_stays_chosen() -> None:
    november = read_by_the_board(measures=4, at_length=["1.3", "1.1"])
    internal, public = published(november, submitted_red(november))
    assert from_data(internal.data()).exceptions == ("1.3", "1.1", "1.0")
    assert from_data(public.data()).exceptions == ("1.0",), "the others are suppressed: how many children is not known"


def test_what_is_no_longer_red_is_no_longer_printed_at_length() -> None:
    november = read_by_the_board(measures=3, at_length=["1.2", "1.0"])
    internal, _ = published(november, approved(november))
    assert from_data(internal.data()).exceptions == ("1.2",)

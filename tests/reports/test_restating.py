"""The correction of a published figure, from the question to the next edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.actions.outcome import Overtaken, Refused
from measures.choices import ROLE_SCOPES, Audience, PeriodState, RestatementState, RoleName
from measures.models import Event, Explanation, Finding, Period, Restatement, Revision, Submission
from measures.permissions import SEES_ALL_STATES
from measures.transitions import RESTATEMENT
from reports.actions import publish, publish_imported_history, publish_restatements, sign
from reports.content import from_data
from reports.models import Edition, Rendering
from tests.factories.people import RoleFactory
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

WRONG = "The count was of October."
RIGHT = Draft(figure="92%", numerator="92", denominator="100", happening="Visits are on time again.")


@pytest.fixture
def november() -> Round:
    """A November that the board has read, with figures of 70%."""
    made = ready_round(measures=2)
    sign(period=made.period, by=made.signatory)
    made.period = publish_period(made)
    made.submissions = [fresh(made, place) for place in range(2)]
    return made


def publish_period(made: Round) -> Period:
    publish(period=Period.objects.get(pk=made.period.pk), by=made.performance)
    return Period.objects.select_related("scorecard").get(pk=made.period.pk)


def fresh(made: Round, place: int = 0) -> Submission:
    return Submission.objects.select_related("definition", "period", "measure", "published_revision").get(
        pk=made.submissions[place].pk
    )


def asked(november: Round, place: int = 0, reason: str = WRONG) -> Restatement:
    return restatements.fetch(restatements.ask(submission=fresh(november, place), reason=reason, by=november.owner).pk)


def agreed(november: Round, place: int = 0) -> Restatement:
    row = asked(november, place)
    return restatements.agree(restatement=row, version=row.version, by=november.performance)


def submitted(november: Round, place: int = 0, draft: Draft = RIGHT, **options: Any) -> Restatement:
    row = agreed(november, place)
    return restatements.submit(restatement=row, version=row.version, draft=draft, by=november.owner, **options)


def approved(november: Round, place: int = 0) -> Restatement:
    row = submitted(november, place)
    return restatements.approve(restatement=row, version=row.version, by=november.director)


def published(november: Round, *rows: Restatement) -> list[Edition]:
    return publish_restatements(period=november.period, restatements=rows, by=november.signatory)


class TestAsking:
    def test_it_names_what_was_published_and_why_it_is_wrong(self, november: Round) -> None:
        row = asked(november)
        assert (row.state, row.reason, row.asked_by) == (RestatementState.ASKED, WRONG, november.owner)
        assert row.published_revision == fresh(november).published_revision
        event = Event.objects.get(what="ask_restatement")
        assert (event.by, event.why, event.submission) == (november.owner, WRONG, fresh(november))

    def test_a_reason_is_needed(self, november: Round) -> None:
        with pytest.raises(Refused, match="Enter what was wrong"):
            asked(november, reason=" ")

    def test_a_figure_has_one_restatement_at_a_time(self, november: Round) -> None:
        row = asked(november)
        with pytest.raises(Refused, match="has been asked for already"):
            asked(november)
        restatements.refuse(restatement=row, version=row.version, reason="It is right.", by=november.performance)
        assert asked(november).state == RestatementState.ASKED

    def test_a_figure_that_can_still_be_changed_is_not_restated(self) -> None:
        november = ready_round(measures=1)
        with pytest.raises(Refused, match="has not been published, so it can be changed without a restatement"):
            asked(november)

    def test_the_board_and_strangers_can_not_ask(self, november: Round) -> None:
        for who in (november.board, november.role(RoleName.BOARD, scorecard=november.scorecard)):
            with pytest.raises(Refused) as refused:
                restatements.ask(submission=fresh(november), reason=WRONG, by=who)
            assert refused.value.hidden


Done = Callable[[Restatement, Any], Any]
DONE: dict[str, Done] = {
    "agree": lambda r, by: restatements.agree(restatement=r, version=r.version, by=by),
    "refuse": lambda r, by: restatements.refuse(restatement=r, version=r.version, reason="No.", by=by),
    "submit": lambda r, by: restatements.submit(restatement=r, version=r.version, draft=RIGHT, by=by),
    "send_back": lambda r, by: restatements.send_back(restatement=r, version=r.version, reason="Why?", by=by),
    "approve": lambda r, by: restatements.approve(restatement=r, version=r.version, by=by),
    "publish": lambda r, by: publish_restatements(period=r.submission.period, restatements=[r], by=by),
}


def expected(action: str, state: RestatementState, role: RoleName, holds: bool) -> str | None:
    """Return the sentence of a refusal as the table gives it; None where it is allowed."""
    t = RESTATEMENT[action]
    if not holds or role not in SEES_ALL_STATES:
        return "There is no such page."
    if role not in t.by:
        return f"Only the {' or '.join(sorted(by.value for by in t.by))} can {t.verb} this restatement."
    if state not in t.moves:
        return (
            f"You can not {t.verb} the restatement of 1.0 now: it is {state}. Reload the page to see what has happened."
        )
    return None


def people(november: Round) -> list[tuple[RoleName, bool, Any]]:
    """Return somebody new for each role, who holds it here or elsewhere."""
    elsewhere = ready_round(measures=1)
    found = []
    for role, (holds, where) in product(RoleName, ((True, november), (False, elsewhere))):
        scopes = {"measure": where.definitions[0].measure, "section": where.section, "scorecard": where.scorecard}
        scope = ROLE_SCOPES[role]
        held = {scope: scopes[scope]} if scope else {}
        found.append((role, holds, RoleFactory.create(role=role.value, **held).person))
    return found


@pytest.mark.parametrize("state", RestatementState)
def test_each_role_is_allowed_or_refused_each_action_in_each_state_with_its_sentence(
    november: Round, state: RestatementState
) -> None:
    row = submitted(november)
    Restatement.objects.filter(pk=row.pk).update(state=state)
    row = restatements.fetch(row.pk)
    cast = people(november)
    for action, act in DONE.items():
        for role, holds, person in cast:
            sentence = expected(action, state, role, holds)
            place = transaction.savepoint()
            if sentence is None:
                act(row, person)
                event = Event.objects.get(what=f"{action}_restatement", by=person)
                assert (event.from_state, event.to_state) == (state, RESTATEMENT[action].moves[state])
            else:
                with pytest.raises(Refused) as refused:
                    act(row, person)
                assert refused.value.sentence == sentence, (action, role, holds)
                assert Restatement.objects.get(pk=row.pk).state == state
            transaction.savepoint_rollback(place)


class TestSubmitting:
    def test_the_corrected_figure_is_a_revision_marked_as_revised(self, november: Round) -> None:
        revision = submitted(november).revision
        assert revision is not None
        assert (revision.number, revision.revised, revision.said) == (2, True, "92%")
        assert (revision.made_by, revision.happening) == (november.owner, RIGHT.happening)

    def test_what_is_published_stays_published_until_the_next_edition(self, november: Round) -> None:
        before = fresh(november)
        approved(november)
        after = fresh(november)
        assert after.published_revision == before.published_revision
        assert (after.state, after.version, after.draft_figure) == (before.state, before.version, before.draft_figure)

    def test_a_figure_that_can_not_be_read_is_refused_with_its_field(self, november: Round) -> None:
        with pytest.raises(Refused) as refused:
            submitted(november, draft=Draft(figure="ninety"))
        assert set(refused.value.fields) == {"figure"}

    def test_what_the_checks_find_needs_an_explanation(self, november: Round) -> None:
        draft = Draft(figure="92%", numerator="80", denominator="100")
        row = agreed(november)
        with pytest.raises(Refused) as refused:
            restatements.submit(restatement=row, version=row.version, draft=draft, by=november.owner)
        assert "80 out of 100 gives 80%" in refused.value.fields["explanation"]
        restatements.submit(
            restatement=row, version=row.version, draft=draft, by=november.owner, explanation="Two extracts."
        )
        assert Event.objects.get(what="submit_restatement").why == "Two extracts."
        assert not Finding.objects.open().filter(submission=fresh(november)).exists()

    def test_an_error_is_refused_whatever_is_explained(self, november: Round) -> None:
        with pytest.raises(Refused, match="can not be submitted as it is"):
            submitted(november, draft=Draft(numerator="101", denominator="100"), explanation="It is so.")

    def test_a_returned_correction_is_submitted_again_as_the_next_revision(self, november: Round) -> None:
        row = submitted(november)
        row = restatements.send_back(restatement=row, version=row.version, reason="Which?", by=november.director)
        assert (row.state, row.answer) == (RestatementState.AGREED, "Which?")
        row = restatements.submit(restatement=row, version=row.version, draft=RIGHT, by=november.owner)
        assert row.revision is not None
        assert row.revision.number == 3

    def test_nobody_approves_the_correction_that_they_entered_whatever_they_are(self, november: Round) -> None:
        RoleFactory.create(role=RoleName.DIRECTOR.value, section=november.section, person=november.owner)
        row = submitted(november)
        with pytest.raises(Refused, match="You entered this figure, so somebody else has to approve it"):
            restatements.approve(restatement=row, version=row.version, by=november.owner)

    def test_whoever_is_second_is_told_who_was_first(self, november: Round) -> None:
        row = submitted(november)
        restatements.send_back(restatement=row, version=row.version, reason="Which?", by=november.director)
        with pytest.raises(Overtaken, match=r"Helen Marsh returned the restatement of 1\.0 since you opened it"):
            restatements.approve(restatement=row, version=row.version, by=november.director)


class TestPublishing:
    def test_the_next_edition_shows_what_was_published_what_it_is_now_and_why(self, november: Round) -> None:
        internal, public = published(november, approved(november))
        assert [(e.audience, e.number, e.reason) for e in (internal, public)] == [
            (Audience.INTERNAL, 2, WRONG), (Audience.PUBLIC, 2, WRONG),
        ]  # fmt: skip
        content = from_data(internal.data())
        (shown,) = content.restatements
        assert (shown.ref, shown.published, shown.restated, shown.reason) == ("1.0", "70%", "92%", WRONG)
        assert content.by_ref("1.0").current.printed == "92% r"
        assert content.by_ref("1.0").rag == "green"
        assert content.by_ref("1.1").current.printed == "70%"

    def test_the_edition_before_and_its_hash_stay_byte_for_byte(self, november: Round) -> None:
        before = {e.pk: (e.content, e.sha256) for e in Edition.objects.filter(period=november.period)}
        published(november, approved(november))
        after = {e.pk: (e.content, e.sha256) for e in Edition.objects.filter(pk__in=before)}
        assert after == before
        assert all(edition.is_whole() for edition in Edition.objects.all())

    def test_the_edition_before_is_superseded(self, november: Round) -> None:
        published(november, approved(november))
        editions: Any = Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).with_superseded()
        assert list(editions.order_by("number").values_list("number", "is_superseded")) == [(1, True), (2, False)]

    def test_it_is_signed_and_given_to_the_board_at_once_and_its_files_are_asked_for(self, november: Round) -> None:
        internal, _ = published(november, approved(november))
        assert internal.signed_by == november.signatory
        assert internal.publication.by == november.signatory
        assert Rendering.objects.filter(edition=internal).count() == 2

    def test_the_figure_and_its_status_are_the_corrected_ones(self, november: Round) -> None:
        row = approved(november)
        published(november, row)
        slot = fresh(november)
        assert slot.published_revision == row.revision
        assert slot.published_revision is not None
        assert slot.published_revision.statuses.get(current=True).rag == "green"
        assert restatements.fetch(row.pk).state == RestatementState.PUBLISHED

    def test_a_finding_that_the_corrected_figures_do_not_bear_out_is_not_printed(self, november: Round) -> None:
        slot = fresh(november)
        Finding.objects.create(
            submission=slot, rule="reconcile", severity="warning", message="The figure entered is 70%, but it is 92%."
        )
        internal, _ = published(november, approved(november))
        assert from_data(internal.data()).by_ref("1.0").findings == ()

    def test_a_finding_that_the_correction_cures_is_cleared_and_keeps_what_was_said_to_it(
        self, november: Round
    ) -> None:
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

    def test_what_the_checks_find_in_the_corrected_figure_stands_with_its_explanation(self, november: Round) -> None:
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

    def test_several_corrections_of_a_month_make_one_edition(self, november: Round) -> None:
        rows = approved(november, 0), approved(november, 1)
        internal, _ = published(november, *rows)
        assert [r.ref for r in from_data(internal.data()).restatements] == ["1.0", "1.1"]
        assert Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).count() == 2

    def test_a_third_edition_follows_the_second(self, november: Round) -> None:
        published(november, approved(november))
        internal, _ = published(november, approved(november))
        assert internal.number == 3
        assert from_data(internal.data()).restatements[0].published == "92% r".removesuffix(" r")

    def test_the_same_correction_is_published_once(self, november: Round) -> None:
        row = approved(november)
        published(november, row)
        with pytest.raises(Overtaken):
            published(november, row)
        assert Edition.objects.filter(period=november.period, audience=Audience.INTERNAL).count() == 2

    def test_a_figure_that_was_revised_meanwhile_is_not_overwritten(self, november: Round) -> None:
        row = approved(november)
        newer = Revision.objects.create(submission=fresh(november), number=9, value="80", source="loaded", revised=True)
        Submission.objects.filter(pk=row.submission_id).update(published_revision=newer)
        with pytest.raises(Overtaken, match=r"1\.0 for November 2023 has been revised since the restatement"):
            published(november, row)
        assert fresh(november).published_revision == newer
        assert restatements.fetch(row.pk).state == RestatementState.APPROVED
        assert Edition.objects.filter(period=november.period).count() == 2

    def test_an_older_extracts_figure_does_not_undo_the_correction_later(self, november: Round) -> None:
        older = Revision.objects.create(submission=fresh(november), number=2, value="80", source="loaded", revised=True)
        Submission.objects.filter(pk=november.submissions[0].pk).update(pending_revision=older)
        published(november, approved(november))
        assert fresh(november).pending_revision_id is None

    def test_nothing_is_published_where_nothing_was_corrected(self, november: Round) -> None:
        with pytest.raises(Refused, match="There is no approved restatement of November 2023"):
            published(november)

    def test_a_month_from_before_the_portal_is_corrected_by_an_edition_that_is_signed(self) -> None:
        november = ready_round(measures=1)
        slot = november.submissions[0]
        Submission.objects.filter(pk=slot.pk).update(state="published", published_revision=slot.approved_revision)
        Period.objects.filter(pk=november.period.pk).update(state=PeriodState.PUBLISHED, imported=True)
        publish_imported_history(scorecard=november.scorecard)
        november.period.refresh_from_db()
        (edition,) = published(november, approved(november))
        assert (edition.number, edition.imported, edition.signed_by) == (2, False, november.signatory)
        assert not from_data(edition.data()).imported

"""What a director does with a figure, and what the performance team can open again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from measures.actions.approvals import approve, bring_back, leave_out, reopen, send_back
from measures.actions.difference import LoadFigure
from measures.actions.drafts import Draft, save_draft, submit
from measures.actions.evidence import add_evidence
from measures.actions.load import apply_load
from measures.actions.outcome import Overtaken, Refused
from measures.choices import PeriodState, RoleName, SubmissionState
from measures.models import Event, Period, Recalculation, Revision, Submission
from measures.permissions import Standing
from measures.queries.queue import waiting_for
from tests.factories.council import NOVEMBER, Council
from tests.factories.evidence import PDF
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
GREEN = Draft(figure="95%", numerator="95", denominator="100")


@pytest.fixture
def slot(found: Council) -> Submission:
    """Measure 1.1 as its owner has just submitted it."""
    return submitted(found)


def submitted(found: Council, who: str = "owner") -> Submission:
    slot = found.submission()
    return submit(submission=slot, version=slot.version, draft=GREEN, by=found.people[who], now=NOW)


def also(found: Council, who: str, role: RoleName) -> None:
    """Give somebody another role beside theirs, on the scope that it belongs to."""
    scopes: dict[RoleName, dict[str, Any]] = {
        RoleName.OWNER: {"measure": found.visits.measure},
        RoleName.DEPUTY: {"measure": found.visits.measure},
        RoleName.DIRECTOR: {"section": found.front_door},
        RoleName.SIGNATORY: {"scorecard": found.scorecard},
        RoleName.PERFORMANCE: {"scorecard": found.scorecard},
    }
    RoleFactory.create(person=found.people[who], role=role.value, **scopes[role])


class TestApproving:
    def test_an_approval_points_at_what_was_submitted(self, found: Council, slot: Submission) -> None:
        done = approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)
        assert (done.state, done.approved_revision) == (SubmissionState.APPROVED, slot.submitted_revision)
        assert (done.approved_by, done.approved_at, done.caveat) == (found.people["director"], NOW, "")
        event = Event.objects.get(what="approve")
        assert (event.revision_id, event.by) == (slot.submitted_revision_id, found.people["director"])

    def test_a_caveat_is_kept_to_be_printed_and_stands_in_the_event(self, found: Council, slot: Submission) -> None:
        done = approve(
            submission=slot, version=slot.version, by=found.people["director"], caveat=" Two teams missing. ", now=NOW
        )
        assert done.caveat == "Two teams missing."
        assert Event.objects.get(what="approve").why == "Two teams missing."

    @pytest.mark.parametrize("role", [RoleName.DIRECTOR, RoleName.SIGNATORY, RoleName.PERFORMANCE, RoleName.DEPUTY])
    def test_the_owner_never_approves_what_they_submitted_whatever_else_they_are(
        self, found: Council, slot: Submission, role: RoleName
    ) -> None:
        also(found, "owner", RoleName.DIRECTOR)
        also(found, "owner", role)
        with pytest.raises(Refused, match="You entered or submitted this figure, so somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
        assert found.submission().state == SubmissionState.SUBMITTED

    def test_whoever_typed_the_figure_does_not_approve_it_though_another_submitted_it(self, found: Council) -> None:
        also(found, "director", RoleName.DEPUTY)
        before = found.submission()
        typed = save_draft(submission=before, version=before.version, draft=GREEN, by=found.people["director"], now=NOW)
        slot = submit(submission=typed, version=typed.version, by=found.people["owner"], now=NOW)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)
        assert approve(submission=slot, version=slot.version, by=found.people["signatory"], now=NOW)

    @pytest.mark.parametrize("returned", [False, True], ids=["at once", "after it was returned"])
    def test_whoever_typed_the_figure_does_not_approve_it_though_another_added_a_sentence_and_submitted(
        self, found: Council, returned: bool
    ) -> None:
        also(found, "director", RoleName.DEPUTY)
        first = found.submission()
        slot = save_draft(submission=first, version=first.version, draft=GREEN, by=found.people["director"], now=NOW)
        if returned:
            slot = submit(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
            slot = send_back(
                submission=slot, version=slot.version, reason="Say why.", by=found.people["signatory"], now=NOW
            )
        said = replace(GREEN, happening="Visits are on time.")
        slot = submit(submission=slot, version=slot.version, draft=said, by=found.people["owner"], now=NOW)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)
        assert approve(submission=slot, version=slot.version, by=found.people["signatory"], now=NOW)

    @pytest.mark.parametrize("corrected", [False, True], ids=["as it was loaded", "with a sentence added"])
    def test_whoever_loaded_the_figure_does_not_approve_it_though_the_owner_confirmed_it(
        self, found: Council, corrected: bool
    ) -> None:
        also(found, "team", RoleName.DIRECTOR)
        figure = LoadFigure(found.visits.measure, NOVEMBER, figure="95%", numerator="95", denominator="100")
        apply_load(
            scorecard=found.scorecard, figures=[figure], file_name="a.csv", sha256="a", by=found.people["team"], now=NOW
        )
        slot = found.submission()
        draft = replace(Draft.of(slot), happening="Visits are on time.") if corrected else None
        slot = submit(submission=slot, version=slot.version, draft=draft, by=found.people["owner"], now=NOW)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["team"], now=NOW)
        assert approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)

    def test_whoever_put_a_file_to_it_does_not_approve_it(self, found: Council) -> None:
        also(found, "director", RoleName.DEPUTY)
        add_evidence(
            submission=found.submission(), file_name="visits.pdf", content=PDF, by=found.people["director"], now=NOW
        )
        slot = submitted(found)
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)

    def test_the_lists_of_what_may_be_approved_know_everybody_who_had_a_hand_in_it(self, found: Council) -> None:
        also(found, "director", RoleName.DEPUTY)
        first = found.submission()
        slot = save_draft(submission=first, version=first.version, draft=GREEN, by=found.people["director"], now=NOW)
        said = replace(GREEN, happening="Visits are on time.")
        submit(submission=slot, version=slot.version, draft=said, by=found.people["owner"], now=NOW)
        answers = {
            who: bool(waiting_for(Standing.of(found.people[who], NOW.date()))[0].answer)
            for who in ("director", "signatory")
        }
        assert answers == {"director": False, "signatory": True}

    def test_the_team_that_entered_it_for_the_owner_does_not_approve_it(self, found: Council) -> None:
        also(found, "team", RoleName.DIRECTOR)
        slot = submitted(found, who="team")
        with pytest.raises(Refused, match="somebody else has to approve it"):
            approve(submission=slot, version=slot.version, by=found.people["team"], now=NOW)

    def test_another_sections_director_does_not_learn_that_it_exists(self, found: Council, slot: Submission) -> None:
        with pytest.raises(Refused) as refused:
            approve(submission=slot, version=slot.version, by=found.people["other director"], now=NOW)
        assert (refused.value.hidden, refused.value.sentence) == (True, "There is no such page.")

    def test_a_figure_that_changed_since_the_page_was_opened_is_not_approved_unseen(
        self, found: Council, slot: Submission
    ) -> None:
        seen = found.submission()
        send_back(submission=slot, version=slot.version, reason="?", by=found.people["signatory"], now=NOW)
        submitted(found)
        with pytest.raises(Overtaken, match=r"Olive Owner submitted 1\.1 since you opened it"):
            approve(submission=seen, version=seen.version, by=found.people["director"], now=NOW)
        assert found.submission().state == SubmissionState.SUBMITTED

    def test_an_approval_asks_for_the_statuses_from_that_month_on(self, found: Council, slot: Submission) -> None:
        Recalculation.objects.all().delete()
        approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)
        job = Recalculation.objects.get()
        assert (job.measure_id, job.month) == (found.visits.measure_id, NOVEMBER)


class TestReturning:
    def test_the_reason_reaches_the_owner_in_the_event(self, found: Council, slot: Submission) -> None:
        done = send_back(
            submission=slot, version=slot.version, reason=" Which teams? ", by=found.people["director"], now=NOW
        )
        assert done.state == SubmissionState.RETURNED
        assert Event.objects.get(what="send_back").why == "Which teams?"
        assert Draft.of(done) == GREEN

    def test_an_approved_figure_is_returned_with_its_approval_taken_back(
        self, found: Council, slot: Submission
    ) -> None:
        approved = approve(
            submission=slot, version=slot.version, by=found.people["director"], caveat="Two teams missing.", now=NOW
        )
        done = send_back(
            submission=approved, version=approved.version, reason="?", by=found.people["signatory"], now=NOW
        )
        assert (done.approved_revision, done.approved_by, done.approved_at, done.caveat) == (None, None, None, "")
        assert Revision.objects.filter(submission=slot).count() == 1

    def test_the_owner_answers_a_return_with_a_new_revision(self, found: Council, slot: Submission) -> None:
        send_back(submission=slot, version=slot.version, reason="?", by=found.people["director"], now=NOW)
        again = submitted(found)
        assert again.submitted_revision is not None
        assert again.submitted_revision.number == 2


class TestLeavingOut:
    def test_a_measure_is_left_out_with_the_reason_that_is_printed(self, found: Council) -> None:
        before = found.submission()
        done = leave_out(
            submission=before, version=before.version, reason=" No system. ", by=found.people["team"], now=NOW
        )
        assert (done.state, done.left_out_reason) == (SubmissionState.LEFT_OUT, "No system.")

    def test_what_was_typed_comes_back_with_the_measure(self, found: Council) -> None:
        before = found.submission()
        typed = save_draft(submission=before, version=before.version, draft=GREEN, by=found.people["owner"], now=NOW)
        out = leave_out(submission=typed, version=typed.version, reason="?", by=found.people["director"], now=NOW)
        back = bring_back(submission=out, version=out.version, by=found.people["director"], now=NOW)
        assert (back.state, back.left_out_reason) == (SubmissionState.DRAFT, "")
        assert Draft.of(back) == GREEN

    def test_a_submitted_figure_is_not_left_out_over_its_owners_head(self, found: Council, slot: Submission) -> None:
        with pytest.raises(Refused, match="it is submitted, and only a figure that is draft or not started"):
            leave_out(submission=slot, version=slot.version, reason="?", by=found.people["director"], now=NOW)


class TestReopening:
    def closed(self, found: Council) -> Submission:
        Period.objects.filter(pk=found.november.pk).update(state=PeriodState.CLOSED, closed_at=NOW)
        return found.submission()

    def test_only_the_reopened_figure_of_a_closed_month_changes_again(self, found: Council, slot: Submission) -> None:
        slot = self.closed(found)
        done = reopen(submission=slot, version=slot.version, reason="Late count.", by=found.people["team"], now=NOW)
        assert (done.state, done.reopened) == (SubmissionState.RETURNED, True)
        assert Event.objects.get(what="reopen").why == "Late count."
        again = submitted(found)
        assert again.state == SubmissionState.SUBMITTED
        other = found.submission("2.1")
        with pytest.raises(Refused, match="November 2023 is closed, so its figures can no longer change"):
            save_draft(submission=other, version=other.version, draft=GREEN, by=found.people["other owner"], now=NOW)

    def test_an_approval_does_not_outlive_the_reopening(self, found: Council, slot: Submission) -> None:
        approve(submission=slot, version=slot.version, by=found.people["director"], caveat="Two.", now=NOW)
        slot = self.closed(found)
        done = reopen(submission=slot, version=slot.version, reason="Late count.", by=found.people["team"], now=NOW)
        assert (done.approved_revision, done.approved_by, done.caveat) == (None, None, "")

    def test_a_figure_of_an_open_month_needs_no_reopening(self, found: Council, slot: Submission) -> None:
        with pytest.raises(Refused, match="only a figure of a closed month is reopened"):
            reopen(submission=slot, version=slot.version, reason="?", by=found.people["team"], now=NOW)

    def test_a_director_still_decides_on_a_closed_month(self, found: Council, slot: Submission) -> None:
        slot = self.closed(found)
        assert approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)

    @pytest.mark.parametrize("state", [PeriodState.SIGNED, PeriodState.PUBLISHED])
    def test_nothing_of_a_signed_month_is_decided_again(
        self, found: Council, slot: Submission, state: PeriodState
    ) -> None:
        Period.objects.filter(pk=found.november.pk).update(
            state=state, signed_at=NOW, signed_by=found.people["signatory"]
        )
        slot = found.submission()
        with pytest.raises(Refused, match=r"nothing in it can change\. Ask for a restatement instead"):
            approve(submission=slot, version=slot.version, by=found.people["director"], now=NOW)

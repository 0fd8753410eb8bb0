"""What a holder does: typing, submitting with findings explained, taking back, commenting."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, comment, save_draft, submit, withdraw
from measures.actions.outcome import Overtaken, Refused
from measures.choices import FigureSource, Missing, SubmissionState, TargetKind
from measures.models import (
    Comment,
    Event,
    Explanation,
    Finding,
    Part,
    Period,
    Recalculation,
    Revision,
    Submission,
    Target,
)
from tests.factories.council import NOVEMBER, OCTOBER, Council
from tests.factories.months import figure_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
GREEN = Draft(figure="95%", numerator="95", denominator="100")
SAID = "Visits fell while two posts were vacant."


def saved(found: Council, draft: Draft, who: str = "owner") -> Submission:
    """Save a draft of measure 1.1 on top of what is there."""
    slot = found.submission()
    return save_draft(submission=slot, version=slot.version, draft=draft, by=found.people[who], now=NOW)


def submitted(found: Council, draft: Draft, who: str = "owner", **options: Any) -> Submission:
    """Save and submit a draft of measure 1.1."""
    slot = found.submission()
    return submit(submission=slot, version=slot.version, draft=draft, by=found.people[who], **{"now": NOW, **options})


def explained(found: Council, text: str = "Two extracts.") -> dict[int, str]:
    return {f.pk: text for f in Finding.objects.open().filter(submission=found.submission())}


class TestDrafts:
    def test_what_was_typed_is_kept_to_the_letter_right_or_wrong(self, found: Council) -> None:
        draft = Draft(figure=" 7O% ", numerator="many", happening="Line one.\nLine two.", taken_on=dt.date(2023, 12, 1))
        slot = saved(found, draft)
        assert Draft.of(found.submission()) == draft
        assert (slot.state, slot.draft_by, slot.draft_at) == (SubmissionState.DRAFT, found.people["owner"], NOW)

    def test_every_save_is_an_event(self, found: Council) -> None:
        saved(found, GREEN)
        saved(found, Draft(figure="96%"))
        first, second = Event.objects.filter(what="save").order_by("pk")
        assert [(e.from_state, e.to_state) for e in (first, second)] == [("not started", "draft"), ("draft", "draft")]
        assert first.by == found.people["owner"]

    def test_whoever_saves_on_top_of_an_older_version_is_told_by_whom_they_were_overtaken(self, found: Council) -> None:
        seen = found.submission()
        saved(found, GREEN, who="deputy")
        with pytest.raises(Overtaken) as overtaken:
            save_draft(submission=seen, version=seen.version, draft=Draft(figure="1%"), by=found.people["owner"])
        assert overtaken.value.sentence == (
            "Dev Deputy saved a draft of 1.1 since you opened it. "
            "Your change to save it was not made, and what you typed is kept on this page."
        )
        assert found.submission().draft_figure == "95%"

    def test_the_performance_team_enters_in_place_of_the_owner_and_it_is_recorded_so(self, found: Council) -> None:
        slot = saved(found, GREEN, who="team")
        assert (slot.draft_by, slot.draft_for) == (found.people["team"], found.people["owner"])
        assert Event.objects.get(what="save").done_for == found.people["owner"]

    def test_a_deputy_enters_in_nobodys_place(self, found: Council) -> None:
        assert saved(found, GREEN, who="deputy").draft_for is None

    def test_findings_come_and_go_with_what_is_typed(self, found: Council) -> None:
        saved(found, Draft(figure="95%", numerator="70", denominator="100"))
        finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
        assert finding.message == "The figure entered is 95%, but 70 out of 100 gives 70%."
        saved(found, GREEN)
        finding.refresh_from_db()
        assert finding.cleared_at == NOW
        assert not Finding.objects.open().filter(submission=found.submission(), rule="reconcile").exists()

    def test_parts_are_kept_with_the_figure(self, found: Council) -> None:
        part = {"kind": "locality", "name": "North", "value": "", "numerator": "40", "denominator": "", "additive": ""}
        assert saved(found, Draft(figure="95%", parts=[part])).draft_parts == [part]


class TestSubmitting:
    def test_a_draft_is_frozen_into_a_revision_that_says_where_it_came_from(self, found: Council) -> None:
        draft = Draft(
            figure="95%", numerator="95", denominator="100", happening=SAID, why="Why.", doing="Doing.",
            source="Case system", taken_on=dt.date(2023, 12, 1),
        )  # fmt: skip
        slot = submitted(found, draft)
        revision = slot.submitted_revision
        assert revision is not None
        assert slot.state == SubmissionState.SUBMITTED
        assert (slot.submitted_by, slot.submitted_at, slot.late) == (found.people["owner"], NOW, False)
        assert (revision.number, revision.value, revision.said, revision.places) == (1, Decimal(95), "95%", 0)
        assert (revision.numerator, revision.denominator, revision.capped) == (Decimal(95), Decimal(100), True)
        assert (revision.happening, revision.why, revision.doing) == (SAID, "Why.", "Doing.")
        assert (revision.system, revision.taken_on) == ("Case system", dt.date(2023, 12, 1))
        assert (revision.source, revision.entered_by, revision.made_by) == (
            FigureSource.ENTERED, found.people["owner"], found.people["owner"],
        )  # fmt: skip

    def test_submitting_is_one_event_that_names_the_revision(self, found: Council) -> None:
        slot = submitted(found, GREEN)
        event = Event.objects.get(what="submit")
        assert (event.revision_id, event.from_state, event.to_state) == (
            slot.submitted_revision_id, "draft", "submitted",
        )  # fmt: skip

    def test_submitting_asks_for_the_measures_statuses_from_that_month_on(self, found: Council) -> None:
        submitted(found, GREEN)
        job = Recalculation.objects.get()
        assert (job.measure_id, job.month) == (found.visits.measure_id, NOVEMBER)

    def test_nothing_is_submitted_of_an_empty_draft(self, found: Council) -> None:
        with pytest.raises(Refused, match="There is no figure to submit") as refused:
            submitted(found, Draft(happening=SAID))
        assert set(refused.value.fields) == {"figure"}
        assert found.submission().state == SubmissionState.DRAFT

    @pytest.mark.parametrize(
        ("draft", "field"),
        [
            (Draft(figure="seventy"), "figure"),
            (Draft(figure="95%", numerator="9S"), "numerator"),
            (Draft(figure="95%", numerator="95", denominator="1oo"), "denominator"),
        ],
    )
    def test_what_can_not_be_read_is_named_and_stays_typed(self, found: Council, draft: Draft, field: str) -> None:
        with pytest.raises(Refused) as refused:
            submitted(found, draft)
        assert set(refused.value.fields) == {field}
        assert Draft.of(found.submission()) == draft
        assert not Revision.objects.filter(submission=found.submission()).exists()

    def test_an_error_stops_the_figure(self, found: Council) -> None:
        with pytest.raises(Refused, match="can not be submitted as it is") as refused:
            submitted(found, Draft(numerator="101", denominator="100", happening=SAID))
        assert set(refused.value.fields) == {"figure"}

    def test_a_warning_goes_on_with_an_explanation_and_not_without(self, found: Council) -> None:
        draft = Draft(figure="95%", numerator="70", denominator="100", happening=SAID)
        with pytest.raises(Refused) as refused:
            submitted(found, draft)
        finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
        assert refused.value.fields == {f"explanation_{finding.pk}": f"Explain this: {finding.message}"}
        slot = submitted(found, draft, explanations={finding.pk: " Two extracts. "})
        assert slot.state == SubmissionState.SUBMITTED
        explanation = Explanation.objects.get(finding=finding)
        assert (explanation.text, explanation.by) == ("Two extracts.", found.people["owner"])
        finding.refresh_from_db()
        assert finding.revision == slot.submitted_revision

    def test_an_explanation_is_kept_although_the_figure_was_refused_for_something_else(self, found: Council) -> None:
        draft = Draft(figure="60%", numerator="70", denominator="100")
        saved(found, draft)
        finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
        with pytest.raises(Refused):
            submitted(found, draft, explanations={finding.pk: "Two extracts."})
        assert Explanation.objects.get().text == "Two extracts."

    def test_the_same_explanation_is_kept_once(self, found: Council) -> None:
        draft = Draft(figure="95%", numerator="70", denominator="100", happening=SAID)
        saved(found, draft)
        submitted(found, draft, explanations=explained(found))
        slot = found.submission()
        withdraw(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
        submitted(found, draft, explanations=explained(found))
        assert Explanation.objects.filter(finding__rule="reconcile").count() == 1

    def test_a_reason_for_having_no_figure_is_submitted_in_place_of_one(self, found: Council) -> None:
        draft = Draft(missing=Missing.NOT_AVAILABLE)
        saved(found, draft)
        revision = submitted(found, draft, explanations=explained(found)).submitted_revision
        assert revision is not None
        assert (revision.value, revision.missing) == (None, Missing.NOT_AVAILABLE)

    def test_a_figure_after_the_due_date_is_late(self, found: Council) -> None:
        Period.objects.filter(pk=found.november.pk).update(due_on=dt.date(2023, 12, 3))
        assert submitted(found, GREEN).late
        assert Finding.objects.open().filter(submission=found.submission(), rule="late").exists()

    def test_the_due_date_itself_is_in_time(self, found: Council) -> None:
        Period.objects.filter(pk=found.november.pk).update(due_on=dt.date(2023, 12, 4))
        assert not submitted(found, GREEN).late

    def test_what_is_submitted_again_is_the_next_revision(self, found: Council) -> None:
        slot = submitted(found, GREEN)
        first = slot.submitted_revision
        assert first is not None
        send_back(submission=slot, version=slot.version, reason="Which teams?", by=found.people["director"], now=NOW)
        again = submitted(found, Draft(figure="96%", numerator="96", denominator="100")).submitted_revision
        assert again is not None
        assert (again.number, first.number) == (2, 1)
        assert Revision.objects.get(pk=first.pk).said == "95%"

    def test_parts_are_frozen_with_the_revision(self, found: Council) -> None:
        parts = [
            {"kind": "locality", "name": "North", "numerator": "40", "denominator": "50", "additive": "yes"},
            {"kind": "locality", "name": "South", "numerator": "55", "denominator": "50", "additive": "yes"},
        ]
        submitted(found, Draft(figure="95%", numerator="95", denominator="100", parts=parts))
        assert [(p.name, p.numerator, p.additive) for p in Part.objects.order_by("name")] == [
            ("North", Decimal(40), True), ("South", Decimal(55), True),
        ]  # fmt: skip

    def test_a_part_that_can_not_be_read_is_named(self, found: Council) -> None:
        with pytest.raises(Refused, match="North: "):
            submitted(found, Draft(figure="95%", parts=[{"kind": "locality", "name": "North", "numerator": "forty"}]))


class TestCommentary:
    """Something is said of a figure that is red or a concern; the target of 2023/24 is 90%."""

    RED = Draft(figure="60%", numerator="60", denominator="100")

    def test_a_red_figure_is_refused_without_commentary(self, found: Council) -> None:
        with pytest.raises(Refused) as refused:
            submitted(found, self.RED)
        assert refused.value.fields == {"happening": "This figure is red. Say what is happening before you submit it."}
        assert found.submission().draft_figure == "60%"

    @pytest.mark.parametrize("prompt", ["happening", "why", "doing"])
    def test_an_answer_to_any_prompt_is_commentary(self, found: Council, prompt: str) -> None:
        said: dict[str, Any] = {prompt: SAID}
        draft = Draft(figure="60%", numerator="60", denominator="100", **said)
        assert submitted(found, draft).state == SubmissionState.SUBMITTED

    def test_spaces_are_no_commentary(self, found: Council) -> None:
        with pytest.raises(Refused, match="This figure is red"):
            submitted(found, Draft(figure="60%", happening=" \n"))

    def test_a_green_figure_needs_none(self, found: Council) -> None:
        assert submitted(found, GREEN).state == SubmissionState.SUBMITTED

    def test_a_figure_that_only_its_counts_make_red_needs_it_too(self, found: Council) -> None:
        with pytest.raises(Refused, match="This figure is red"):
            submitted(found, Draft(numerator="60", denominator="100"))

    def test_a_figure_that_is_not_available_needs_to_say_why(self, found: Council) -> None:
        Submission.objects.filter(pk=found.submission("1.1", OCTOBER).pk).update(
            published_revision=None, state=SubmissionState.NOT_STARTED
        )
        with pytest.raises(Refused) as refusal:
            submitted(found, Draft(figure="NA"))
        assert refusal.value.fields == {
            "happening": "There is no figure: it is not available. Say why before you submit it."
        }
        assert submitted(found, Draft(figure="NA", happening=SAID)).state == SubmissionState.SUBMITTED

    def test_what_explains_that_there_is_no_figure_any_more_says_why(self, found: Council) -> None:
        saved(found, Draft(figure="NA"))
        sent = submitted(found, Draft(figure="NA"), explanations=explained(found))
        assert sent.state == SubmissionState.SUBMITTED

    def test_a_figure_that_is_not_applicable_speaks_for_itself(self, found: Council) -> None:
        assert submitted(found, Draft(missing="not applicable")).state == SubmissionState.SUBMITTED

    def test_a_commentary_may_quote_what_the_counts_give(self, found: Council) -> None:
        saved(found, Draft(figure="95%", numerator="87", denominator="205", happening="We counted 42%, not 43%."))
        hints = Finding.objects.open().filter(submission=found.submission(), rule="commentary-figure")
        assert [hint.message.split(",")[0] for hint in hints] == ["The commentary says 43%"]

    def test_findings_and_commentary_are_asked_for_together(self, found: Council) -> None:
        with pytest.raises(Refused) as refused:
            submitted(found, Draft(figure="60%", numerator="70", denominator="100"))
        assert len(refused.value.fields) == 2
        assert "happening" in refused.value.fields

    def test_a_special_cause_of_concern_needs_it_though_green(self, found: Council) -> None:
        Target.objects.filter(measure=found.visits.measure).update(kind=TargetKind.FIGURE, figure=Decimal(50))
        for back in range(2, 20):
            month = dt.date(2023 - (back > 10), 11 - back + (12 if back > 10 else 0), 1)
            figure_of(
                found.visits, month, str(94 + back % 2), state=SubmissionState.PUBLISHED,
                source=FigureSource.IMPORTED.value, places=0,
            )  # fmt: skip
        draft = Draft(figure="60%", numerator="60", denominator="100")
        saved(found, draft)
        with pytest.raises(Refused, match="a special cause of concern"):
            submitted(found, draft, explanations=explained(found))

    @pytest.mark.parametrize(
        ("said_before", "goes_on"),
        [
            ({}, True),
            ({10: "No change since last month"}, True),
            ({10: "NO CHANGE since last month. ", 9: SAID, 8: "No change since last month."}, True),
            ({10: "No change since last month.", 9: "No change since last month."}, False),
            ({9: "No change since last month.", 8: "No change since last month."}, True),
        ],
        ids=["never", "once", "twice but not running", "twice running", "not the month before"],
    )
    def test_no_change_stands_twice_running_and_no_longer(
        self, found: Council, said_before: dict[int, str], goes_on: bool
    ) -> None:
        Period.objects.filter(pk=found.october.pk).update(month=dt.date(2022, 10, 1))
        for month, said in said_before.items():
            figure_of(found.visits, dt.date(2023, month, 1), "60", state=SubmissionState.PUBLISHED, happening=said)
        draft = Draft(figure="60%", happening=" no change since last month. ")
        saved(found, draft)
        if goes_on:
            assert submitted(found, draft, explanations=explained(found)).state == SubmissionState.SUBMITTED
        else:
            with pytest.raises(Refused, match=r"has been said twice running\. This figure is red"):
                submitted(found, draft, explanations=explained(found))


class TestTakingBack:
    def test_a_submitted_figure_is_a_draft_again_and_its_revision_stays(self, found: Council) -> None:
        slot = submitted(found, GREEN)
        back = withdraw(submission=slot, version=slot.version, by=found.people["deputy"], now=NOW)
        assert back.state == SubmissionState.DRAFT
        assert Draft.of(back) == GREEN
        assert Revision.objects.filter(submission=slot).count() == 1
        assert Event.objects.get(what="withdraw").by == found.people["deputy"]

    def test_a_figure_that_was_returned_meanwhile_is_not_taken_back(self, found: Council) -> None:
        slot = submitted(found, GREEN)
        send_back(submission=slot, version=slot.version, reason="Which teams?", by=found.people["director"], now=NOW)
        with pytest.raises(Overtaken, match=r"Dora Director returned 1\.1"):
            withdraw(submission=slot, version=slot.version, by=found.people["owner"], now=NOW)


class TestComments:
    def test_a_comment_changes_no_state(self, found: Council) -> None:
        slot = submitted(found, GREEN)
        comment(submission=slot, text=" Which teams? ", by=found.people["director"], now=NOW)
        assert (Comment.objects.get().text, Comment.objects.get().by) == ("Which teams?", found.people["director"])
        assert found.submission().version == slot.version
        assert Event.objects.filter(what="comment", submission=slot).count() == 1

    def test_an_empty_comment_is_refused(self, found: Council) -> None:
        with pytest.raises(Refused, match="Your comment is empty"):
            comment(submission=found.submission(), text=" ", by=found.people["owner"])

    @pytest.mark.parametrize("who", ["board", "other owner", "other director", "nobody", "administrator"])
    def test_whoever_may_not_see_the_figure_can_not_comment_on_it(self, found: Council, who: str) -> None:
        with pytest.raises(Refused) as refused:
            comment(submission=found.submission(), text="Hello.", by=found.people[who])
        assert refused.value.hidden
        assert not Comment.objects.exists()

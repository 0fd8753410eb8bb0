"""What a holder does: typing, submitting with findings explained, taking back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, save_draft, submit, withdraw
from measures.actions.outcome import Overtaken, Refused
from measures.choices import FigureSource, Missing, SubmissionState
from measures.models import (
    Event,
    Explanation,
    Finding,
    MeasureDefinition,
    Part,
    Period,
    Recalculation,
    Revision,
    Submission,
)
from tests.factories.council import NOVEMBER, Council

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

    def test_nothing_is_found_of_a_measure_that_nobody_has_begun_because_its_count_is_shared(
        self, found: Council
    ) -> None:
        MeasureDefinition.objects.filter(pk=found.placements.pk).update(denominator_source="count:1.1")
        submitted(found, GREEN)
        assert not Finding.objects.open().filter(submission=found.submission("2.1")).exists()

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
        assert set(refused.value.fields) == {"numerator"}

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

    def test_half_an_hour_past_midnight_in_summer_is_the_day_after_the_due_date(self, found: Council) -> None:
        Period.objects.filter(pk=found.november.pk).update(due_on=dt.date(2024, 6, 7))
        assert submitted(found, GREEN, now=dt.datetime(2024, 6, 7, 23, 30, tzinfo=dt.UTC)).late
        late = Finding.objects.open().get(submission=found.submission(), rule="late")
        assert late.message == "Submitted on 8 June 2024; it was due on 7 June 2024."

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
            {"kind": "locality", "name": "South", "numerator": "55", "denominator": "60", "additive": "yes"},
        ]
        submitted(found, Draft(figure="95%", numerator="95", denominator="100", parts=parts))
        assert [(p.name, p.numerator, p.additive) for p in Part.objects.order_by("name")] == [
            ("North", Decimal(40), True), ("South", Decimal(55), True),
        ]  # fmt: skip

    def test_a_part_that_can_not_be_read_is_named(self, found: Council) -> None:
        with pytest.raises(Refused, match="North: "):
            submitted(found, Draft(figure="95%", parts=[{"kind": "locality", "name": "North", "numerator": "forty"}]))


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

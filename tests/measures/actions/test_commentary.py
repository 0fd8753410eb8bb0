"""Commentary, asked for where a figure is red or a concern; and comments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from measures.actions.drafts import Draft, comment, save_draft, submit
from measures.actions.outcome import Refused
from measures.choices import FigureSource, Frequency, SubmissionState, TargetKind
from measures.models import Comment, Event, Finding, MeasureDefinition, Period, Submission, Target
from tests.factories.council import OCTOBER, Council
from tests.factories.months import figure_of
from tests.measures.actions.test_drafts import GREEN, NOW, SAID, explained, saved, submitted

pytestmark = pytest.mark.django_db


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

    @pytest.mark.parametrize(
        ("frequency", "before", "word", "goes_on"),
        [
            (Frequency.QUARTERLY, [(2023, 9)], "quarter", True),
            (Frequency.QUARTERLY, [(2023, 9), (2023, 6)], "quarter", False),
            (Frequency.QUARTERLY, [(2023, 9), (2023, 6)], "month", False),
            (Frequency.ANNUAL, [(2023, 3), (2022, 3)], "year", False),
            (Frequency.ANNUAL, [(2023, 3), (2021, 3)], "year", True),
        ],
    )
    def test_of_a_measure_that_is_due_in_quarters_or_years_they_are_counted_by_those(
        self, found: Council, frequency: Frequency, before: list[tuple[int, int]], word: str, goes_on: bool
    ) -> None:
        due = dt.date(2023, 12, 1) if frequency is Frequency.QUARTERLY else dt.date(2024, 3, 1)
        Period.objects.filter(pk=found.october.pk).update(month=dt.date(2020, 10, 1))
        Period.objects.filter(pk=found.november.pk).update(month=due)
        MeasureDefinition.objects.filter(pk=found.visits.pk).update(frequency=frequency)
        said = f"No change since last {word}."
        for year, month in before:
            figure_of(found.visits, dt.date(year, month, 1), "60", state=SubmissionState.PUBLISHED, happening=said)
        draft = Draft(figure="60%", happening=said)
        slot = Submission.objects.get(period=found.november, measure=found.visits.measure)
        slot = save_draft(submission=slot, version=slot.version, draft=draft, by=found.people["owner"], now=NOW)
        explained = {each.pk: "Two extracts." for each in Finding.objects.open().filter(submission=slot)}
        send = partial(submit, submission=slot, version=slot.version, by=found.people["owner"], now=NOW)
        if goes_on:
            assert send(explanations=explained).state == SubmissionState.SUBMITTED
        else:
            with pytest.raises(Refused, match=rf"“{said[:-1]}” has been said twice running\. This figure is red"):
                send(explanations=explained)


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

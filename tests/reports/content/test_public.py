"""What the public edition takes out."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from measures.choices import Audience, Counts, Direction, FigureSource, Frequency, Missing, Rag, SubmissionState, Unit
from measures.models import MeasureDefinition, Restatement, Revision, Scorecard, Submission
from reports.content import EditionContent, build_content, to_data
from reports.content.model import RestatementContent, SectionContent
from reports.content.public_measure import LEFT_OUT, without
from reports.content.public_reasons import KEPT_OUT
from reports.content.public_texts import public_ahead
from reports.document import html_of
from reports.models import Edition, Publication, canonical, fingerprint
from tests.factories.catalogue import DefinitionFactory
from tests.factories.editions import of_size, sample_edition
from tests.factories.inputs import TargetFactory
from tests.factories.months import figure_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = dt.date(2023, 10, 1), dt.date(2023, 11, 1)
SECRET = "Only the family in Elm Street"


def a_count(ref: str, value: str, month: dt.date = NOVEMBER, section: Any = None, **changes: Any) -> Submission:
    extra = {"section": section} if section is not None else {}
    definition = DefinitionFactory.create(
        ref=ref, unit=Unit.COUNT.value, counts=Counts.CHILDREN.value, aim="lower", **extra, **changes
    )
    TargetFactory.create(measure=definition.measure, figure=Decimal(0))
    return figure_of(definition, month, value, happening=SECRET, why=SECRET, doing=SECRET)


def public(scorecard: Scorecard, submission: Submission, number: int = 1) -> EditionContent:
    return build_content(scorecard, submission.period, audience=Audience.PUBLIC, number=number)


def test_a_count_of_three_children_is_taken_out_with_all_that_is_derived_from_it() -> None:
    november = a_count("1.0", "3")
    content = public(november.period.scorecard, november)
    measure = content.by_ref("1.0")
    assert measure.figure(NOVEMBER).printed == "c"
    assert (measure.rag, measure.direction) == (Rag.SUPPRESSED, Direction.NO_COMPARISON)
    assert (measure.number, measure.gap, measure.chart) == ("", "", None)
    assert content.exceptions == ()
    assert [(d.ref, d.month, d.rule) for d in content.decisions] == [("1.0", NOVEMBER, "small_number")]


def test_no_trace_of_a_suppressed_count_is_left_in_the_data() -> None:
    definition_ref = "1.0"
    november = a_count(definition_ref, "4")
    measure = public(november.period.scorecard, november).by_ref(definition_ref)
    held = json.dumps(to_data(public(november.period.scorecard, november)), ensure_ascii=False)
    assert '"4"' not in held
    assert measure.figure(NOVEMBER).value is None


def test_zero_children_is_a_true_zero() -> None:
    november = a_count("1.0", "0")
    assert public(november.period.scorecard, november).by_ref("1.0").figure(NOVEMBER).printed == "0"


def test_six_children_are_printed() -> None:
    november = a_count("1.0", "6")
    assert public(november.period.scorecard, november).by_ref("1.0").figure(NOVEMBER).printed == "6"


def test_staff_are_not_under_disclosure_control() -> None:
    november = a_count("1.0", "3")
    MeasureDefinition.objects.update(counts=Counts.STAFF.value)
    assert public(november.period.scorecard, november).by_ref("1.0").figure(NOVEMBER).printed == "3"


def test_commentary_findings_actions_and_names_stay_inside() -> None:
    november = a_count("1.0", "30")
    content = public(november.period.scorecard, november)
    measure = content.by_ref("1.0")
    assert measure.commentary.empty
    assert (measure.findings, measure.actions, measure.approval, measure.owner) == ((), (), None, "")
    assert SECRET not in json.dumps(to_data(content))


def test_a_figure_compared_with_a_suppressed_month_says_nothing_of_the_move() -> None:
    october = a_count("1.0", "3", OCTOBER)
    Submission.objects.filter(pk=october.pk).update(
        state=SubmissionState.PUBLISHED, published_revision=october.approved_revision
    )
    november = figure_of(october.definition, NOVEMBER, "30")
    measure = public(november.period.scorecard, november).by_ref("1.0")
    assert measure.figure(OCTOBER).printed == "c"
    assert measure.figure(NOVEMBER).printed == "30"
    assert measure.direction is Direction.NO_COMPARISON
    assert measure.previous_rag is Rag.SUPPRESSED
    assert public(november.period.scorecard, november).compared_with == ""
    assert "27" not in measure.rag_reason
    assert "27" not in measure.direction_reason


def test_a_figure_compared_with_a_month_that_is_shown_keeps_its_direction_beside_a_suppressed_one() -> None:
    september = a_count("1.0", "3", dt.date(2023, 9, 1))
    october, november = (figure_of(september.definition, m, v) for m, v in ((OCTOBER, "20"), (NOVEMBER, "30")))
    for row in (september, october):
        Submission.objects.filter(pk=row.pk).update(
            state=SubmissionState.PUBLISHED, published_revision=row.approved_revision
        )
    measure = public(november.period.scorecard, november).by_ref("1.0")
    assert [f.printed for f in measure.series][-3:] == ["c", "20", "30"]
    assert (measure.direction, measure.direction_reason) == (Direction.WORSENING, "Worsening: up 10 on October.")
    assert measure.rag_reason.endswith("; up 10 on October.")
    assert measure.previous_rag is Rag.RED


@pytest.mark.parametrize(
    ("before", "frequency", "told"),
    [("20", Frequency.MONTHLY, True), ("3", Frequency.MONTHLY, False), ("20", Frequency.QUARTERLY, False)],
)
def test_a_measure_that_was_red_in_print_and_is_suppressed_now_is_told(
    before: str, frequency: Frequency, told: bool
) -> None:
    october = a_count("1.0", before, OCTOBER)
    Submission.objects.filter(pk=october.pk).update(
        state=SubmissionState.PUBLISHED, published_revision=october.approved_revision
    )
    november = figure_of(october.definition, NOVEMBER, "4")
    content = build_content(november.period.scorecard, november.period, audience=Audience.INTERNAL, number=1)
    red = replace(content.by_ref("1.0"), frequency=frequency)
    places = {NOVEMBER.isoformat()} | ({OCTOBER.isoformat()} if before == "3" else set())
    assert red.previous_rag is Rag.RED
    measure = without(red, places)
    assert (measure.rag, measure.red_before_and_unrated) == (Rag.SUPPRESSED, told)


def test_what_the_control_chart_says_of_all_months_is_not_said_where_one_of_them_is_suppressed() -> None:
    whole = sample_edition().by_ref("2.2")
    charted = replace(whole, direction_reason=f"{whole.movement[:-1]}, better than its normal variation (a run of 7).")
    shown = without(charted, {f"{whole.series[0].month}"})
    assert (shown.direction, shown.direction_reason) == (whole.direction, whole.movement)


def publish(submission: Submission, *earlier: RestatementContent) -> EditionContent:
    """Publish edition 1 of the submission's month for the public, with what is said to have been restated earlier."""
    scorecard = submission.period.scorecard
    printed = replace(public(scorecard, submission), restatements=earlier)
    text = canonical(to_data(printed))
    edition = Edition.objects.create(
        scorecard=scorecard,
        period=submission.period,
        number=1,
        audience=Audience.PUBLIC,
        content=text,
        sha256=fingerprint(text),
        imported=True,
    )
    Publication.objects.create(edition=edition, at=timezone.now())
    return printed


def restated(
    submission: Submission,
    value: str | None,
    reason: str = "A team was counted twice",
    counts: tuple[Decimal, Decimal] | tuple[None, None] = (None, None),
) -> EditionContent:
    """Correct the figure, and return what edition 2 says to the public."""
    wrong = submission.approved_revision
    assert wrong is not None
    right = Revision.objects.create(
        submission=submission,
        number=2,
        value=None if value is None else Decimal(value),
        said=value or "",
        numerator=counts[0],
        denominator=counts[1],
        source=FigureSource.ENTERED,
    )
    row = Restatement.objects.create(
        submission=submission,
        reason=reason,
        asked_by=PersonFactory.create(),
        published_revision=wrong,
        revision=right,
    )
    Submission.objects.filter(pk=submission.pk).update(
        approved_revision=right, published_revision=right, state=SubmissionState.PUBLISHED
    )
    return build_content(
        submission.period.scorecard, submission.period, audience=Audience.PUBLIC, number=2, restatements=[row]
    )


def test_a_published_figure_that_was_suppressed_stays_so_when_it_is_restated() -> None:
    november = a_count("1.0", "4")
    assert publish(november).by_ref("1.0").figure(NOVEMBER).printed == "c"
    [row] = restated(november, "30").restatements
    assert (row.published, row.restated) == ("c", "30")


def test_a_figure_that_is_restated_as_a_small_number_is_told_as_suppressed_beside_the_one_before() -> None:
    november = a_count("1.0", "30")
    assert publish(november).by_ref("1.0").figure(NOVEMBER).printed == "30"
    second = restated(november, "4")
    assert second.by_ref("1.0").figure(NOVEMBER).printed == "c"
    [row] = second.restatements
    assert (row.published, row.restated, row.reason) == ("30", "c", KEPT_OUT)
    assert '"4"' not in json.dumps(to_data(second))


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("30", "4", "It is 4, not 30"),
        ("4", "30", "It was four"),
        ("30", "31", "Three children were left out"),
        ("30", "31", "Ten of them were left out"),
        ("30", "31", "A couple were left out"),
        ("30", "4", "Those of one team were left out"),
        ("4", "30", "A team was left out"),
    ],
)
def test_a_reason_that_quotes_a_number_that_the_public_may_not_read_is_kept_out(
    was: str, now: str, reason: str
) -> None:
    november = a_count("1.0", was)
    publish(november)
    second = restated(november, now, reason)
    assert second.reason == f"1.0: {KEPT_OUT}"
    assert {row.reason for row in second.restatements} <= {KEPT_OUT}
    assert [(d.ref, d.month) for d in second.decisions if d.rule == "restatement"] == [("1.0", NOVEMBER)]
    assert reason not in json.dumps(to_data(second))


@pytest.mark.parametrize("reason", ["It is 40, not 30: a team was left out", "1.0 was of October 2023, on 3 November"])
def test_a_reason_with_the_two_printed_figures_alone_is_printed(reason: str) -> None:
    november = a_count("1.0", "30")
    publish(november)
    second = restated(november, "40", reason)
    assert second.reason == f"1.0: {reason}"
    assert [row.reason for row in second.restatements] == [reason]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("50", [("50", "A team was counted twice"), ("40", "Twice"), ("40", KEPT_OUT)]),
        ("3", [("c", KEPT_OUT), ("c", KEPT_OUT), ("c", KEPT_OUT)]),
    ],
)
def test_what_the_edition_before_restated_is_suppressed_with_its_figure(now: str, shown: list[tuple[str, str]]) -> None:
    november = a_count("1.0", "40")
    earlier = RestatementContent("1.0", "Of the edition before", NOVEMBER, "30", "40", "Twice")
    publish(november, earlier, replace(earlier, reason="Three children were left out"))
    assert [(row.restated, row.reason) for row in restated(november, now).restatements] == shown


def test_what_a_figure_was_before_it_was_restated_gives_nothing_away_of_what_it_is_now() -> None:
    november = a_count("1.0", "30")
    publish(november)
    decision = next(d for d in restated(november, "4").decisions if d.rule == "small_number")
    assert "An earlier public edition has printed it" not in decision.reason


def test_what_an_earlier_public_edition_printed_is_known_to_be_public() -> None:
    november = a_count("1.0", "3")
    scorecard = november.period.scorecard
    MeasureDefinition.objects.update(counts=Counts.STAFF.value)
    publish(november)
    MeasureDefinition.objects.update(counts=Counts.CHILDREN.value)
    second = public(scorecard, november, 2)
    assert second.by_ref("1.0").figure(NOVEMBER).missing is Missing.SUPPRESSED
    assert "An earlier public edition has printed it" in second.decisions[0].reason


def test_the_sample_for_the_public_suppresses_the_one_per_cent_of_551_children() -> None:
    content = sample_edition(Audience.PUBLIC)
    five_one = content.by_ref("5.1")
    assert five_one.figure(OCTOBER).printed == "c"
    assert five_one.figure(NOVEMBER).printed == "0%"
    assert content.by_ref("6.7").figure(NOVEMBER).printed == "9"


def test_the_public_is_not_told_that_there_are_no_findings_where_they_are_only_left_out() -> None:
    printed, left_out = html_of(sample_edition(Audience.PUBLIC)), "What the checks found is for the board"
    assert left_out in printed
    assert "There are no open findings" not in printed
    assert left_out not in html_of(sample_edition())


def test_why_a_measure_was_left_out_is_for_the_board_which_reads_all_of_it() -> None:
    why = "The system was being replaced. " * 20
    of_both = []
    for audience, said in ((Audience.INTERNAL, why), (Audience.PUBLIC, LEFT_OUT)):
        content = of_size(sample_edition(audience), 1)
        measure = replace(content.measures[0], left_out=said, assurance=None)
        of_both.append(replace(content, sections=(SectionContent("One", "one", (measure,)),)))
    to_board, to_public = (re.sub(r"\s+", " ", html_of(edition)) for edition in of_both)
    assert why.strip() in to_board
    assert '<span class="signal">left out</span>' in to_board
    assert "<td>Why is for the board, and left out of this edition.</td>" in to_public


def test_the_age_groups_never_give_the_rest_of_the_care_leavers_away() -> None:
    section = DefinitionFactory.create(ref="9.9").section
    figures = {
        "7.0": ("% in touch", "group:leavers", 486, 523),
        "7.2": ("% in touch (17-18 years old)", "group:leavers 17-18", 195, 216),
        "7.3": ("% in touch (19-21 years old)", "group:leavers 19-21", 289, 303),
    }
    november = None
    for ref, (title, source, numerator, denominator) in figures.items():
        definition = DefinitionFactory.create(ref=ref, title=title, denominator_source=source, section=section)
        november = figure_of(definition, NOVEMBER, None, numerator=Decimal(numerator), denominator=Decimal(denominator))
    assert november is not None
    content = public(section.scorecard, november)
    hidden = [ref for ref in figures if content.by_ref(ref).figure(NOVEMBER).missing is Missing.SUPPRESSED]
    assert hidden  # 486 - 195 - 289 leaves 2


def test_what_was_counted_twice_does_not_tell_the_figure_that_is_suppressed_since() -> None:
    """Edition 1 printed 281 of 291; with 279 the rest of all care leavers is a small number, and it is suppressed."""
    section = DefinitionFactory.create(ref="9.9").section
    groups = {"7.0": ("", 486, 523), "7.2": (" 17-18", 195, 216), "7.3": (" 19-21", 281, 291)}
    november: Submission | None = None
    for ref, (ages, numerator, denominator) in groups.items():
        definition = DefinitionFactory.create(
            ref=ref, title=f"% in touch{ages}", denominator_source=f"group:leavers{ages}", section=section
        )
        november = figure_of(definition, NOVEMBER, None, numerator=Decimal(numerator), denominator=Decimal(denominator))
    assert november is not None
    assert publish(november).by_ref("7.3").number == "281 / 291"
    second = restated(november, None, "Two of the 281 were counted twice", counts=(Decimal(279), Decimal(291)))
    assert second.by_ref("7.3").figure(NOVEMBER).printed == "c"
    [row] = second.restatements
    assert (row.published, row.restated, row.reason) == ("97%", "c", KEPT_OUT)
    ahead = public_ahead(november.period)
    assert [q.number for q in ahead.numbers.quoted_in("We had counted two twice.", november.definition)] == ["2"]

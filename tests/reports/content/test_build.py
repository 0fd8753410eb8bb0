"""A month of the database -> what its edition says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.choices import Aim, Audience, Direction, Missing, PeriodState, Rag, SubmissionState, Variation
from measures.models import Annotation, Finding, Period, Restatement, Revision, Submission
from measures.series import submitted
from reports.content import EditionContent, build_content, to_data
from reports.document import html_of
from reports.models import Edition, canonical, fingerprint
from tests.factories.catalogue import DefinitionFactory
from tests.factories.editions import SIGNED_AT, sample_edition
from tests.factories.inputs import BenchmarkFactory, TargetFactory
from tests.factories.months import PeriodFactory, figure_of
from tests.factories.people import PersonFactory
from tests.factories.reports import ready_round

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = dt.date(2023, 10, 1), dt.date(2023, 11, 1)


def freeze(content: EditionContent, period: Period) -> Edition:
    text = canonical(to_data(content))
    return Edition.objects.create(
        scorecard=period.scorecard,
        period=period,
        number=content.number,
        audience=content.audience,
        content=text,
        sha256=fingerprint(text),
        imported=True,
    )


def test_the_sample_has_45_measures_in_the_natural_order_of_their_references() -> None:
    refs = [measure.ref for measure in sample_edition().measures]
    assert len(refs) == 45
    assert refs[refs.index("7.9") + 1] == "7.10"
    assert refs[0] == "1.0"
    assert refs[-1] == "9.4"


def test_the_sample_has_its_four_comparators_with_their_years() -> None:
    columns = [(column.area, column.period) for column in sample_edition().comparators]
    assert columns == [
        ("Statistical Neighbours", "not known"),
        ("South West", "2022/23"),
        ("National", "2021/22"),
        ("Good+", "2022/23"),
    ]


def test_every_month_of_the_year_so_far_is_a_column() -> None:
    assert sample_edition().months == tuple(dt.date(2023, month, 1) for month in range(5, 12))


def test_a_missing_figure_is_said_as_what_it_is() -> None:
    content = sample_edition()
    assert content.by_ref("9.4").figure(OCTOBER).printed == ""
    assert content.by_ref("9.0").rag is Rag.NO_DATA
    assert content.by_ref("9.0").left_out == "Nothing was collected"
    assert (content.by_ref("9.0").baseline.shown, content.by_ref("7.1").target.shown) == ("TBC", "no target")


def test_a_target_to_be_confirmed_is_said_to_be_and_a_measure_for_context_has_none() -> None:
    content = sample_edition()
    assert (content.by_ref("1.1").aim, content.by_ref("1.1").target.shown) == (Aim.CONTEXT, "no target")
    assert (content.by_ref("7.2").target.shown, content.by_ref("7.2").rag) == ("TBC", Rag.TO_BE_CONFIRMED)


def test_the_status_counts_add_up_to_the_measures() -> None:
    content = sample_edition()
    assert sum(count.now for count in content.status_counts) == 45


def test_the_exceptions_are_red_and_at_most_ten_and_the_furthest_from_their_targets_first() -> None:
    content = sample_edition()
    shortfalls = [content.by_ref(ref).shortfall or Decimal(0) for ref in content.exceptions]
    assert len(content.exceptions) == 10
    assert all(content.by_ref(ref).rag is Rag.RED for ref in content.exceptions)
    assert shortfalls == sorted(shortfalls, reverse=True)
    assert {m.ref for m in content.reds} == {m.ref for m in content.measures if m.rag is Rag.RED}


def test_the_directors_order_of_exceptions_holds_and_leaves_out_what_is_not_red() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    other = DefinitionFactory.create(ref="1.1", section=definition.section)
    for each in (definition, other):
        TargetFactory.create(measure=each.measure)
        figure_of(each, NOVEMBER, "50")
    period = PeriodFactory.create(scorecard=definition.section.scorecard)
    content = build_content(
        period.scorecard, period, audience=Audience.INTERNAL, number=1, exceptions=["1.1", "9.9", "1.0"]
    )
    assert content.exceptions == ("1.1", "1.0")


def test_only_what_was_approved_is_in_an_edition() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    figure_of(definition, NOVEMBER, "79", state=SubmissionState.SUBMITTED, by=PersonFactory.create())
    period = PeriodFactory.create(scorecard=definition.section.scorecard)
    edition = build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1)
    preview = build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1, draft=True, known=submitted)
    assert edition.by_ref("1.0").figure(NOVEMBER).printed == ""
    assert preview.by_ref("1.0").figure(NOVEMBER).printed == "79%"


def test_what_the_checks_found_about_a_figure_that_is_not_approved_is_not_in_an_edition() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    own = figure_of(definition, NOVEMBER, "79", state=SubmissionState.SUBMITTED, by=PersonFactory.create())
    Finding.objects.create(submission=own, rule="counts", severity="warning", message="The figure entered is 79%.")
    period = own.period
    edition = build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1)
    preview = build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1, draft=True, known=submitted)
    assert edition.by_ref("1.0").findings == ()
    assert [each.message for each in preview.by_ref("1.0").findings] == ["The figure entered is 79%."]


def test_what_the_edition_before_printed_is_what_has_turned_red_and_what_was_revised() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    TargetFactory.create(measure=definition.measure)
    october = figure_of(definition, OCTOBER, "92", state=SubmissionState.PUBLISHED)
    before = build_content(october.period.scorecard, october.period, audience=Audience.INTERNAL, number=1)
    freeze(before, october.period)
    newer = Revision.objects.create(
        submission=october, number=2, value=Decimal(88), said="88", source="loaded", revised=True
    )
    Submission.objects.filter(pk=october.pk).update(published_revision=newer)
    november = figure_of(definition, NOVEMBER, "70")
    now = build_content(november.period.scorecard, november.period, audience=Audience.INTERNAL, number=1)
    assert now.compared_with == "edition 1 of October 2023"
    assert now.by_ref("1.0").turned_red
    assert [(row.month, row.published, row.now) for row in now.revised] == [(OCTOBER, "92%", "88%")]
    assert now.by_ref("1.0").figure(OCTOBER).printed == "88% r"


def test_a_restatement_is_printed_with_both_figures_and_its_reason() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    person = PersonFactory.create()
    november = figure_of(definition, NOVEMBER, "92", state=SubmissionState.PUBLISHED)
    corrected = Revision.objects.create(submission=november, number=2, value=Decimal(88), said="88", source="entered")
    assert november.published_revision is not None
    row = Restatement.objects.create(
        submission=november,
        reason="A team was counted twice",
        asked_by=person,
        published_revision=november.published_revision,
        revision=corrected,
    )
    Submission.objects.filter(pk=november.pk).update(published_revision=corrected)
    content = build_content(
        november.period.scorecard,
        november.period,
        audience=Audience.INTERNAL,
        number=2,
        restatements=[row],
    )
    assert [(r.published, r.restated, r.reason) for r in content.restatements] == [
        ("92%", "88%", "A team was counted twice")
    ]
    assert content.reason == "1.0: A team was counted twice"
    assert content.by_ref("1.0").figure(NOVEMBER).printed == "88%"


def test_imported_history_says_that_nobody_signed_it() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    october = figure_of(definition, OCTOBER, "92", state=SubmissionState.PUBLISHED)
    october.period.imported, october.period.state = True, PeriodState.PUBLISHED
    content = build_content(october.period.scorecard, october.period, audience=Audience.INTERNAL, number=1)
    assert content.imported
    assert content.by_ref("1.0").approval is None


def test_the_newest_figure_of_a_comparator_stands_in_its_column() -> None:
    definition = DefinitionFactory.create(ref="1.0")
    BenchmarkFactory.create(measure=definition.measure, period="2020/21", figure=Decimal("70.5"))
    BenchmarkFactory.create(measure=definition.measure, period="2021/22", figure=Decimal("80.9"))
    november = figure_of(definition, NOVEMBER, "92")
    content = build_content(november.period.scorecard, november.period, audience=Audience.INTERNAL, number=1)
    measure = content.by_ref("1.0")
    mark = measure.benchmark(content.comparators[0].comparator)
    assert mark is not None
    assert mark.shown == "80.9%"


def test_an_annual_measure_that_is_not_due_shows_its_latest_figure() -> None:
    definition = DefinitionFactory.create(ref="1.0", frequency="annual", aim=Aim.HIGHER)
    march = dt.date(2023, 3, 1)
    figure_of(definition, march, "92", state=SubmissionState.PUBLISHED)
    period = PeriodFactory.create(scorecard=definition.section.scorecard)
    measure = build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1).by_ref("1.0")
    assert measure.shown_month == march
    assert measure.current.printed == "92%"
    assert measure.direction is Direction.NO_COMPARISON


def test_the_number_of_queries_does_not_grow_with_the_measures() -> None:
    first = DefinitionFactory.create(ref="1.0")
    period = figure_of(first, NOVEMBER, "92").period

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            build_content(period.scorecard, period, audience=Audience.INTERNAL, number=1)
        return len(seen)

    few = queries()
    for i in range(1, 6):
        figure_of(DefinitionFactory.create(ref=f"1.{i}", section=first.section), NOVEMBER, "90")
    assert queries() == few


def test_who_approved_when_is_kept_with_the_figure() -> None:
    approval = sample_edition().by_ref("2.2").approval
    assert approval is not None
    assert (approval.by, approval.at) == ("Morgan Reed", SIGNED_AT)
    assert sample_edition().by_ref("9.4").figure(NOVEMBER).missing in (None, Missing.NOT_COLLECTED)


def test_charts_of_fewer_than_13_figures_have_no_marks_of_special_causes() -> None:
    trial = [m.chart for m in sample_edition().measures if m.chart is not None and m.chart.trial_limits]
    assert len(trial) > 20
    assert not any(point.signal for chart in trial for point in chart.points)
    assert {point.variation for chart in trial for point in chart.points} == {Variation.COMMON_CAUSE}


def test_notes_on_months_are_printed_for_the_board_with_the_letters_of_the_chart_and_not_for_the_public() -> None:
    november = ready_round(1)
    measure, by = november.definitions[0].measure, november.owner
    figure_of(november.definitions[0], OCTOBER, "71", state=SubmissionState.PUBLISHED)
    periods = {period.month: period for period in Period.objects.filter(scorecard=november.scorecard)}
    for month, text in ((NOVEMBER, "Two teams merged."), (OCTOBER, "A new recording system.")):
        Annotation.objects.create(measure=measure, period=periods[month], text=text, by=by)
    gone = Annotation.objects.create(measure=measure, period=periods[OCTOBER], text="Wrong.", by=by)
    Annotation.objects.filter(pk=gone.pk).update(removed_at=SIGNED_AT, removed_by=by)
    content = build_content(november.scorecard, november.period, audience=Audience.INTERNAL, number=1)
    notes = [(note.letter, note.month, note.text) for note in content.measures[0].notes]
    assert notes == [("A", OCTOBER, "A new recording system."), ("B", NOVEMBER, "Two teams merged.")]
    printed = html_of(content, f"measure:{content.measures[0].ref}")
    assert "B, November 2023: Two teams merged." in printed
    public = build_content(november.scorecard, november.period, audience=Audience.PUBLIC, number=1)
    assert "Two teams merged." not in canonical(to_data(public))

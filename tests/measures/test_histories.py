"""What is stored of whole scorecards equals what the pages work out of each line, in every state and definition."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from measures.actions.recalculate import recalculate
from measures.assessment import Assessment, assess
from measures.choices import Aim, Basis, Frequency, Rag, SubmissionState, TargetKind, Unit
from measures.histories import course_of, read_histories
from measures.models import MeasureDefinition, Scorecard, Status, Submission, Target
from measures.series import Known, Line, read_lines, submitted
from tests.factories.bulk import FIRST, filled_scorecard
from tests.factories.catalogue import DefinitionFactory
from tests.factories.inputs import TargetFactory
from tests.factories.months import figure_of

LAST = dt.date(2030, 1, 1)
OCTOBER, NOVEMBER, DECEMBER = (dt.date(2023, month, 1) for month in (10, 11, 12))

STORED = (
    "revision_id", "rag", "rag_reason", "direction", "direction_reason", "variation", "assurance", "trial_limits",
    "gap", "rule", "rules_version", "target_id", "inputs", "inputs_hash",
)  # fmt: skip


def stored(scorecard: Scorecard) -> list[dict[str, Any]]:
    """Return the current statuses of a scorecard, all that is kept of them but their ids and times."""
    current = Status.objects.current().filter(revision__submission__period__scorecard=scorecard)
    return list(current.order_by("revision_id").values(*STORED))


def said(found: Assessment) -> tuple[object, ...]:
    """Return what a page says of a line in a month."""
    return (
        found.rag, found.sentence, found.movement.direction, found.direction_sentence, found.variation or "",
        found.assurance or "", found.trial_limits, found.rating.rule,
    )  # fmt: skip


def published(_: Submission) -> Known:
    return Known.PUBLISHED


def lines(scorecard: Scorecard) -> list[Line]:
    return read_lines(scorecard, LAST, known=submitted)


class WholeScorecards(TestCase):
    """Generated scorecards."""

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**6), months=st.sampled_from([1, 5, 17, 26]))
    def test_every_stored_status_is_what_a_page_says_of_the_line(self, seed: int, months: int) -> None:
        scorecard = filled_scorecard(f"seed-{seed}-{months}", measures=12, months=months, seed=seed)
        recalculate(scorecard=scorecard)
        # What speaks to whoever sees what is on its way; of a published figure, what is known to those who see no more.
        expected = {
            slot.revision.pk: said(assess(line, month, screening=scorecard.screening))
            for known in (submitted, published)
            for line in read_lines(scorecard, LAST, known=known)
            for month, slot in line.slots.items()
            if slot.revision is not None
        }
        fields = (*STORED[1:8], "rule")
        assert {row["revision_id"]: tuple(row[name] for name in fields) for row in stored(scorecard)} == expected

    @settings(max_examples=4, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**6))
    def test_measure_by_measure_stores_the_same_as_all_at_once_and_neither_finds_more_to_do(self, seed: int) -> None:
        scorecard = filled_scorecard(f"seed-{seed}", measures=12, months=20, seed=seed)
        changed = recalculate(scorecard=scorecard)
        at_once = stored(scorecard)
        assert changed == len(at_once)
        assert recalculate(scorecard=scorecard, thorough=True) == 0
        Status.objects.all().update(current=False)
        one_by_one = sum(recalculate(scorecard=scorecard, measures=[m.pk]) for m in scorecard.measures.all())
        assert (one_by_one, stored(scorecard)) == (changed, at_once)


pytestmark = pytest.mark.django_db


def test_the_generated_scorecards_have_every_state_unit_and_kind_in_them() -> None:
    scorecard = filled_scorecard("all", measures=60, months=8)
    definitions = MeasureDefinition.objects.filter(measure__scorecard=scorecard)
    for name, vocabulary in {"unit": Unit, "aim": Aim, "basis": Basis, "frequency": Frequency}.items():
        assert set(definitions.values_list(name, flat=True)) == set(vocabulary), name
    assert set(definitions.values_list("measure__targets__kind", flat=True)) >= set(TargetKind)
    states = set(Submission.objects.filter(period__scorecard=scorecard).values_list("state", flat=True))
    assert states == set(SubmissionState) - {SubmissionState.DRAFT, SubmissionState.LEFT_OUT} | {"not started"}
    assert definitions.filter(breaks_comparison=True).exists()
    assert Submission.objects.filter(period__scorecard=scorecard, pending_revision__isnull=False).exists()


@pytest.fixture
def changed() -> MeasureDefinition:
    """A count whose unit became a percentage in November 2023; October's 60 and November's 92 are submitted."""
    before = DefinitionFactory.create(unit=Unit.COUNT, aim=Aim.HIGHER, holds_from=FIRST)
    TargetFactory.create(measure=before.measure, figure=Decimal(50))
    figure_of(before, OCTOBER, "60", state=SubmissionState.SUBMITTED)
    after = DefinitionFactory.create(
        measure=before.measure, section=before.section, ref=before.ref, unit=Unit.PERCENT, holds_from=NOVEMBER,
        breaks_comparison=True,
    )  # fmt: skip
    figure_of(after, NOVEMBER, "92", state=SubmissionState.SUBMITTED)
    return after


def test_an_old_month_keeps_the_meaning_that_it_had(changed: MeasureDefinition) -> None:
    recalculate(scorecard=changed.measure.scorecard)
    october, november = stored(changed.measure.scorecard)
    assert october["rag_reason"].startswith("Green: 60 against a target of 50")
    assert november["rag_reason"].startswith("Green: 92% against a target of 50%")
    assert november["direction"] == "no comparison"


def test_a_page_and_a_history_give_the_rules_the_same_course(changed: MeasureDefinition) -> None:
    scorecard = changed.measure.scorecard
    (line,), (history,) = lines(scorecard), read_histories(scorecard, LAST)
    assert course_of(line, NOVEMBER) == history.course


def hashes(scorecard: Scorecard) -> list[str]:
    (history,) = read_histories(scorecard, LAST)
    return [inputs_hash for _, inputs_hash in history.hashed()]


def test_the_hash_of_a_month_rests_on_it_and_on_earlier_months_only(changed: MeasureDefinition) -> None:
    scorecard = changed.measure.scorecard
    before = hashes(scorecard)
    figure_of(changed, DECEMBER, "93", state=SubmissionState.SUBMITTED)
    after = hashes(scorecard)
    assert (after[:2], len(after)) == (before, 3)
    TargetFactory.create(measure=changed.measure, year=2024, figure=Decimal(95))
    assert hashes(scorecard) == after


@pytest.mark.parametrize(
    "change", [{"decimals": 2}, {"movement_tolerance": Decimal(1)}, {"limits_fixed_after": 12}, {"maturity_lag": 2}]
)
def test_a_definition_that_says_something_else_changes_the_hashes_from_it_on(
    changed: MeasureDefinition, change: dict[str, Any]
) -> None:
    before = hashes(changed.measure.scorecard)
    MeasureDefinition.objects.filter(pk=changed.pk).update(**change)
    after = hashes(changed.measure.scorecard)
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False]


def test_what_is_stored_of_the_inputs_does_not_grow_with_the_history() -> None:
    definition = DefinitionFactory.create()
    for place in range(30):
        month = dt.date(2021 + place // 12, place % 12 + 1, 1)
        figure_of(definition, month, str(80 + place % 3), state=SubmissionState.SUBMITTED)
    recalculate(scorecard=definition.measure.scorecard)
    sizes = [len(str(row["inputs"])) for row in stored(definition.measure.scorecard)]
    assert max(sizes[20:]) < max(sizes[10:20]) + 20


def test_one_changed_submission_asks_as_many_queries_whatever_the_size() -> None:
    def queries(measures: int) -> int:
        scorecard = filled_scorecard(f"of-{measures}", measures=measures, months=2)
        recalculate(scorecard=scorecard)
        slot = Submission.objects.filter(period__scorecard=scorecard, state="approved").latest("period__month", "pk")
        Status.objects.filter(revision=slot.approved_revision_id).update(inputs_hash="0" * 64)
        with CaptureQueriesContext(connection) as captured:
            assert recalculate(scorecard=scorecard, measures=[slot.measure_id], month=slot.period.month) == 1
        return len(captured)

    assert queries(5) == queries(50)


@pytest.fixture
def waiting() -> Submission:
    """October, published at 85% and waiting at 40%, before November's published 86% and December's submitted 42%."""
    definition = DefinitionFactory.create(aim=Aim.HIGHER)
    TargetFactory.create(measure=definition.measure, figure=Decimal(90))
    october = figure_of(definition, OCTOBER, "85", state=SubmissionState.PUBLISHED)
    figure_of(definition, NOVEMBER, "86", state=SubmissionState.PUBLISHED)
    figure_of(definition, DECEMBER, "42", state=SubmissionState.SUBMITTED)
    Submission.objects.filter(pk=october.pk).update(
        pending_revision=october.revisions.create(number=2, value=Decimal(40), source="loaded")
    )
    return october


def directions(scorecard: Scorecard) -> dict[tuple[dt.date, int], str]:
    """Return each current direction of travel, by month and number of the revision."""
    rows = Status.objects.current().filter(revision__submission__period__scorecard=scorecard)
    found = rows.values_list("revision__submission__period__month", "revision__number", "direction_reason")
    return {(month, number): said for month, number, said in found}


def test_a_published_status_uses_published_figures_alone_and_one_on_its_way_all_of_them(waiting: Submission) -> None:
    scorecard = waiting.period.scorecard
    assert recalculate(scorecard=scorecard) == 4
    said = directions(scorecard)
    assert "up 1 point on October" in said[NOVEMBER, 1]
    assert "down 44 points on November" in said[DECEMBER, 1]
    assert {(OCTOBER, 1), (OCTOBER, 2)} <= set(said)
    assert recalculate(scorecard=scorecard, thorough=True) == 0


def test_what_waited_counts_for_later_months_once_it_is_published(waiting: Submission) -> None:
    scorecard = waiting.period.scorecard
    recalculate(scorecard=scorecard)
    Submission.objects.filter(pk=waiting.pk).update(
        published_revision=waiting.revisions.get(number=2), pending_revision=None
    )
    assert recalculate(scorecard=scorecard) == 1
    assert "up 46 points on October" in directions(scorecard)[NOVEMBER, 1]


def test_a_month_that_is_not_published_is_nothing_to_a_later_one_that_is() -> None:
    definition = DefinitionFactory.create()
    figure_of(definition, OCTOBER, "40", state=SubmissionState.APPROVED)
    november = figure_of(definition, NOVEMBER, "86", state=SubmissionState.PUBLISHED)
    scorecard = definition.measure.scorecard
    assert recalculate(scorecard=scorecard) == 2
    assert Status.objects.current().get(revision=november.published_revision).direction == "no comparison"


def test_the_months_of_a_retired_measure_are_rated_like_any_others(changed: MeasureDefinition) -> None:
    recalculate(scorecard=changed.measure.scorecard)
    type(changed.measure).objects.filter(pk=changed.measure_id).update(retired_from=DECEMBER)
    figure_of(DefinitionFactory.create(section=changed.section), DECEMBER, "1", state=SubmissionState.SUBMITTED)
    Target.objects.filter(measure=changed.measure_id).update(figure=Decimal(95))
    assert recalculate(scorecard=changed.measure.scorecard, measures=[changed.measure_id]) == 2
    assert stored(changed.measure.scorecard)[1]["rag"] == Rag.AMBER

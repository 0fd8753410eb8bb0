"""The checks of a figure as it was entered, each at its limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.checks import (
    check_figure,
    check_format,
    check_late,
    check_part,
    check_range,
    check_reconcile,
    check_stale,
    check_unusual,
)
from measures.calculation.due import months_later
from measures.calculation.facts import FigureFacts, MeasureFacts
from measures.calculation.findings import Entry, Surroundings
from measures.calculation.values import round_half_up
from measures.choices import Basis, Counts, Frequency, Missing, Rule, Severity, Unit
from tests.measures.calculation.facts import NOVEMBER, OCTOBER, figure, measure, number

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def entry(typed: str | int | None = None, places: int | None = None, **more: Any) -> Entry:
    for name in ("numerator", "denominator"):
        more[name] = number(more.get(name))
    return Entry(NOVEMBER, number(typed), places, **more)


def severities(measured: MeasureFacts, entered: Entry) -> list[tuple[Rule, Severity]]:
    return [(finding.rule, finding.severity) for finding in check_figure(measured, entered, Surroundings()).findings]


def test_a_figure_that_agrees_with_its_counts_has_no_finding() -> None:
    assert check_figure(measure(), entry(79, 0, numerator=368, denominator=466), Surroundings()).findings == ()


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 3))
def test_a_figure_typed_from_its_counts_always_reconciles(numerator: int, extra: int, places: int) -> None:
    denominator = numerator + extra
    typed = round_half_up(Decimal(100 * numerator) / denominator, places)
    entered = Entry(NOVEMBER, typed, places, numerator=Decimal(numerator), denominator=Decimal(denominator))
    assert check_reconcile(measure(), entered) == []


def test_a_figure_is_reconciled_at_the_precision_typed() -> None:
    assert check_reconcile(measure(), entry(13, 0, numerator=1, denominator=8)) == []
    [finding] = check_reconcile(measure(), entry("13.0", 1, numerator=1, denominator=8))
    assert finding.message == "The figure entered is 13.0%, but 1 out of 8 gives 12.5%."


def test_a_figure_typed_where_there_is_none_does_not_reconcile() -> None:
    [finding] = check_reconcile(measure(), entry(50, 0, numerator=0, denominator=0))
    assert finding.message == "The figure entered is 50%, but 0 out of 0 has no figure."


def test_a_count_is_reconciled_with_the_number_counted() -> None:
    [finding] = check_reconcile(measure(Unit.COUNT), entry(8, 0, numerator=9))
    assert finding.message == "The figure entered is 8, but the count of 9 gives 9."


def test_a_rate_is_reconciled_with_the_population_in_force() -> None:
    yearly = measure(Unit.RATE, basis=Basis.MONTH_ANNUALISED)
    assert check_reconcile(yearly, entry(381, 0, numerator=466, denominator=146880)) == []
    assert len(check_reconcile(yearly, entry(382, 0, numerator=466, denominator=146880))) == 1


@pytest.mark.parametrize(
    ("measured", "entered", "sentence"),
    [
        (measure(), entry("100.5", 1), "100.5% is more than 100%."),
        (measure(), entry(numerator=6, denominator=5), "6 is more than the 5 that it is out of."),
        (measure(), entry(numerator=6, denominator=0), "6 out of 0 has no figure: one of the two counts is wrong."),
        (measure(), entry(numerator=-1, denominator=5), "The number counted is -1, and can not be less than zero."),
        (
            measure(),
            entry(numerator=1, denominator=-5),
            "The number that it is out of is -5, and can not be less than zero.",
        ),
        (
            measure(),
            entry(numerator="1.5", denominator=5),
            "The number counted is 1.5, and children are counted whole.",
        ),
        (measure(Unit.COUNT), entry(-2), "The figure is -2, and can not be less than zero."),
        (measure(Unit.COUNT), entry("2.5", 1), "The figure is 2.5, and children are counted whole."),
        (
            measure(Unit.AVERAGE),
            entry(numerator=5, denominator=0),
            "5 out of 0 has no figure: one of the two counts is wrong.",
        ),
    ],
)
def test_what_can_not_be_is_an_error(measured: MeasureFacts, entered: Entry, sentence: str) -> None:
    [finding] = check_range(measured, entered)
    assert (finding.rule, finding.severity, finding.message) == (Rule.RANGE, ERROR, sentence)


@pytest.mark.parametrize(
    ("box", "measured", "entered"),
    [
        ("figure", measure(), entry("100.5", 1)),
        ("figure", measure(Unit.COUNT), entry("2.5", 1)),
        ("numerator", measure(), entry(numerator=2106, denominator=2105)),
        ("numerator", measure(), entry(numerator="1.5", denominator=5)),
        ("denominator", measure(), entry(numerator=1106, denominator=0)),
        ("denominator", measure(), entry(numerator=1, denominator=-5)),
    ],
)
def test_an_error_names_the_box_that_it_is_about_and_of_a_part_the_parts(
    box: str, measured: MeasureFacts, entered: Entry
) -> None:
    [finding], [of_part] = check_range(measured, entered), check_part(measured, "North", entered)
    assert (finding.box, of_part.box) == (box, "parts")


@pytest.mark.parametrize("entered", [entry("100.5", 1), entry(numerator=210, denominator=205)])
def test_a_measure_that_may_exceed_100_asks_for_an_explanation_only(entered: Entry) -> None:
    [finding] = check_range(measure(may_exceed_100=True), entered)
    assert finding.severity is WARNING


@pytest.mark.parametrize(
    ("measured", "entered"),
    [
        (measure(), entry(100, 0)),
        (measure(), entry(0, 0, numerator=0, denominator=5)),
        (measure(), entry(numerator=0, denominator=0)),
        (measure(counts=Counts.STAFF), entry(numerator="87.5", denominator="205.2")),
        (measure(Unit.AVERAGE), entry(numerator=1000, denominator="58.4")),
        (measure(Unit.RATE), entry(459, 0)),
    ],
)
def test_what_can_be_is_no_error(measured: MeasureFacts, entered: Entry) -> None:
    assert check_range(measured, entered) == []


@pytest.mark.parametrize(
    ("measured", "entered", "sentences"),
    [
        (measure(), entry(79, 0, percent_sign=True), []),
        (measure(), entry(79, 0, percent_sign=None), []),
        (measure(), entry(79, 0, percent_sign=False), ["“79” was entered without a % sign; it is read as 79%."]),
        (
            measure(),
            entry("79.25", 2, percent_sign=True),
            ["79.25% has 2 decimals; this measure is printed with no decimals, as 79%."],
        ),
        (
            measure(Unit.AVERAGE, decimals=1),
            entry(17, 0, percent_sign=False),
            ["17 has no decimals; this measure is printed with 1 decimal, as 17.0."],
        ),
        (measure(), entry(numerator=1, denominator=8), []),
    ],
)
def test_the_format_is_the_measures(measured: MeasureFacts, entered: Entry, sentences: list[str]) -> None:
    assert [finding.message for finding in check_format(measured, entered)] == sentences


def history(*values: int) -> list[FigureFacts]:
    return [figure(value, months_later(OCTOBER, index + 1 - len(values))) for index, value in enumerate(values)]


def test_a_move_larger_than_any_of_twelve_is_unusual() -> None:
    around = Surroundings(history=history(50, 53, 50, 53, 50, 53, 50, 53, 50, 53, 50, 53, 50))
    assert check_unusual(measure(), entry(53, 0), around) == []
    [finding] = check_unusual(measure(), entry(54, 0), around)
    assert finding.message == "The figure moved from 50% to 54%, more than in any of the 12 moves before it."


def test_the_unusual_is_seen_where_counts_alone_were_entered() -> None:
    around = Surroundings(history=history(*[50, 51] * 7))
    assert len(check_unusual(measure(), entry(numerator=9, denominator=10), around)) == 1


def test_a_year_to_date_figure_is_measured_against_the_same_month_last_year() -> None:
    # From October 2021 on; every April starts anew at 10, and each month is 2 higher than a year before.
    values = [10 * ((place + 6) % 12 + 1) + 2 * (place // 12) for place in range(25)]
    around = Surroundings(history=history(*values))
    measured = measure(unit=Unit.COUNT, basis=Basis.YEAR_TO_DATE)
    assert check_unusual(measured, entry(values[13] + 2, 0), around) == []
    [finding] = check_unusual(measured, entry(values[13] + 3, 0), around)
    assert "13 moves" in finding.message


def test_eleven_moves_are_too_few_to_call_anything_unusual() -> None:
    assert check_unusual(measure(), entry(99, 0), Surroundings(history=history(*[50] * 12))) == []


def test_moves_before_a_change_of_definition_do_not_count() -> None:
    around = Surroundings(history=history(*[50] * 20), breaks=[date(2023, 1, 1)])
    assert check_unusual(measure(), entry(99, 0), around) == []


@pytest.mark.parametrize(
    ("missing", "findings"),
    [
        (None, 1),
        (Missing.NOT_AVAILABLE, 1),
        (Missing.NOT_COLLECTED, 1),
        (Missing.NOT_APPLICABLE, 0),
        (Missing.NOT_DUE, 0),
    ],
)
def test_a_measure_without_a_figure_since_a_past_month_is_stale(missing: Missing | None, findings: int) -> None:
    around = Surroundings(history=history(28))
    assert len(check_stale(measure(), entry(missing=missing), around)) == findings


def test_a_measure_that_never_had_a_figure_is_not_stale() -> None:
    assert check_stale(measure(), entry(), Surroundings(history=[figure(None, OCTOBER)])) == []


def test_a_measure_that_is_not_due_is_not_stale() -> None:
    annual = measure(frequency=Frequency.ANNUAL)
    assert check_stale(annual, entry(), Surroundings(history=history(28))) == []


@pytest.mark.parametrize(
    ("day", "findings"), [(9, []), (10, []), (11, ["Submitted on 11 December 2023; it was due on 10 December 2023."])]
)
def test_a_submission_after_its_due_date_is_late(day: int, findings: list[str]) -> None:
    found = check_late(date(2023, 12, day), date(2023, 12, 10))
    assert [finding.message for finding in found] == findings


def test_an_error_hides_no_warning() -> None:
    assert severities(measure(), entry(80, 0, percent_sign=False, numerator=6, denominator=5)) == [
        (Rule.RANGE, ERROR),
        (Rule.RECONCILE, WARNING),
        (Rule.FORMAT, WARNING),
    ]


def test_only_errors_stop_a_submission() -> None:
    checked = check_figure(measure(), entry(80, 0, numerator=6, denominator=5), Surroundings())
    assert [finding.rule for finding in checked.errors] == [Rule.RANGE]

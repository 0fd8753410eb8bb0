"""Rounding, and the one reader of what people and files type."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calculation.values import (
    BadFigure,
    Reading,
    TargetReading,
    both_ways,
    display,
    read_count,
    read_figure,
    read_fraction,
    read_target,
    round_half_up,
)
from measures.choices import Missing, TargetKind, Unit

COUNTED = "There is a count, and a reason for having none (“not applicable”). Leave one of the two out."
DECIMALS = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("16.25", 1, "16.3"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("2.4999", 0, "2"),
        ("-0.4", 0, "0"),
        ("1E+2", 1, "100.0"),
        ("1E-400", 2, "0.00"),
        ("999999999.5", 0, "1000000000"),
        ("12345678901234567890123456789.5", 0, "12345678901234567890123456790"),
    ],
)
def test_halves_are_rounded_up(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@given(DECIMALS, st.integers(0, 6))
def test_rounding_is_the_floor_of_half_more(value: Decimal, places: int) -> None:
    exact = Fraction(floor(Fraction(value) * 10**places + Fraction(1, 2)), 10**places)
    assert Fraction(round_half_up(value, places)) == exact


@given(DECIMALS, DECIMALS, st.integers(0, 6))
def test_rounding_never_turns_an_order_round(one: Decimal, other: Decimal, places: int) -> None:
    less, more = sorted((one, other))
    assert round_half_up(less, places) <= round_half_up(more, places)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E+2000"])
def test_what_is_no_figure_is_not_rounded(value: str) -> None:
    with pytest.raises(ValueError, match="Not a figure"):
        round_half_up(Decimal(value), 0)


@pytest.mark.parametrize(
    ("value", "unit", "places", "printed"),
    [
        ("78.97", Unit.PERCENT, 0, "79%"),
        ("459.4", Unit.RATE, 0, "459"),
        ("17.14", Unit.AVERAGE, 1, "17.1"),
        ("2039", Unit.COUNT, 0, "2039"),
        ("10", Unit.PERCENT, 1, "10.0%"),
    ],
)
def test_a_figure_is_printed_as_in_the_scorecard(value: str, unit: Unit, places: int, printed: str) -> None:
    assert display(Decimal(value), unit, places) == printed


@pytest.mark.parametrize(
    ("text", "value", "places", "sign"),
    [
        ("79%", "79", 0, True),
        ("12 %", "12", 0, True),
        ("79", "79", 0, False),
        (" 10.20\u00a0% ", "10.20", 2, True),
        ("1,234", "1234", 0, False),
        ("1,234,567.5", "1234567.5", 1, False),
        (".5", "0.5", 1, False),
        ("0", "0", 0, False),
        ("100.5", "100.5", 1, False),
        ("007", "7", 0, False),
    ],
)
def test_a_figure_is_read_with_its_meaning(text: str, value: str, places: int, sign: bool) -> None:
    assert read_figure(text, Unit.PERCENT) == Reading(
        Decimal(value), None, places, sign, text.replace("\u00a0", " ").strip()
    )


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("NA", Missing.NOT_AVAILABLE),
        ("n/a", Missing.NOT_AVAILABLE),
        ("-", Missing.NOT_AVAILABLE),
        ("c", Missing.SUPPRESSED),
        ("z", Missing.NOT_APPLICABLE),
        ("Not due", Missing.NOT_DUE),
        ("not collected yet", Missing.NOT_COLLECTED),
    ],
)
def test_a_reason_for_having_no_figure_is_read(text: str, missing: Missing) -> None:
    reading = read_figure(text, Unit.COUNT)
    assert (reading.value, reading.missing) == (None, missing)


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_an_empty_cell_is_neither_a_figure_nor_a_reason(text: str) -> None:
    assert read_figure(text, Unit.COUNT).empty


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NaN", "Enter a number"),
        ("Infinity", "Enter a number"),
        ("1e400", "Enter the number in full, without an exponent"),
        ("-5", "Enter a figure of zero or more, without a sign"),
        ("\u22125%", "Enter a figure of zero or more, without a sign"),
        ("7９%", "Enter the figure with the plain digits 0 to 9"),
        ("１２", "Enter the figure with the plain digits 0 to 9"),
        ("12,34", "Put commas between groups of three digits"),
        (",123", "Put commas between groups of three digits"),
        ("1.2.3", "Enter a number with one decimal point"),
        ("9" * 10_000, "The figure is too long: it has 10000 characters"),
        ("1\x0012", "characters that can not be seen"),
        ("1\t2", "characters that can not be seen"),
        ("1\u202e2", "characters that can not be seen"),
        ("1234567890", "at most 9 digits before the decimal point"),
        ("1.1234567", "6 after it"),
        ("twelve", "Enter a number, such as 79% or 17.1"),
        ("%", "Enter a number"),
        ("5.", "Enter a number"),
        ("1_000", "Enter a number"),
        ("12%%", "Enter a number"),
        ("=1+1", "Enter a number"),
    ],
)
def test_what_is_not_a_figure_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadFigure, match=sentence.replace(".", r"\.")):
        read_figure(text, Unit.PERCENT)


def test_a_percent_sign_is_refused_where_the_measure_is_no_percentage() -> None:
    with pytest.raises(BadFigure, match="Remove the % sign"):
        read_figure("12%", Unit.RATE)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_short_printable_sentence(text: str) -> None:
    refusal, value = "", Decimal(0)
    try:
        value = read_figure(text, Unit.PERCENT).value or value
    except BadFigure as refused:
        refusal = str(refused)
    assert value >= 0
    assert refusal == "" or (refusal.isprintable() and len(refusal) < 200)


@given(st.decimals(min_value=0, max_value=999_999_999, places=3))
def test_what_is_printed_reads_back(value: Decimal) -> None:
    assert read_figure(display(value, Unit.PERCENT, 3), Unit.PERCENT).value == value


@pytest.mark.parametrize(("text", "count"), [("2039", "2039"), ("2,039", "2039"), ("0", "0"), ("5.0", "5.0")])
def test_a_count_is_read(text: str, count: str) -> None:
    assert read_count(text) == Decimal(count)


@pytest.mark.parametrize("text", ["", " ", "NA"])
def test_a_count_may_be_left_empty(text: str) -> None:
    assert read_count(text) is None


def test_people_are_counted_whole_and_full_time_equivalents_are_not() -> None:
    assert read_count("20.5", fractional=True) == Decimal("20.5")
    with pytest.raises(BadFigure, match="Enter a whole number"):
        read_count("20.5")


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("632 / 2039", 632, 2039),
        ("275/466", 275, 466),
        ("2039", 2039, None),
        ("0", 0, None),
        ("", None, None),
        ("1,632 / 2,039", 1632, 2039),
        ("N/A", None, None),
    ],
)
def test_two_counts_are_read_from_one_cell(text: str, numerator: int | None, denominator: int | None) -> None:
    assert read_fraction(text) == (numerator, denominator)


def test_the_lone_number_beside_an_average_is_no_count() -> None:
    assert read_fraction("17", Unit.AVERAGE) == (None, None)


@pytest.mark.parametrize("text", ["/ 5", "5 /", "/", "1/2/3", "a / b", "-1 / 2"])
def test_half_a_fraction_is_refused(text: str) -> None:
    with pytest.raises(BadFigure):
        read_fraction(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("90%", TargetReading(TargetKind.FIGURE, Decimal(90), said="90%")),
        ("37.5%", TargetReading(TargetKind.FIGURE, Decimal("37.5"), places=1, said="37.5%")),
        ("TBC", TargetReading(TargetKind.TO_BE_CONFIRMED, said="TBC")),
        ("", TargetReading(TargetKind.NONE)),
        ("NA", TargetReading(TargetKind.NONE, said="NA")),
        ("0", TargetReading(TargetKind.FIGURE, Decimal(0), said="0")),
        (
            "20 to 25.5%",
            TargetReading(TargetKind.RANGE, low=Decimal(20), high=Decimal("25.5"), places=1, said="20 to 25.5%"),
        ),
        ("20–25", TargetReading(TargetKind.RANGE, low=Decimal(20), high=Decimal(25), said="20–25")),
    ],
)
def test_a_target_is_read(text: str, reading: TargetReading) -> None:
    assert read_target(text, Unit.PERCENT) == reading


@pytest.mark.parametrize("text", ["25 to 20", "soon", "1.2.3"])
def test_what_is_not_a_target_is_refused(text: str) -> None:
    with pytest.raises(BadFigure):
        read_target(text, Unit.PERCENT)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((None, None), ""),
        ((Decimal(0), Decimal(0)), ""),
        ((Decimal(0), None), COUNTED),
        ((None, Decimal(10)), COUNTED),
    ],
)
def test_a_reason_for_no_figure_stands_beside_no_count_but_zero_out_of_zero(
    counts: tuple[Decimal | None, ...], sentence: str
) -> None:
    assert both_ways(Missing.NOT_APPLICABLE, None, *counts) == sentence
    assert both_ways(None, Decimal(5), *counts) == ""

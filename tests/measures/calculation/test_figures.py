"""Which figure is published: the typed one, or the one that its counts give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.facts import FigureFacts
from measures.calculation.figures import published, shown, with_unit
from measures.choices import Missing, Unit
from tests.measures.calculation.facts import NOVEMBER, measure


def publish(**entered: Decimal | int | Missing | None) -> FigureFacts:
    return published(measure(), NOVEMBER, **entered)  # type: ignore[arg-type]


def test_counts_give_the_figure_where_none_was_typed() -> None:
    assert publish(numerator=Decimal(1), denominator=Decimal(8)).value == Decimal("12.5")


def test_a_typed_figure_that_its_counts_agree_with_is_published_unrounded() -> None:
    figure = publish(typed=Decimal(13), typed_places=0, numerator=Decimal(1), denominator=Decimal(8))
    assert figure.value == Decimal("12.5")


def test_a_typed_figure_that_its_counts_contradict_is_published_as_typed() -> None:
    figure = publish(typed=Decimal(48), typed_places=0, numerator=Decimal(87), denominator=Decimal(205))
    assert figure.value == Decimal(48)


def test_imported_history_has_a_figure_without_counts() -> None:
    assert publish(typed=Decimal(48), typed_places=0).value == Decimal(48)


def test_a_reason_for_having_none_wins() -> None:
    figure = publish(typed=Decimal(48), missing=Missing.NOT_AVAILABLE)
    assert (figure.value, figure.missing, figure.reported) == (None, Missing.NOT_AVAILABLE, False)


def test_nothing_out_of_nothing_is_not_applicable() -> None:
    assert publish(numerator=Decimal(0), denominator=Decimal(0)).missing is Missing.NOT_APPLICABLE


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 0), (-3, 5)])
def test_counts_that_can_not_be_leave_no_figure(numerator: int, denominator: int) -> None:
    figure = publish(numerator=Decimal(numerator), denominator=Decimal(denominator))
    assert (figure.value, figure.missing) == (None, None)


def test_a_figure_is_shown_with_the_decimals_of_its_measure() -> None:
    assert shown(measure(decimals=1), Decimal("10.25")) == "10.3%"
    assert with_unit(measure(Unit.RATE), Decimal("458.5"), 0) == "459 per 10,000"

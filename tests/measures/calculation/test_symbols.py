"""Symbols of published official statistics."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.symbols import SYMBOLS, PublishedReading, read_published
from measures.calculation.values import BadFigure
from measures.choices import Missing


@pytest.mark.parametrize(
    ("text", "missing", "meaning"),
    [
        ("c", Missing.SUPPRESSED, "confidential"),
        ("z", Missing.NOT_APPLICABLE, "not applicable"),
        ("x", Missing.NOT_AVAILABLE, "not available"),
        ("-", Missing.NOT_AVAILABLE, "not available, no reason given"),
        (" Low ", Missing.NOT_AVAILABLE, "rounds to zero, but is not zero"),
        ("u", Missing.NOT_AVAILABLE, "unreliable"),
    ],
)
def test_a_symbol_is_kept_as_what_it_means(text: str, missing: Missing, meaning: str) -> None:
    reading = read_published(text)
    assert (reading.value, reading.missing, reading.meaning) == (None, missing, meaning)


def test_no_symbol_is_zero() -> None:
    assert {read_published(symbol).value for symbol in SYMBOLS} == {None}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("98", PublishedReading(Decimal(98))),
        ("1,234.50", PublishedReading(Decimal("1234.50"), 1)),
        ("18.899999999999999", PublishedReading(Decimal("18.899999999999999"), 15)),
        ("-0.46", PublishedReading(Decimal("-0.46"), 2)),
        ("67%", PublishedReading(Decimal(67))),
        ("0", PublishedReading(Decimal(0))),
    ],
)
def test_a_published_figure_is_read(text: str, reading: PublishedReading) -> None:
    assert read_published(text) == reading


@pytest.mark.parametrize("text", ["NaN", "inf", "1e400", "q", "１２", "1_000", "9" * 50])
def test_what_is_neither_figure_nor_symbol_is_refused(text: str) -> None:
    with pytest.raises(BadFigure, match="neither a figure nor one of the symbols"):
        read_published(text)

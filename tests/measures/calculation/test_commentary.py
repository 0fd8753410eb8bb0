"""Figures that a commentary quotes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.calculation.commentary import check_commentary, quoted_figures
from measures.choices import Severity

KNOWN = [Decimal("78.97"), Decimal(80), None, Decimal("80.9")]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Down to 79% from 80 % last month", ["79%", "80 %"]),
        ("79 per cent, or 79.0 percent", ["79 per cent", "79.0 percent"]),
        ("1,459 per 10,000 children", ["1,459 per 10,000"]),
        ("down 5 percentage points; 12 children; 45 working days", []),
        ("in 2023/24 we saw 368/466", []),
        ("", []),
    ],
)
def test_percentages_and_rates_are_found_in_a_text(text: str, quoted: list[str]) -> None:
    assert [said for said, _, _ in quoted_figures(text)] == quoted


@pytest.mark.parametrize("text", ["79%", "79.0%", "78.97 %", "80 per cent", "80.9%", "81%", "No figures here"])
def test_the_measures_own_figures_may_be_quoted_at_any_precision(text: str) -> None:
    assert check_commentary(text, KNOWN) == []


def test_a_figure_of_nobodys_is_a_hint_and_said_once() -> None:
    [finding] = check_commentary("We reached 97%, yes 97%.", KNOWN)
    assert finding.severity is Severity.INFORMATION
    assert finding.message.startswith("The commentary says 97%, which is none of")


def test_a_long_commentary_takes_no_longer_for_its_digits() -> None:
    assert quoted_figures("1" * 200_000 + " " + "1,1" * 50_000) == []

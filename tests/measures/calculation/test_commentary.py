"""Figures that a commentary quotes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from measures.calculation.commentary import Superseded, check_commentary, check_superseded, quoted_figures
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


REVISED = [
    Superseded(dt.date(2023, 10, 1), Decimal(511), "511", "520"),
    Superseded(dt.date(2023, 9, 1), Decimal(79), "79%", ""),
]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Referrals rose from 511 to 599.", ["says 511, which was the figure of October 2023 until a later extract"]),
        ("Down from 79 per cent", ["says 79%, which was the figure of September 2023"]),
        ("Of 79 families, 599 of 5110", []),
    ],
)
def test_a_text_that_quotes_a_figure_as_it_was_before_it_was_revised_has_to_be_explained(
    text: str, said: list[str]
) -> None:
    found = check_superseded(text, REVISED, [Decimal(599), None])
    assert [finding.severity for finding in found] == [Severity.WARNING] * len(said)
    assert all(words in finding.message for words, finding in zip(said, found, strict=True))


def test_a_number_that_is_the_months_own_figure_may_be_quoted_though_it_was_revised_elsewhere() -> None:
    assert check_superseded("It is 511 again.", REVISED, [Decimal(511)]) == []

"""Months as headings write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.sheets.months import BadMonth, month_after, month_label, read_month

MONTHS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(lambda day: day.replace(day=1))


@pytest.mark.parametrize(
    "text",
    ["Nov-23", "nov-23", " Nov 2023 ", "November 2023", "Nov/23", "2023-11", "2023-11-01", "01/11/2023", "1/11/2023"],
)
def test_a_month_is_the_first_of_its_days(text: str) -> None:
    assert read_month(text) == dt.date(2023, 11, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Novem-23",
        "2023-13",
        "2023-11-02",
        "13/2023",
        "32/11/2023",
        "Nov-234",
        "Q3 2023",
        "\u0662\u0660\u0662\u0663-11",
    ],
)
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadMonth):
        read_month(text)


def test_a_month_that_a_spreadsheet_took_for_a_day_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadMonth, match=r"Type the heading as text, for example May-23\."):
        read_month("23-May")


@given(MONTHS)
def test_a_label_reads_back_as_its_month(month: dt.date) -> None:
    assert read_month(month_label(month)) == month


@given(MONTHS)
def test_the_month_after_is_the_next_one(month: dt.date) -> None:
    after = month_after(month)
    assert after.day == 1
    assert 28 <= (after - month).days <= 31

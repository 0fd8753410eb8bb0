"""An edition as plain data and back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.charts import ChartData, ChartPoint, Level
from measures.choices import Audience, Missing
from reports.content import EditionContent, from_data, to_data
from reports.content.measure_model import MonthFigure
from reports.content.model import SCHEMA
from reports.content.plain import NewerContent
from reports.content.plain import _plain as to_plain
from reports.content.plain import _read as from_plain
from reports.models import canonical
from tests.factories.editions import sample_edition


def an_edition(**changes: Any) -> EditionContent:
    plain = EditionContent("Social care", "social-care", dt.date(2023, 11, 1), 1, Audience.INTERNAL)
    return replace(plain, **changes)


@pytest.mark.django_db
def test_the_sample_comes_back_from_its_json_as_it_was() -> None:
    content = sample_edition()
    text = canonical(to_data(content))
    back = from_data(json.loads(text))
    assert back == content
    assert canonical(to_data(back)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**8), max_value=10**8), st.text())
def test_any_figure_and_any_text_come_back(value: Decimal, said: str) -> None:
    figure = MonthFigure(dt.date(2023, 11, 1), said, value, Missing.NOT_DUE, said)
    content = an_edition(reason=said, months=(figure.month,))
    assert from_data(json.loads(json.dumps(to_data(content)))) == content


def test_decimals_are_text_without_an_exponent() -> None:
    content = an_edition(populations=())
    data = json.loads(canonical(to_data(content)))
    assert not any(isinstance(value, float) for value in data.values())


def test_an_older_edition_without_a_later_field_still_reads() -> None:
    data = to_data(an_edition(reason="An error"))
    del data["reason"]
    assert from_data(data).reason == ""


def test_a_field_that_is_not_known_is_passed_over() -> None:
    assert from_data({**to_data(an_edition()), "colour_scheme": "dark"}) == an_edition()


def test_an_edition_of_a_newer_portal_is_refused_with_what_to_do() -> None:
    with pytest.raises(NewerContent, match="Update the portal"):
        from_data({**to_data(an_edition()), "schema": SCHEMA + 1})


def test_the_targets_of_a_chart_s_months_come_back_and_one_target_leaves_no_trace() -> None:
    points = tuple(ChartPoint(dt.date(2023, month, 1), Decimal(84)) for month in (10, 11))
    level = Level("Target 80%", Decimal(80))
    charts = [ChartData("2.2", points, level), ChartData("2.2", points, level, targets=(None, level))]
    assert [from_plain(ChartData, json.loads(json.dumps(to_plain(chart)))) for chart in charts] == charts
    assert ["targets" in to_plain(chart) for chart in charts] == [False, True]

"""The engine agrees with the readable rules on, just beside and far from every edge, for every kind of measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pytest

from measures.calculation.engine import MonthFacts, SeriesFacts
from tests.measures.calculation import edges
from tests.measures.calculation.agreement import (
    by_the_engine,
    by_the_readable_rules,
    charts_by_the_engine,
    charts_by_the_readable_rules,
)


@pytest.fixture(autouse=True)
def _in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine take its rows in several blocks, as it does a large council's."""
    monkeypatch.setattr("measures.calculation.engine.stretches.BLOCK", 20_000)


def test_every_month_beside_an_edge_is_the_same_in_both() -> None:
    every = (edges.rated(), edges.unrated(), edges.moving(), edges.crossing(), edges.interrupted())
    scorecard = list(chain.from_iterable(reversed(every)))
    assert differing(by_the_engine(scorecard), by_the_readable_rules(scorecard), months_of(scorecard)) == []


def test_every_chart_beside_an_edge_is_the_same_in_both() -> None:
    scorecard = list(edges.charted())
    assert differing(charts_by_the_engine(scorecard), charts_by_the_readable_rules(scorecard), scorecard) == []


def months_of(scorecard: list[SeriesFacts]) -> list[MonthFacts]:
    return [month for one in scorecard for month in one.months]


def differing(engine: Sequence[object], rules: Sequence[object], facts: Sequence[object]) -> Sequence[object]:
    """Return the first few on which the two differ: what each says, and of what."""
    return [each for each in zip(engine, rules, facts, strict=True) if each[0] != each[1]][:3]

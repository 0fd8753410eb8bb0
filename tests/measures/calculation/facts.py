"""Facts for the tests of the rules, with what does not matter filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from measures.calculation.facts import FigureFacts, MeasureFacts, TargetFacts
from measures.choices import Aim, TargetKind, Unit

OCTOBER, NOVEMBER = date(2023, 10, 1), date(2023, 11, 1)


def number(text: str | int | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def measure(unit: Unit = Unit.PERCENT, aim: Aim = Aim.HIGHER, **more: Any) -> MeasureFacts:
    return MeasureFacts(unit, aim, **more)


def figure(value: str | int | None, period: date = NOVEMBER, **more: Any) -> FigureFacts:
    return FigureFacts(period, number(value), **more)


def target(figure: str | int | None, kind: TargetKind = TargetKind.FIGURE, **more: Any) -> TargetFacts:
    return TargetFacts(kind, number(figure), **more)


def span(low: str | int, high: str | int, **more: Any) -> TargetFacts:
    return TargetFacts(TargetKind.RANGE, low=Decimal(low), high=Decimal(high), **more)

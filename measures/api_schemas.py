"""The shapes that the API's answers and entries have. Called by `measures.api` only."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from measures.forms.part import MOST


class MonthOut(Schema):
    """A month of a scorecard."""

    period: str
    state: str


class ScorecardOut(Schema):
    """A scorecard that the person works on."""

    scorecard: str
    title: str


class ScorecardMonths(ScorecardOut):
    """A scorecard with the months that have begun, newest first."""

    months: list[MonthOut]


class SeriesMonth(Schema):
    """One month of a measure, as far as the person may look."""

    period: str
    value: str | None
    exact: str | None
    numerator: int | float | None
    denominator: int | float | None
    missing: str | None
    provisional: bool
    revised: bool
    rag: str | None
    rag_reason: str | None
    published_as: str | None = Field(description="What was published, where the status is another one by now.")
    direction: str | None
    direction_reason: str | None
    state: str | None
    public_text: str | None = Field(description="Approved for the public beside the figure as it was published.")


class MeasureOut(Schema):
    """A measure: what it means, and its months, oldest first."""

    scorecard: str
    ref: str
    section: str
    title: str
    unit: str
    aim: str
    basis: str
    frequency: str
    decimals: int
    definition: str
    numerator_label: str
    denominator_label: str
    owner: str | None
    series: list[SeriesMonth]


class FindingOut(Schema):
    """What a check found, with what was said to it."""

    id: int
    rule: str
    severity: str
    message: str
    explanations: list[str]


class PartIn(Schema):
    """One part of a figure as it would be typed: a locality, a team, an age group."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(description="What the figure is broken down by: locality, team, age.", max_length=60)
    name: str = Field(max_length=200)
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    additive: bool = Field(default=False, description="Whether the parts by this add up to the whole.")


class DraftOut(Schema):
    """What was typed, as it was typed."""

    value: str
    numerator: str
    denominator: str
    missing: str
    happening: str
    why: str
    doing: str
    source: str
    taken_on: dt.date | None
    parts: list[PartIn]


class PublicTextOut(Schema):
    """What the public edition is to say of a figure, as far as it has come."""

    state: str
    text: str = Field(description="As it was approved, else as submitted, else as it was typed last.")


class FigureOut(Schema):
    """One measure of one month as its holder sees it. `version` goes with every change."""

    ref: str
    period: str
    state: str
    version: int
    draft: DraftOut
    problems: list[str] = Field(description="Why the draft can not be read as a figure.")
    findings: list[FindingOut]
    public_text: PublicTextOut | None
    may: list[str] = Field(description="What the person may do now, by the names of the actions.")


Typed = Annotated[str | None, Field(description="As it would be typed; what is left out stays as it is.")]


class FigureIn(Schema):
    """What is entered for one measure of one month. Figures may be text or numbers, and are read as written."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(description="The version that was read: a figure changed since is answered with 409.")
    value: Typed = None
    numerator: Typed = None
    denominator: Typed = None
    missing: Typed = None
    happening: Typed = None
    why: Typed = None
    doing: Typed = None
    source: Typed = None
    taken_on: Typed = None
    parts: list[PartIn] | None = Field(
        default=None, max_length=MOST, description="In the place of those that are kept; left out, those stay."
    )
    explanations: dict[int, str] = Field(default={}, description="By the id of the finding that each explains.")
    again: bool = Field(
        default=False,
        description="Whether a returned figure is right as it was. Without it, it is not submitted unchanged.",
    )

"""What a measure is, what it is held against, and why a figure may be missing."""

from __future__ import annotations

from measures.choices.word import Word


class Unit(Word):
    """What a figure is. It decides how the figure is worked out and written."""

    PERCENT = "percent"
    RATE = "rate per 10,000"
    COUNT = "count"
    AVERAGE = "average"


class Aim(Word):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEAR_TARGET = "near target"
    CONTEXT = "context"


class Basis(Word):
    """What one month's figure covers; printed wherever the figure is."""

    SNAPSHOT = "snapshot"
    MONTH = "month"
    MONTH_ANNUALISED = "month-annualised"
    ROLLING = "rolling-12-months"
    YEAR_TO_DATE = "year-to-date"


class Frequency(Word):
    """How often a figure is due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class Counts(Word):
    """What a measure counts; disclosure control is on where that is people."""

    CONTACTS = "contacts"
    CHILDREN = "children"
    YOUNG_PEOPLE = "young people"
    STAFF = "staff"
    SUPERVISIONS = "supervisions"
    AUDITS = "audits"

    @property
    def needs_disclosure_control(self) -> bool:
        """Return whether a small number of these could point at a child."""
        return self in (Counts.CHILDREN, Counts.YOUNG_PEOPLE)


class Missing(Word):
    """Why there is no figure. None of these is zero."""

    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    NOT_DUE = "not due"
    NOT_COLLECTED = "not collected yet"
    SUPPRESSED = "suppressed"

    @classmethod
    def unexplained(cls) -> frozenset[Missing]:
        """Return the reasons that do not say why by themselves: somebody has to."""
        return frozenset({cls.NOT_AVAILABLE, cls.NOT_COLLECTED})


class TargetKind(Word):
    """What a target is."""

    FIGURE = "figure"
    RANGE = "range"
    PROFILE = "monthly profile"
    LINEAR = "linear from baseline"
    TO_BE_CONFIRMED = "to be confirmed"
    NONE = "no target"


def is_no_target(kind: str, aim: str) -> bool:
    """Return whether a target is none at all: said to be none, or to be confirmed where a measure is for context."""
    return kind == TargetKind.NONE or (kind == TargetKind.TO_BE_CONFIRMED and aim == Aim.CONTEXT)


class Comparator(Word):
    """Who a measure is compared with."""

    STATISTICAL_NEIGHBOURS = "Statistical neighbours"
    REGION = "Region"
    NATIONAL = "National"
    GOOD = "Good or better authorities"

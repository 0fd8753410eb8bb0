"""What the checks hold against the figures of a month, rule by rule, for those who keep the scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from django.db.models import Exists, OuterRef, QuerySet

from measures.choices import Rule, Severity
from measures.models import Explanation, Finding, Period, scorecard_order
from measures.permissions import Standing
from measures.queries.scope import submissions

WORDS: Final = {
    Rule.RECONCILE: "The figure is not what its counts give",
    Rule.RELATION: "Disagrees with a figure that it is tied to",
    Rule.RANGE: "Outside what is possible",
    Rule.UNUSUAL: "Moved further than ever before",
    Rule.FORMAT: "Written otherwise than the measure is",
    Rule.COMMENTARY_FIGURE: "The commentary quotes another figure",
    Rule.LATE: "Submitted after its day",
    Rule.STALE: "No figure for months",
}

READ: Final = (
    "rule",
    "severity",
    "submission__definition__ref",
    "submission__definition__title",
    "is_explained",
)


Weighty: TypeAlias = tuple[str, str, str, str, bool]
"""What is read of one finding: see `READ`."""


@dataclass(slots=True)
class Found:
    """A measure with findings of one rule."""

    ref: str
    title: str
    count: int = 0
    unexplained: int = 0


@dataclass
class RuleFound:
    """One rule with the measures that it has something against, in their order."""

    rule: Rule
    severity: Severity
    measures: list[Found] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return what the rule found, in words."""
        return WORDS[self.rule]

    @property
    def count(self) -> int:
        """Return how many findings there are."""
        return sum(each.count for each in self.measures)

    @property
    def unexplained(self) -> int:
        """Return how many of them nobody has explained."""
        return sum(each.unexplained for each in self.measures)


def weighty_findings(standing: Standing, period: Period) -> QuerySet[Finding, Weighty]:
    """Return the open errors and warnings of a month, a row for each."""
    seen = submissions(standing).filter(period=period).values("pk")
    return (
        Finding.objects.filter(Finding.counted(), submission__in=seen)
        .annotate(is_explained=Exists(Explanation.objects.filter(finding=OuterRef("pk"))))
        .order_by("severity", "rule", *scorecard_order("submission__definition"), "pk")
        .values_list(*READ)
    )


def by_rule(rows: Iterable[Weighty]) -> list[RuleFound]:
    """Return the `weighty_findings` of a month by rule, errors first."""
    found: dict[tuple[str, str], RuleFound] = {}
    for rule, severity, ref, title, is_explained in rows:
        own = found.setdefault((severity, rule), RuleFound(Rule(rule), Severity(severity)))
        if not own.measures or own.measures[-1].ref != ref:
            own.measures.append(Found(ref, title))
        own.measures[-1].count += 1
        own.measures[-1].unexplained += not is_explained
    return sorted(found.values(), key=lambda each: (each.severity is not Severity.ERROR, -each.count))

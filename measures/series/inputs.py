"""What the figures of a scorecard are judged by, and who owns them: all of it read with one query.

Beside it, how a measure's months and inputs come together as a line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils import timezone

from measures.calculation.facts import MeasureFacts
from measures.calculation.rates import in_force
from measures.choices import RoleName, TargetKind
from measures.models import (
    Baseline,
    Benchmark,
    Event,
    Measure,
    MeasureDefinition,
    Period,
    Population,
    RecordedDirection,
    Role,
    Scorecard,
    Section,
    Target,
    TargetMonth,
    financial_year,
    gathered,
    headlines,
    hold_related,
)
from measures.series.facts import measure_facts
from measures.series.given import Given
from measures.series.lines import LineOf, Slot_co


@dataclass(frozen=True)
class Inputs:
    """The dated inputs of a scorecard's measures, by the measure's id."""

    definitions: Mapping[int, list[MeasureDefinition]]
    periods: Mapping[int, Period]
    populations: list[Population]
    targets: Mapping[int, Mapping[int, Target]]
    """By year, each with its months."""
    baselines: Mapping[int, Mapping[int, Baseline]]
    """By year."""
    benchmarks: Mapping[int, list[Benchmark]]
    recorded: Mapping[int, Mapping[dt.date, RecordedDirection]]
    owners: Mapping[int | None, Any]
    given: Given
    whole: bool = True
    """Whether they are those of all measures of the scorecard."""
    at: dt.datetime | None = None
    """The moment as of which they were known; None is now."""

    @cached_property
    def facts(self) -> dict[int, MeasureFacts]:
        """Return what each definition says, for the rules, by its id."""
        return {each.pk: measure_facts(each) for own in self.definitions.values() for each in own}

    def lines(self, slots: Mapping[int, Mapping[dt.date, Slot_co]], through: dt.date) -> list[LineOf[Slot_co]]:
        """Return the measures in use in a month, each with its months of `slots`, as the scorecard has them."""
        defined = [own[0].measure for own in self.definitions.values()]
        kept = [m for m in defined if m.retired_from is None or m.retired_from > through]
        lines = [self._line(measure, slots.get(measure.pk, {}), through) for measure in kept]
        return sorted((line for line in lines if line is not None), key=lambda line: line.definition.place)

    def _line(self, measure: Measure, slots: Mapping[dt.date, Slot_co], through: dt.date) -> LineOf[Slot_co] | None:
        """Return a measure with its months and inputs; None for one that is defined from a later month on.

        One that has a month all the same, such as an imported one, or is asked for by itself, is there by its newest.
        """
        own = [each for each in self.definitions.get(measure.pk, []) if self._is_known(each.recorded_at)]
        definition = in_force(own, through) or (measure.definition if slots or not self.whole else None)
        if definition is None:
            return None
        owner = self.owners.get(measure.pk)
        line = LineOf(
            measure=measure,
            definition=definition,
            slots=slots,
            targets=self.targets.get(measure.pk, {}),
            baselines=self.baselines.get(measure.pk, {}),
            benchmarks=headlines(self.benchmarks.get(measure.pk, ())),
            recorded={month: row.direction for month, row in self.recorded.get(measure.pk, {}).items()},
            breaks=tuple(sorted(d.holds_from for d in own if d.breaks_comparison)),
            rebases=tuple(sorted(d.holds_from for d in own if d.rebased_at and self._is_known(d.rebased_at))),
            owner=owner.get_full_name() if owner else "",
            owner_id=owner.pk if owner else None,
            definitions=tuple(own),
        )
        if definition.pk in self.facts:
            vars(line)["facts"] = self.facts[definition.pk]  # it would work out the same
        return line

    def _is_known(self, moment: dt.datetime) -> bool:
        """Return whether what was recorded at a moment was known by then."""
        return self.at is None or moment <= self.at


OF_TARGETS: Final = (
    "measure", "year", "kind", "figure", "low", "high", "places", "amber_width", "provisional",
)  # fmt: skip
OF_BASELINES: Final = ("measure", "year", "figure", "places", "missing")
OF_BENCHMARKS: Final = ("measure", "comparator", "area", "period", "figure", "places", "missing", "note")
"""What a table shows of them: not who recorded them, when and why."""


def read_inputs(
    scorecard: Scorecard,
    *,
    measures: Iterable[int] | None,
    at: dt.datetime | None = None,
    since: dt.date | None = None,
    light: bool = False,
) -> Inputs:
    """Return the inputs as they were known at a moment, None for now (one query).

    `since` is the first month whose targets and baselines are wanted, None for all. `light` reads what a table of
    figures shows: no imported arrows, and of the rest the columns above (others are deferred).
    """
    of: dict[str, Any] = {"measure__scorecard": scorecard}
    of_measures: dict[str, Any] = {"scorecard": scorecard}
    if measures is not None:
        of["measure__in"] = of_measures["pk__in"] = list(measures)
    of_months = {} if since is None else {"month__gte": since}
    targets, baselines, benchmarks, recorded = _judged_by(of, since, light=light)
    targets = targets.known(at)
    profiles = targets.filter(kind=TargetKind.PROFILE).order_by().values("pk")
    roles = Role.objects.current(timezone.localdate(at)).filter(**of, role=RoleName.OWNER)
    # In the order in which they were recorded, where it counts: that of their models would join the measures to each.
    definitions, sections, defined, periods, populations, held, months, began, others, arrows, owners, signed = (
        gathered(
            MeasureDefinition.objects.filter(**of).order_by("pk"),
            Section.objects.filter(scorecard=scorecard).order_by(),
            Measure.objects.filter(**of_measures).order_by(),
            Period.objects.filter(scorecard=scorecard).order_by(),
            Population.objects.filter(scorecard=scorecard).known(at).order_by("pk"),
            targets.order_by("pk"),
            TargetMonth.objects.filter(target__in=profiles, **of_months).order_by("month"),
            baselines.known(at).order_by("pk"),
            benchmarks.known(at).order_by("pk"),
            recorded.order_by("pk"),
            roles.select_related("person").order_by("starts", "pk"),
            Event.objects.filter(scorecard=scorecard).signed_only().order_by("pk"),
        )
    )
    _link(definitions, sections, defined)
    hold_related([target for target in held if target.kind == TargetKind.PROFILE], "months", months)
    return Inputs(
        definitions=_listed(definitions),
        periods={period.pk: period for period in periods},
        populations=populations,
        targets=_grouped(held, lambda row: row.year),
        baselines=_grouped(began, lambda row: row.year),
        benchmarks=_listed(others),
        recorded=_grouped(arrows, lambda row: row.month),
        owners={role.measure_id: role.person for role in owners},
        given=Given(signed),
        whole=measures is None,
        at=at,
    )


def _judged_by(of: Mapping[str, Any], since: dt.date | None, *, light: bool) -> tuple[Any, Any, Any, Any]:
    """Return the targets, baselines, comparators' figures and imported arrows to read, as `read_inputs` says."""
    years = {} if since is None else {"year__gte": financial_year(since)}
    targets, baselines = Target.objects.filter(**of, **years), Baseline.objects.filter(**of, **years)
    benchmarks, recorded = Benchmark.objects.filter(**of), RecordedDirection.objects.filter(**of)
    if not light:
        return targets, baselines, benchmarks, recorded
    return targets.only(*OF_TARGETS), baselines.only(*OF_BASELINES), benchmarks.only(*OF_BENCHMARKS), recorded.none()


def _link(definitions: Iterable[MeasureDefinition], sections: Iterable[Section], measures: Iterable[Measure]) -> None:
    """Give each definition its section and its measure, and each measure the definition that it has now."""
    section_of, measure_of = {each.pk: each for each in sections}, {each.pk: each for each in measures}
    for definition in definitions:
        measure = measure_of[definition.measure_id]
        definition.section, definition.measure = section_of[definition.section_id], measure
        if measure.definition_id == definition.pk:
            measure.definition = definition


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[int, dict[Any, Any]]:
    found: dict[int, dict[Any, Any]] = {}
    for row in rows:
        found.setdefault(row.measure_id, {})[key(row)] = row
    return found


def _listed(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.measure_id, []).append(row)
    return found

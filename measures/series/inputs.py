"""What the figures of a scorecard are judged by, and who owns them: all of it read with one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from measures.choices import RoleName, TargetKind
from measures.models import (
    Baseline,
    Benchmark,
    MeasureDefinition,
    Period,
    Population,
    RecordedDirection,
    Role,
    Scorecard,
    Target,
    TargetMonth,
    gathered,
    hold_related,
)


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


def read_inputs(
    scorecard: Scorecard, *, measures: Iterable[int] | None, at: dt.datetime | None, arrows: bool, since: int | None
) -> Inputs:
    """Return the inputs as they were known at a moment, None for now (one query).

    `arrows` reads imported ones too; `since` is the first year of targets and baselines, None for all.
    """
    of: dict[str, Any] = {"measure__scorecard": scorecard}
    if measures is not None:
        of["measure__in"] = list(measures)
    years = {} if since is None else {"year__gte": since}
    targets = _known(Target.objects.filter(**of, **years), at)
    recorded = RecordedDirection.objects.filter(**of)
    roles = Role.objects.current(timezone.localdate()).filter(**of, role=RoleName.OWNER)
    definitions, periods, populations, held, months, baselines, benchmarks, arrows_found, owners = gathered(
        MeasureDefinition.objects.filter(**of).select_related("section", "measure"),
        Period.objects.filter(scorecard=scorecard),
        _known(Population.objects.filter(scorecard=scorecard), at),
        targets,
        TargetMonth.objects.filter(target__in=targets.filter(kind=TargetKind.PROFILE).order_by().values("pk")),
        _known(Baseline.objects.filter(**of, **years), at),
        _known(Benchmark.objects.filter(**of), at).order_by("pk"),
        recorded if arrows else recorded.none(),
        roles.select_related("person").order_by("starts", "pk"),
    )
    hold_related([target for target in held if target.kind == TargetKind.PROFILE], "months", months)
    return Inputs(
        definitions=_listed(definitions),
        periods={period.pk: period for period in periods},
        populations=populations,
        targets=_grouped(held, lambda row: row.year),
        baselines=_grouped(baselines, lambda row: row.year),
        benchmarks=_listed(benchmarks),
        recorded=_grouped(arrows_found, lambda row: row.month),
        owners={role.measure_id: role.person for role in owners},
    )


def _known(rows: Any, at: dt.datetime | None) -> Any:
    return rows.current() if at is None else rows.known_at(at)


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

"""What a director sees of the months behind a figure that waits: beside the target of each of them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone

from measures.choices import SubmissionState, TargetKind
from measures.models import Target, TargetMonth
from measures.permissions import Standing
from measures.queries.queue import waiting_for
from tests.factories.council import NOVEMBER, OCTOBER, Council
from tests.factories.inputs import BaselineFactory, TargetFactory
from tests.factories.months import figure_of

MARCH = dt.date(2023, 3, 1)


def target(found: Council, **said: Any) -> Target:
    """Give the visits another target for 2023/24."""
    Target.objects.filter(measure=found.visits.measure, year=2023).update(superseded_at=timezone.now())
    return TargetFactory.create(measure=found.visits.measure, **said)


def drawn(found: Council) -> str:
    """Return the path of the target in the drawing that the director is shown."""
    found.put(SubmissionState.SUBMITTED)
    (waiting,) = waiting_for(Standing.of(found.people["director"], timezone.localdate()))
    path = re.search(r'app-small-chart__target" d="([^"]*)"', waiting.chart)
    return path[1] if path else ""


def test_one_target_for_the_year_is_a_flat_line(found: Council) -> None:
    path = drawn(found)
    assert path.count("H") == 1
    assert "V" not in path


def test_a_target_by_month_is_a_step_at_each_month(found: Council) -> None:
    profile = target(found, kind=TargetKind.PROFILE.value)
    for month, figure in ((OCTOBER, 85), (NOVEMBER, 95)):
        TargetMonth.objects.create(target=profile, month=month, figure=Decimal(figure))
    path = drawn(found)
    assert path.count("H") == 2
    assert path.count("V") == 1


def test_a_straight_line_to_the_target_climbs_from_the_baseline_month_by_month(found: Council) -> None:
    target(found, kind=TargetKind.LINEAR.value, figure=Decimal(97))
    BaselineFactory.create(measure=found.visits.measure)
    figure_of(found.visits, dt.date(2023, 9, 1), "84", state=SubmissionState.PUBLISHED)
    assert drawn(found).count("V") == 2


def test_a_month_of_the_year_before_stands_beside_that_years_target(found: Council) -> None:
    TargetFactory.create(measure=found.visits.measure, year=2022, figure=Decimal(70))
    figure_of(found.visits, MARCH, "71", state=SubmissionState.PUBLISHED)
    assert drawn(found).count("V") == 1

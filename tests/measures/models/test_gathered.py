"""Rows of several querysets read with one query: the same as each asked by itself, on both databases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Max
from django.test.utils import CaptureQueriesContext

from measures.choices import RoleName, SubmissionState, TargetKind
from measures.models import (
    Event,
    Evidence,
    Period,
    Revision,
    Role,
    Status,
    Submission,
    Target,
    TargetMonth,
    gathered,
    hold_related,
)
from tests.factories.council import Council, council
from tests.factories.inputs import TargetFactory


@pytest.fixture
def found(db: None) -> Council:
    """The council, with a figure submitted and what was said of it."""
    made = council()
    made.put(SubmissionState.SUBMITTED, value="79.5")
    Event.objects.create(
        submission=made.submission(), what="save", by=made.people["owner"], details={"é": ["“", 1, 2.5, None]}
    )
    return made


def told(row: Any) -> Any:
    """Return all that a row holds, and what its related rows hold."""
    if isinstance(row, tuple):
        return row
    related = {name: told(each) for name, each in row._state.fields_cache.items() if each is not None}
    return {**{name: value for name, value in vars(row).items() if name != "_state"}, **related}


def test_each_queryset_has_the_rows_that_it_would_have_by_itself(found: Council) -> None:
    wanted = (
        Submission.objects.select_related(
            "measure", "definition__section", "period__scorecard", "submitted_revision", "draft_by"
        ).order_by("-pk"),
        Revision.objects.order_by("pk"),
        Target.objects.filter(pk__in=[]),
        Event.objects.select_related("by", "submission__period").order_by("-pk")[:3],
        Period.objects.order_by("month").values_list("month", "due_on", "opened_at", "imported"),
        Role.objects.filter(role=RoleName.OWNER).annotate(held=Count("person__roles")).order_by("pk"),
        Revision.objects.order_by().values_list("submission").annotate(last=Max("made_at")).order_by("submission"),
        Status.objects.none(),
        Evidence.objects.defer("content"),
    )
    with CaptureQueriesContext(connection) as captured:
        rows = gathered(*wanted)
    assert len(captured) == 1
    assert [[told(row) for row in some] for some in rows] == [[told(row) for row in some] for some in wanted]
    revision = next(row for row in rows[1] if row.value == Decimal("79.5"))
    assert isinstance(revision.value, Decimal)
    assert revision.made_at.tzinfo is not None


def test_nothing_is_asked_where_no_row_can_be_meant(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert gathered(Target.objects.none(), Event.objects.filter(pk__in=[])) == [[], []]
    assert not captured


def test_a_file_s_bytes_are_refused(found: Council) -> None:
    with pytest.raises(TypeError, match="defer them"):
        gathered(Evidence.objects.all())


def test_rows_hold_what_points_to_them(found: Council) -> None:
    profile = TargetFactory.create(measure=found.visits.measure, year=2030, kind=TargetKind.PROFILE.value)
    TargetMonth.objects.create(target=profile, month=dt.date(2030, 4, 1), figure=Decimal(80))
    targets, months = gathered(Target.objects.order_by("pk"), TargetMonth.objects.all())
    hold_related(targets, "months", months)
    with CaptureQueriesContext(connection) as captured:
        held = {target.pk: [month.figure for month in target.months.all()] for target in targets}
    assert not captured
    assert held == {target.pk: [Decimal(80)] if target == profile else [] for target in targets}

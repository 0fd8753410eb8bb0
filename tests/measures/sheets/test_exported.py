"""An exported month: the parts of figures, where a figure has any and nowhere else, and the target of the month."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest

from measures.choices import SubmissionState, TargetKind
from measures.models import Part, Target, TargetMonth
from measures.series import approved
from measures.sheets.export import ScorecardExport, export_month
from tests.factories.council import Council

pytestmark = pytest.mark.django_db


def exported(found: Council, *names: str) -> ScorecardExport:
    revision = found.put(SubmissionState.APPROVED).approved_revision
    assert revision is not None
    for name in names:
        Part.objects.create(revision=revision, kind="team", name=name, numerator=3, denominator=4, value="75.5")
    return export_month(found.scorecard, found.november.month, known=approved)


def test_a_figures_parts_are_a_field_of_it_in_json_and_a_cell_in_csv(found: Council) -> None:
    month = exported(found, "One", "Two")
    own, *others = json.loads(month.as_json())["measures"]
    assert own["parts"][0] == {
        "kind": "team", "name": "One", "value": "76%", "exact": "75.5",
        "numerator": 3, "denominator": 4, "additive": False,
    }  # fmt: skip
    assert others
    assert not any("parts" in other for other in others)
    row = next(csv.DictReader(io.StringIO(month.as_csv().decode("utf-8-sig"))))
    assert row["parts"] == "team One: 3 of 4, 76%; team Two: 3 of 4, 76%"


def test_a_month_without_parts_is_written_as_ever(found: Council) -> None:
    month = exported(found)
    assert "parts" not in month.as_csv().decode()
    assert "parts" not in month.as_json().decode()


def test_a_target_by_month_is_exported_as_that_of_the_month(found: Council) -> None:
    Target.objects.filter(measure=found.visits.measure).update(kind=TargetKind.PROFILE)
    target = Target.objects.get(measure=found.visits.measure)
    TargetMonth.objects.create(target=target, month=found.november.month, figure=Decimal(86))
    TargetMonth.objects.create(target=target, month=dt.date(2024, 3, 1), figure=Decimal(90))
    row = next(csv.DictReader(io.StringIO(exported(found).as_csv().decode("utf-8-sig"))))
    assert row["target"] == "86%"
    assert "November target of 86%" in row["rag_reason"]

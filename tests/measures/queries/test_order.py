"""Measures stand in one order wherever they are listed: the scorecard's sections, and in a section by reference."""

from __future__ import annotations

import pytest
from django.utils import timezone

from measures.choices import Audience, SubmissionState
from measures.models import Section
from measures.permissions import Standing
from measures.queries.board import board_rows
from measures.queries.catalogue import measure_rows
from measures.queries.gaps import to_be_answered
from measures.queries.scorecard import scorecard_table
from measures.queries.targets import target_rows
from measures.queries.work import due_from
from reports.content import build_content
from reports.readiness import slots_of
from tests.factories.council import Council

pytestmark = pytest.mark.django_db


def test_a_section_that_is_moved_up_comes_first_in_the_scorecard_in_lists_and_in_the_edition(found: Council) -> None:
    Section.objects.filter(pk=found.front_door.pk).update(position=3)
    found.put(SubmissionState.RETURNED)
    found.put(SubmissionState.RETURNED, "2.1")
    today, month = timezone.localdate(), found.november.month
    team = Standing.of(found.people["team"], today)
    content = build_content(found.scorecard, found.november, audience=Audience.INTERNAL, number=1)
    assert [section.title for section in content.sections] == ["Care", "Front door"]
    listed = {
        "scorecard": [row.ref for _, rows in scorecard_table(found.scorecard, month, team).groups for row in rows],
        "edition": [measure.ref for measure in content.measures],
        "board": [row.definition.ref for row in board_rows(team, found.november)],
        "before signing": [row.definition.ref for row in slots_of(found.november)],
        "targets": [row.definition.ref for row in target_rows(found.scorecard, 2023)],
        "catalogue": [row.definition.ref for row in measure_rows(found.scorecard, today)],
        "people": [str(each.scope).split()[0] for each in to_be_answered(found.scorecard, today)][2:],
    }
    assert listed == {place: ["2.1", "1.1"] for place in listed}
    due = due_from(team, rows=board_rows(team, found.november))
    assert [each.submission.definition.ref for each in due] == ["2.1", "1.1"]

"""Figures that came back and are as they were: each is found, for as many queries as one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, submit
from measures.actions.outcome import fetch
from measures.choices import SubmissionState, Unit
from measures.models import Submission
from measures.queries.returned import returned_as_they_are
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import Council
from tests.factories.months import SubmissionFactory

pytestmark = pytest.mark.django_db


def came_back(found: Council, *refs: str) -> list[Submission]:
    """Return figures of the director's section, out of the count of 1.1, that were submitted and returned."""
    rows = []
    for ref in refs:
        definition = DefinitionFactory.create(
            section=found.front_door, ref=ref, unit=Unit.PERCENT, denominator_source="count:1.1"
        )
        slot = SubmissionFactory.create(definition=definition, period=found.november)
        parts = [{"kind": "locality", "name": "North", "value": "78%", "numerator": "", "denominator": ""}]
        Submission.objects.filter(pk=slot.pk).update(
            state=SubmissionState.DRAFT, draft_figure="79%", draft_parts=parts, draft_by=found.people["team"],
            draft_at=timezone.now(),
        )  # fmt: skip
        draft = fetch(slot.pk)
        sent = submit(submission=draft, version=draft.version, by=found.people["team"])
        rows.append(send_back(submission=sent, version=sent.version, reason="Why?", by=found.people["director"]))
    return rows


def test_many_are_looked_at_with_as_many_queries_as_one(found: Council) -> None:
    rows = [Submission.objects.get(pk=row.pk) for row in came_back(found, *(f"3.{number}" for number in range(1, 9)))]
    drafts = [(fetch(row.pk), Draft.of(row)) for row in rows]
    with CaptureQueriesContext(connection) as one:
        assert len(returned_as_they_are(drafts[:1])) == 1
    with CaptureQueriesContext(connection) as many:
        backs = returned_as_they_are(drafts)
    assert set(backs) == {row.pk for row in rows}
    assert {(back.submission_id, back.why) for back in backs.values()} == {(row.pk, "Why?") for row in rows}
    assert len(many) == len(one) <= 2


@pytest.mark.parametrize(
    "new",
    [
        {"draft_figure": "78%"},
        {"draft_why": "Two schools closed."},
        {"draft_taken_on": dt.date(2023, 12, 4)},
        {"draft_parts": []},
        {"draft_explanations": {"79 and 97 contradict.": "So it is."}},
    ],
)
def test_only_what_nobody_has_changed_is_as_it_was(found: Council, new: dict[str, object]) -> None:
    changed, same = came_back(found, "3.1", "3.2")
    Submission.objects.filter(pk=changed.pk).update(**new)
    if "draft_explanations" in new:
        changed.findings.create(rule="reconcile", severity="warning", message="79 and 97 contradict.")
    drafts = [(row, Draft.of(row)) for row in (fetch(changed.pk), fetch(same.pk))]
    assert set(returned_as_they_are(drafts)) == {same.pk}

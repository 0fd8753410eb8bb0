"""What came back to an owner: it says so while the owner has it, however often it is saved, sent and taken back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, save_draft, submit, withdraw
from measures.choices import SubmissionState
from measures.models import Submission
from measures.permissions import Standing
from measures.queries.work import due_from
from tests.factories.accounts import browser_of
from tests.factories.council import Council

pytestmark = pytest.mark.django_db

WHY = "Say what each team is doing."


def came_back(found: Council) -> list[str]:
    """Return why figures came back to their owner, as the first page says it."""
    waiting = due_from(Standing.of(found.people["owner"], timezone.localdate()))
    return [due.returned.why for due in waiting if due.returned]


def page_of(found: Council, figure: Submission) -> str:
    client = browser_of(found.people["owner"])
    return client.get(f"/scorecards/{figure.period.scorecard.slug}/2023-11/1.1/").content.decode()


def test_a_returned_figure_says_why_while_its_owner_has_it_though_it_is_saved_or_taken_back(found: Council) -> None:
    figure = found.put(SubmissionState.SUBMITTED)
    figure = send_back(submission=figure, version=figure.version, reason=WHY, by=found.people["director"])
    assert came_back(found) == [WHY]

    typed = Draft(figure="79", happening="Two teams have cover.")
    figure = save_draft(submission=figure, version=figure.version, draft=typed, by=found.people["owner"])
    assert figure.state == SubmissionState.DRAFT
    assert came_back(found) == [WHY]
    assert "returned this on" in page_of(found, figure)

    figure = submit(submission=figure, version=figure.version, by=found.people["owner"])
    assert came_back(found) == []
    figure = withdraw(submission=figure, version=figure.version, by=found.people["owner"])
    assert figure.state == SubmissionState.DRAFT
    assert came_back(found) == [WHY], "nobody has decided on what was sent"
    assert "returned this on" in page_of(found, figure)

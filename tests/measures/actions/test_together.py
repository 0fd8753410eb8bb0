"""Approving several figures in one go."""

from __future__ import annotations

import pytest

from measures.actions.together import approve_together
from measures.choices import SubmissionState
from measures.models import Event
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def november() -> Round:
    made = ready_round(measures=3)
    for submission in made.submissions:
        submission.state = SubmissionState.SUBMITTED
        submission.approved_revision = submission.approved_by = submission.approved_at = None
        submission.save()
    return made


def test_each_figure_is_approved_with_an_event_of_its_own(november: Round) -> None:
    listed = [(submission, submission.version) for submission in november.submissions]
    done = approve_together(submissions=listed, by=november.director)
    assert [s.state for s in done.approved] == [SubmissionState.APPROVED] * 3
    assert done.refused == []
    assert Event.objects.filter(what="approve", by=november.director).count() == 3


def test_what_has_changed_since_it_was_listed_is_told_and_the_rest_is_approved(november: Round) -> None:
    listed = [(submission, submission.version) for submission in november.submissions]
    listed[1] = (listed[1][0], listed[1][1] - 1 if listed[1][1] else 7)
    done = approve_together(submissions=listed, by=november.director)
    assert [s.definition.ref for s in done.approved] == ["1.0", "1.2"]
    ((refused, sentence),) = done.refused
    assert (refused.definition.ref, "1.1 has changed since you opened it" in sentence) == ("1.1", True)


def test_nobodys_own_figures_are_among_them(november: Round) -> None:
    mine = november.submissions[0]
    mine.submitted_by = november.director
    mine.save()
    done = approve_together(submissions=[(s, s.version) for s in november.submissions], by=november.director)
    assert [s.definition.ref for s in done.approved] == ["1.1", "1.2"]
    assert "somebody else has to approve it" in done.refused[0][1]

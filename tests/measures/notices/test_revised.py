"""Earlier months that an extract has revised: their owners hear of it, once, without the figures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from measures.actions.outcome import record
from measures.choices import FigureSource, SubmissionState
from measures.models import Period, Revision, Role, Submission
from measures.notices.mail import send_news, send_reminders
from measures.notices.revised import revised_by_person
from tests.factories.council import OCTOBER, Council, council
from tests.factories.months import figure_of

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2023, 12, 4, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SEPTEMBER = dt.date(2023, 9, 1)


@pytest.fixture
def found() -> Council:
    """The council on that Monday, with nothing due for weeks; the team has loaded two earlier months of 1.1 anew."""
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    due = {"due_on": dt.date(2024, 1, 29), "approve_by": dt.date(2024, 1, 31), "opened_at": MONDAY - 30 * DAY}
    Period.objects.filter(pk=made.november.pk).update(**due)
    figure_of(made.visits, SEPTEMBER, "77", state=SubmissionState.PUBLISHED, source=FigureSource.IMPORTED.value)
    for month in (OCTOBER, SEPTEMBER):
        row = made.submission(month=month)
        revision = Revision.objects.create(
            submission=row, number=2, value=82, said="82%", source=FigureSource.LOADED, revised=True
        )
        Submission.objects.filter(pk=row.pk).update(pending_revision=revision)
        record("revise", by=made.people["team"], now=MONDAY, submission=row, revision=revision, about="load 7")
    return made


def told(found: Council, now: dt.datetime = MONDAY + HOUR) -> dict[str, list[str]]:
    names = {person.pk: key for key, person in found.people.items()}
    return {names[pk]: [line.text for line in lines] for pk, lines in revised_by_person(now).items()}


def test_the_owner_hears_of_which_months_of_which_measure_and_nobody_else_does(found: Council) -> None:
    assert told(found) == {"owner": ["1.1 % of visits in time: September 2023, October 2023"]}


def test_it_names_the_months_after_of_which_the_status_or_direction_changes(found: Council) -> None:
    found.put(SubmissionState.SUBMITTED, value="80")
    (said,) = told(found)["owner"]
    assert said == (
        "1.1 % of visits in time: September 2023, October 2023. This changes the status or direction of November 2023"
    )


def test_it_goes_out_once_in_text_and_html_without_the_figure(found: Council) -> None:
    assert send_news(now=MONDAY + HOUR) == 1
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.subject == "Earlier months that an extract has revised"
    for body in (str(sent.body), str(sent.alternatives[0][0])):
        assert "1.1 % of visits in time: September 2023, October 2023" in body
        assert "82" not in body
    assert send_reminders(now=MONDAY + DAY) == send_news(now=MONDAY + DAY + HOUR) == 0


def test_it_is_no_news_once_it_waits_no_more_nor_on_a_day_of_no_work(found: Council) -> None:
    assert told(found, MONDAY + 5 * DAY) == {}
    Submission.objects.update(pending_revision=None)
    assert told(found) == {}

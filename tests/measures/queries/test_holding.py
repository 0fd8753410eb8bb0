"""With whom a figure is and since when: the board and the page of the signature say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.approvals import send_back
from measures.choices import RoleName, SubmissionState
from measures.models import Period, Role
from measures.permissions import Standing
from measures.queries.board import board_rows, places
from measures.queries.holding import held_in
from reports.readiness import readiness
from tests.factories.accounts import browser_of
from tests.factories.council import NOVEMBER, SLUG, Council, council
from tests.factories.people import RoleFactory

pytestmark = pytest.mark.django_db

FIRST, EIGHTH = dt.datetime(2023, 12, 1, 9, tzinfo=dt.UTC), dt.datetime(2023, 12, 8, 9, tzinfo=dt.UTC)


@pytest.fixture
def found() -> Council:
    made = council()
    Role.objects.update(starts=dt.date(2023, 1, 1))
    return made


def on_the_board(found: Council, ref: str = "1.1") -> tuple[str, dt.datetime | None]:
    """Return with whom a figure is and since when, as the board says it."""
    today = timezone.localdate()
    rows = board_rows(Standing.of(found.people["team"], today), found.november)
    place = next(each for each in places(rows, found.november, today) if each.submission.definition.ref == ref)
    return place.holder, place.since


def before_signing(found: Council, ref: str = "1.1") -> tuple[str, dt.datetime | None]:
    """Return the same as the page of the signature says it."""
    item = next(each for each in readiness(found.november).outstanding if each.ref == ref)
    return item.held_by, item.since


def test_a_returned_figure_is_with_its_owner_since_it_was_returned_not_since_it_was_typed(found: Council) -> None:
    figure = found.put(SubmissionState.SUBMITTED, draft_at=FIRST.isoformat())
    send_back(submission=figure, version=figure.version, reason="Which ones?", by=found.people["director"], now=EIGHTH)
    assert on_the_board(found) == before_signing(found) == ("Olive Owner", EIGHTH)


def test_a_submitted_figure_is_with_the_director_and_with_whoever_stands_in(found: Council) -> None:
    found.put(SubmissionState.SUBMITTED)
    own = Role.objects.get(person=found.people["director"])
    RoleFactory.create(
        person=found.people["other director"], role=RoleName.DIRECTOR, section=found.front_door,
        stands_in_for=own, starts=dt.date(2023, 6, 1), ends=timezone.localdate() + dt.timedelta(days=90),
    )  # fmt: skip
    assert on_the_board(found)[0] == before_signing(found)[0] == "Dora Director or Dan Director"


def test_where_a_section_has_no_director_it_is_with_the_signatory_and_with_nobody_where_there_is_none(
    found: Council,
) -> None:
    found.put(SubmissionState.SUBMITTED)
    Role.objects.filter(person=found.people["director"]).update(ends=EIGHTH.date())
    assert on_the_board(found)[0] == before_signing(found)[0] == "Sian Signatory"
    assert on_the_board(found, "2.1")[0] == "Otto Owner"
    Role.objects.filter(person=found.people["signatory"]).update(ends=EIGHTH.date())
    assert on_the_board(found)[0] == before_signing(found)[0] == "no director"


def test_nobody_has_to_act_on_what_is_approved_or_left_out(found: Council) -> None:
    for state in (SubmissionState.APPROVED, SubmissionState.LEFT_OUT):
        found.put(state)
        assert on_the_board(found)[0] == ""


def test_what_nobody_has_touched_waits_since_the_month_was_opened(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(opened_at=FIRST)
    found.november.refresh_from_db()
    assert on_the_board(found) == before_signing(found) == ("Olive Owner", FIRST)


def test_who_holds_a_month_is_one_question_however_many_figures_wait(
    found: Council, django_assert_num_queries: Callable[..., object]
) -> None:
    row = found.submission()
    for rows in ([row], [row, found.submission("2.1")]):
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            held = held_in(found.november, rows, timezone.localdate())
            assert held.by(row) == "Olive Owner"


def test_a_cell_of_the_board_that_names_nobody_begins_with_a_capital(found: Council) -> None:
    Role.objects.filter(person=found.people["owner"]).update(ends=EIGHTH.date())
    client = browser_of(found.people["team"])
    assert ">No owner<" in client.get(reverse("measures:board", args=[SLUG, NOVEMBER])).content.decode()

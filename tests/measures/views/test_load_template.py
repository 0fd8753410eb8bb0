"""The month as an extract to be filled in, and where a loaded figure came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from measures.choices import FigureSource, Missing, SubmissionState
from measures.models import Load, MeasureDefinition, Submission
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.months import PeriodFactory, figure_of

SignedIn = Callable[[str], Client]
DECEMBER = dt.date(2023, 12, 1)
TEMPLATE = reverse("measures:load_template", args=[SLUG, NOVEMBER])
LOAD = reverse("measures:load", args=[SLUG])


def texts(response: Any) -> str:
    return str(response.content.decode())


def loaded(client: Client, content: bytes, name: str = "extract.xlsx", **more: str) -> str:
    """Send an extract and return the address at which it waits."""
    file = SimpleUploadedFile(name, content)
    response = client.post(LOAD, {"kind": "monthly extract", "file": file, **more})
    assert response.status_code == 302, texts(response)
    return str(response["Location"])


def hold_counts(found: Council) -> None:
    """Give November's draft of 1.1 counts, as a load leaves them."""
    found.put(SubmissionState.DRAFT)
    typed = {"draft_figure": "79%", "draft_numerator": "79", "draft_denominator": "100", "draft_by": None}
    locality = {"kind": "locality", "name": "North", "numerator": "79", "additive": "yes"}
    Submission.objects.filter(pk=found.submission().pk).update(**typed, draft_parts=[locality])


def test_loaded_untouched_it_changes_nothing(found: Council, signed_in: SignedIn) -> None:
    hold_counts(found)
    team = signed_in("team")
    assert TEMPLATE in texts(team.get(LOAD))
    assert "Nothing would change" in texts(team.get(loaded(team, team.get(TEMPLATE).content)))


def test_untouched_it_is_what_is_held_of_a_shared_count_and_of_a_reason_that_was_chosen(
    found: Council, signed_in: SignedIn
) -> None:
    owner, slots = found.people["owner"], Submission.objects.filter(period=found.november)
    slots.delete()
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(denominator_source="count:2.1")
    sent = {"state": SubmissionState.SUBMITTED, "by": owner, "entered_by": owner, "source": FigureSource.ENTERED.value}
    figure_of(found.visits, NOVEMBER, None, numerator=79, denominator=100, **sent)
    figure_of(found.placements, NOVEMBER, None, missing=Missing.NOT_COLLECTED.value, **sent)
    slots.filter(measure=found.visits.measure).update(draft_numerator="79", draft_by=owner)
    slots.filter(measure=found.placements.measure).update(draft_missing=Missing.NOT_COLLECTED, draft_by=owner)
    team = signed_in("team")
    page = texts(team.get(loaded(team, team.get(TEMPLATE).content)))
    assert "Nothing would change" in page
    assert "Left alone" not in page


def test_each_month_at_work_has_a_template_of_its_own(found: Council, signed_in: SignedIn) -> None:
    PeriodFactory.create(scorecard=found.scorecard, month=DECEMBER)
    page = texts(signed_in("team").get(LOAD))
    for name, month in (("November 2023", NOVEMBER), ("December 2023", DECEMBER)):
        address = reverse("measures:load_template", args=[SLUG, month])
        assert f'href="{address}">Download {name}’s extract as a template' in page
    assert reverse("measures:load_template", args=[SLUG, OCTOBER]) not in page


def test_the_example_changes_the_month_and_revises_the_one_before(
    found: Council, signed_in: SignedIn, settings: Settings
) -> None:
    hold_counts(found)
    Submission.objects.filter(pk=found.submission().pk).update(draft_parts=[])
    team = signed_in("team")
    assert "example=changes" not in texts(team.get(LOAD))
    settings.PORTAL_DEMO = True
    assert "example=changes" in texts(team.get(LOAD))
    waiting = loaded(team, team.get(f"{TEMPLATE}?example=changes").content)
    page = texts(team.get(waiting))
    assert "80 of 100" in page
    assert "marked r, listed, and approved together with the month" in page
    team.post(waiting)
    assert found.submission().draft_numerator == "80"
    october = found.submission(month=OCTOBER)
    assert october.pending_revision is not None
    assert october.pending_revision.revised


def test_where_it_came_from_is_recorded_and_shown(found: Council, signed_in: SignedIn) -> None:
    rows = b"ref,month,numerator,denominator\n1.1,Nov-23,92,100\n"
    team = signed_in("team")
    waiting = loaded(team, rows, "november.csv", source="Liquidlogic", taken_on="4/12/2023")
    team.post(waiting)
    assert Load.objects.get().taken_on == dt.date(2023, 12, 4)
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    page = texts(signed_in("owner").get(entry))
    assert "Liquidlogic" in page
    assert "4 December 2023" in page


def test_loading_a_file_a_second_time_from_another_window_says_that_it_was_loaded(
    found: Council, signed_in: SignedIn
) -> None:
    hold_counts(found)
    team = signed_in("team")
    rows = b"ref,month,numerator,denominator\n1.1,2023-11,82,100\n"
    waiting = loaded(team, rows, "november.csv")
    assert team.post(waiting).status_code == 302
    for again in (team.post(waiting, follow=True), team.get(waiting, follow=True)):
        assert "november.csv" in texts(again)
        assert "This file does not wait any more" in texts(again)
    assert Load.objects.count() == 1
    assert signed_in("owner").post(waiting).status_code == 404


def test_an_extract_of_a_day_to_come_is_refused_in_the_box_and_in_the_file(found: Council, signed_in: SignedIn) -> None:
    hold_counts(found)
    team, tomorrow = signed_in("team"), timezone.localdate() + dt.timedelta(days=1)
    said = (("", f"{tomorrow:%d/%m/%Y}"), (f",{tomorrow}", ""))
    for in_file, in_box in said:
        rows = f"ref,month,numerator,denominator{',extract date' if in_file else ''}\n1.1,2023-11,82,100{in_file}\n"
        file = SimpleUploadedFile("november.csv", rows.encode())
        answer = team.post(LOAD, {"kind": "monthly extract", "file": file, "taken_on": in_box})
        assert answer.status_code == 422
        assert f"Enter a date up to today, {timezone.localdate():%-d %B %Y}" in texts(answer)
    assert not Load.objects.exists()

"""A validated return as a file: read as its page reads it, shown line by line, applied once or refused whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.actions.outturns import WantedOutturn, keep_outturns
from measures.choices import Basis, Counts, SubmissionState, Unit
from measures.models import Event, MeasureDefinition, Outturn, Upload
from measures.sheets.grid import read_grid
from measures.sheets.write import Table, write_csv, write_xlsx
from tests.factories.council import SLUG, Council
from tests.factories.months import figure_of

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
MARCH = dt.date(2023, 3, 1)
RETURN = {"source": "SSDA903 return 2022/23", "validated_on": "14/9/2023"}
PAGE = reverse("measures:outturns", args=[SLUG, 2022])
FILE = reverse("measures:outturn_file", args=[SLUG, 2022])
HEADINGS = ("ref", "figure", "numerator", "denominator")


@pytest.fixture(autouse=True)
def march(found: Council) -> None:
    figure_of(found.visits, MARCH, None, state=SubmissionState.PUBLISHED, numerator=85, denominator=100)


def send(client: Client, *rows: Sequence[str], form: str = "csv", **about: Any) -> Any:
    """Send a return with these rows."""
    lines = [list(HEADINGS), *(list(row) for row in rows)]
    content = write_csv(lines) if form == "csv" else write_xlsx([Table("Return", lines)])
    return client.post(FILE, {**RETURN, "file": SimpleUploadedFile(f"ssda903.{form}", content), **about})


def problems(response: Any) -> list[str]:
    """Return what is wrong with a file that was refused."""
    assert response.status_code == 422
    assert not Upload.objects.exists()
    return [str(problem) for problem in response.context["refused"].problems]


def test_the_page_of_the_outturn_leads_to_the_file_and_to_a_template_that_changes_nothing(
    signed_in: SignedIn,
) -> None:
    team = signed_in("team")
    assert FILE in team.get(PAGE).content.decode()
    template = reverse("measures:outturn_template", args=[SLUG, 2022])
    assert template in team.get(FILE).content.decode()
    content = team.get(template).content
    rows = [list(row.cells) for row in read_grid(content, "outturn.xlsx").rows]
    assert rows[0] == ["ref", "measure", "march", "figure", "numerator", "denominator"]
    assert rows[1][:3] == ["1.1", "% of visits in time", "85%"]
    refused = team.post(FILE, {**RETURN, "file": SimpleUploadedFile("outturn.xlsx", content)})
    assert problems(refused) == ["Line 1: The return is cut short: it has headings and no figures."]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_difference_is_shown_line_by_line_and_nothing_is_changed_before_it_is_applied(
    found: Council, signed_in: SignedIn, form: str
) -> None:
    team = signed_in("team")
    sent = send(team, ("1.1", "86%", "", ""), ("2.1", "", "172", "200"), form=form)
    page = team.get(sent.url).content.decode()
    assert not Outturn.objects.exists()
    for text in ("SSDA903 return 2022/23, validated on 14 September 2023", "85%", "86%", "172 out of 200"):
        assert text in page
    applied = team.post(sent.url, follow=True)
    assert applied.redirect_chain[-1][0] == PAGE
    assert f"2 validated outturns of 2022/23 taken from ssda903.{form}." in applied.content.decode()
    held = {row.measure_id: (row.figure, row.places, row.said) for row in Outturn.objects.current()}
    assert held == {found.visits.measure_id: (86, 0, "86%"), found.placements.measure_id: (86, 0, "86%")}
    counted = Event.objects.get(what="set_outturn", measure=found.placements.measure)
    assert (counted.by, counted.details["counts"]) == (found.people["team"], "172 out of 200")
    assert team.post(sent.url).status_code == 409


def test_what_the_outturn_says_already_is_not_changed_but_another_return_of_the_same_figure_is(
    signed_in: SignedIn,
) -> None:
    team = signed_in("team")
    team.post(send(team, ("1.1", "86%", "", "")).url)
    again = team.get(send(team, ("1.1", "86%", "", ""), ("2.1", "93%", "", "")).url).content.decode()
    assert "1 measure has what the return says already." in again
    assert "Nothing would change" in team.get(send(team, ("1.1", "86%", "", "")).url).content.decode()
    corrected = send(team, ("1.1", "86%", "", ""), source="SSDA903 return 2022/23, corrected")
    assert "86% (SSDA903 return 2022/23)" in team.get(corrected.url).content.decode()
    team.post(corrected.url)
    assert Outturn.objects.current().get().source == "SSDA903 return 2022/23, corrected"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("1.1", "many", "", ""), "Line 2, column 2 (B): Enter a number"),
        (
            ("1.1", "86%", "170", "200"),
            "Line 2, column 2 (B): The figure entered is 86%, but 170 out of 200 gives 85%.",
        ),
        (("1.1", "120%", "", ""), "Line 2, column 2 (B): 120% is more than 100%."),
        (("1.1", "-3%", "", ""), "Line 2, column 2 (B): Enter a figure of zero or more"),
        (("1.1", "", "201", "200"), "Line 2, column 3 (C): 201 is more than the 200 that it is out of."),
        (("1.1", "", "2.5", "10"), "Line 2, column 3 (C): Enter a whole number"),
        (("1.1", "", "5", "0"), "5 out of 0 has no figure"),
        (("1.1", "", "0", "0"), "0 out of 0 has no figure."),
        (("1.1", "", "5", ""), "Enter the figure of the return, or the counts"),
        (("1.1", "NA", "", ""), "Enter the figure of the return, or the counts"),
        (("9.9", "86%", "", ""), "Line 2, column 1 (A): No measure of 2022/23 has the reference “9.9”."),
        (("1.1", "=1+1", "", ""), "Line 2, column 2 (B)"),
    ],
)
def test_a_row_that_is_wrong_is_named_with_its_place_and_nothing_is_kept(
    signed_in: SignedIn, row: Sequence[str], sentence: str
) -> None:
    (problem,) = problems(send(signed_in("team"), row))
    assert sentence in problem


def test_every_row_that_is_wrong_is_named_at_once_and_what_was_typed_stays(signed_in: SignedIn) -> None:
    response = send(signed_in("team"), ("1.1", "x", "", ""), ("2.1", "93%", "", ""), ("2.1", "94%", "", ""))
    assert [problem[:6] for problem in problems(response)] == ["Line 2", "Line 4"]
    page = response.content.decode()
    assert 'value="SSDA903 return 2022/23"' in page
    assert 'value="14/9/2023"' in page


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"source": " "}, "Enter the name of the return"),
        ({"validated_on": "31/3/2023"}, "a return is validated after that"),
        ({"validated_on": "1/1/2100"}, "today or earlier"),
        ({"validated_on": "31/2/2023"}, "Validated on must be a real date"),
    ],
)
def test_a_return_without_a_name_or_of_another_time_is_refused_before_it_waits(
    signed_in: SignedIn, about: dict[str, str], sentence: str
) -> None:
    response = send(signed_in("team"), ("1.1", "86%", "", ""), **about)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Upload.objects.exists()


def test_the_page_refuses_the_same_figures(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("team").post(PAGE, {**RETURN, f"figure_{found.visits.measure_id}": "120%"})
    assert response.status_code == 422
    assert "120% is more than 100%." in response.content.decode()


def test_the_counts_of_a_rate_cover_the_year_and_are_not_made_yearly(found: Council, signed_in: SignedIn) -> None:
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(
        unit=Unit.RATE, basis=Basis.MONTH_ANNUALISED, counts=Counts.CHILDREN
    )
    team = signed_in("team")
    team.post(send(team, ("1.1", "", "600", "150000")).url)
    assert Outturn.objects.current().get().said == "40"


def test_of_two_who_apply_a_return_the_second_sees_the_first_s_and_can_go_on(
    found: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    sent = send(team, ("1.1", "86%", "", ""))
    wanted = [WantedOutturn(found.visits.measure, 87, 0, "87%", None)]  # type: ignore[arg-type]
    keep_outturns(
        scorecard=found.scorecard, year=2022, wanted=wanted, source="By hand", validated_on=dt.date(2023, 9, 1),
        by=found.people["team"],
    )  # fmt: skip
    late = team.post(sent.url)
    assert late.status_code == 409
    page = late.content.decode()
    assert "has entered 87% since you opened the page." in page
    assert "87% (By hand)" in page
    assert team.post(sent.url).status_code == 302
    assert Outturn.objects.current().get().said == "86%"


@pytest.mark.parametrize("who", ["owner", "director", "signatory", "board", "stranger"])
def test_only_the_performance_team_sends_it_and_only_the_sender_applies_it(signed_in: SignedIn, who: str) -> None:
    other = signed_in(who)
    assert (other.get(FILE).status_code, send(other, ("1.1", "86%", "", "")).status_code) == (404, 404)
    sent = send(signed_in("team"), ("1.1", "86%", "", ""))
    assert (other.get(sent.url).status_code, other.post(sent.url).status_code) == (404, 404)
    assert not Outturn.objects.exists()

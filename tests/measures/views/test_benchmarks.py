"""Comparators from a publisher's file, through the page: seen first, then taken in, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.models import Benchmark, Load, Upload
from tests.factories.council import SLUG, Council

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:benchmarks", args=[SLUG])
TOOL = Path(__file__).parents[1] / "sheets" / "data" / "interactive_tool.csv"


def send(client: Client, content: bytes = b"", **more: str) -> Any:
    typed = {"source": "Interactive tool", "release": "2025-11", "measures": "CPP_rate = 1.1", "region": "South West"}
    return client.post(ADDRESS, {**typed, **more, "file": SimpleUploadedFile("tool.csv", content or TOOL.read_bytes())})


def texts(response: Any) -> str:
    return str(response.content.decode())


def test_a_file_is_shown_before_it_is_taken_in_and_taken_in_once(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    waiting = send(team).url
    page = texts(team.get(waiting))
    assert "South West" in page
    assert not Benchmark.objects.exists()
    assert team.post(waiting).status_code == 302
    assert {row.area for row in Benchmark.objects.all()} == {"South West", "England"}
    assert Load.objects.get().source == "Interactive tool"
    assert not Upload.objects.exists()
    assert team.post(waiting).status_code == 409


def test_the_same_release_again_would_change_nothing(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    team.post(send(team).url)
    assert "Nothing would change" in texts(team.get(send(team).url))


@pytest.mark.parametrize(("figure", "which"), [("184", "184% is more than 100%"), ("-3", "-3% is less than 0%")])
def test_a_figure_that_can_not_be_is_named_and_left_out_and_the_others_are_taken_in(
    found: Council, signed_in: SignedIn, figure: str, which: str
) -> None:
    heading = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
    rows = f"CPP_rate,,2019,England,{figure},970.0,NA\nCPP_rate,,2019,South West,52,990.0,NA\n"
    team = signed_in("team")
    waiting = send(team, (heading + rows).encode()).url
    page = texts(team.get(waiting))
    assert f"Line 2, 1.1 of England in 2019: {which}, which this measure’s definition does not allow." in page
    team.post(waiting)
    assert [row.area for row in Benchmark.objects.all()] == ["South West"]


def test_a_file_with_nothing_but_what_can_not_be_takes_nothing_in(found: Council, signed_in: SignedIn) -> None:
    content = (
        b"Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\nCPP_rate,,2019,England,184,970.0,NA\n"
    )
    team = signed_in("team")
    page = texts(team.get(send(team, content).url))
    assert "No other figure of the file is new." in page
    assert "Take these figures in" not in page


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(found: Council, signed_in: SignedIn) -> None:
    response = send(signed_in("team"), release="last spring", measures="CPP_rate")
    assert response.status_code == 422
    page = texts(response)
    assert "Enter when the release came out, such as 2025-11." in page
    assert "Line 1 needs a name, an equals sign and a value: “CPP_rate”." in page
    assert 'value="Interactive tool"' in page
    assert not Upload.objects.exists()


def test_a_reference_that_is_not_there_is_said(found: Council, signed_in: SignedIn) -> None:
    response = send(signed_in("team"), measures="CPP_rate = 9.9")
    assert response.status_code == 422
    assert "The scorecard has no measure with the reference 9.9." in texts(response)


def test_a_file_of_something_else_is_refused(found: Council, signed_in: SignedIn) -> None:
    team = signed_in("team")
    response = team.post(
        ADDRESS,
        {"source": "x", "release": "2025", "measures": "a = 1.1", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")},
    )
    assert response.status_code == 422
    assert "The file was refused" in texts(response)

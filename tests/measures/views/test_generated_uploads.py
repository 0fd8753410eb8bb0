"""Files as no person would make them: read or refused, never an error of the portal's own, never half applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Event, Load, LoadedCell, Revision, Submission
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council, council
from tests.factories.sheets import as_csv, as_xlsx
from tests.generated import examples

pytestmark = pytest.mark.django_db

FEWER = settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

HEADINGS = ["ref", "month", "numerator", "denominator", "value", "breakdown", "part", "additive", "extract date"]
REFS = st.sampled_from(["1.1", "2.1", "1.10", "", "=1+1"])
MONTHS = st.sampled_from(["Nov-23", "2023-10", "Dec-23", "01/11/2023", "13-2023", ""])
NUMBERS = st.sampled_from(["", "0", "79", "100", "1,234", "79%", "100.5", "-1", "NaN", "1e400", "\uff11", "NA", "c"])
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CELLS = st.one_of(NUMBERS, ANYTHING, st.just("x" * 301), st.just("a\x00b"))
ROWS = st.lists(
    st.tuples(REFS, MONTHS, NUMBERS, NUMBERS, NUMBERS, CELLS, CELLS, st.sampled_from(["yes", "no", ""]), CELLS).map(
        list
    ),
    max_size=5,
)


@pytest.fixture(scope="module")
def team(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Council, Client]]:
    """The council, and a browser in which its performance team is signed in."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = council()
        client = browser_of(found.people["team"])
        yield found, client
        transaction.set_rollback(True)


def state_of_the_month() -> list[Any]:
    """Return everything that a load may change."""
    return [
        list(Submission.objects.order_by("pk").values()),
        *(model.objects.count() for model in (Load, LoadedCell, Revision, Event)),
    ]


def send(client: Client, content: bytes, name: str, kind: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("measures:load", args=[SLUG]), {"kind": kind, "file": file})


def is_read_or_refused(client: Client, content: bytes, name: str, kind: str = "monthly extract") -> None:
    """Send a file and apply it: nothing changes before it is applied, and then all of it or nothing does."""
    with transaction.atomic():
        before = state_of_the_month()
        response = send(client, content, name, kind)
        assert response.status_code in {302, 422}
        assert state_of_the_month() == before
        if response.status_code == 302:
            loads = Load.objects.count()
            done = client.post(response.url)
            assert done.status_code in {302, 422}
            if Load.objects.count() == loads:
                assert state_of_the_month() == before
        transaction.set_rollback(True)


@FEWER
@given(rows=ROWS)
def test_a_generated_extract_is_read_or_refused(team: tuple[Council, Client], rows: list[list[str]]) -> None:
    is_read_or_refused(team[1], as_csv([HEADINGS, *rows]), "generated.csv")


@FEWER
@given(rows=st.lists(st.lists(CELLS, max_size=12), max_size=6))
def test_a_generated_table_is_read_or_refused(team: tuple[Council, Client], rows: list[list[str]]) -> None:
    is_read_or_refused(team[1], as_csv(rows), "generated.csv", "scorecard")


@FEWER
@given(rows=ROWS)
def test_a_generated_workbook_is_read_or_refused(team: tuple[Council, Client], rows: list[list[str]]) -> None:
    clean = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
    is_read_or_refused(team[1], as_xlsx([HEADINGS, *clean]), "generated.xlsx")


@FEWER
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a.tsv"]))
def test_generated_bytes_are_read_or_refused(team: tuple[Council, Client], content: bytes, name: str) -> None:
    is_read_or_refused(team[1], content, name)

"""Forms, evidence and what is sent to the API as no person would: taken or refused, never an error, never half.

GENERATED_UPLOADS says how many; `make soak` tries them far oftener.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import BinaryField, Model
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Event, Evidence, Explanation, Part, Revision, Submission
from portal.api import throttle
from tests.factories.council import NOVEMBER, SLUG, Council, council
from tests.factories.evidence import REFUSED, TAKEN
from tests.generated import examples

pytestmark = pytest.mark.django_db

FEWER = settings(
    max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.sampled_from(
    ["", "0", "79", "100", "79%", "-1", "NaN", "1e400", "\uff11", "NA", "9" * 30, "1/2", "a\x00b", "x" * 300]
)
WORDS = st.one_of(ANYTHING, st.sampled_from(["", "No change since last month.", "x" * 5001, "a\x00b"]))
FORMS = st.fixed_dictionaries(
    {
        "do": st.sampled_from(["save", "submit", "evidence", "", "delete"]),
        "version": st.sampled_from(["0", "0", "0", "1", "-1", "", "99999999999999999999", "x"]),
    },
    optional={
        "figure": NUMBERS,
        "numerator": NUMBERS,
        "denominator": NUMBERS,
        "missing": st.sampled_from(["", "not available", "suppressed", "gone"]),
        "happening": WORDS,
        "why": WORDS,
        "source": WORDS,
        "taken_on": st.sampled_from(["", "4/12/2023", "31/2/2023", "0/0/0", "99999"]),
        "remove": st.sampled_from(["1", "x", "99999999999999999999"]),
        "part0-kind": WORDS,
        "part0-name": WORDS,
        "part0-numerator": NUMBERS,
        "part0-value": NUMBERS,
        "part0-additive": st.just("on"),
    },
)

VALUES = st.one_of(NUMBERS, WORDS, st.none(), st.integers(), st.floats(), st.lists(NUMBERS, max_size=2))
NAMES = ("value", "numerator", "denominator", "missing", "happening", "why", "doing", "source", "taken_on", "figure")
PARTS = st.fixed_dictionaries(
    {"kind": WORDS, "name": WORDS}, optional={"value": NUMBERS, "numerator": VALUES, "additive": st.booleans()}
)
REQUESTS = st.one_of(
    st.fixed_dictionaries(
        {"version": st.sampled_from([0, 0, 0, 0, 1, -1, 10**20, "0", "x", None])},
        optional={
            **dict.fromkeys(NAMES, VALUES),
            "parts": st.none() | st.lists(PARTS, max_size=3),
            "explanations": st.dictionaries(st.sampled_from(["1", "-1", "x", "9" * 30]), WORDS, max_size=2),
        },
    ),
    st.binary(max_size=40),
)
"""What is sent to the API: fields with anything in them, and what is no JSON at all."""


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Council, Client]]:
    """The council, and a browser in which the owner of 1.1 is signed in."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as at_most:
        found = council()
        client = Client(raise_request_exception=True)
        at_most.setattr(throttle, "num_requests", 1_000_000)
        client.force_login(found.people["owner"], backend="django.contrib.auth.backends.ModelBackend")
        yield found, client
        transaction.set_rollback(True)


SAVED = frozenset({"state", "version", "draft_by_id", "draft_for_id", "draft_at"})
"""What saving a draft changes beside what was typed."""

Held = dict[str, dict[int, dict[str, Any]]]


def held() -> Held:
    """Return everything that a form may change, row by row; a file by what is known of it."""
    tables = (Submission, Evidence, Part, Revision, Explanation)
    rows = {table.__name__: {row["pk"]: row for row in table.objects.values("pk", *names(table))} for table in tables}
    return {**rows, "Event": {row["pk"]: row for row in Event.objects.values("pk", "what")}}


def names(table: type[Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields if not isinstance(field, BinaryField)]


def changed(before: Held, after: Held) -> dict[str, set[str]]:
    """Return which fields of the submissions differ, and of the other tables that they do."""
    fields = {
        name
        for pk, row in after["Submission"].items()
        for name, value in row.items()
        if before["Submission"][pk][name] != value
    }
    others = {
        table: {"rows"} for table in after if table not in ("Submission", "Event") and before[table] != after[table]
    }
    return {**({"Submission": fields} if fields else {}), **others}


def is_taken_or_refused(client: Client, address: str, form: dict[str, Any] | bytes, **how: Any) -> None:
    """Send a form: what is taken has its events, and what is refused has changed nothing, or is kept as a draft.

    A figure that can not be submitted stays as it was typed: with 422 the draft may be saved, by one event, with
    explanations that were given; no revision, part or file of evidence comes of it.
    """
    with transaction.atomic():
        before = held()
        response = client.post(address, form, **how)
        after = held()
        assert response.status_code in {200, 302, 400, 403, 409, 422}
        differs, events = (
            changed(before, after),
            [e["what"] for pk, e in after["Event"].items() if pk not in before["Event"]],
        )
        assert bool(differs) == bool(events), "each change has its event, and no event stands alone"
        if response.status_code in (400, 403, 409) or address.endswith("/preview/"):
            assert not differs
        if response.status_code == 422 and differs:
            assert events == ["save"]
            assert set(differs) <= {"Submission", "Explanation"}
            assert all(name in SAVED or name.startswith("draft_") for name in differs["Submission"])
        submission = Submission.objects.get(
            definition__ref="1.1", period__month=NOVEMBER, measure__scorecard__slug=SLUG
        )
        assert (len(after["Revision"]) > len(before["Revision"])) == (submission.state == "submitted")
        transaction.set_rollback(True)


@FEWER
@example(form={"do": "submit", "version": "0", "figure": "60%"})
@example(form={"do": "submit", "version": "0", "figure": "60%", "happening": "Fewer visits."})
@given(form=FORMS)
def test_a_generated_form_is_taken_or_refused(owner: tuple[Council, Client], form: dict[str, str]) -> None:
    is_taken_or_refused(owner[1], ENTRY, form)


@FEWER
@given(form=FORMS, address=st.sampled_from(["autosave", "preview"]))
def test_a_generated_form_is_saved_as_typed_or_looked_at(
    owner: tuple[Council, Client], form: dict[str, str], address: str
) -> None:
    is_taken_or_refused(owner[1], f"{ENTRY}{address}/", form)


@FEWER
@given(form=FORMS)
def test_a_generated_row_of_the_grid_is_taken_or_refused(owner: tuple[Council, Client], form: dict[str, str]) -> None:
    found, client = owner
    pk = found.submission().pk
    row = {f"m{pk}-{name}": text for name, text in form.items()} | {f"m{pk}-send": form["do"] and "on"}
    is_taken_or_refused(client, reverse("measures:grid", args=[SLUG, NOVEMBER]), row)


@FEWER
@example(sent={"version": 0, "value": "60%"}, do="submit")
@given(sent=REQUESTS, do=st.sampled_from(["save", "submit"]))
def test_a_generated_request_to_the_api_is_taken_or_refused(
    owner: tuple[Council, Client], sent: dict[str, Any] | bytes, do: str
) -> None:
    address = reverse(f"api:{do}", args=[SLUG, "2023-11", "1.1"])
    is_taken_or_refused(owner[1], address, sent, content_type="application/json")


def is_a_name(text: str) -> bool:
    """Return whether a file can be called so: Django's own file, with which the test sends it, refuses the others."""
    return os.path.basename(text) not in {"", ".", ".."}  # noqa: PTH119 - as Django takes the name


@FEWER
@given(
    content=st.one_of(
        st.binary(min_size=1, max_size=200),
        st.builds(
            lambda whole, cut, more: whole[: max(1, cut)] + more,
            st.sampled_from([*TAKEN.values(), *(each for each in REFUSED.values() if len(each) < 5000)]),
            st.integers(1, 900),
            st.binary(max_size=20),
        ),
    ),
    name=st.one_of(ANYTHING.filter(is_a_name), st.sampled_from(["a.pdf", "../a.xlsx", "a.docx.exe"])),
)
def test_a_generated_file_of_evidence_is_taken_or_refused(
    owner: tuple[Council, Client], content: bytes, name: str
) -> None:
    form = {"version": "0", "do": "evidence", "evidence": SimpleUploadedFile(name, content)}
    is_taken_or_refused(owner[1], ENTRY, form)

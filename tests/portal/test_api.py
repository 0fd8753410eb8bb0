"""The API: a month, a measure, a figure and an edition as far as the person of the token may look."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions.approvals import send_back
from measures.actions.public_texts import save_public_text, submit_public_text, text_of
from measures.choices import SubmissionState
from measures.models import Event, Finding, Part
from portal.accounts.models import Token
from portal.accounts.tokens import make_token
from portal.api import throttle
from reports.actions import approve_public_text, publish, sign
from reports.models import Rendering
from reports.rendering import render
from tests.factories.accounts import browser_of
from tests.factories.council import SLUG, Council

pytestmark = pytest.mark.django_db

MONTH = [SLUG, "2023-11"]
FIGURE = [*MONTH, "1.1"]
NORTH = {"kind": "locality", "name": "North", "numerator": "50", "denominator": "60"}


class Program:
    """A program that sends a person's token."""

    def __init__(self, found: Council, role: str, *, may_write: bool = True) -> None:
        _, secret = make_token(by=found.people[role], name="A test", days=30, may_write=may_write)
        self.client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})

    def get(self, name: str, *where: Any) -> Any:
        return self.client.get(reverse(f"api:{name}", args=where))

    def post(self, name: str, *where: Any, **data: Any) -> Any:
        return self.client.post(reverse(f"api:{name}", args=where), data, content_type="application/json")


def errors(response: Any) -> tuple[int, list[str]]:
    return response.status_code, response.json()["errors"]


@pytest.mark.parametrize(
    "path", ["nothing", "nothing/", f"scorecards/{SLUG}/months/2023-13", f"scorecards/{SLUG}/months/abc", "scorecards/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_there_is_not_is_answered_as_every_refusal_is(path: str, method: str) -> None:
    answer = getattr(Client(), method)(f"/api/{path}")
    assert errors(answer) == (404, ["There is nothing at this address."])


def test_a_method_that_an_address_does_not_take_is_answered_as_every_refusal_is() -> None:
    answer = Client().delete(reverse("api:scorecards"))
    assert errors(answer) == (405, ["This address does not take DELETE. It takes GET."])
    assert answer["Allow"] == "GET"


class TestWhoAsks:
    def test_a_token_opens_what_its_person_may_see(self, found: Council) -> None:
        assert [s["scorecard"] for s in Program(found, "owner").get("scorecards").json()] == [SLUG]
        assert Program(found, "nobody").get("scorecards").json() == []
        assert Program(found, "stranger").get("month", *MONTH).status_code == 404

    @pytest.mark.parametrize("header", ["Bearer psc_made-up", "Bearer ", "Basic YTpi", "psc_"])
    def test_what_is_no_token_is_told_to_send_one(self, found: Council, header: str) -> None:
        response = Client(headers={"Authorization": header}).get(reverse("api:scorecards"))
        status, (sentence,) = errors(response)
        assert (status, response["WWW-Authenticate"]) == (401, "Bearer")
        assert "Send a token" in sentence

    def test_a_revoked_token_is_refused_at_once(self, found: Council) -> None:
        program = Program(found, "owner")
        Token.objects.update(revoked_at="2023-01-01T00:00Z")
        assert program.get("scorecards").status_code == 401

    def test_a_token_that_may_only_read_changes_nothing(self, found: Council) -> None:
        program = Program(found, "owner", may_write=False)
        version = program.get("figure", *FIGURE).json()["version"]
        assert errors(program.post("save", *FIGURE, version=version, value="79%")) == (
            403, ["This token may only read. Make one that may enter figures."],
        )  # fmt: skip
        assert found.submission().state == SubmissionState.NOT_STARTED

    def test_a_page_of_the_portal_sends_the_csrf_token_with_a_change(self, found: Council) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(found.people["owner"], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("api:scorecards")).status_code == 200
        address = reverse("api:save", args=FIGURE)
        body = {"version": 0, "value": "79%"}
        assert client.post(address, body, content_type="application/json").status_code == 403
        client.get("/account/tokens/")
        headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
        assert client.post(address, body, content_type="application/json", headers=headers).status_code == 200

    def test_too_many_requests_of_a_person_wait_and_others_do_not(
        self, found: Council, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(throttle, "num_requests", 2)
        owner, again, other = Program(found, "owner"), Program(found, "owner"), Program(found, "deputy")
        assert [p.get("scorecards").status_code for p in (owner, again, other)] == [200, 200, 200]
        late = again.get("scorecards")
        assert errors(late) == (429, ["Too many requests."])
        assert 0 < int(late["Retry-After"]) <= 60


class TestReading:
    def test_a_month_is_what_the_page_exports(self, found: Council) -> None:
        found.put(SubmissionState.SUBMITTED, value="73")
        for role in ("owner", "other owner", "team"):
            client = browser_of(found.people[role])
            exported = client.get(reverse("measures:export", args=[*MONTH, "json"])).content
            assert Program(found, role).get("month", *MONTH).json() == json.loads(exported)

    def test_a_measure_has_its_series_as_far_as_the_person_may_look(self, found: Council) -> None:
        found.put(SubmissionState.SUBMITTED, value="73.5")
        mine = Program(found, "owner").get("measure", SLUG, "1.1").json()
        assert (mine["title"], mine["unit"]) == ("% of visits in time", "percent")
        assert [(m["period"], m["value"], m["exact"]) for m in mine["series"]] == [
            ("2023-10", "80%", "80"), ("2023-11", "74%", "73.5"),
        ]  # fmt: skip
        theirs = Program(found, "other owner").get("measure", SLUG, "1.1").json()["series"]
        assert [(m["value"], m["exact"], m["state"]) for m in theirs] == [
            ("80%", "80", "published"),
            (None, None, None),
        ]

    def test_a_scorecard_names_its_months(self, found: Council) -> None:
        months = Program(found, "owner").get("scorecard", SLUG).json()["months"]
        assert months == [{"period": "2023-11", "state": "open"}, {"period": "2023-10", "state": "published"}]

    def test_the_number_of_queries_does_not_grow(self, found: Council) -> None:
        program = Program(found, "team")
        for name, where in (("month", MONTH), ("measure", [SLUG, "1.1"]), ("figure", FIGURE), ("editions", [])):
            with CaptureQueriesContext(connection) as captured:
                assert program.get(name, *where).status_code == 200
            assert len(captured) <= 25, name

    def test_it_says_of_itself_what_it_offers_and_loads_nothing_from_elsewhere(self) -> None:
        description = Client().get(reverse("api:openapi-json")).json()
        assert "/api/scorecards/{slug}/months/{month}/{ref}/submit" in description["paths"]
        assert Client().get("/api/docs").status_code == 404


class TestEntering:
    def test_a_figure_is_saved_explained_and_submitted(self, found: Council) -> None:
        program = Program(found, "owner")
        before = program.get("figure", *FIGURE).json()
        assert (before["state"], before["version"]) == ("not started", 0)
        saved = program.post("save", *FIGURE, version=0, value="79", happening="Two visits were late.").json()
        assert (saved["state"], saved["draft"]["value"], saved["draft"]["happening"]) == (
            "draft", "79", "Two visits were late.",
        )  # fmt: skip
        more = program.post("save", *FIGURE, version=saved["version"], numerator=780, denominator=1000).json()
        assert (more["draft"]["value"], more["draft"]["numerator"]) == ("79", "780")
        wanted = [f for f in more["findings"] if f["severity"] == "warning"]
        assert "780 out of" in wanted[0]["message"].replace(",", "")
        refused = program.post("submit", *FIGURE, version=more["version"])
        assert refused.status_code == 422
        assert all(sentence.startswith("Explain this: ") for sentence in refused.json()["errors"])
        told = {str(f["id"]): "The system rounds up." for f in wanted}
        sent = program.post("submit", *FIGURE, version=more["version"], explanations=told)
        assert (sent.status_code, sent.json()["state"]) == (200, "submitted"), sent.json()
        assert {e.what: e.channel for e in Event.objects.filter(submission=found.submission())} == {
            "save": "api", "submit": "api",
        }  # fmt: skip
        assert Finding.objects.open().filter(explanations__text="The system rounds up.").exists()

    def test_a_returned_figure_is_submitted_as_it_was_only_once_that_is_said_to_be_right(self, found: Council) -> None:
        program, once = Program(found, "owner"), {"value": "95%", "happening": "Visits fell."}
        program.post("submit", *FIGURE, version=0, **once)
        sent = found.submission()
        send_back(submission=sent, version=sent.version, reason="Which schools?", by=found.people["director"])
        now = {"version": found.submission().version, **once}
        status, said = errors(program.post("submit", *FIGURE, **now))
        assert status == 422
        assert said[0].startswith("Nothing has changed since Dora Director returned this on")
        assert "send “again” as true" in said[0]
        assert errors(program.post("submit", *FIGURE, **{**now, "version": 0}))[0] == 409
        assert errors(Program(found, "director").post("submit", *FIGURE, **now))[0] == 403
        assert found.submission().state == SubmissionState.RETURNED
        assert program.post("submit", *FIGURE, **now, again=True).json()["state"] == "submitted"

    def test_whoever_comes_second_is_told_who_was_first(self, found: Council) -> None:
        assert Program(found, "deputy").post("save", *FIGURE, version=0, value="80%").status_code == 200
        status, (sentence,) = errors(Program(found, "owner").post("save", *FIGURE, version=0, value="79%"))
        assert (status, sentence) == (
            409, "Dev Deputy saved a draft of 1.1 since you opened it. Nothing was changed. "
            "Read the figure again for its version.",
        )  # fmt: skip
        assert found.submission().draft_figure == "80%"

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ("{", "Cannot parse request body"),
            ("[]", "can not be read"),
            ("{}", "Send the field “version”."),
            ('{"version": 0, "figure": "79%"}', "There is no field “figure”."),
            ('{"version": 0, "value": ["79%"]}', "The field “value” can not be read"),
            ('{"version": "new"}', "The field “version” can not be read"),
            ('{"version": 0, "missing": "lost"}', "Select a valid choice"),
            ('{"version": 0, "taken_on": "yesterday"}', "Enter a real date"),
            ('{"version": 0, "value": "79%", "taken_on": "2099-01-01"}', "Enter a date up to today"),
        ],
    )
    def test_a_body_that_is_not_as_described_is_refused_in_a_sentence(
        self, found: Council, body: str, sentence: str
    ) -> None:
        client = Program(found, "owner").client
        response = client.post(reverse("api:save", args=FIGURE), body, content_type="application/json")
        status, said = errors(response)
        assert status in (400, 422)
        assert sentence in said[0]
        assert found.submission().state == SubmissionState.NOT_STARTED

    @pytest.mark.parametrize("number", ["1e400", "NaN", "-Infinity"])
    def test_a_number_of_json_is_read_as_it_is_written(self, found: Council, number: str) -> None:
        client = Program(found, "owner").client
        address = reverse("api:submit", args=FIGURE)
        response = client.post(address, f'{{"version": 0, "value": {number}}}', content_type="application/json")
        status, (sentence,) = errors(response)
        assert (status, f"“{number}”" in sentence) == (422, True)

    def test_parts_are_entered_kept_frozen_and_shown(self, found: Council) -> None:
        parts = [{**NORTH, "additive": True}, {"kind": "locality", "name": "South", "numerator": 42, "additive": True}]
        program = Program(found, "owner")
        saved = program.post("save", *FIGURE, version=0, value="92%", numerator="92", denominator="100", parts=parts)
        assert [part["name"] for part in saved.json()["draft"]["parts"]] == ["North", "South"]
        again = program.post("save", *FIGURE, version=1, happening="Well.").json()["draft"]
        assert again["parts"] == saved.json()["draft"]["parts"]
        assert program.post("submit", *FIGURE, version=2).status_code == 200
        assert list(Part.objects.values_list("kind", "name", "numerator", "denominator", "additive")) == [
            ("locality", "North", 50, 60, True),
            ("locality", "South", 42, None, True),
        ]
        (exported,) = [m for m in program.get("month", *MONTH).json()["measures"] if m["ref"] == "1.1"]
        north = exported["parts"][0]
        assert north == {
            **NORTH, "value": "83%", "exact": north["exact"], "numerator": 50, "denominator": 60, "additive": True,
        }  # fmt: skip
        assert north["exact"].startswith("83.33333")

    def test_no_parts_take_the_place_of_those_that_are_kept(self, found: Council) -> None:
        program = Program(found, "owner")
        program.post("save", *FIGURE, version=0, parts=[NORTH])
        assert program.post("save", *FIGURE, version=1, parts=[]).json()["draft"]["parts"] == []
        assert found.submission().draft_parts == []

    def test_a_part_without_a_name_is_refused_in_a_sentence(self, found: Council) -> None:
        sent = Program(found, "owner").post("save", *FIGURE, version=0, parts=[{**NORTH, "name": " "}])
        status, (sentence,) = errors(sent)
        assert (status, sentence) == (422, "Part 1: Enter the name of the part.")
        assert found.submission().draft_parts == []

    def test_the_places_of_a_number_are_kept(self, found: Council) -> None:
        client = Program(found, "owner").client
        client.post(reverse("api:save", args=FIGURE), '{"version": 0, "value": 79.10}', content_type="application/json")
        assert found.submission().draft_figure == "79.10"


class TestEditions:
    @pytest.fixture
    def published(self, found: Council) -> Council:
        found.put(SubmissionState.APPROVED)
        found.put(SubmissionState.LEFT_OUT, "2.1")
        found.november.refresh_from_db()
        sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)
        found.november.refresh_from_db()
        publish(period=found.november, by=found.people["team"])
        return found

    def test_an_edition_says_what_was_frozen(self, published: Council) -> None:
        board = Program(published, "board")
        listed = board.get("editions").json()
        assert {(e["period"], e["audience"], e["number"]) for e in listed} == {
            ("2023-11", "internal", 1), ("2023-11", "public", 1),
        }  # fmt: skip
        content = board.get("edition", *MONTH, "internal", 1).json()
        assert content["sha256"] == next(e["sha256"] for e in listed if e["audience"] == "internal")
        assert content["content"]["sections"][0]["measures"][0]["ref"] == "1.1"

    def test_why_figures_were_withheld_is_for_those_who_publish(self, published: Council) -> None:
        where = [*MONTH, "public", 1]
        assert "decisions" not in Program(published, "board").get("edition", *where).json()["content"]

    def test_a_file_is_sent_once_it_has_been_made(self, published: Council) -> None:
        board = Program(published, "board")
        where = [*MONTH, "internal", 1]
        assert board.get("edition_file", *where, "xlsx").status_code == 404
        row = Rendering.objects.get(format="xlsx")
        assert render(row.pk)
        sent = board.get("edition_file", *where, "xlsx")
        assert (sent.status_code, sent.content[:2]) == (200, b"PK")
        assert sent["Content-Disposition"].endswith('edition-1.xlsx"')
        assert Program(published, "stranger").get("edition_file", *where, "xlsx").status_code == 404
        assert board.get("edition_file", *where, "docx").status_code == 404


class TestPublicTexts:
    """What is written for the public: as it stands for those who hold the figure, approved for those who read it."""

    WORDS = "More visits are in time."

    @pytest.fixture
    def spoken(self, found: Council) -> Council:
        found.put(SubmissionState.APPROVED)
        found.put(SubmissionState.LEFT_OUT, "2.1")
        row = save_public_text(submission=found.submission(), version=0, text=self.WORDS, by=found.people["owner"])
        submit_public_text(submission=found.submission(), version=row.version, by=found.people["owner"])
        return found

    def approve_and_publish(self, found: Council) -> None:
        row = text_of(found.submission())
        assert row is not None
        approve_public_text(submission=found.submission(), version=row.version, by=found.people["director"])
        found.november.refresh_from_db()
        sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)
        found.november.refresh_from_db()
        publish(period=found.november, by=found.people["team"])

    def series(self, found: Council, role: str) -> dict[str, str | None]:
        months = Program(found, role).get("measure", SLUG, "1.1").json()["series"]
        return {month["period"]: month["public_text"] for month in months}

    def test_a_holder_reads_it_as_it_stands_and_others_nothing_of_it(self, spoken: Council) -> None:
        for role in ("owner", "deputy", "director", "team", "signatory"):
            said = Program(spoken, role).get("figure", *FIGURE).json()["public_text"]
            assert said == {"state": "submitted", "text": self.WORDS}
            assert self.series(spoken, role) == {"2023-10": None, "2023-11": None}
        assert Program(spoken, "owner").get("figure", SLUG, "2023-10", "1.1").json()["public_text"] is None
        for role in ("other owner", "other director"):
            assert Program(spoken, role).get("figure", *FIGURE).status_code == 404
            assert self.series(spoken, role) == {"2023-10": None, "2023-11": None}

    def test_approved_and_published_it_is_in_the_series_and_in_the_public_edition_alone(self, spoken: Council) -> None:
        self.approve_and_publish(spoken)
        for role in ("owner", "other owner"):
            assert self.series(spoken, role) == {"2023-10": None, "2023-11": self.WORDS}
        board = Program(spoken, "board")
        said = board.get("edition", *MONTH, "public", 1).json()["content"]["sections"][0]["measures"][0]["commentary"]
        assert said == {"public": self.WORDS}
        assert self.WORDS not in board.get("edition", *MONTH, "internal", 1).content.decode()
        assert Program(spoken, "stranger").get("edition", *MONTH, "public", 1).status_code == 404

    def test_before_the_month_is_published_the_board_reads_no_edition_of_it(self, spoken: Council) -> None:
        spoken.november.refresh_from_db()
        sign(period=spoken.november, by=spoken.people["signatory"], exceptions_confirmed=True)
        assert Program(spoken, "board").get("edition", *MONTH, "public", 1).status_code == 404

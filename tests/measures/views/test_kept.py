"""Pages that a browser keeps: answered with "not modified" until anything changes that they show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from measures.actions.accounts import rename
from measures.actions.annotating import annotate
from measures.actions.drafts import Draft, comment, explain, save_draft
from measures.actions.recalculate import recalculate
from measures.actions.sections import add_section
from measures.choices import JobState, RoleName, Rule, Severity, SubmissionState
from measures.models import Finding, Role
from measures.views import kept
from reports.models import Edition, Format, RenderedFile, Rendering, fingerprint
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
TABLE = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
MEASURE = reverse("measures:measure", args=[SLUG, "1.1"])
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
HOME = reverse("home")
SCORECARD_THEN = reverse("measures:scorecard_as_known", args=[SLUG, NOVEMBER])
MEASURE_THEN = reverse("measures:measure_as_known", args=[SLUG, "1.1"])
SEARCH = reverse("measures:search") + "?q=visits"
REVISED = reverse("measures:revised", args=[SLUG, NOVEMBER])
AUDIT = reverse("measures:audit", args=[SLUG])
PAGES = (
    ("team", TABLE),
    ("team", TABLE + "?view=heat"),
    ("team", MEASURE),
    ("team", reverse("measures:board", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:months", args=[SLUG])),
    ("team", reverse("measures:arrows", args=[SLUG, NOVEMBER])),
    ("owner", reverse("measures:work")),
    ("director", reverse("measures:queue")),
    ("director", reverse("measures:approve", args=[SLUG, NOVEMBER, "1.1"])),
    ("owner", ENTRY),
    ("team", reverse("measures:catalogue", args=[SLUG])),
    ("team", reverse("measures:kept_measures", args=[SLUG])),
    ("team", reverse("measures:sections", args=[SLUG])),
    ("team", reverse("measures:targets", args=[SLUG, 2023])),
    ("team", reverse("measures:outturns", args=[SLUG, 2023])),
    ("team", reverse("measures:year", args=[SLUG, 2023])),
    ("team", reverse("measures:populations", args=[SLUG])),
    ("team", reverse("measures:neighbours", args=[SLUG])),
    ("team", reverse("measures:comparators", args=[SLUG])),
    ("team", reverse("measures:control_charts", args=[SLUG])),
    ("team", SCORECARD_THEN),
    ("team", MEASURE_THEN),
    ("owner", SEARCH),
    ("team", REVISED),
    ("team", reverse("measures:restatements", args=[SLUG])),
    ("director", reverse("measures:unremarkable")),
    ("team", AUDIT),
    ("team", reverse("measures:measure_history", args=[SLUG, "1.1"])),
    ("owner", reverse("measures:submission_history", args=[SLUG, NOVEMBER, "1.1"])),
)
FIRST_PAGES = {
    "owner": 4, "deputy": 4, "director": 4, "signatory": 4, "team": 4, "nobody": 4, "board": 5, "early reader": 5,
}  # fmt: skip
"""Whose first page, and after how many questions it is known to be the same: a board member's shows files as well."""
FORMS = (("owner", ENTRY), ("team", TABLE), ("team", reverse("measures:sections", args=[SLUG])), ("board", HOME))


def again(client: Client, tag: str, address: str = TABLE) -> int:
    """Return what somebody is answered who has the page with the tag already."""
    return client.get(address, headers={"If-None-Match": tag}).status_code


def with_cookies(client: Client) -> Client:
    """Return a browser that has the cookie which a page with forms gives it."""
    client.cookies[settings.CSRF_COOKIE_NAME] = get_random_string(32)
    return client


def tag_at(client: Client, address: str) -> str:
    """Return the tag of a page, asked for by a browser that has its cookies; it still holds."""
    tag = with_cookies(client).get(address)["ETag"]
    assert again(client, tag, address) == 304
    return tag


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_that_has_not_changed_is_not_made_again(
    found: Council, signed_in: SignedIn, role: str, address: str
) -> None:
    found.put(SubmissionState.SUBMITTED)
    client = with_cookies(signed_in(role))
    page = client.get(address)
    assert page.status_code == 200
    assert "private" in page["Cache-Control"]
    assert "no-cache" in page["Cache-Control"]
    with CaptureQueriesContext(connection) as captured:
        assert again(client, page["ETag"], address) == 304
    assert len(captured) == 4  # session, person, roles, the version of the data


@pytest.mark.parametrize("role", FIRST_PAGES)
def test_a_first_page_that_has_not_changed_is_not_made_again(found: Council, signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    tag = tag_at(client, HOME)
    with CaptureQueriesContext(connection) as captured:
        assert again(client, tag, HOME) == 304
    assert len(captured) == FIRST_PAGES[role]


def test_the_page_that_tells_how_the_site_is_is_made_each_time(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    client.get(HOME)
    assert "ETag" not in client.get(HOME)


def save(found: Council) -> None:
    slot = found.submission()
    save_draft(submission=slot, version=slot.version, draft=Draft(figure="70%"), by=found.people["owner"])


CHANGES: dict[str, Callable[[Council], object]] = {
    "result": lambda found: found.put(SubmissionState.SUBMITTED) and recalculate(scorecard=found.scorecard),
    "draft": save,
    "note": lambda found: annotate(
        measure=found.visits.measure, period=found.october, text="A new system", by=found.people["owner"]
    ),
    "comment": lambda found: comment(submission=found.submission(), text="Is it so?", by=found.people["owner"]),
    "section": lambda found: add_section(scorecard=found.scorecard, title="Leaving care", by=found.people["team"]),
    "somebody's name": lambda found: rename(person=found.people["owner"], name="Olga", by=found.people["team"]),
}


@pytest.mark.parametrize("changes", [["result"], [name for name in CHANGES if name != "result"]], ids=len)
@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("team", TABLE),
        ("owner", ENTRY),
        ("director", HOME),
        ("board", HOME),
        ("team", SCORECARD_THEN),
        ("owner", MEASURE_THEN),
        ("owner", SEARCH),
        ("team", REVISED),
        ("team", AUDIT),
    ],
)
def test_whatever_changes_what_it_shows_makes_it_again(
    found: Council, signed_in: SignedIn, role: str, address: str, changes: list[str]
) -> None:
    client = signed_in(role)
    tag = tag_at(client, address)
    for change in changes:
        CHANGES[change](found)
        page = client.get(address, headers={"If-None-Match": tag})
        assert page.status_code == 200, change
        tag = page["ETag"]


def test_what_was_said_to_a_finding_is_shown_though_the_figure_was_refused_and_no_event_tells_of_it(
    found: Council, signed_in: SignedIn
) -> None:
    slot = found.submission()
    finding = Finding.objects.create(submission=slot, rule=Rule.UNUSUAL, severity=Severity.WARNING, message="High.")
    client = signed_in("owner")
    tag = tag_at(client, ENTRY)
    explain(slot, {finding.pk: "A late panel."}, by=found.people["owner"], now=timezone.now())
    assert again(client, tag, ENTRY) == 200


@pytest.mark.parametrize("address", [TABLE, HOME])
def test_another_role_is_another_page(found: Council, signed_in: SignedIn, address: str) -> None:
    client = signed_in("team")
    tag = tag_at(client, address)
    RoleFactory.create(person=found.people["team"], role=RoleName.SIGNATORY.value, scorecard=found.scorecard)
    assert again(client, tag, address) == 200


def test_a_file_that_is_finished_makes_a_first_page_again(found: Council, signed_in: SignedIn) -> None:
    edition = Edition.objects.create(
        scorecard=found.scorecard, period=found.october, number=1, content="{}", sha256=fingerprint("{}"), imported=True
    )
    rendering = Rendering.objects.create(edition=edition, format=Format.PDF, key="1", state=JobState.RUNNING)
    client = signed_in("board")
    tag = tag_at(client, HOME)
    RenderedFile.objects.create(rendering=rendering, attempt=1, content=b"%PDF", sha256="", size=4)
    assert again(client, tag, HOME) == 200


@pytest.mark.parametrize(("role", "address"), FORMS)
def test_a_page_whose_forms_would_be_refused_is_made_again(
    found: Council, signed_in: SignedIn, role: str, address: str
) -> None:
    client = signed_in(role)
    tag = tag_at(client, address)
    client.cookies[settings.CSRF_COOKIE_NAME] = get_random_string(32)
    assert again(client, tag, address) == 200


def test_a_form_of_a_page_that_was_kept_is_taken(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("owner")
    client.handler.enforce_csrf_checks = True
    client.get(ENTRY)
    page = client.get(ENTRY)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token is not None
    assert again(client, page["ETag"], ENTRY) == 304
    version = found.submission().version
    sent = client.post(ENTRY, {"csrfmiddlewaretoken": token[1], "version": version, "figure": "70%", "do": "save"})
    assert sent.status_code == 302
    assert again(client, page["ETag"], ENTRY) == 200


def test_a_form_that_is_kept_for_whoever_signed_in_is_shown(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("owner")
    tag = tag_at(client, ENTRY)
    session = client.session
    owner = str(found.people["owner"].pk)
    typed = {"person": owner, "page": ENTRY, "path": ENTRY, "form": "version=0&figure=71", "had_file": False}
    session["typed"] = [typed]
    session.save()
    assert again(client, tag, ENTRY) == 200
    assert "ETag" not in client.get(ENTRY)


def test_each_address_has_a_tag_of_its_own(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.get(TABLE)
    asked = ["", "?months=12", "?view=heat", "?search=visits", "?columns=target"]
    assert len({client.get(f"{TABLE}{query}")["ETag"] for query in asked}) == len(asked)


def test_other_columns_are_another_page(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    tag = tag_at(client, TABLE)
    client.post(reverse("measures:columns", args=[SLUG, NOVEMBER]), {"columns": ["target"]})
    assert again(client, tag) == 200


def test_nobody_is_answered_with_another_s_page_nor_after_their_role_has_ended(
    found: Council, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    tag = tag_at(client, TABLE)
    assert again(signed_in("deputy"), tag) == 200
    assert again(Client(), tag) == 302
    Role.objects.filter(person=found.people["owner"]).update(ends=timezone.localdate() - dt.timedelta(days=1))
    assert again(client, tag) == 404


def test_tomorrow_it_is_another_page(found: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("team")
    tag = tag_at(client, TABLE)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert again(client, tag) == 200


def test_another_version_of_the_portal_makes_other_pages(
    found: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("team")
    tag = tag_at(client, TABLE)
    monkeypatch.setattr(kept, "release", lambda: "the next one")
    assert again(client, tag) == 200


def test_a_message_is_shown_once_and_never_kept(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    url = reverse("measures:annotate", args=[SLUG, "1.1"])
    client.post(url, {"period": found.october.pk, "text": "A note"})
    told = client.get(MEASURE)
    assert "Your note on October 2023" in told.content.decode()
    assert "ETag" not in told
    assert "ETag" in client.get(MEASURE)


def test_pages_are_compressed_for_whoever_takes_it(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").get(TABLE, headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert page["ETag"].startswith("W/")

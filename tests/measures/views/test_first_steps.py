"""From an empty portal to the first open month, and a second scorecard beside the first: as journeys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.schedule import suggested_dates
from measures.choices import Aim, PeriodState, RoleName, UploadKind
from measures.models import (
    ColumnMapping,
    Event,
    Measure,
    MeasureDefinition,
    Period,
    Role,
    Scorecard,
    Section,
    Target,
    Upload,
)
from measures.sheets.apply import SAMPLE_SCORECARD
from tests.factories.council import SLUG, Council
from tests.factories.first_file import OURS, begun, file_of, imported, sent
from tests.factories.people import PersonFactory

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db

LATER = OURS.replace("Oct 2023,Nov 2023", "Nov 2023,Dec 2023")
FIRST = reverse("measures:first_steps_of", args=["our-scorecard"])


@pytest.fixture
def first_person() -> Client:
    """Return the browser of the first administrator of an empty portal, made as the README says."""
    call_command("createsuperuser", email="ada@council.example", name="Ada First", interactive=False, verbosity=0)
    client = Client()
    person: Any = get_user_model().objects.get()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked_of_first_file(client: Client) -> list[str]:
    """Return the pages that a first file waits on, one after the other."""
    address = ["our-scorecard", Upload.objects.get().pk]
    steps = ("load_columns", "load_measures", "load_waiting")
    return [client.get(reverse(f"measures:{step}", args=address)).content.decode() for step in steps]


def test_from_an_empty_portal_to_the_first_open_month(first_person: Client) -> None:
    client = first_person
    home = client.get("/").content.decode()
    assert "The portal is empty" in home
    assert reverse("measures:add_scorecard") in home
    begun(client)
    assert " done. Next" not in client.get(FIRST).content.decode()
    assert FIRST in client.get("/").content.decode()
    page = client.get(imported(client))
    assert all(f'<a class="govuk-breadcrumbs__link" href="{FIRST}"' in text for text in asked_of_first_file(client))
    assert "Nothing has been changed yet" in page.content.decode()
    assert f'href="{FIRST}import/">Choose another file' in page.content.decode()
    assert f'href="{FIRST}"' in client.get(reverse("measures:load", args=["our-scorecard"])).content.decode()
    assert not Measure.objects.exists()
    page = client.post(page.request["PATH_INFO"], follow=True)
    assert page.request["PATH_INFO"] == FIRST
    assert Measure.objects.count() == 3
    assert list(Section.objects.values_list("title", flat=True)) == ["Front door", "Care"]
    opened = Period.objects.select_related("scorecard").get(month="2023-11-01")
    assert opened.state == PeriodState.OPEN
    due = (opened.due_on, opened.approve_by)
    assert due == suggested_dates(opened.scorecard, opened.month, timezone.localdate())
    assert Period.objects.get(month="2023-10-01").imported
    for name in ("Import your spreadsheet", "Open the first month"):
        state = re.search(rf"{name}</a>.*?id=.step-\d-state.>(.*?)</div>", page.content.decode(), re.DOTALL)
        assert state is not None
        assert state[1].startswith("Done")
    assert f'href="{FIRST}"' in client.get("/").content.decode()
    people = reverse("measures:holders_of", args=["our-scorecard"])
    boxes = {name: "olive.owner@council.example" for name in sent(client.get(people)) if name != "invite_new"}
    assert len(boxes) == 6
    client.post(people, {**boxes, "invite_new": "on"})
    olive = get_user_model().objects.get(email="olive.owner@council.example")
    assert olive.get_full_name() == "Olive Owner"
    assert Role.objects.filter(person=olive).count() == 6
    targets = reverse("measures:targets", args=["our-scorecard", 2023])
    missing = Target.objects.values_list("measure", flat=True)
    bare = Measure.objects.exclude(pk__in=missing).get()
    assert "measures that are rated" not in client.get(FIRST).content.decode()
    MeasureDefinition.objects.update(aim=Aim.HIGHER)
    assert "2 of 3 measures that are rated" in client.get(FIRST).content.decode()
    grid = {**sent(client.get(targets)), f"target_{bare.pk}": "TBC", "why": "Not agreed yet."}
    assert client.post(targets, grid).status_code == 302
    client.post(
        reverse("measures:populations", args=["our-scorecard"]),
        {
            "area": "Ours", "age_band": "0-17", "figure": "60,600", "year": "mid-2022", "source": "ONS",
            "holds_from": "2023-10-01",
        },
    )  # fmt: skip
    steps = client.get(FIRST).content.decode()
    assert "0 of 1 months" in steps
    earlier = reverse("reports:imported_months", args=["our-scorecard"])
    assert earlier in steps
    assert "nobody signed it here" in client.get(earlier).content.decode()
    assert "Before this portal" in client.post(earlier, follow=True).content.decode()
    assert "No imported month waits." in client.get(earlier).content.decode()
    assert "Everything is done." in client.get(FIRST).content.decode()


def test_a_target_or_comparator_above_100_per_cent_is_named_and_the_target_has_to_be_set_right_before_it_is_confirmed(
    first_person: Client,
) -> None:
    client = first_person
    begun(client)
    address = imported(client, OURS.replace("Jo,90%,85%", "Jo,120%,185%").replace("Al,300", "Al,300 by March"))
    above = "120% is more than 100%, which this measure’s definition does not allow."
    page = client.get(address).content.decode()
    for doubt in (
        f"The target of A1. {above} It is provisional",
        f"The comparator “National” of A1. {above.replace('120%', '185%')} It comes in as the file has it",
        "The file says 300 by March, and not what the months’",
    ):
        assert doubt in page
        assert "To be looked at" in page
    assert above in client.post(address, follow=True).content.decode()
    target = Target.objects.get(measure__definition__ref="A1")
    assert (target.figure, target.provisional) == (120, True)
    targets = reverse("measures:targets", args=["our-scorecard", 2023])
    grid = client.get(targets)
    assert above in grid.content.decode()
    confirmed = client.post(targets, {**sent(grid), "why": "Agreed.", "do": "confirm"})
    assert confirmed.status_code == 422
    assert Target.objects.current().get(measure=target.measure).provisional
    one = reverse("measures:target", args=["our-scorecard", target.measure_id, 2023])
    assert f"{above} Set another target, or" in " ".join(client.get(one).content.decode().split())


def test_the_sample_spreadsheet_comes_in_without_a_question_about_its_columns(first_person: Client) -> None:
    begun(first_person)
    address = reverse("measures:first_import", args=["our-scorecard"])
    file = SimpleUploadedFile("scorecard.txt", SAMPLE_SCORECARD.read_bytes())
    page = first_person.post(address, {"file": file}, follow=True)
    assert "45 measures are new" in " ".join(page.content.decode().split())
    assert not ColumnMapping.objects.exists()
    page = first_person.post(page.request["PATH_INFO"], {**sent(page), "first": "history"}, follow=True)
    first_person.post(page.request["PATH_INFO"])
    assert Measure.objects.count() == 45
    assert {p.state for p in Period.objects.all()} == {PeriodState.PUBLISHED}
    months = first_person.get(reverse("measures:months", args=["our-scorecard"])).content.decode()
    assert "December 2023 is the next to open" in months


def test_what_was_said_of_the_columns_is_remembered(first_person: Client) -> None:
    scorecard = begun(first_person)
    first_person.post(imported(first_person, first="history"))
    mapping = ColumnMapping.objects.get(scorecard=scorecard, kind=UploadKind.SCORECARD)
    assert mapping.columns["who"] == "leave out"
    first_person.post(
        reverse("measures:open_month", args=["our-scorecard", "2023-12"]),
        {"due_on": "12/1/2024", "approve_by": "19/1/2024", "is_right": "on"},
    )
    page = first_person.post(
        reverse("measures:load", args=["our-scorecard"]),
        {"kind": "scorecard", "file": file_of(LATER)},
        follow=True,
    )
    assert page.request["PATH_INFO"].endswith(f"/load/{Upload.objects.get().pk}/")
    assert "Dec 2023" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("Indicator no", "leave out", "Say which column is the reference."),
        ("Who", "title", "is that already"),
        ("Who", "month", "No month can be read from this heading."),
        ("Who", "nonsense", "Choose from the list."),
    ],
)
def test_columns_that_make_no_scorecard_are_refused_beside_their_box(
    first_person: Client, field: str, said: str, sentence: str
) -> None:
    begun(first_person)
    address = reverse("measures:first_import", args=["our-scorecard"])
    page = first_person.post(address, {"file": file_of(OURS)}, follow=True)
    names = {line["column"].heading: line["field"].html_name for line in page.context["form"].lines}
    posted = {**sent(page), names["Who"]: "leave out", names[field]: said}
    page = first_person.post(page.request["PATH_INFO"], posted)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_file_without_a_measure_is_refused_where_it_is_sent(first_person: Client) -> None:
    begun(first_person)
    page = first_person.post(
        reverse("measures:first_import", args=["our-scorecard"]), {"file": file_of("a,b,c,d\nx,y,z,w")}
    )
    assert page.status_code == 422
    assert "No row of this file is a measure." in page.content.decode()
    assert not Upload.objects.exists()


def test_an_extract_with_headings_of_its_own_is_asked_about_once(found: Council, signed_in: SignedIn) -> None:
    client, address = signed_in("team"), reverse("measures:load", args=[SLUG])
    for asked in (True, False):
        file = file_of("Indicator,Period,Team,Num,Den\n1.1,Nov-23,North,80,100\n", "extract.csv")
        page = client.post(address, {"kind": "monthly extract", "file": file}, follow=True)
        assert page.request["PATH_INFO"].endswith("/columns/") is asked
        if asked:
            fields = {line["column"].heading: line["field"].html_name for line in page.context["form"].lines}
            wrong = client.post(page.request["PATH_INFO"], sent(page))
            assert wrong.status_code == 422
            assert "Choose what “Team” is, or leave it out." in wrong.content.decode()
            page = client.post(page.request["PATH_INFO"], {**sent(page), fields["Team"]: "leave out"}, follow=True)
        assert "Nothing has been changed yet" in page.content.decode()
    client.post(page.request["PATH_INFO"])
    assert found.submission().draft_numerator == "80"
    assert Event.objects.filter(what="remember_columns").count() == 1


def test_owners_of_unknown_addresses_are_not_invited_unasked(found: Council, signed_in: SignedIn) -> None:
    address, client = reverse("measures:holders_of", args=[SLUG]), signed_in("team")
    box = f"owner_{found.visits.measure_id}"
    posted = {**sent(client.get(address)), box: "new.person@council.example"}
    page = client.post(address, posted)
    assert page.status_code == 422
    assert "Nobody has an account with new.person@council.example." in page.content.decode()
    assert 'value="new.person@council.example"' in page.content.decode()
    client.post(address, {**posted, "invite_new": "on"})
    new = get_user_model().objects.get(email="new.person@council.example")
    assert Role.objects.filter(person=new, role=RoleName.OWNER, measure=found.visits.measure).exists()


def test_one_wrong_address_gives_out_nothing(found: Council, signed_in: SignedIn) -> None:
    address, client = reverse("measures:holders_of", args=[SLUG]), signed_in("team")
    other = PersonFactory.create(email="good@council.example")
    posted = {
        **sent(client.get(address)),
        f"owner_{found.visits.measure_id}": "good@council.example",
        f"owner_{found.placements.measure_id}": found.people["team"].email,
    }
    page = client.post(address, posted)
    assert page.status_code == 422
    assert "Nobody changes their own roles" in page.content.decode()
    assert not Role.objects.filter(person=other).exists()


def test_a_second_scorecard_has_the_structure_of_the_first_and_nothing_else(
    found: Council, signed_in: SignedIn
) -> None:
    client, team = signed_in("team"), found.people["team"]
    said = {"title": "Adults", "slug": "adults", "keeper": team.email, "like": found.scorecard.pk}
    assert client.post(reverse("measures:add_scorecard"), said).status_code == 302
    made = Scorecard.objects.get(slug="adults")
    assert list(made.sections.values_list("title", flat=True)) == ["Front door", "Care"]
    assert [m.definition.ref for m in made.measures.select_related("definition") if m.definition] == ["1.1", "2.1"]
    assert not Target.objects.filter(measure__scorecard=made).exists()
    assert not Period.objects.filter(scorecard=made).exists()
    assert Event.objects.filter(what="copy_scorecard", scorecard=made, by=team).count() == 1
    home = client.get("/").content.decode()
    assert reverse("measures:scorecards") in home
    steps = f'href="{reverse("measures:first_steps_of", args=["adults"])}"'
    assert steps in home
    assert steps in client.get(reverse("measures:latest", args=["adults"])).content.decode()
    listed = client.get(reverse("measures:scorecards")).content.decode()
    assert reverse("measures:catalogue", args=["adults"]) in listed
    assert reverse("measures:catalogue", args=[SLUG]) in listed


ONE_SCORECARD = (
    "latest", "months", "loads", "load", "benchmarks", "catalogue", "sections", "kept_measures", "add_measure",
    "populations", "neighbours", "comparators", "add_comparator", "first_steps_of", "first_import", "holders_of",
    "restatements",
)  # fmt: skip


@pytest.mark.parametrize("name", ONE_SCORECARD)
def test_each_page_is_of_the_scorecard_in_its_address(found: Council, signed_in: SignedIn, name: str) -> None:
    client = signed_in("team")
    said = {"title": "Adults", "slug": "adults", "keeper": found.people["team"].email, "like": found.scorecard.pk}
    client.post(reverse("measures:add_scorecard"), said)
    Measure.objects.filter(scorecard__slug="adults", definition__ref="1.1").first()
    other = Measure.objects.select_related("definition").get(scorecard__slug="adults", definition__ref="1.1")
    assert other.definition is not None
    other.definition.title = "Adults seen in time"
    other.definition.save()
    page = client.get(reverse(f"measures:{name}", args=["adults"]), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert "% of visits in time" not in text
    assert f'href="{reverse("measures:catalogue", args=["adults"])}"' in text
    assert f"/scorecards/{SLUG}/" not in text


@pytest.mark.parametrize("role", ["owner", "director", "signatory", "board", "nobody", "stranger"])
def test_nobody_else_adds_a_scorecard(found: Council, signed_in: SignedIn, role: str) -> None:
    said = {"title": "Mine", "slug": "mine", "keeper": found.people[role].email}
    assert signed_in(role).post(reverse("measures:add_scorecard"), said).status_code == 404
    assert not Scorecard.objects.filter(slug="mine").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": SLUG}, "Enter another short name."),
        ({"slug": "add"}, "Enter another short name."),
        ({"slug": "A b"}, "Use small letters, numbers and hyphens"),
        ({"keeper": "nobody@elsewhere.example"}, "Nobody has an account with this address."),
        ({"title": ""}, "Enter the scorecard’s title."),
    ],
)
def test_a_scorecard_that_can_not_be_added_says_why(
    found: Council, signed_in: SignedIn, changes: dict[str, str], sentence: str
) -> None:
    said = {"title": "Adults", "slug": "adults", "keeper": found.people["team"].email, **changes}
    page = signed_in("team").post(reverse("measures:add_scorecard"), said)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert Scorecard.objects.filter(slug="adults").count() == 0

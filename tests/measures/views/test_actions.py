"""What is being done about a measure: its pages, from month to month until it is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.actions import close_action
from measures.models import Action, Event, Period
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.portal.design.rendering import tree

SignedIn = Callable[[str], Client]
NEW = reverse("measures:new_action", args=[SLUG, "1.1"])
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
TYPED = {"what": "Train the new team.", "owner": "Team manager", "due": "31/1/2099"}


def texts(response: Any) -> str:
    return str(response.content.decode())


def opened(client: Client) -> str:
    """Open an action and return the address of its page."""
    response = client.post(NEW, TYPED)
    assert response.status_code == 302, texts(response)
    return str(response["Location"])


def test_an_action_is_on_the_figures_page_the_measures_page_and_the_first_page(
    found: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    opened(owner)
    for address in (ENTRY, reverse("measures:measure", args=[SLUG, "1.1"]), reverse("home")):
        page = texts(owner.get(address))
        assert "Train the new team." in page
        assert "31 Jan 2099" in page


def test_what_is_done_to_an_action_is_in_the_timelines_of_the_measure_and_of_its_figures_at_work(
    found: Council, signed_in: SignedIn
) -> None:
    owner, opened_at = signed_in("owner"), timezone.now() - dt.timedelta(days=1)
    signed = {"signed_at": opened_at, "signed_by": found.people["signatory"]}
    Period.objects.filter(pk=found.october.pk).update(opened_at=opened_at, **signed)
    address = opened(owner)
    owner.post(f"{address}move/", {"due": "28/2/2099", "why": "Leave."})
    owner.post(f"{address}close/", {"outcome": "All are trained."})
    measure = reverse("measures:measure", args=[SLUG, "1.1"])
    happened = (
        ("Opened an action", "Train the new team, due 31 January 2099."),
        ("Moved an action’s date", "From 31 January 2099 to 28 February 2099, for “Train the new team”. Leave."),
        ("Closed an action", "Train the new team. All are trained."),
    )
    for page in (texts(owner.get(ENTRY)), texts(signed_in("director").get(measure))):
        for title, body in happened:
            assert title in page
            assert body in page
    listed = texts(owner.get(reverse("measures:submission_history", args=[SLUG, NOVEMBER, "1.1"])))
    assert all(title in listed for title, _ in happened)
    before = reverse("measures:submission_history", args=[SLUG, OCTOBER, "1.1"])
    assert "Opened an action" not in texts(owner.get(before)), "October was signed before"
    other = reverse("measures:submission_history", args=[SLUG, NOVEMBER, "2.1"])
    assert "Opened an action" not in texts(signed_in("other owner").get(other))


def test_whoever_opens_it_from_a_figures_page_is_back_there(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    assert f'href="{NEW}?month=2023-11"' in texts(owner.get(ENTRY))
    assert f'href="{ENTRY}"' in texts(owner.get(f"{NEW}?month=2023-11"))
    assert owner.post(f"{NEW}?month=2023-11", TYPED)["Location"] == f"{ENTRY}#doing"
    assert owner.get(f"{NEW}?month=nonsense").status_code == 200


def test_the_director_reads_it_and_has_no_form(found: Council, signed_in: SignedIn) -> None:
    address = opened(signed_in("owner"))
    page = texts(signed_in("director").get(address))
    assert "Train the new team." in page
    assert "Close this action" not in page
    assert NEW not in texts(signed_in("director").get(ENTRY))


def test_what_is_missing_is_said_beside_its_box_and_nothing_typed_is_lost(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").post(NEW, {**TYPED, "owner": " "})
    assert response.status_code == 422
    assert "Enter who does it." in texts(response)
    assert "Train the new team." in texts(response)
    assert not Action.objects.exists()


def test_its_date_moves_with_a_reason_and_the_page_tells(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    refused = owner.post(f"{address}move/", {"due": "28/2/2099", "why": ""})
    assert refused.status_code == 422
    assert "Enter the reason for the new date." in texts(refused)
    owner.post(f"{address}move/", {"due": "28/2/2099", "why": "The trainer is on leave."})
    assert Action.objects.get().due == dt.date(2099, 2, 28)
    assert "The trainer is on leave." in texts(owner.get(address))


def seen(client: Client, address: str) -> str:
    """Return what the page of an action has its form send back."""
    return str(tree(texts(client.get(address))).one("input[name=seen]")["value"])


def test_what_it_says_and_who_does_it_are_corrected_on_its_page(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    said = {"what": "Train both teams.", "owner": "Jo Park", "seen": seen(owner, address)}
    refused = owner.post(f"{address}change/", {**said, "owner": ""})
    assert refused.status_code == 422
    assert "Enter who does it." in texts(refused)
    assert owner.post(f"{address}change/", said).status_code == 302
    page = texts(owner.get(address))
    assert "Jo Park" in page
    assert "Corrected an action" in page
    assert "From Train the new team to Train both teams; somebody else does it." in page


def test_whoever_corrects_second_is_told_and_keeps_what_they_typed(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    said = {"what": "Train both teams.", "owner": "Jo Park", "seen": seen(owner, address)}
    Action.objects.update(what="Train the old team.")
    response = owner.post(f"{address}change/", said)
    assert response.status_code == 409
    for part in ("Somebody else has changed this action", "Train the old team.", "Train both teams.", "Jo Park"):
        assert part in texts(response)


def test_it_is_closed_with_its_outcome_and_leaves_the_list(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    owner.post(f"{address}close/", {"outcome": "All eight are trained."})
    assert "All eight are trained." in texts(owner.get(address))
    assert "No action is open." in texts(owner.get(ENTRY))
    assert "All eight are trained." in texts(owner.get(reverse("measures:measure", args=[SLUG, "1.1"])))


def test_whoever_closes_second_is_told_and_keeps_what_they_typed(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    close_action(action=Action.objects.get(), outcome="Done.", by=found.people["deputy"])
    response = owner.post(f"{address}close/", {"outcome": "What the owner typed."})
    assert response.status_code == 409
    assert "Dev Deputy has closed this action" in texts(response)
    assert "What the owner typed." in texts(response)
    assert Event.objects.filter(what="close_action").count() == 1


def test_the_hint_of_a_date_is_not_a_day_that_is_refused(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    for address in (NEW, opened(owner)):
        page = texts(owner.get(address))
        assert "Today or later, as day/month/year" in page
        assert "27/3/2024" not in page


def test_a_date_that_has_passed_is_called_late(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    address = opened(owner)
    Action.objects.update(due=dt.date(2020, 1, 31))
    assert "<strong>late</strong>" in texts(owner.get(address))


def test_a_deputy_is_told_in_whose_place_they_enter(found: Council, signed_in: SignedIn) -> None:
    deputy = signed_in("deputy")
    assert "You stand in for Olive Owner." in texts(deputy.get(ENTRY))
    assert "You stand in for Olive Owner." in texts(deputy.get(reverse("home")))
    assert "entered for Olive Owner" in texts(signed_in("team").get(ENTRY))
    assert "stand in for" not in texts(signed_in("owner").get(ENTRY))


def test_all_that_an_empty_form_lacks_is_said_at_once_with_a_day_to_come_as_example(
    found: Council, signed_in: SignedIn
) -> None:
    errors = signed_in("owner").post(NEW, {"what": " "}).context["form"].errors
    ahead = timezone.localdate() + dt.timedelta(days=28)
    assert errors == {
        "what": ["Enter what is being done."],
        "owner": ["Enter who does it."],
        "due": [f"Enter a date for “By when”, for example {ahead:%-d/%-m/%Y}."],
    }
    past = signed_in("owner").post(NEW, {**TYPED, "owner": "", "due": "27/3/2024"}).context["form"].errors
    assert set(past) == {"owner", "due"}

"""The catalogue's pages: what the performance team sees before and after a change of a section or a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import RoleName
from measures.models import Measure, MeasureDefinition, Period, Section, Target
from measures.queries.catalogue import measure_rows
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def change_address(found: Council) -> str:
    return reverse("measures:change_measure", args=[SLUG, found.visits.measure_id])


def typed(found: Council, **changes: Any) -> dict[str, Any]:
    """Return what the form of measure 1.1 sends, with some of it changed."""
    held = found.visits
    return {
        "ref": held.ref, "title": held.title, "section": held.section_id, "unit": held.unit, "aim": held.aim,
        "basis": held.basis, "frequency": held.frequency, "decimals": held.decimals, "counts": held.counts,
        "numerator_label": held.numerator_label, "denominator_source": "", "denominator_label": held.denominator_label,
        "tie": "", "tie_to": "", "definition": "", "maturity_lag": 0, "movement_tolerance": "",
        "limits_fixed_after": "", "holds_from": NOVEMBER.isoformat(), "why": "The indicator changed.", **changes,
    }  # fmt: skip


def test_the_performance_team_finds_the_catalogue_in_its_menu(signed_in: SignedIn) -> None:
    address = reverse("measures:catalogue", args=[SLUG])
    assert f'href="{address}"' in signed_in("team").get("/").content.decode()
    assert f'href="{address}"' not in signed_in("owner").get("/").content.decode()


def test_a_measure_for_context_whose_target_is_to_be_confirmed_counts_as_without_one(
    found: Council, signed_in: SignedIn
) -> None:
    measures = [found.visits.measure, found.placements.measure]
    Target.objects.filter(measure__in=measures).update(kind="to be confirmed", figure=None, said="TBC")
    MeasureDefinition.objects.filter(measure=measures[0]).update(aim="context")
    page = signed_in("team").get(reverse("measures:catalogue", args=[SLUG])).content.decode()
    assert "1 to be confirmed. 1 without one." in page


def test_a_change_is_looked_at_before_it_is_made(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(change_address(found), typed(found, title="% within 10 days", do="look"))
    text = page.content.decode()
    assert "Nothing has been changed yet" in text
    assert "% of visits in time" in text
    assert "% within 10 days" in text
    assert "November 2023" in text
    assert "the new definition" in text
    assert MeasureDefinition.objects.filter(measure=found.visits.measure).count() == 1


def test_a_change_without_a_difference_is_not_offered_and_not_made(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    text = client.post(change_address(found), typed(found, do="look")).content.decode()
    assert "Nothing differs from what holds now" in text
    assert "Make the change" not in text
    assert "the new definition" not in text
    assert "Go back and correct it" in text
    page = client.post(change_address(found), typed(found, do="save"), follow=True).content.decode()
    assert "Nothing was changed: that is what holds already." in page
    assert "holds from November 2023." not in page
    assert MeasureDefinition.objects.filter(measure=found.visits.measure).count() == 1


def test_a_correction_in_the_same_month_says_what_holds_now(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.post(change_address(found), typed(found, title="% of vists", do="save"))
    page = client.post(change_address(found), typed(found, title="% of visits", do="save"), follow=True)
    assert "1.1 % of visits holds from November 2023." in page.content.decode()
    assert "Nothing was changed" not in page.content.decode()


def test_what_a_measure_will_mean_is_not_shown_as_what_it_means(found: Council, signed_in: SignedIn) -> None:
    client, measure = signed_in("team"), found.visits.measure_id
    client.post(change_address(found), typed(found, aim="lower", holds_from="2023-12-01", do="save"))
    row = next(row for row in measure_rows(found.scorecard, NOVEMBER) if row.measure.pk == measure)
    assert row.definition.aim == "higher"
    page = client.get(reverse("measures:kept_measure", args=[SLUG, measure])).content.decode()
    now, later = page.split("What it will mean from December 2023")
    assert ("Higher" in now, "Lower" in now, "Lower" in later) == (True, False, True)
    Period.objects.create(scorecard=found.scorecard, month=dt.date(2023, 12, 1), state="open")
    assert (
        "What it will mean" not in client.get(reverse("measures:kept_measure", args=[SLUG, measure])).content.decode()
    )


def test_what_was_changed_says_nothing_where_a_definition_is_the_first(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    client.post(reverse("measures:add_measure", args=[SLUG]), typed(found, ref="1.2", title="Visits made", do="save"))
    assert found.submission("1.2").definition.title == "Visits made"
    added = reverse("measures:kept_measure", args=[SLUG, found.submission("1.2").measure_id])
    for address in (added, reverse("measures:catalogue", args=[SLUG])):
        page = client.get(address).content.decode()
        assert "Said what a measure means" in page
        assert "{}" not in page


def test_a_new_measure_is_not_added_unless_one_wants_and_leads_to_who_is_to_own_it(
    found: Council, signed_in: SignedIn
) -> None:
    client, address = signed_in("team"), reverse("measures:add_measure", args=[SLUG])
    page = client.get(address).content.decode()
    assert "For example, 7.10, A1 or CIN 3." in page
    assert "Do not add it</a>" in page
    client.post(address, typed(found, ref="1.2", title="Visits made", do="save"))
    added = reverse("measures:kept_measure", args=[SLUG, found.submission("1.2").measure_id])
    people = reverse("measures:holders", args=[SLUG, "1.2"])
    assert f'href="{people}">Give it an owner</a>' in client.get(added).content.decode()
    assert client.get(people).status_code == 200


def test_a_move_of_zero_or_a_comparison_that_holds_again_is_a_difference(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    look = client.post(change_address(found), typed(found, movement_tolerance="0", do="look")).content.decode()
    assert "Make the change" in look
    client.post(change_address(found), typed(found, breaks_comparison="on", do="save"))
    assert "Make the change" in client.post(change_address(found), typed(found, do="look")).content.decode()
    again = client.post(change_address(found), typed(found, breaks_comparison="on", do="look")).content.decode()
    assert "Make the change" not in again


def test_the_look_names_the_published_months_that_keep_their_definition(found: Council, signed_in: SignedIn) -> None:
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(holds_from="2020-04-01")
    page = signed_in("team").post(
        change_address(found), typed(found, title="% within 10 days", holds_from=OCTOBER.isoformat(), do="look")
    )
    assert "October 2023: signed or published. What was published stays" in page.content.decode()


def test_a_change_that_was_looked_at_is_made(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(change_address(found), typed(found, title="% within 10 days", do="save"), follow=True)
    assert found.submission().definition.title == "% within 10 days"
    assert found.submission(month=OCTOBER).definition.title == "% of visits in time"
    assert "The indicator changed." in page.content.decode()


def test_going_back_keeps_what_was_typed(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(change_address(found), typed(found, title="% within 10 days", do="back"))
    assert 'value="% within 10 days"' in page.content.decode()
    assert "There is a problem" not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"ref": "1.x"},
            "Enter numbers with points, such as 7.10; letters may come first, such as A1.",
        ),
        ({"why": " "}, "Enter why it changes."),
        ({"tie": "numerator at most", "tie_to": ""}, "Choose the measure that its count is tied to."),
        ({"unit": "rate per 10,000"}, "A rate per 10,000 is out of a population."),
        ({"decimals": "9"}, "Enter a whole number from 0 to 6."),
        ({"section": "999999"}, "Choose a section of the list."),
        ({"holds_from": "yesterday"}, "Choose a month of the list."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    found: Council, signed_in: SignedIn, changes: dict[str, str], sentence: str
) -> None:
    for do in ("look", "save"):
        page = signed_in("team").post(change_address(found), typed(found, title="% within 9 days", do=do, **changes))
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert "% within 9 days" in page.content.decode()


def test_a_reference_that_another_measure_has_is_refused_beside_its_box(found: Council, signed_in: SignedIn) -> None:
    page = signed_in("team").post(change_address(found), typed(found, ref="2.1", do="save"))
    assert page.status_code == 422
    assert "Enter another reference." in page.content.decode()


def test_a_change_behind_figures_that_were_published_is_refused_before_it_is_offered(
    found: Council, signed_in: SignedIn
) -> None:
    client = signed_in("team")
    client.post(change_address(found), typed(found, title="% within 10 days", do="save"))
    Period.objects.filter(pk=found.november.pk).update(state="published", imported=True)
    for do in ("look", "save"):
        page = client.post(change_address(found), typed(found, title="% within 5 days", do=do))
        assert page.status_code == 422
        assert "Enter a later month" in page.content.decode()
        assert "Make the change" not in page.content.decode()


def test_who_changes_what_somebody_has_changed_meanwhile_is_told(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    seen = client.get(change_address(found)).context["form"]["seen"].value()
    client.post(change_address(found), typed(found, title="% within 10 days", seen=seen, do="save"))
    for do in ("look", "save"):
        page = client.post(change_address(found), typed(found, title="% within 5 days", seen=seen, do=do))
        assert page.status_code == 409
        assert "Theo Team has changed what 1.1 means since you opened the page." in page.content.decode()
    assert found.submission().definition.title == "% within 10 days"


def test_a_measure_is_added_by_its_page(found: Council, signed_in: SignedIn) -> None:
    address = reverse("measures:add_measure", args=[SLUG])
    said = typed(found, ref="1.2", title="Visits made", unit="count", tie="numerator at most", tie_to="1.1")
    look = signed_in("team").post(address, {**said, "do": "look"})
    assert "Add the measure" in look.content.decode()
    signed_in("team").post(address, {**said, "do": "save"})
    assert found.submission("1.2").definition.relation == "numerator at most count:1.1"


def test_the_list_shows_what_the_address_asks_for(found: Council, signed_in: SignedIn) -> None:
    address = reverse("measures:kept_measures", args=[SLUG])
    client = signed_in("team")
    assert "% of visits in time" in client.get(address).content.decode()
    for asked, there in (
        ({"search": "stable"}, False),
        ({"search": "1."}, True),
        ({"section": found.care.pk}, False),
        ({"shown": "retired"}, False),
        ({"shown": "ownerless"}, False),
        ({"shown": "all", "search": "visits"}, True),
    ):
        text = client.get(address, asked).content.decode()
        assert ("% of visits in time" in text) is there, asked


def test_a_retired_measure_leaves_the_list_when_its_last_month_is_over(found: Council, signed_in: SignedIn) -> None:
    Measure.objects.filter(pk=found.visits.measure_id).update(retired_from=NOVEMBER)
    client = signed_in("team")
    address = reverse("measures:kept_measures", args=[SLUG])
    assert "% of visits in time" not in client.get(address).content.decode()
    assert "% of visits in time" in client.get(address, {"shown": "retired"}).content.decode()


def test_sections_are_added_renamed_and_moved_by_their_page(found: Council, signed_in: SignedIn) -> None:
    client, address = signed_in("team"), reverse("measures:sections", args=[SLUG])
    client.post(address, {"title": "Leaving care"})
    added = Section.objects.get(title="Leaving care")
    client.post(reverse("measures:rename_section", args=[SLUG, added.pk]), {"title": "Care leavers"})
    client.post(reverse("measures:change_sections", args=[SLUG, added.pk]), {"do": "up", "position": added.position})
    text = client.get(address).content.decode()
    assert text.index("Care leavers") < text.index("2.1")
    client.post(reverse("measures:change_sections", args=[SLUG, added.pk]), {"do": "retire", "position": 2})
    assert "Retired sections" in client.get(address).content.decode()


def test_another_councils_section_and_measure_are_not_there(found: Council, signed_in: SignedIn) -> None:
    elsewhere = Measure.objects.exclude(scorecard=found.scorecard).get()
    assert elsewhere.definition is not None
    client = signed_in("team")
    for name, pk in (("kept_measure", elsewhere.pk), ("rename_section", elsewhere.definition.section_id)):
        assert client.get(reverse(f"measures:{name}", args=[SLUG, pk])).status_code == 404


def test_a_sections_director_is_who_holds_it_and_whoever_stands_in_is_named_beside(
    found: Council, signed_in: SignedIn
) -> None:
    held = found.people["director"].roles.get()
    for person in ("other director", "owner"):
        RoleFactory.create(
            person=found.people[person], role=RoleName.DIRECTOR, section=held.section, stands_in_for=held
        )
    page = signed_in("team").get(reverse("measures:sections", args=[SLUG])).content.decode()
    assert "<td>Dora Director (Dan Director and Olive Owner stand in)</td>" in page

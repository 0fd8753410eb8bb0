"""All of my measures on one page: good rows kept, each refused one as it was typed with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, save_draft, submit
from measures.choices import RoleName, SubmissionState
from measures.models import Event, MeasureDefinition, Target
from tests.factories.accounts import mark
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import SLUG, Council
from tests.factories.inputs import TargetFactory
from tests.factories.months import SubmissionFactory
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
GRID = reverse("measures:grid", args=[SLUG, "2023-11"])


@pytest.fixture
def both(found: Council) -> Council:
    """The council, whose owner holds 2.1 as well."""
    RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER.value, measure=found.placements.measure)
    return found


def texts(response: Any) -> str:
    return str(response.content.decode())


def shown(client: Client) -> dict[str, str]:
    """Return the page's boxes as a browser would send them back untouched."""
    rows = client.get(GRID).context["rows"]
    return {
        bound.html_name: str(bound.value())
        for row in rows
        for bound in row.form
        if bound.name != "send" and bound.value() is not None
    }


def row(found: Council, ref: str, **cells: str) -> dict[str, str]:
    return {f"m{found.submission(ref).pk}-{name}": text for name, text in cells.items()}


def test_the_page_has_a_row_for_each_of_my_measures_and_is_linked_from_my_first_page(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    page = texts(owner.get(GRID))
    assert "1.1 % of visits in time" in page
    assert "2.1 % of stable placements" in page
    assert "before: 80%" in page
    assert GRID in texts(owner.get(reverse("home")))


def test_a_measure_for_context_has_no_target_to_be_confirmed(both: Council, signed_in: SignedIn) -> None:
    measures = [both.visits.measure, both.placements.measure]
    Target.objects.filter(measure__in=measures).delete()
    for measure in measures:
        TargetFactory.create(measure=measure, kind="to be confirmed", figure=None, said="TBC")
    MeasureDefinition.objects.filter(measure=measures[0]).update(aim="context")
    rows = signed_in("owner").get(GRID).context["rows"]
    assert [row.before.target for row in rows] == ["", "TBC"]


def test_only_the_rows_that_were_touched_are_saved_each_with_its_event(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", figure="79%", happening="Fewer visits.")}
    page = texts(owner.post(GRID, sent, follow=True))
    assert "Saved as drafts: 1.1." in page
    visits, placements = both.submission(), both.submission("2.1")
    assert (visits.draft_figure, visits.draft_happening) == ("79%", "Fewer visits.")
    assert placements.state == SubmissionState.NOT_STARTED
    assert [event.submission_id for event in Event.objects.all()] == [visits.pk]


def test_a_deputy_reads_whose_place_they_take_and_why_a_row_came_back(found: Council, signed_in: SignedIn) -> None:
    submitted = found.put(SubmissionState.SUBMITTED)
    send_back(submission=submitted, version=submitted.version, reason="Which <schools>?", by=found.people["director"])
    page = texts(signed_in("deputy").get(GRID))
    assert "You stand in for Olive Owner." in page
    assert "Dora Director returned this on" in page
    assert "Which &lt;schools&gt;?" in page


def test_nothing_else_of_the_draft_is_lost(both: Council, signed_in: SignedIn) -> None:
    both.put(SubmissionState.DRAFT, draft_why="Snow.", draft_source="Liquidlogic")
    owner = signed_in("owner")
    owner.post(GRID, {**shown(owner), **row(both, "1.1", figure="81%")})
    kept = both.submission()
    assert (kept.draft_figure, kept.draft_why, kept.draft_source) == ("81%", "Snow.", "Liquidlogic")


def test_a_refused_row_stays_as_typed_with_its_sentence_and_the_good_ones_are_kept(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    sent = {
        **shown(owner),
        **row(both, "1.1", figure="79 or so", send="on"),
        **row(both, "2.1", figure="93%"),
    }
    response = owner.post(GRID, sent)
    page = texts(response)
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "79 or so" in page
    assert "Saved as drafts: 2.1." in page
    assert both.submission("2.1").draft_figure == "93%"
    assert both.submission().state == SubmissionState.DRAFT


def test_a_draft_that_can_not_be_read_is_kept_as_typed_and_the_pages_say_so_until_it_is_put_right(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", figure="79 or so", numerator="79", denominator="100")}
    page = texts(owner.post(GRID, sent, follow=True))
    assert "Saved as drafts: 1.1." in page
    assert "The figure of 1.1 can not be submitted as typed. The reason is in the table." in page
    for address in (GRID, reverse("measures:entry", args=[SLUG, "2023-11", "1.1"])):
        again = texts(owner.get(address))
        assert "you entered “79 or so”" in again
        assert 'value="79 or so"' in again
    owner.post(GRID, {**shown(owner), **row(both, "1.1", figure="79%")})
    assert "you entered" not in texts(owner.get(GRID))


def test_a_ticked_row_is_submitted_by_the_same_rules(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    red = {**shown(owner), **row(both, "1.1", figure="60%", send="on")}
    response = owner.post(GRID, red)
    assert response.status_code == 422
    assert "1.1: This figure is red. Say what is happening before you submit it." in texts(response)
    again = {**shown(owner), **row(both, "1.1", figure="60%", happening="Two teams are short.", send="on")}
    assert "Submitted to the director: 1.1." in texts(owner.post(GRID, again, follow=True))
    assert both.submission().state == SubmissionState.SUBMITTED


def test_what_somebody_saved_meanwhile_is_not_written_over(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    opened = shown(owner)
    visits = both.submission()
    save_draft(submission=visits, version=visits.version, draft=Draft(figure="75%"), by=both.people["deputy"])
    untouched = owner.post(GRID, {**opened, **row(both, "2.1", figure="93%")})
    assert untouched.status_code == 302
    response = owner.post(GRID, {**opened, **row(both, "1.1", figure="81%")})
    assert response.status_code == 422
    assert "Dev Deputy saved a draft of 1.1 since you opened it." in texts(response)
    assert 'value="81%"' in texts(response)
    assert both.submission().draft_figure == "75%"


def test_what_somebody_saved_meanwhile_is_shown_beside_what_was_typed(both: Council, signed_in: SignedIn) -> None:
    owner, visits = signed_in("owner"), both.submission()
    sent = {**shown(owner), **row(both, "1.1", happening="Mine.")}
    theirs = Draft(figure="75%", happening="Theirs.")
    save_draft(submission=visits, version=visits.version, draft=theirs, by=both.people["deputy"])
    page = owner.post(GRID, sent)
    saved = {each.label: (each.saved, each.typed) for each in page.context["rows"][0].both}
    assert saved == {"Figure for November 2023, 1.1": ("75%", ""), "What is happening, 1.1": ("Theirs.", "Mine.")}
    assert "To save again puts what you typed in its place." in texts(page)


def test_what_was_typed_in_a_row_that_was_submitted_meanwhile_is_shown(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", figure="81%", happening="What the owner typed.")}
    visits = both.submission()
    submit(submission=visits, version=visits.version, draft=Draft(figure="92%"), by=both.people["deputy"])
    response = owner.post(GRID, sent)
    assert response.status_code == 422
    assert "What the owner typed." in texts(response)
    assert "it is submitted" in texts(response)


def test_where_nothing_is_left_to_enter_the_page_leads_to_my_measures(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.SUBMITTED)
    assert "You have nothing to enter for November 2023 now." in texts(signed_in("owner").get(GRID, follow=True))


def test_the_page_asks_as_much_for_one_row_as_for_many(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    with CaptureQueriesContext(connection) as few:
        owner.get(GRID)
    for number in range(2, 9):
        definition = DefinitionFactory.create(section=found.front_door, ref=f"1.{number}")
        RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER.value, measure=definition.measure)
        SubmissionFactory.create(definition=definition, measure=definition.measure, period=found.november)
    with CaptureQueriesContext(connection) as many:
        assert len(owner.get(GRID).context["rows"]) == 8
    assert len(many) == len(few) <= 15


def test_a_row_of_somebody_elses_measure_is_not_taken(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    placements = found.submission("2.1")
    sent = {**shown(owner), **row(found, "2.1", version=str(placements.version), figure="50%", seen="x")}
    page = texts(owner.post(GRID, sent, follow=True))
    assert "Nothing was changed" in page
    assert found.submission("2.1").draft_figure == ""


def test_a_grid_sent_after_the_session_had_ended_is_back_after_signing_in(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", figure="79%"), "typed_by": mark(both.people["owner"], GRID)}
    browser = Client()
    assert browser.post(GRID, sent).status_code == 302
    browser.force_login(both.people["owner"], backend="django.contrib.auth.backends.ModelBackend")
    page = texts(browser.get(GRID))
    assert "You had been signed out" in page
    assert 'value="79%"' in page

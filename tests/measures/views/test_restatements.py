"""The correction of a published figure as its people do it on the pages, up to edition 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.choices import RestatementState, RoleName, SubmissionState
from measures.models import Event, Part, Period, Restatement, Revision, Submission
from reports.actions import publish, sign
from reports.content import from_data
from reports.models import Edition
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]
ASK = reverse("measures:ask_restatement", args=[SLUG, NOVEMBER, "1.1"])
PUBLISH = reverse("reports:restate", args=[SLUG, NOVEMBER])
WRONG = "The count was of October."
RIGHT = {"do": "submit", "figure": "92%", "numerator": "92", "denominator": "100", "happening": "In time again."}


@pytest.fixture
def published(found: Council) -> Council:
    """A council whose November is published, with 79% for 1.1."""
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, "2.1")
    found.november.refresh_from_db()
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)
    publish(period=Period.objects.get(pk=found.november.pk), by=found.people["team"])
    return found


def texts(response: Any) -> str:
    return str(response.content.decode())


def asked(signed_in: SignedIn) -> str:
    """Ask as the owner; return the restatement's address."""
    response = signed_in("owner").post(ASK, {"reason": WRONG})
    assert response.status_code == 302, texts(response)
    return str(response["Location"])


def decide(signed_in: SignedIn, page: str, who: str, decision: str, reason: str = "") -> Any:
    version = str(Restatement.objects.get().version)
    return signed_in(who).post(page, {"decision": decision, "reason": reason, "version": version})


def enter(signed_in: SignedIn, page: str, **typed: str) -> Any:
    return signed_in("owner").post(page, {**RIGHT, "version": str(Restatement.objects.get().version), **typed})


def test_no_page_says_that_nothing_waits_above_a_correction_that_does(published: Council, signed_in: SignedIn) -> None:
    decides, enters = "Nothing waits for your decision", "Nothing is due from you"
    pages = {"director": ["/", reverse("measures:queue")], "owner": ["/", reverse("measures:work")]}
    assert all(decides in texts(signed_in("director").get(each)) for each in pages["director"])
    page = asked(signed_in)
    assert all(enters in texts(signed_in("owner").get(each)) for each in pages["owner"])  # it is with the director
    for each in pages["director"]:
        shown = texts(signed_in("director").get(each))
        assert decides not in shown
        assert shown.index("Asked, with the director or the performance team") < shown.index(
            "No figure of the month waits for your decision"
        )
    decide(signed_in, page, "director", "agree")
    for each in pages["owner"]:
        shown = texts(signed_in("owner").get(each))
        assert enters not in shown
        assert shown.index("Agreed, with the owner") < shown.index("No figure of the month is due from you")


def test_a_wrong_figure_becomes_edition_two_with_both_figures_and_the_reason(
    published: Council, signed_in: SignedIn
) -> None:
    page = asked(signed_in)
    assert decide(signed_in, page, "director", "agree").status_code == 302
    assert enter(signed_in, page).status_code == 302
    assert decide(signed_in, page, "director", "approve").status_code == 302
    signatory = signed_in("signatory")
    shown = texts(signatory.get(PUBLISH))
    assert "79%" in shown
    assert "92%" in shown
    row = Restatement.objects.get()
    made = signatory.post(PUBLISH, {"restatement": f"{row.pk}-{row.version}"}, follow=True)
    assert "Edition 2 of November 2023 is published" in texts(made)
    first, second = (e.get_absolute_url() for e in Edition.objects.filter(audience="internal").order_by("number"))
    board = signed_in("board")
    corrected, superseded = texts(board.get(second)), texts(board.get(first))
    assert all(part in corrected for part in ("79%", "92%", WRONG))
    assert f'superseded by <a class="govuk-link" href="{second}">edition 2' in superseded
    assert WRONG not in superseded
    assert "Superseded" in texts(board.get(reverse("reports:editions")))
    assert "Current" in texts(board.get(reverse("reports:editions")))


def test_a_restated_figure_comes_from_who_sent_and_approved_it_and_not_the_one_before(
    published: Council, signed_in: SignedIn
) -> None:
    RoleFactory.create(
        role=RoleName.DIRECTOR.value, person=published.people["other director"], section=published.front_door
    )
    Submission.objects.filter(measure=published.visits.measure).update(caveat="Of the figure before.")
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    enter(signed_in, page)
    decide(signed_in, page, "other director", "approve")
    row = Restatement.objects.get()
    signed_in("signatory").post(PUBLISH, {"restatement": f"{row.pk}-{row.version}"})
    shown = texts(signed_in("owner").get(reverse("measures:measure", args=[SLUG, "1.1"])))
    origin = shown[shown.index("Where the number comes from") : shown.index("About this measure")]
    assert published.people["other director"].get_full_name() in origin
    assert published.people["director"].get_full_name() not in origin
    assert published.people["owner"].get_full_name() in origin[origin.index("Submitted by") :]
    assert "Of the figure before." not in shown
    entry = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])
    scorecard = reverse("measures:scorecard", args=[SLUG, NOVEMBER])
    assert "Of the figure before." not in texts(signed_in("owner").get(entry))
    assert "Of the figure before." not in texts(signed_in("team").get(scorecard))


def test_whoever_asked_does_not_agree_to_it_themselves_and_reads_who_decides(
    published: Council, signed_in: SignedIn
) -> None:
    team = signed_in("team")
    page = texts(team.get(ASK))
    assert "The director or the performance team decides" in page
    assert "<title>Ask for a restatement: 1.1" in page
    page = team.post(ASK, {"reason": WRONG})["Location"]
    shown = texts(team.get(page))
    assert "The director or the performance team" in shown
    assert "Agree: the owner enters the right figure" not in shown
    refused = decide(signed_in, page, "team", "agree")
    assert (refused.status_code, Restatement.objects.get().state) == (403, RestatementState.ASKED)
    assert "You asked for this restatement, so somebody else has to agree to it." in texts(refused)
    assert decide(signed_in, page, "director", "agree").status_code == 302


def test_whoever_asked_withdraws_the_request_after_reading_what_becomes_of_it(
    published: Council, signed_in: SignedIn
) -> None:
    page, owner = asked(signed_in), signed_in("owner")
    withdraw = reverse("measures:withdraw_restatement", args=[Restatement.objects.get().pk])
    assert withdraw in texts(owner.get(page))
    assert withdraw not in texts(signed_in("director").get(page))
    sentence = "Only whoever asked for this restatement can withdraw the request."
    assert sentence in texts(signed_in("director").get(withdraw))
    assert "The published figure stays as it is" in texts(owner.get(withdraw))
    assert "Restatements of published figures" not in texts(owner.get("/")), "nothing of it waits for the owner"
    shown = texts(owner.post(withdraw, {"version": "0"}, follow=True))
    assert "You withdrew the request for a restatement of 1.1." in shown
    assert "Withdrew the request for the restatement" in shown
    assert "Not entered yet" not in shown, "nobody will enter it"
    assert "Restatements of published figures" not in texts(signed_in("director").get("/"))
    assert "Withdrawn" in texts(owner.get(reverse("measures:restatements", args=[SLUG])))
    assert asked(signed_in) != page


def test_a_request_that_was_decided_meanwhile_is_not_withdrawn_and_says_who_did(
    published: Council, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked(signed_in)
    withdraw = reverse("measures:withdraw_restatement", args=[Restatement.objects.get().pk])
    decide(signed_in, page, "director", "agree")
    late = signed_in("owner").post(withdraw, {"version": "0"})
    assert late.status_code == 403
    assert "You can not withdraw the request for the restatement of 1.1 now: it is agreed." in texts(late)
    monkeypatch.setattr("measures.actions.restatements._permitted", lambda *_: None)
    Restatement.objects.update(state=RestatementState.ASKED)
    late = signed_in("owner").post(withdraw, {"version": "0"})
    assert late.status_code == 409
    assert "Dora Director agreed to the restatement of 1.1 since you opened it." in texts(late)


def test_a_restatement_that_takes_the_place_of_what_an_extract_says_tells_so_before_it_is_published(
    published: Council, signed_in: SignedIn
) -> None:
    warned, waits = "A later extract says 81% for November 2023.", "81%, which waits to be signed"
    slot, owner = published.submission(), signed_in("owner")
    assert warned not in texts(owner.get(ASK))
    later = Revision.objects.create(submission=slot, number=2, value=81, said="81%", source="loaded", revised=True)
    Submission.objects.filter(pk=slot.pk).update(pending_revision=later)
    assert warned in texts(owner.get(ASK))
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    assert waits in texts(owner.get(page))
    enter(signed_in, page)
    decide(signed_in, page, "director", "approve")
    signatory, row = signed_in("signatory"), Restatement.objects.get()
    assert "in the place of 81% by a later extract" in texts(signatory.get(PUBLISH))
    signatory.post(PUBLISH, {"restatement": f"{row.pk}-{row.version}"})
    assert waits not in texts(owner.get(page))
    assert "Set aside what a later extract says" in texts(owner.get(page))
    event = Event.objects.get(what="set_revision_aside")
    assert (event.submission, event.revision, event.by) == (slot, later, published.people["signatory"])


def test_whoever_approves_reads_what_changes_what_the_checks_find_and_what_explains_it(
    published: Council, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    before = texts(signed_in("director").get(page))
    assert not any(part in before for part in ("What the restatement changes", "The restated figure"))
    enter(signed_in, page, numerator="80", explanation="Two extracts.")
    director = signed_in("director")
    with django_assert_max_num_queries(15):
        shown = texts(director.get(page))
    changes = shown[shown.index("What the restatement changes") : shown.index("Commentary with the restated figure")]
    assert all(part in changes for part in ("92%", "<td>80</td>", "In time again.", "80 out of 100 gives 80%"))
    assert "Two extracts." in changes
    stands = shown[: shown.index("What the restatement changes")]
    assert "Green: 92% against a target of 90%" in stands
    assert "Red: 79% against a target of 90%" in stands
    assert "Nov-23: 92%. Note: Published: 79%." in stands, "the chart has both figures"
    assert "Entered by" in stands
    assert "The months before" in shown


def test_what_was_published_stands_in_the_form_of_the_right_figure(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "team", "agree")
    assert 'value="79%"' in texts(signed_in("owner").get(page))


def test_a_restatement_is_refused_with_the_reason_that_the_owner_reads(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    response = decide(signed_in, page, "director", "refuse")
    assert response.status_code == 422
    assert "Enter the reason for refusing it" in texts(response)
    decide(signed_in, page, "director", "refuse", "79% is right.")
    assert "79% is right." in texts(signed_in("owner").get(page))
    assert Restatement.objects.get().state == RestatementState.REFUSED


def test_a_returned_figure_keeps_what_was_entered(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    enter(signed_in, page)
    decide(signed_in, page, "director", "send_back", "Which month is it of?")
    shown = texts(signed_in("owner").get(page))
    assert "Which month is it of?" in shown
    assert 'value="92%"' in shown


def test_a_figure_that_can_not_be_read_is_refused_and_stays_typed(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    response = enter(signed_in, page, figure="ninety", why="A long explanation.")
    assert response.status_code == 422
    assert 'value="ninety"' in texts(response)
    assert "A long explanation." in texts(response)
    assert Restatement.objects.get().state == RestatementState.AGREED


def test_whoever_is_second_is_told_and_keeps_the_reason(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "team", "agree")
    sent = {"decision": "refuse", "reason": "The figure is right.", "version": "0"}
    response = signed_in("director").post(page, sent)
    assert response.status_code in (403, 409)
    assert "The figure is right." in texts(response)
    assert Restatement.objects.get().state == RestatementState.AGREED


def test_a_director_who_entered_the_figure_does_not_approve_it(published: Council, signed_in: SignedIn) -> None:
    RoleFactory.create(person=published.people["owner"], role=RoleName.DIRECTOR.value, section=published.front_door)
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    enter(signed_in, page)
    assert decide(signed_in, page, "owner", "approve").status_code == 403
    assert Restatement.objects.get().state == RestatementState.SUBMITTED


def test_each_finds_what_waits_for_them_on_their_first_page(published: Council, signed_in: SignedIn) -> None:
    def told(who: str) -> bool:
        return "Restatements of published figures" in texts(signed_in(who).get("/"))

    page = asked(signed_in)
    assert [told(who) for who in ("director", "team", "owner", "other director", "board")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    decide(signed_in, page, "director", "agree")
    assert [told(who) for who in ("director", "owner", "deputy", "other owner")] == [False, True, True, False]
    enter(signed_in, page)
    assert [told(who) for who in ("director", "owner")] == [True, False]
    assert "Restatements of published" in texts(signed_in("director").get(reverse("measures:queue")))


def test_others_find_no_restatement_in_the_list(published: Council, signed_in: SignedIn) -> None:
    asked(signed_in)
    address = reverse("measures:restatements", args=[SLUG])
    assert WRONG in texts(signed_in("team").get(address))
    for who in ("other owner", "other director"):
        page = texts(signed_in(who).get(address))
        assert WRONG not in page
        assert "No restatement has been asked for" in page


def test_what_moved_on_since_it_was_listed_is_not_published(published: Council, signed_in: SignedIn) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    enter(signed_in, page)
    decide(signed_in, page, "director", "approve")
    row = Restatement.objects.get()
    response = signed_in("signatory").post(PUBLISH, {"restatement": f"{row.pk}-{row.version - 1}"})
    assert response.status_code == 409
    assert Edition.objects.filter(number=2).count() == 0
    assert signed_in("team").post(PUBLISH, {"restatement": f"{row.pk}-{row.version}"}).status_code == 403
    assert not Event.objects.filter(what="publish_restatement").exists()


def test_a_restated_figure_keeps_the_parts_that_it_was_published_with_but_for_what_is_corrected(
    published: Council, signed_in: SignedIn
) -> None:
    was = published.submission().published_revision
    assert was is not None
    for name, counted, of in (("North", 40, 50), ("South", 39, 50)):
        Part.objects.create(revision=was, kind="locality", name=name, numerator=counted, denominator=of, additive=True)
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    form = signed_in("owner").get(page).context["figure_form"]
    sent = {bound.html_name: str(bound.value() or "") for part in form.parts for bound in part if bound.value()}
    assert [sent[f"part{n}-name"] for n in (0, 1)] == ["North", "South"]
    enter(signed_in, page, **{**sent, "part0-numerator": "50", "part1-numerator": "42"})
    changes = {row.what: (row.before, row.after) for row in signed_in("director").get(page).context["changes"]}
    assert changes["locality: South"] == (
        "39 of 50, adds up to the whole", "42 of 50, adds up to the whole"
    )  # fmt: skip
    decide(signed_in, page, "director", "approve")
    row = Restatement.objects.get()
    signed_in("signatory").post(PUBLISH, {"restatement": f"{row.pk}-{row.version}"})
    edition = Edition.objects.get(number=2, audience="internal")
    parts = from_data(edition.data()).by_ref("1.1").parts
    assert [(part.name, str(part.numerator)) for part in parts] == [("North", "50"), ("South", "42")]


def test_an_owner_takes_a_corrected_figure_back_and_one_that_came_back_says_so(
    published: Council, signed_in: SignedIn
) -> None:
    page = asked(signed_in)
    decide(signed_in, page, "director", "agree")
    enter(signed_in, page)
    shown = signed_in("owner").get(page)
    assert "Take it back to change it" in texts(shown)
    assert "Nothing is due from you" in texts(signed_in("owner").get("/")), "it waits for the director"
    assert signed_in("owner").post(page, {"do": "withdraw", "version": shown.context["row"].version}).status_code == 302
    assert signed_in("owner").get(page).context["found"].stage == "agreed"
    enter(signed_in, page, figure="93%", numerator="93")
    decide(signed_in, page, "director", "send_back", "Which?")
    assert signed_in("owner").get(page).context["found"].stage == "returned"
    assert "Returned, with the owner" in texts(signed_in("owner").get(reverse("measures:work")))

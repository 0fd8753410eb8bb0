"""Entering one measure: what is kept, what is refused and with which sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.drafts import Draft, save_draft
from measures.choices import PeriodState, SubmissionState
from measures.models import Event, Finding, MeasureDefinition, Period, Revision, Submission
from tests.factories.council import NOVEMBER, SLUG, Council

SignedIn = Callable[[str], Client]


def address(name: str = "entry", ref: str = "1.1") -> str:
    return reverse(f"measures:{name}", args=[SLUG, NOVEMBER, ref])


def typed(found: Council, **fields: str) -> dict[str, str]:
    """Return a form as it is sent by somebody who has just opened it."""
    return {"version": str(found.submission().version), "do": "save", **fields}


def texts(response: Any) -> str:
    return str(response.content.decode())


def test_a_draft_is_kept_as_it_was_typed(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").post(address(), typed(found, figure="79%", numerator="79", denominator="100"))
    assert response.status_code == 302
    kept = found.submission()
    assert (kept.state, kept.draft_figure, kept.draft_numerator) == (SubmissionState.DRAFT, "79%", "79")


def test_a_draft_with_a_figure_that_can_not_be_read_is_kept_too(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    assert owner.post(address(), typed(found, figure="about 79")).status_code == 302
    assert found.submission().draft_figure == "about 79"
    assert "about 79" in texts(owner.get(address()))
    assert not found.submission().findings.exists()  # that there is no figure is not to be explained too


def test_a_draft_that_can_not_be_submitted_as_it_is_says_so_when_it_is_saved(
    found: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    impossible = {"numerator": "600", "denominator": "523"}, {"figure": "186%"}, {"figure": "about 79"}
    for fields in impossible:
        page = texts(owner.post(address(), typed(found, **{"figure": "", **fields}), follow=True))
        assert "It can not be submitted as it is." in page
    page = texts(owner.post(address(), typed(found, figure="79%"), follow=True))
    assert "It can not be submitted as it is." not in page


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ("figure", {"figure": "186%", "numerator": "", "denominator": ""}),
        ("numerator", {"figure": "", "numerator": "600", "denominator": "523"}),
        ("denominator", {"figure": "", "numerator": "6", "denominator": "0"}),
    ],
)
def test_the_box_that_is_wrong_is_marked_and_linked(
    found: Council, signed_in: SignedIn, wrong: str, fields: dict[str, str]
) -> None:
    response = signed_in("owner").post(address(), typed(found, do="submit", **fields))
    assert (response.status_code, set(response.context["form"].errors)) == (422, {wrong})
    assert f'href="#id_{wrong}"' in texts(response)


def test_text_is_shown_as_text_and_never_as_markup(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    owner.post(address(), typed(found, figure="79%", happening="<script>alert(1)</script>"))
    page = texts(owner.get(address()))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_is_submitted_is_frozen_and_waits_for_the_director(found: Council, signed_in: SignedIn) -> None:
    sent = typed(found, do="submit", figure="79%", numerator="79", denominator="100", happening="Visits fell.")
    assert signed_in("owner").post(address(), sent).status_code == 302
    submission = found.submission()
    assert submission.state == SubmissionState.SUBMITTED
    revision = Revision.objects.get(submission=submission)
    assert (revision.said, revision.happening) == ("79%", "Visits fell.")


def test_a_figure_that_can_not_be_read_is_not_submitted_but_kept(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").post(address(), typed(found, do="submit", figure="79 or so", why="Snow."))
    assert response.status_code == 422
    assert "There is a problem" in texts(response)
    assert "Snow." in texts(response)
    assert found.submission().draft_figure == "79 or so"
    assert found.submission().state == SubmissionState.DRAFT


def test_a_finding_has_to_be_explained_before_the_figure_goes_on(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sent = typed(found, do="submit", figure="79%", numerator="70", denominator="100", happening="Visits fell.")
    response = owner.post(address(), sent)
    assert response.status_code == 422
    assert "The figure entered is 79%, but 70 out of 100 gives 70%." in texts(response)
    finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
    again = {**sent, "version": str(found.submission().version), f"explanation_{finding.pk}": "Two extracts."}
    assert owner.post(address(), again).status_code == 302
    assert found.submission().state == SubmissionState.SUBMITTED
    assert finding.explanations.get().text == "Two extracts."


def test_a_red_figure_is_not_submitted_without_a_word(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").post(address(), typed(found, do="submit", figure="60%"))
    assert response.status_code == 422
    assert "happening" in response.context["form"].errors
    assert found.submission().draft_figure == "60%"


def test_whoever_saves_second_is_told_who_was_first_and_keeps_what_they_typed(
    found: Council, signed_in: SignedIn
) -> None:
    sent = typed(found, figure="81%", why="What the owner typed.")
    save_draft(
        submission=found.submission(),
        version=found.submission().version,
        draft=Draft(figure="75%", why="What the deputy typed."),
        by=found.people["deputy"],
    )
    response = signed_in("owner").post(address(), sent)
    assert response.status_code == 409
    page = texts(response)
    assert "Dev Deputy" in page
    assert "What the owner typed." in page
    assert "What the deputy typed." in page
    assert "Keep theirs" in page
    assert "Use mine" in page
    assert found.submission().draft_why == "What the deputy typed."


def test_after_being_told_the_second_can_save_over_the_first(found: Council, signed_in: SignedIn) -> None:
    sent = typed(found, figure="81%")
    save_draft(
        submission=found.submission(),
        version=found.submission().version,
        draft=Draft(figure="75%"),
        by=found.people["deputy"],
    )
    owner = signed_in("owner")
    told = owner.post(address(), sent)
    version = told.context["form"]["version"].value()
    assert owner.post(address(), {**sent, "version": version}).status_code == 302
    assert found.submission().draft_figure == "81%"


def test_what_was_typed_is_not_lost_when_the_deputy_has_submitted_meanwhile(
    found: Council, signed_in: SignedIn
) -> None:
    sent = typed(found, figure="81%", doing="What the owner typed.")
    deputy = signed_in("deputy")
    deputy.post(address(), typed(found, do="submit", figure="92%", numerator="92", denominator="100"))
    response = signed_in("owner").post(address(), sent)
    assert response.status_code in (403, 409)
    assert "What the owner typed." in texts(response)
    assert found.submission().state == SubmissionState.SUBMITTED


def test_a_preview_works_the_figure_out_and_writes_nothing(found: Council, signed_in: SignedIn) -> None:
    before = list(Submission.objects.values())
    response = signed_in("owner").post(
        address("preview"), typed(found, numerator="79", denominator="100"), headers={"HX-Request": "true"}
    )
    page = texts(response)
    assert response.status_code == 200
    assert "Worked out from 79 / 100." in page
    assert "Red: 79% against a target of 90%" in page
    assert "<html" not in page
    assert 'hx-swap-oob="innerHTML:#entry-chart"' in page
    assert "Nov-23: 79%" in page.partition("#entry-chart")[2], "the chart has what is typed"
    assert list(Submission.objects.values()) == before
    assert not Finding.objects.exists()
    assert not Event.objects.exists()


def test_a_count_taken_from_another_measure_is_said_and_the_figure_shown(found: Council, signed_in: SignedIn) -> None:
    signed_in("owner").post(address(), typed(found, do="submit", figure="92%", numerator="92", denominator="100"))
    MeasureDefinition.objects.filter(pk=found.placements.pk).update(denominator_source="count:1.1")
    sent = {"version": str(found.submission("2.1").version), "do": "save", "numerator": "46"}
    owner = signed_in("other owner")
    typing = texts(owner.post(address("preview", "2.1"), sent, headers={"HX-Request": "true"}))
    saved = texts(owner.post(address(ref="2.1"), sent, follow=True))
    for page in (typing, saved):
        assert "It is out of 92, which is what 1.1 counts for the month." in page
        assert "50%" in page
    assert "Left empty, it is what 1.1 counts, once that is submitted" in saved


def test_without_javascript_a_preview_is_the_whole_page_with_what_was_typed(
    found: Council, signed_in: SignedIn
) -> None:
    response = signed_in("owner").post(
        address("preview"), typed(found, figure="79%", numerator="70", denominator="100")
    )
    page = texts(response)
    assert "<html" in page
    assert "The figure entered is 79%, but 70 out of 100 gives 70%." in page
    assert 'value="79%"' in page
    assert "Nov-23: 79%" in page.partition('id="entry-chart"')[2]


def test_the_performance_team_enters_for_the_owner_and_it_is_recorded(found: Council, signed_in: SignedIn) -> None:
    signed_in("team").post(address(), typed(found, figure="79%"))
    event = Event.objects.get(submission=found.submission(), what="save")
    assert (event.by, event.done_for) == (found.people["team"], found.people["owner"])


def test_a_submission_can_be_taken_back_until_it_is_approved(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    owner = signed_in("owner")
    assert "Take it back" in texts(owner.get(address()))
    owner.post(address("withdraw"), {"version": str(submission.version)})
    assert found.submission().state == SubmissionState.DRAFT


def test_the_owner_reads_why_it_came_back(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    signed_in("director").post(
        address("approve"), {"version": str(submission.version), "decision": "return", "reason": "Which schools?"}
    )
    owner = signed_in("owner")
    assert "Which schools?" in texts(owner.get(address()))
    assert "Which schools?" in texts(owner.get(reverse("home")))


def test_a_figure_that_came_back_goes_again_as_it_was_only_once_that_is_said_to_be_right(
    found: Council, signed_in: SignedIn
) -> None:
    owner, typed_once = signed_in("owner"), {"figure": "79%", "happening": "Visits fell.", "do": "submit"}
    owner.post(address(), typed(found, **typed_once))
    sent_back = {"version": str(found.submission().version), "decision": "return", "reason": "Which schools?"}
    signed_in("director").post(address("approve"), sent_back)
    asked = owner.post(address(), typed(found, **typed_once))
    assert asked.status_code == 422
    assert "Nothing has changed since Dora Director returned this on" in texts(asked)
    assert "Submit 1.1 again as it was" in texts(asked)
    assert found.submission().state == SubmissionState.RETURNED
    grid = {f"m{found.submission().pk}-{name}": text for name, text in typed(found, send="on", **typed_once).items()}
    asked = owner.post(reverse("measures:grid", args=[SLUG, NOVEMBER]), grid)
    assert "1.1: Nothing has changed since Dora Director returned this on" in texts(asked)
    assert f'name="m{found.submission().pk}-again"' in texts(asked)
    assert owner.post(address(), typed(found, again="on", **typed_once)).status_code == 302
    assert found.submission().state == SubmissionState.SUBMITTED


@pytest.mark.parametrize("new", [{"happening": "Visits to two schools fell."}, {"numerator": "79"}, {"source": "CMS"}])
def test_a_figure_that_came_back_and_was_changed_is_submitted_at_once(
    found: Council, signed_in: SignedIn, new: dict[str, str]
) -> None:
    owner, typed_once = signed_in("owner"), {"figure": "79%", "happening": "Visits fell.", "do": "submit"}
    owner.post(address(), typed(found, **typed_once))
    sent_back = {"version": str(found.submission().version), "decision": "return", "reason": "Which schools?"}
    signed_in("director").post(address("approve"), sent_back)
    owner.post(address(), typed(found, **{**typed_once, **new}))
    assert found.submission().state == SubmissionState.SUBMITTED


def test_a_comment_changes_no_state(found: Council, signed_in: SignedIn) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    signed_in("director").post(address("comment"), {"text": "Is the count right?"})
    assert found.submission().state == SubmissionState.SUBMITTED
    assert found.submission().version == submission.version
    assert "Is the count right?" in texts(signed_in("owner").get(address()))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Enter a comment."), ("x" * 5001, "“Your comment” is too long: at most 5,000 characters.")],
)
def test_a_comment_that_can_not_be_kept_is_said_once_and_the_page_is_called_an_error(
    found: Council, signed_in: SignedIn, text: str, sentence: str
) -> None:
    response = signed_in("owner").post(address("comment"), {"text": text})
    assert response.status_code == 422
    assert [str(error).startswith(sentence) for error in response.context["comment_form"].errors["text"]] == [True]
    assert "<title>Error: 1.1" in texts(response)


@pytest.mark.parametrize(("state", "offered"), [(PeriodState.OPEN, True), (PeriodState.PUBLISHED, False)])
def test_a_text_for_the_public_is_offered_while_one_can_be_written(
    found: Council, signed_in: SignedIn, state: PeriodState, offered: bool
) -> None:
    Period.objects.filter(pk=found.november.pk).update(state=state, imported=True)
    page = texts(signed_in("owner").get(address()))
    assert ("Write a text for the public edition" in page) is offered


@pytest.mark.parametrize(
    ("figure", "why", "needed"), [("60%", "", True), ("95%", "", False), ("60%", "Two visitors left.", False)]
)
def test_the_page_says_that_commentary_is_needed_until_there_is_some(
    found: Council, signed_in: SignedIn, figure: str, why: str, needed: bool
) -> None:
    found.put(SubmissionState.DRAFT, draft_figure=figure, draft_why=why)
    owner = signed_in("owner")
    typing = owner.post(address("preview"), typed(found, figure=figure, why=why), headers={"HX-Request": "true"})
    for page in (owner.get(address()), typing):
        assert ("Commentary is needed.</strong> This figure is red." in texts(page)) is needed


def test_a_comment_is_sent_with_the_figure_s_form_so_that_nothing_typed_there_is_lost(
    found: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    page = texts(owner.get(address()))
    assert f'form="entry-form" formaction="{address("comment")}"' in page
    assert owner.post(address("comment"), typed(found, figure="79%", why="Snow.", text="Is it so?")).status_code == 302
    kept = found.submission()
    assert (kept.state, kept.draft_figure, kept.draft_why) == (SubmissionState.DRAFT, "79%", "Snow.")
    assert kept.comments.get().text == "Is it so?"
    unchanged = typed(found, figure="79%", why="Snow.", text="And so?")
    assert owner.post(address("comment"), unchanged).status_code == 302
    assert Event.objects.filter(what="save").count() == 1


def test_a_comment_beside_a_form_that_somebody_overtook_waits_on_the_page_with_all_that_was_typed(
    found: Council, signed_in: SignedIn
) -> None:
    late = typed(found, figure="79%", why="Snow.", text="Is it so?")
    signed_in("deputy").post(address(), typed(found, figure="80%"))
    response = signed_in("owner").post(address("comment"), late)
    assert response.status_code == 409
    assert all(each in texts(response) for each in ("79%", "Snow.", "Is it so?"))
    assert not found.submission().comments.exists()


def test_a_comment_that_is_begun_stays_while_the_figures_are_checked(found: Council, signed_in: SignedIn) -> None:
    response = signed_in("owner").post(address("preview"), typed(found, figure="79%", text="Is it so?"))
    assert "Is it so?" in texts(response)


def test_a_draft_that_can_not_be_draws_no_point_and_moves_no_line_of_the_chart(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.DRAFT, value="186")
    chart = signed_in("owner").get(address()).context["chart"]
    assert [point.value for point in chart.points] == [80, None]
    found.put(SubmissionState.DRAFT, value="86")
    chart = signed_in("owner").get(address()).context["chart"]
    assert [point.value for point in chart.points] == [80, 86]


def test_who_saved_in_another_window_is_told_that_it_was_they(found: Council, signed_in: SignedIn) -> None:
    owner, early = signed_in("owner"), typed(found, figure="79%")
    owner.post(address(), {**early, "figure": "80%"})
    page = texts(owner.post(address(), early))
    assert "You saved a draft of 1.1 in another window since you opened it here." in page
    assert "You saved this figure in another window while you had it open here" in page
    assert "Keep what is saved" in page

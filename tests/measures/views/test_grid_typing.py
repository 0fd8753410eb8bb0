"""All of my measures on one page, while one types: what each row comes to, what it asks for, and what is kept of it.

The line that saves sends the whole page; without JavaScript a button shows the same and keeps nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions.drafts import Draft, save_draft
from measures.choices import RoleName, SubmissionState
from measures.models import Event, Explanation, Finding
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import SLUG, Council
from tests.factories.months import SubmissionFactory
from tests.factories.people import RoleFactory
from tests.measures.views.test_grid import GRID, SignedIn, both, row, shown, texts

__all__ = ["both"]
SAVE = reverse("measures:grid_saved", args=[SLUG, "2023-11"])
CONTRADICTED = {"figure": "95%", "numerator": "70", "denominator": "100"}
"""A green figure that its counts contradict."""
SENTENCE = "The figure entered is 95%, but 70 out of 100 gives 70%."

Types = Callable[..., Any]


def box_for_its_explanation(found: Council) -> str:
    finding = Finding.objects.open().get(submission=found.submission(), rule="reconcile")
    return f"explanation_{finding.pk}"


def taken_over(sent: dict[str, str], answer: str) -> dict[str, str]:
    """Return a page's boxes with the hidden ones that an answer brings, as htmx puts them in."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer)
    return {**sent, **{name: value for name, value in hidden if name != "version"}}


def test_the_row_that_was_typed_in_is_saved_and_says_what_it_comes_to(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    answer = owner.post(SAVE, {**shown(owner), **row(both, "1.1", numerator="60", denominator="100")})
    assert answer.status_code == 200
    page = texts(answer)
    assert page.startswith("Saved ")
    assert "<strong>60%</strong>" in page
    assert "Worked out from 60 / 100." in page
    assert "Red" in page
    assert "Commentary is needed." in page
    assert f"#row-{both.submission('2.1').pk}" not in page
    visits = both.submission()
    assert (visits.draft_numerator, visits.draft_denominator) == ("60", "100")
    assert both.submission("2.1").state == SubmissionState.NOT_STARTED


def test_what_the_answer_brings_is_not_saved_a_second_time(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", taken_on="4 December 2023", **CONTRADICTED)}
    sent = taken_over(sent, texts(owner.post(SAVE, sent)))
    sent |= row(both, "1.1", **{box_for_its_explanation(both): ""})
    assert texts(owner.post(SAVE, sent)).strip().startswith("<input")
    assert "Nothing was changed since it was last saved." in texts(owner.post(GRID, sent, follow=True))
    assert Event.objects.filter(what="save").count() == 1
    owner.post(SAVE, {**sent, **row(both, "1.1", figure="70%")})
    assert both.submission().draft_figure == "70%"


def test_a_finding_that_asks_for_it_gets_a_box_and_what_is_begun_in_it_is_kept_until_the_row_is_submitted(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    sent = {**shown(owner), **row(both, "1.1", **CONTRADICTED)}
    answer = texts(owner.post(SAVE, sent))
    box = box_for_its_explanation(both)
    name = f"m{both.submission().pk}-{box}"
    assert SENTENCE in answer
    assert f'<textarea name="{name}"' in answer
    sent = {**taken_over(sent, answer), **row(both, "1.1", **{box: "Two extracts."})}
    answer = texts(owner.post(SAVE, sent))
    assert "<textarea" not in answer, "what is being typed in is left alone"
    assert not Explanation.objects.exists()
    assert "Two extracts.</textarea>" in texts(owner.get(GRID))
    sent = {**taken_over(sent, answer), **row(both, "1.1", send="on")}
    assert "Submitted to the director: 1.1." in texts(owner.post(GRID, sent, follow=True))
    assert Explanation.objects.get().text == "Two extracts."
    assert both.submission().state == SubmissionState.SUBMITTED


def test_a_row_that_is_refused_for_want_of_an_explanation_has_the_box_for_it(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    response = owner.post(GRID, {**shown(owner), **row(both, "1.1", send="on", **CONTRADICTED)})
    page = texts(response)
    assert response.status_code == 422
    box = box_for_its_explanation(both)
    assert f"1.1: Explain this: {SENTENCE}" in page
    assert f'href="#id_m{both.submission().pk}-{box}"' in page
    assert f'id="id_m{both.submission().pk}-{box}"' in page
    sent = {bound.html_name: str(bound.value() or "") for each in response.context["rows"] for bound in each.form}
    sent |= row(both, "1.1", send="on", **{box: "Two extracts."})
    assert "Submitted to the director: 1.1." in texts(owner.post(GRID, sent, follow=True))


def test_what_somebody_saved_meanwhile_is_not_written_over_and_the_other_rows_are_saved(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    opened = shown(owner)
    visits = both.submission()
    save_draft(submission=visits, version=visits.version, draft=Draft(figure="75%"), by=both.people["deputy"])
    answer = owner.post(SAVE, {**opened, **row(both, "1.1", figure="81%"), **row(both, "2.1", figure="93%")})
    page = texts(answer)
    assert answer.status_code == 422
    assert "<strong>Not saved:</strong> 1.1." in page
    assert "Dev Deputy saved a draft of 1.1 since you opened it." in page
    assert both.submission().draft_figure == "75%"
    assert both.submission("2.1").draft_figure == "93%"
    assert f"m{visits.pk}-version" not in page, "the row still says which version was seen"


def test_what_can_not_be_kept_is_said_in_its_row(both: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    for typed, sentence in (
        ({"happening": "x" * 5001}, "is too long: at most 5,000 characters."),
        ({"taken_on": "in December"}, "Enter a real date, for example 27/3/2024."),
    ):
        for address in (SAVE, GRID):
            answer = owner.post(address, {**shown(owner), **row(both, "1.1", **typed)})
            assert answer.status_code == 422
            assert sentence in texts(answer)
    assert both.submission().state == SubmissionState.NOT_STARTED


def test_a_page_whose_row_gets_a_finding_from_another_measure_was_not_typed_in(
    both: Council, signed_in: SignedIn
) -> None:
    both.put(SubmissionState.DRAFT)
    owner = signed_in("owner")
    sent = shown(owner)
    visits = both.submission()
    Finding.objects.create(
        submission=visits, rule="tie", severity="warning", message="It is out of 9.", raised_at=timezone.now()
    )
    owner.post(SAVE, sent)
    owner.post(GRID, sent)
    assert not Event.objects.exists()


def test_without_javascript_the_page_shows_what_it_comes_to_and_keeps_nothing(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    assert 'name="do" value="check"' in texts(owner.get(GRID))
    sent = {**shown(owner), **row(both, "1.1", **CONTRADICTED, happening="Fewer."), **row(both, "2.1", figure="a few")}
    answer = owner.post(GRID, {**sent, "do": "check"})
    page = texts(answer)
    assert answer.status_code == 200
    assert SENTENCE in page
    assert "<strong>95%</strong>" in page
    assert "you entered “a few”" in page
    assert 'value="70"' in page
    assert "Fewer.</textarea>" in page
    assert not Event.objects.exists()
    again = {bound.html_name: str(bound.value() or "") for each in answer.context["rows"] for bound in each.form}
    assert "Saved as drafts: 1.1, 2.1." in texts(owner.post(GRID, again | {"do": "save"}, follow=True))


def test_where_the_figure_came_from_and_when_are_kept_and_its_parts_are_a_press_away(
    both: Council, signed_in: SignedIn
) -> None:
    owner = signed_in("owner")
    own = reverse("measures:entry", args=[SLUG, "2023-11", "1.1"])
    assert f'href="{own}#parts">Enter parts' in texts(owner.get(GRID))
    assert 'id="parts"' in texts(owner.get(own))
    owner.post(GRID, {**shown(owner), **row(both, "1.1", figure="79%", source="Liquidlogic", taken_on="4/12/2023")})
    visits = both.submission()
    assert (visits.draft_source, visits.draft_taken_on) == ("Liquidlogic", dt.date(2023, 12, 4))
    parts = [{"kind": "locality", "name": name, "value": "9", "additive": ""} for name in ("North", "South")]
    save_draft(submission=visits, version=visits.version, draft=Draft(figure="79%", parts=parts), by=visits.draft_by)
    assert f'href="{own}#parts">2 parts' in texts(owner.get(GRID))
    owner.post(SAVE, {**shown(owner), **row(both, "1.1", figure="80%")})
    assert both.submission().draft_parts == parts


def test_a_row_of_somebody_elses_measure_is_not_saved(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    theirs = found.submission("2.1")
    sent = row(found, "2.1", version=str(theirs.version), figure="50%", seen="x")
    assert f"#row-{theirs.pk}" not in texts(owner.post(SAVE, {**shown(owner), **sent}))
    assert found.submission("2.1").draft_figure == ""


@pytest.mark.parametrize("do", ["look", "check"])
def test_what_many_rows_come_to_is_asked_for_at_once(found: Council, signed_in: SignedIn, do: str) -> None:
    owner = signed_in("owner")
    numbers = []
    for count in (1, 9):
        for number in range(2, count + 1):
            tied = DefinitionFactory.create(
                section=found.front_door, ref=f"1.{number}", relation="numerator at most count:1.1"
            )
            RoleFactory.create(person=found.people["owner"], role=RoleName.OWNER.value, measure=tied.measure)
            SubmissionFactory.create(
                definition=tied, measure=tied.measure, period=found.november, state="draft", draft_figure="70%"
            )
        sent = {**shown(owner), **row(found, "1.1", figure="80%"), "do": "check"}
        with CaptureQueriesContext(connection) as asked:
            response = owner.get(GRID) if do == "look" else owner.post(GRID, sent)
        assert sum(each.preview is not None for each in response.context["rows"]) >= count - 1
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 15

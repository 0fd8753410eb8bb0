"""Search: what one may see is found by its words, what one may not is neither found nor counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.choices import SubmissionState
from measures.models import MeasureDefinition, Submission
from measures.queries.search import LONGEST, marked, words_of
from tests.factories.council import OCTOBER, SLUG, Council
from tests.factories.months import figure_of

SignedIn = Callable[[str], Client]
SEARCH = reverse("measures:search")
SEPTEMBER = dt.date(2023, 9, 1)


@pytest.fixture(autouse=True)
def words_of_their_own(found: Council) -> None:
    """Let nothing but their titles tell the two measures apart."""
    MeasureDefinition.objects.all().update(definition="", numerator_label="", denominator_label="")


def found_by(client: Client, asked: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the references of the measures, and the references and months of the commentary, that are found."""
    result = client.get(SEARCH, {"q": asked}).context["found"]
    return (
        [each.ref for each in result.measures],
        [(each.ref, each.submission.period.key) for each in result.commentaries],
    )


@pytest.mark.parametrize("asked", ["visits", "VISITS time", "1.1", "time % visits", "visi"])
def test_a_measure_is_found_by_its_title_or_its_reference(found: Council, signed_in: SignedIn, asked: str) -> None:
    assert found_by(signed_in("other owner"), asked)[0] == ["1.1"]


def test_a_measure_is_found_by_its_definition_with_the_words_marked(found: Council, signed_in: SignedIn) -> None:
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(
        definition="Counted where <b>a worker</b> saw the child alone."
    )
    page = signed_in("owner").get(SEARCH, {"q": "worker child"}).content.decode()
    assert "&lt;b&gt;a <mark>worker</mark>&lt;/b&gt; saw the <mark>child</mark> alone." in page
    assert reverse("measures:measure", args=[SLUG, "1.1"]) in page


def test_every_word_is_asked_for_and_nothing_found_says_so(found: Council, signed_in: SignedIn) -> None:
    assert found_by(signed_in("owner"), "visits placements") == ([], [])
    assert "Nothing that you may see has" in signed_in("owner").get(SEARCH, {"q": "zebra"}).content.decode()


@pytest.mark.parametrize("state", [SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED])
def test_others_drafts_are_never_found_nor_counted(found: Council, signed_in: SignedIn, state: SubmissionState) -> None:
    if state is not SubmissionState.SUBMITTED:
        found.put(state, draft_happening="Zebra crossings were closed.")
    else:
        Submission.objects.filter(pk=found.submission().pk).delete()
        figure_of(
            found.visits, found.november.month, "79", state=state, by=found.people["owner"],
            happening="Zebra crossings were closed.",
        )  # fmt: skip
    for role in ("owner", "deputy", "director", "team", "signatory"):
        assert found_by(signed_in(role), "zebra")[1] == [("1.1", "2023-11")]
    for role in ("other owner", "other director"):
        page = signed_in(role).get(SEARCH, {"q": "zebra"}).content.decode()
        assert "Zebra" not in page
        assert found_by(signed_in(role), "zebra") == ([], [])


def test_published_commentary_is_found_by_all_who_work_on_the_scorecard(found: Council, signed_in: SignedIn) -> None:
    figure_of(
        found.visits, SEPTEMBER, "80", state=SubmissionState.PUBLISHED, by=found.people["owner"],
        approver=found.people["director"], happening="Zebra crossings were closed.",
    )  # fmt: skip
    assert found_by(signed_in("other owner"), "zebra")[1] == [("1.1", "2023-09")]
    assert found_by(signed_in("stranger"), "zebra") == ([], [])


def test_what_somebody_else_is_drafting_anew_is_not_found_by_its_published_month(
    found: Council, signed_in: SignedIn
) -> None:
    Submission.objects.filter(pk=found.submission("1.1", OCTOBER).pk).update(draft_happening="Zebra")
    assert found_by(signed_in("other owner"), "zebra") == ([], [])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=st.text(max_size=60) | st.sampled_from(["' OR 1=1 --", "a & | ! ( : *", "\\", "%", "_", "\x00", "<->"]))
def test_whatever_is_typed_is_answered(found: Council, signed_in: SignedIn, asked: str) -> None:
    answer = signed_in("owner").get(SEARCH, {"q": asked.encode("utf-8", "replace").decode()})
    assert answer.status_code == 200


def test_what_is_too_long_is_cut_and_signs_find_themselves_only(found: Council, signed_in: SignedIn) -> None:
    assert words_of("x" * 500) == ("x" * LONGEST,)
    assert len(words_of(" ".join(map(str, range(99))))) == 12
    assert found_by(signed_in("owner"), "_") == ([], [])
    assert found_by(signed_in("owner"), "%")[0] == ["1.1", "2.1"]


def test_marking_leaves_no_markup_of_its_own_and_none_of_others() -> None:
    assert marked("<i>Markus</i> & mark", ["mark", "i"]) == (
        "&lt;<mark>i</mark>&gt;<mark>Mark</mark>us&lt;/<mark>i</mark>&gt; &amp; <mark>mark</mark>"
    )


def test_the_search_box_is_in_the_header_of_those_who_have_something_to_find(
    found: Council, signed_in: SignedIn
) -> None:
    assert f'action="{SEARCH}"' in signed_in("owner").get("/").content.decode()
    assert SEARCH not in signed_in("board").get("/").content.decode()

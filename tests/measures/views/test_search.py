"""Search: what one may see is found by its words, what one may not is neither found nor counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.choices import PeriodState, PublicTextState, SubmissionState
from measures.models import Comment, Evidence, MeasureDefinition, Period, PublicText, PublicTextRevision, Submission
from measures.queries.search import LONGEST, marked, words_of
from tests.factories.council import OCTOBER, SLUG, Council
from tests.factories.months import RevisionFactory, figure_of
from tests.factories.people import PersonFactory

SignedIn = Callable[[str], Client]
SEARCH = reverse("measures:search")
MEASURE = reverse("measures:measure", args=[SLUG, "1.1"])
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


@pytest.mark.parametrize(("said", "finds"), [("The Meeting was held.", False), ("In (EET) now.", True), ("EET", True)])
def test_a_word_is_found_where_one_begins_with_it_and_not_inside_another(
    found: Council, signed_in: SignedIn, said: str, finds: bool
) -> None:
    MeasureDefinition.objects.filter(pk=found.visits.pk).update(definition=said)
    assert found_by(signed_in("owner"), "eet")[0] == (["1.1"] if finds else [])


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


class TestPublicTexts:
    """What is written for the public is found by those who see the figure, and once it is approved by its readers."""

    def say(self, slot: Submission, state: PublicTextState, *, words: str = "Zebra crossings are safe.") -> PublicText:
        by = PersonFactory.create()
        text = PublicText.objects.create(submission=slot, draft=words)
        wording = PublicTextRevision.objects.create(public_text=text, number=1, text=words)
        given: dict[str, Any] = {"submitted_revision": wording} if state is not PublicTextState.DRAFT else {}
        if state is PublicTextState.APPROVED:
            given |= {"approved_revision": wording, "approved_beside": slot.published_revision}
            given |= {"approved_by": by, "approved_at": timezone.now()}
        PublicText.objects.filter(pk=text.pk).update(state=state, **given)
        return text

    def found_by(self, client: Client) -> list[tuple[str, str]]:
        result = client.get(SEARCH, {"q": "zebra"}).context["found"]
        assert (result.measures, result.commentaries) == ([], [])
        return [(each.ref, each.submission.period.key) for each in result.public_texts]

    @pytest.mark.parametrize("state", [PublicTextState.DRAFT, PublicTextState.SUBMITTED, PublicTextState.RETURNED])
    def test_what_is_not_approved_is_found_by_those_who_see_the_figure_in_every_state_alone(
        self, found: Council, signed_in: SignedIn, state: PublicTextState
    ) -> None:
        self.say(found.submission("1.1", OCTOBER), state)
        for role in ("owner", "deputy", "director", "team", "signatory"):
            assert self.found_by(signed_in(role)) == [("1.1", "2023-10")]
        for role in ("other owner", "other director"):
            assert self.found_by(signed_in(role)) == []
            assert "Zebra" not in signed_in(role).get(SEARCH, {"q": "zebra"}).content.decode()
            assert "Zebra" not in signed_in(role).get(MEASURE).content.decode()

    def test_what_is_approved_of_a_published_month_is_found_by_all_who_work_on_the_scorecard(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        self.say(found.submission("1.1", OCTOBER), PublicTextState.APPROVED)
        other = signed_in("other owner")
        assert self.found_by(other) == [("1.1", "2023-10")]
        page = other.get(SEARCH, {"q": "zebra"}).content.decode()
        assert f'href="{MEASURE}#for-the-public"' in page
        assert "<mark>Zebra</mark> crossings are safe." in page
        shown = other.get(MEASURE).content.decode()
        assert "Zebra crossings are safe." in shown
        assert reverse("reports:public_text", args=[SLUG, OCTOBER, "1.1"]) not in shown
        assert self.found_by(signed_in("stranger")) == []

    def test_what_is_approved_of_an_earlier_figure_or_of_an_open_month_is_not_for_all(
        self, found: Council, signed_in: SignedIn
    ) -> None:
        text = self.say(found.submission("1.1", OCTOBER), PublicTextState.APPROVED)
        corrected = RevisionFactory.create(submission=found.submission("1.1", OCTOBER), number=2)
        Submission.objects.filter(pk=text.submission_id).update(published_revision=corrected)
        assert self.found_by(signed_in("other owner")) == []
        assert self.found_by(signed_in("owner")) == [("1.1", "2023-10")]
        PublicText.objects.filter(pk=text.pk).update(approved_beside=corrected)
        assert self.found_by(signed_in("other owner")) == [("1.1", "2023-10")]
        Period.objects.filter(pk=found.october.pk).update(state=PeriodState.CLOSED)
        assert self.found_by(signed_in("other owner")) == []

    def test_a_wording_that_no_longer_stands_is_not_found(self, found: Council, signed_in: SignedIn) -> None:
        text = self.say(found.submission("1.1", OCTOBER), PublicTextState.APPROVED)
        PublicText.objects.filter(pk=text.pk).update(state=PublicTextState.DRAFT, draft="Crossings are safe.")
        assert self.found_by(signed_in("owner")) == []


def test_a_comment_a_file_and_a_caveat_are_found_by_those_who_see_the_figure(
    found: Council, signed_in: SignedIn
) -> None:
    slot = found.put(SubmissionState.SUBMITTED, "1.1", "79")
    Comment.objects.create(submission=slot, text="Is the backlog in it?", by=found.people["director"])
    Evidence.objects.create(
        submission=slot, file_name="rota.pdf", kind="pdf", size=1, sha256="0" * 64, content=b"x",
        added_by=found.people["owner"],
    )  # fmt: skip
    Submission.objects.filter(pk=slot.pk).update(caveat="Two teams were late.")
    for asked in ("backlog", "rota", "teams late"):
        assert found_by(signed_in("owner"), asked)[1] == [("1.1", "2023-11")]
        assert found_by(signed_in("other owner"), asked)[1] == []
    assert "Is the <mark>backlog</mark> in it?" in signed_in("owner").get(SEARCH, {"q": "backlog"}).content.decode()

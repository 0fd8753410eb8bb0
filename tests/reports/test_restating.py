"""The correction of a published figure, from the question to the next edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.actions.outcome import Overtaken, Refused
from measures.choices import ROLE_SCOPES, PeriodState, RestatementState, RoleName, SubmissionState
from measures.models import Event, Finding, Period, Restatement, Submission
from measures.permissions import SEES_ALL_STATES
from measures.transitions import RESTATEMENT
from reports.actions import publish_restatements
from reports.content import from_data
from reports.models import Edition
from tests.factories.accounts import browser_of
from tests.factories.people import RoleFactory
from tests.factories.reports import NOVEMBER, Round, ready_round
from tests.factories.restating import (
    RIGHT,
    WRONG,
    agreed,
    approved,
    asked,
    fresh,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def november(november_read: Round) -> Round:
    return november_read


class TestAsking:
    def test_it_names_what_was_published_and_why_it_is_wrong(self, november: Round) -> None:
        row = asked(november)
        assert (row.state, row.reason, row.asked_by) == (RestatementState.ASKED, WRONG, november.owner)
        assert row.published_revision == fresh(november).published_revision
        event = Event.objects.get(what="ask_restatement")
        assert (event.by, event.why, event.submission) == (november.owner, WRONG, fresh(november))

    def test_a_reason_is_needed(self, november: Round) -> None:
        with pytest.raises(Refused, match="Enter what was wrong"):
            asked(november, reason=" ")

    def test_a_figure_has_one_restatement_at_a_time(self, november: Round) -> None:
        row = asked(november)
        with pytest.raises(Refused, match="has been asked for already"):
            asked(november)
        restatements.refuse(restatement=row, version=row.version, reason="It is right.", by=november.performance)
        assert asked(november).state == RestatementState.ASKED

    def test_whoever_asked_withdraws_the_request_and_the_figure_can_be_asked_about_again(self, november: Round) -> None:
        row = asked(november)
        row = restatements.call_off(restatement=row, version=row.version, by=november.owner)
        assert (row.state, row.decided_by, row.answer) == (RestatementState.WITHDRAWN, None, "")
        event = Event.objects.get(what="call_off_restatement")
        assert (event.by, event.from_state, event.to_state) == (november.owner, "asked", "withdrawn")
        assert asked(november, reason="Of October after all.").state == RestatementState.ASKED

    def test_once_it_is_decided_the_request_is_not_withdrawn(self, november: Round) -> None:
        row = agreed(november)
        with pytest.raises(Refused, match="You can not withdraw the request for the restatement of"):
            restatements.call_off(restatement=row, version=row.version, by=november.owner)
        assert restatements.fetch(row.pk).state == RestatementState.AGREED

    def test_a_figure_that_can_still_be_changed_is_not_restated(self) -> None:
        november = ready_round(measures=1)
        with pytest.raises(Refused, match="has not been published, so it can be changed without a restatement"):
            asked(november)

    def test_the_board_and_strangers_can_not_ask(self, november: Round) -> None:
        for who in (november.board, november.role(RoleName.BOARD, scorecard=november.scorecard)):
            with pytest.raises(Refused) as refused:
                restatements.ask(submission=fresh(november), reason=WRONG, by=who)
            assert refused.value.hidden


Done = Callable[[Restatement, Any], Any]
DONE: dict[str, Done] = {
    "agree": lambda r, by: restatements.agree(restatement=r, version=r.version, by=by),
    "refuse": lambda r, by: restatements.refuse(restatement=r, version=r.version, reason="No.", by=by),
    "call_off": lambda r, by: restatements.call_off(restatement=r, version=r.version, by=by),
    "submit": lambda r, by: restatements.submit(restatement=r, version=r.version, draft=RIGHT, by=by),
    "withdraw": lambda r, by: restatements.withdraw(restatement=r, version=r.version, by=by),
    "send_back": lambda r, by: restatements.send_back(restatement=r, version=r.version, reason="Why?", by=by),
    "approve": lambda r, by: restatements.approve(restatement=r, version=r.version, by=by),
    "publish": lambda r, by: publish_restatements(period=r.submission.period, restatements=[r], by=by),
}


def expected(action: str, state: RestatementState, role: RoleName, holds: bool) -> str | None:
    """Return the sentence of a refusal as the table gives it; None where it is allowed."""
    t = RESTATEMENT[action]
    if not holds or role not in SEES_ALL_STATES:
        return "There is no such page."
    if role not in t.by:
        return f"Only {t.who} can {t.verb} this restatement."
    if state not in t.moves:
        return (
            f"You can not {t.verb} the restatement of 1.0 now: it is {state}. Reload the page to see what has happened."
        )
    if action == "call_off":
        return "Only whoever asked for this restatement can withdraw the request."
    return None


def people(november: Round) -> list[tuple[RoleName, bool, Any]]:
    """Return somebody new for each role, who holds it here or elsewhere."""
    elsewhere = ready_round(measures=1)
    found = []
    for role, (holds, where) in product(RoleName, ((True, november), (False, elsewhere))):
        scopes = {"measure": where.definitions[0].measure, "section": where.section, "scorecard": where.scorecard}
        scope = ROLE_SCOPES[role]
        held = {scope: scopes[scope]} if scope else {}
        found.append((role, holds, RoleFactory.create(role=role.value, **held).person))
    return found


@pytest.mark.parametrize("state", RestatementState)
def test_each_role_is_allowed_or_refused_each_action_in_each_state_with_its_sentence(
    november: Round, state: RestatementState
) -> None:
    row = submitted(november)
    Restatement.objects.filter(pk=row.pk).update(state=state)
    row = restatements.fetch(row.pk)
    cast = people(november)
    for action, act in DONE.items():
        for role, holds, person in cast:
            sentence = expected(action, state, role, holds)
            place = transaction.savepoint()
            if sentence is None:
                act(row, person)
                event = Event.objects.get(what=f"{action}_restatement", by=person)
                assert (event.from_state, event.to_state) == (state, RESTATEMENT[action].moves[state])
            else:
                with pytest.raises(Refused) as refused:
                    act(row, person)
                assert refused.value.sentence == sentence, (action, role, holds)
                assert Restatement.objects.get(pk=row.pk).state == state
            transaction.savepoint_rollback(place)


class TestSubmitting:
    def test_the_corrected_figure_is_a_revision_marked_as_revised(self, november: Round) -> None:
        revision = submitted(november).revision
        assert revision is not None
        assert (revision.number, revision.revised, revision.said) == (2, True, "92%")
        assert (revision.made_by, revision.happening) == (november.owner, RIGHT.happening)

    def test_what_is_published_stays_published_until_the_next_edition(self, november: Round) -> None:
        before = fresh(november)
        approved(november)
        after = fresh(november)
        assert after.published_revision == before.published_revision
        assert (after.state, after.version, after.draft_figure) == (before.state, before.version, before.draft_figure)

    def test_a_figure_that_can_not_be_read_is_refused_with_its_field(self, november: Round) -> None:
        with pytest.raises(Refused) as refused:
            submitted(november, draft=Draft(figure="ninety"))
        assert set(refused.value.fields) == {"figure"}

    def test_what_the_checks_find_needs_an_explanation(self, november: Round) -> None:
        draft = Draft(figure="92%", numerator="80", denominator="100")
        row = agreed(november)
        with pytest.raises(Refused) as refused:
            restatements.submit(restatement=row, version=row.version, draft=draft, by=november.owner)
        assert "80 out of 100 gives 80%" in refused.value.fields["explanation"]
        restatements.submit(
            restatement=row, version=row.version, draft=draft, by=november.owner, explanation="Two extracts."
        )
        assert Event.objects.get(what="submit_restatement").why == "Two extracts."
        assert not Finding.objects.open().filter(submission=fresh(november)).exists()

    def test_an_error_is_refused_whatever_is_explained(self, november: Round) -> None:
        with pytest.raises(Refused, match="can not be submitted as it is"):
            submitted(november, draft=Draft(numerator="101", denominator="100"), explanation="It is so.")

    def test_a_returned_correction_is_submitted_again_as_the_next_revision(self, november: Round) -> None:
        row = submitted(november)
        row = restatements.send_back(restatement=row, version=row.version, reason="Which?", by=november.director)
        assert (row.state, row.answer) == (RestatementState.AGREED, "Which?")
        row = restatements.submit(restatement=row, version=row.version, draft=RIGHT, by=november.owner)
        assert row.revision is not None
        assert row.revision.number == 3

    def test_nobody_approves_the_correction_that_they_entered_whatever_they_are(self, november: Round) -> None:
        RoleFactory.create(role=RoleName.DIRECTOR.value, section=november.section, person=november.owner)
        row = submitted(november)
        with pytest.raises(Refused, match="You entered this figure, so somebody else has to approve it"):
            restatements.approve(restatement=row, version=row.version, by=november.owner)

    def test_nobody_approves_a_correction_of_theirs_that_was_returned_and_that_another_sent_again(
        self, november: Round
    ) -> None:
        both = november.role(RoleName.DIRECTOR, section=november.section)
        RoleFactory.create(role=RoleName.DEPUTY.value, person=both, measure=november.definitions[0].measure)
        row = agreed(november)
        row = restatements.submit(restatement=row, version=row.version, draft=RIGHT, by=both)
        row = restatements.send_back(restatement=row, version=row.version, reason="Why?", by=november.director)
        said = replace(RIGHT, why="The count was of October.")
        row = restatements.submit(restatement=row, version=row.version, draft=said, by=november.owner)
        with pytest.raises(Refused, match="You entered this figure, so somebody else has to approve it"):
            restatements.approve(restatement=row, version=row.version, by=both)
        assert restatements.approve(restatement=row, version=row.version, by=november.director)

    def test_what_was_published_is_no_correction_of_it(self, november: Round) -> None:
        published = fresh(november).published_revision
        assert published is not None
        same = Draft(figure="70%", happening=published.happening)
        row = agreed(november)
        with pytest.raises(Refused, match=r"This is what was published\. Correct the figure"):
            restatements.submit(restatement=row, version=row.version, draft=same, by=november.owner)
        words = replace(same, happening="The visits of October were counted.")
        assert restatements.submit(restatement=row, version=row.version, draft=words, by=november.owner)

    def test_it_is_taken_back_until_it_is_decided_on(self, november: Round) -> None:
        row = submitted(november)
        row = restatements.withdraw(restatement=row, version=row.version, by=november.owner)
        assert (row.state, row.answer) == (RestatementState.AGREED, "")
        row = restatements.submit(
            restatement=row, version=row.version, draft=replace(RIGHT, figure="93%", numerator="93"), by=november.owner
        )
        row = restatements.approve(restatement=row, version=row.version, by=november.director)
        with pytest.raises(Refused, match=r"You can not take back the restatement of 1\.0 now: it is approved"):
            restatements.withdraw(restatement=row, version=row.version, by=november.owner)

    def test_whoever_is_second_is_told_who_was_first(self, november: Round) -> None:
        row = submitted(november)
        restatements.send_back(restatement=row, version=row.version, reason="Which?", by=november.director)
        with pytest.raises(Overtaken, match=r"Helen Marsh returned the restatement of 1\.0 since you opened it"):
            restatements.approve(restatement=row, version=row.version, by=november.director)


def test_a_month_of_before_the_portal_without_an_edition_has_its_first_one_made_with_the_correction() -> None:
    november = ready_round(measures=1)
    (slot,) = november.submissions
    Submission.objects.filter(pk=slot.pk).update(
        state=SubmissionState.PUBLISHED, published_revision=slot.approved_revision
    )
    Period.objects.filter(pk=november.period.pk).update(state=PeriodState.PUBLISHED, imported=True)
    november.period = Period.objects.select_related("scorecard").get(pk=november.period.pk)
    row = approved(november)
    client = browser_of(november.signatory)
    address = reverse("reports:restate", args=[november.scorecard.slug, november.period.month])
    assert "edition 1 is made with it" in client.get(address).content.decode()
    answer = client.post(address, {"restatement": f"{row.pk}-{row.version}"})
    assert answer.status_code == 302
    first, second = Edition.objects.filter(period=november.period).order_by("number")
    printed = [from_data(each.data()).by_ref(slot.definition.ref).figure(NOVEMBER).printed for each in (first, second)]
    assert printed == ["70%", "92% r"]
    assert (first.imported, first.signed_by, second.signed_by) == (True, None, november.signatory)
    assert answer["Location"] == second.get_absolute_url()

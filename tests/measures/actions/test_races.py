"""Two people at once: exactly one of them wins, the other is told who did, and nothing that was typed is lost.

Each race is run many times by two threads that start together, with connections and transactions of their own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Self

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from measures.actions.approvals import approve, send_back
from measures.actions.delegations import delegate
from measures.actions.drafts import Draft, save_draft, submit, withdraw
from measures.actions.outcome import Overtaken, Refused, fetch
from measures.choices import RoleName, SubmissionState
from measures.hands import FIGURE
from measures.models import Event, Revision, Role, Submission
from measures.models.submission import SubmissionQuerySet
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import Council, council
from tests.factories.months import SubmissionFactory
from tests.factories.people import PersonFactory, RoleFactory
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "15"))
"""How often each race is run; 200 times before a change is taken in, and more where there is time."""
GREEN = Draft(figure="95%", numerator="95", denominator="100")

Racer = Callable[[Submission], object]


class Race:
    """Two racers on one submission, each in a thread that it keeps."""

    def __init__(self, *racers: Racer) -> None:
        self.racers = racers
        self.seen: list[Submission] = []
        self.outcomes: list[object] = [None] * len(racers)
        self.start = threading.Barrier(len(racers) + 1)
        self.end = threading.Barrier(len(racers) + 1)
        self.over = False
        self.threads = [threading.Thread(target=self._runs, args=[place]) for place in range(len(racers))]

    def _runs(self, place: int) -> None:
        try:
            while True:
                self.start.wait(30)
                if self.over:
                    return
                try:
                    self.outcomes[place] = self.racers[place](self.seen[place])
                except Exception as error:  # noqa: BLE001 - it is looked at where the race ends
                    self.outcomes[place] = error
                self.end.wait(30)
        finally:
            connection.close()

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over = True
        self.start.wait(30)
        for thread in self.threads:
            thread.join(30)

    def run(self, submission: Submission) -> list[object]:
        """Let them start together, each with the row open as it now is; return what each returned or raised."""
        self.seen = [fetch(submission.pk) for _ in self.racers]
        self.start.wait(30)
        self.end.wait(30)
        return list(self.outcomes)


def put(submission: Submission, state: SubmissionState, **changes: Any) -> Submission:
    """Put the row into a state for the next round; its version goes on."""
    Submission.objects.filter(pk=submission.pk).update(
        state=state, version=F("version") + 1,
        **{"approved_revision": None, "approved_by": None, "approved_at": None, **changes},
    )  # fmt: skip
    return fetch(submission.pk)


def last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def check(submission: Submission, outcomes: list[object], before: Submission, event: int) -> None:
    """One has won, the other was told; the events are the transitions, one after the other."""
    assert [type(outcome) for outcome in outcomes].count(Submission) == 1, outcomes
    assert [isinstance(outcome, Overtaken) for outcome in outcomes].count(True) == 1, outcomes
    after, events = fetch(submission.pk), list(Event.objects.filter(pk__gt=event).order_by("pk"))
    assert after.version - before.version == len(events)
    states = [before.state, *(e.to_state for e in events)]
    assert [e.from_state for e in events] == states[:-1]
    assert states[-1] == after.state


@pytest.fixture
def found() -> Council:
    return council()


def by(found: Council, who: str, action: Callable[..., Submission], **options: Any) -> Racer:
    """Return somebody who does something with the row as they saw it."""
    return lambda seen: action(submission=seen, version=seen.version, by=found.people[who], **options)


def test_of_two_directors_who_approve_at_once_one_does(found: Council) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    racers = by(found, "director", approve), by(found, "signatory", approve, caveat="Two teams are missing.")
    winners = set()
    with Race(*racers) as race:
        for _ in range(ROUNDS):
            before, event = put(submission, SubmissionState.SUBMITTED), last_event()
            outcomes = race.run(before)
            check(submission, outcomes, before, event)
            after = fetch(submission.pk)
            winners.add(after.approved_by_id)
            assert after.approved_by_id == Event.objects.get(pk__gt=event).by_id
            assert after.caveat == ("Two teams are missing." if after.approved_by == found.people["signatory"] else "")
    assert winners


def test_of_an_approval_and_a_return_at_once_one_holds(found: Council) -> None:
    submission = found.put(SubmissionState.SUBMITTED)
    racers = by(found, "director", approve), by(found, "signatory", send_back, reason="Which teams?")
    with Race(*racers) as race:
        for _ in range(ROUNDS):
            before, event = put(submission, SubmissionState.SUBMITTED), last_event()
            check(submission, race.run(before), before, event)
            after = fetch(submission.pk)
            assert (after.approved_by is None) == (after.state == SubmissionState.RETURNED)


def test_an_owner_who_types_while_the_director_returns_loses_no_text(found: Council) -> None:
    """The owner takes the figure back and types on; whoever is second is told, and the owner's page saves again."""
    submission = found.put(SubmissionState.SUBMITTED)
    owner = found.people["owner"]

    said = ""

    def types(seen: Submission) -> object:
        draft = Draft(figure="95%", happening=said)
        try:
            seen = withdraw(submission=seen, version=seen.version, by=owner)
        except Overtaken:
            seen = fetch(seen.pk)  # the page comes back with what was typed and the row as it now is
        return save_draft(submission=seen, version=seen.version, draft=draft, by=owner)

    with Race(types, by(found, "director", send_back, reason="Which teams?")) as race:
        for number in range(ROUNDS):
            said = f"Text {number}"
            before, event = put(submission, SubmissionState.SUBMITTED), last_event()
            saved, returned = race.run(before)
            events = list(Event.objects.filter(pk__gt=event).order_by("pk"))
            after = fetch(submission.pk)
            assert isinstance(saved, Submission), saved
            assert (after.draft_happening, after.state) == (said, SubmissionState.DRAFT)
            assert after.version - before.version == len(events) == 2
            if isinstance(returned, Submission):
                assert [(e.what, e.why) for e in events] == [("send_back", "Which teams?"), ("save", "")]
            else:
                assert isinstance(returned, Refused)
                assert [e.what for e in events] == ["withdraw", "save"]


def test_of_two_people_who_save_at_once_one_text_is_kept_and_the_other_told(found: Council) -> None:
    submission = found.put(SubmissionState.DRAFT)
    mine, theirs = Draft(figure="95%", happening="The owner's."), Draft(figure="96%", happening="The deputy's.")
    racers = by(found, "owner", save_draft, draft=mine), by(found, "deputy", save_draft, draft=theirs)
    with Race(*racers) as race:
        for _ in range(ROUNDS):
            before, event = put(submission, SubmissionState.DRAFT), last_event()
            outcomes = race.run(before)
            check(submission, outcomes, before, event)
            kept = Draft.of(fetch(submission.pk))
            assert kept == (mine if isinstance(outcomes[0], Submission) else theirs)


def test_of_two_people_who_submit_at_once_one_revision_is_made(found: Council) -> None:
    submission = found.put(SubmissionState.DRAFT, draft_figure="95%")
    racers = by(found, "owner", submit), by(found, "deputy", submit)
    with Race(*racers) as race:
        for _ in range(ROUNDS):
            before, event = put(submission, SubmissionState.DRAFT), last_event()
            revisions = Revision.objects.count()
            outcomes = race.run(before)
            check(submission, outcomes, before, event)
            assert Revision.objects.count() == revisions + 1
            revision = Revision.objects.latest("pk")
            after = fetch(submission.pk)
            assert after.submitted_revision == revision
            assert after.submitted_by == revision.made_by


def team_who_stand_in_for_one_another(found: Council) -> list[Any]:
    """Return two people of the performance team, each of whom lets the other stand in at the same moment."""
    team = [found.people["team"], PersonFactory.create()]
    RoleFactory.create(person=team[1], role=RoleName.PERFORMANCE.value, scorecard=found.scorecard)
    role, today = Role.objects.get(person=found.people["director"]), timezone.localdate()
    lent = at_once(*(
        partial(delegate, role=role, to=to, starts=today, ends=today, by=by) for by, to in (team, reversed(team))
    ))  # fmt: skip
    assert {each.person_id for each in lent} == {each.pk for each in team}, lent
    return team


def test_of_two_who_stand_in_for_one_director_neither_approves_what_they_entered(found: Council) -> None:
    """Both enter the figure, submit it and approve it at once, in two orders, whatever they are told of the other."""
    team, draft = team_who_stand_in_for_one_another(found), Draft(figure="95%")
    types = partial(save_draft, draft=draft)
    enters: tuple[Callable[..., object], ...] = (types, submit, approve)

    def tries(person: Any, *actions: Callable[..., object]) -> None:
        for action in actions:
            seen = fetch(submission.pk)
            with suppress(Refused):
                action(submission=seen, version=seen.version, by=person)

    approved = 0
    for number in range(ROUNDS):
        definition = DefinitionFactory.create(section=found.front_door, ref=f"1.{number + 10}")
        submission = SubmissionFactory.create(definition=definition, period=found.november)
        first, second = team if number % 2 else reversed(team)
        racers = (
            partial(tries, first, *enters, approve),
            partial(tries, second, approve, *(enters if number % 3 == 0 else ()), approve),
        )
        assert at_once(*racers) == [None, None]
        tries(second, approve)
        events = Event.objects.filter(submission=submission).values_list("what", "by")
        hands = {by for what, by in events if what in FIGURE}
        approvers = {by for what, by in events if what == "approve"}
        assert not hands & approvers
        approved += len(approvers)
    assert approved


@pytest.mark.parametrize("race", [
    test_of_two_directors_who_approve_at_once_one_does,
    test_of_an_approval_and_a_return_at_once_one_holds,
    test_an_owner_who_types_while_the_director_returns_loses_no_text,
    test_of_two_people_who_save_at_once_one_text_is_kept_and_the_other_told,
    test_of_two_people_who_submit_at_once_one_revision_is_made,
])  # fmt: skip
def test_without_the_guard_each_race_goes_red(
    race: Callable[[Council], None], found: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the races above, where the row is not claimed by its state and version."""

    def claims(rows: SubmissionQuerySet, pk: int, *, state: str, version: int, to_state: str, **changes: Any) -> bool:
        return bool(rows.filter(pk=pk).update(state=to_state, version=F("version") + 1, **changes))

    monkeypatch.setattr(SubmissionQuerySet, "claim", claims)
    monkeypatch.setattr(SubmissionQuerySet, "hold", lambda *_, **__: True)
    with pytest.raises(AssertionError):
        race(found)

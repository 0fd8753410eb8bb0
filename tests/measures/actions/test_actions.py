"""What is being done about a measure: opened, moved, closed, carried from month to month until then."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.actions.actions import change_action, close_action, move_action, open_action, said_by
from measures.actions.outcome import Overtaken, Refused
from measures.models import Action, Event
from measures.queries.timeline import happening
from reports.actions import sign
from reports.content import from_data
from tests.factories.council import Council
from tests.factories.months import figure_of
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)
DUE = dt.date(2024, 1, 31)
WHAT = "Train the new team."


def opened(
    found: Council, who: str = "owner", what: str = WHAT, owner: str = "Team manager", due: dt.date = DUE
) -> Action:
    return open_action(measure=found.visits.measure, what=what, owner=owner, due=due, by=found.people[who], now=NOW)


def test_an_action_says_what_is_done_by_whom_and_by_when(found: Council) -> None:
    action = opened(found, what=f" {WHAT} ")
    assert (action.what, action.owner, action.due) == (WHAT, "Team manager", DUE)
    assert (action.opened_by, action.opened_at, action.closed_at) == (found.people["owner"], NOW, None)
    event = Event.objects.get(what="open_action")
    assert (event.measure, event.scorecard, event.about) == (
        found.visits.measure, found.scorecard, f"action {action.pk}",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["owner", "deputy", "team"])
def test_whoever_enters_the_measure_may_open_one(found: Council, who: str) -> None:
    assert opened(found, who).opened_by == found.people[who]


@pytest.mark.parametrize("who", ["director", "signatory"])
def test_whoever_decides_on_the_measure_reads_them_only(found: Council, who: str) -> None:
    with pytest.raises(Refused, match="Only the owner, a deputy or the performance team") as refused:
        opened(found, who)
    assert not refused.value.hidden
    assert not Action.objects.exists()


@pytest.mark.parametrize("who", ["other owner", "other director", "board", "administrator", "nobody", "stranger"])
def test_nobody_else_learns_that_the_measure_exists(found: Council, who: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(found, who)
    assert refused.value.hidden
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("missing", "fields"),
    [
        ({"what": " "}, {"what"}),
        ({"owner": ""}, {"owner"}),
        ({"what": "", "owner": ""}, {"what", "owner"}),
        ({"due": dt.date(2023, 12, 3)}, {"due"}),
    ],
)
def test_what_is_missing_is_named(found: Council, missing: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        opened(found, **missing)  # type: ignore[arg-type]
    assert set(refused.value.fields) == fields


def test_a_moved_date_has_its_reason(found: Council) -> None:
    action = opened(found)
    with pytest.raises(Refused, match="Enter the reason for the new date"):
        move_action(action=action, due=DUE + dt.timedelta(days=7), why=" ", by=found.people["owner"], now=NOW)
    moved = move_action(action=action, due=DUE + dt.timedelta(days=7), why="Leave.", by=found.people["owner"], now=NOW)
    assert moved.due == dt.date(2024, 2, 7)
    assert Event.objects.get(what="move_action").details == {"what": WHAT, "was": "2024-01-31", "due": "2024-02-07"}


def change(found: Council, action: Action, what: str, owner: str = "Team manager", who: str = "deputy") -> Action:
    return change_action(action=action, what=what, owner=owner, seen=said_by(action), by=found.people[who], now=NOW)


def test_its_wording_and_who_does_it_are_corrected_and_the_event_names_nobody(found: Council) -> None:
    action = opened(found, owner="Ann Bell")
    changed = change(found, action, " Train both teams. ", "Jo Park")
    assert (changed.what, changed.owner, changed.due) == ("Train both teams.", "Jo Park", DUE)
    event = Event.objects.get(what="change_action")
    assert event.details == {"was": WHAT, "is": "Train both teams.", "another": True}
    assert happening(event).body == "From Train the new team to Train both teams; somebody else does it."
    change(found, changed, "Train both teams.", "Jo Park")
    assert Event.objects.filter(what="change_action").count() == 1


def test_a_correction_without_its_words_or_by_who_only_reads_is_refused(found: Council) -> None:
    action = opened(found)
    with pytest.raises(Refused) as refused:
        change(found, action, " ", "")
    assert set(refused.value.fields) == {"what", "owner"}
    with pytest.raises(Refused, match="Only the owner, a deputy or the performance team"):
        change(found, action, "Other.", who="director")
    assert Action.objects.get().what == WHAT


def test_whoever_corrects_what_they_did_not_see_is_told_and_changes_nothing(found: Council) -> None:
    action = opened(found)
    change(found, action, "Train both teams.")
    with pytest.raises(Overtaken, match="Somebody else has changed this action"):
        change(found, action, "Train nobody.", who="owner")
    seen_long_ago = {"action": Action.objects.get(), "seen": said_by(action), "by": found.people["owner"], "now": NOW}
    with pytest.raises(Overtaken, match="Somebody else has changed this action"):
        change_action(what="Train nobody.", owner="Team manager", **seen_long_ago)
    assert Action.objects.get().what == "Train both teams."
    close_action(action=action, outcome="Trained.", by=found.people["deputy"], now=NOW)
    with pytest.raises(Overtaken, match="Dev Deputy has closed this action"):
        change(found, Action.objects.get(), "Train nobody.", who="owner")


def test_an_action_is_closed_once_with_its_outcome(found: Council) -> None:
    action = opened(found)
    with pytest.raises(Refused, match="Enter what came of it"):
        close_action(action=action, outcome="", by=found.people["owner"], now=NOW)
    closed = close_action(action=action, outcome="All are trained.", by=found.people["deputy"], now=NOW)
    assert (closed.outcome, closed.closed_by, closed.closed_at) == ("All are trained.", found.people["deputy"], NOW)
    told = "Dev Deputy has closed this action since you opened it: All are trained"
    with pytest.raises(Overtaken, match=told):
        close_action(action=action, outcome="No.", by=found.people["owner"], now=NOW)
    with pytest.raises(Overtaken, match=told):
        move_action(action=action, due=DUE, why="No.", by=found.people["owner"], now=NOW)
    assert Event.objects.filter(what="close_action").count() == 1


def test_an_open_action_is_printed_month_after_month_and_a_closed_one_no_longer() -> None:
    november = ready_round(measures=1)
    measure = november.definitions[0].measure
    action = open_action(measure=measure, what=WHAT, owner="Team manager", due=dt.date(2099, 1, 1), by=november.owner)
    assert printed(november, dt.date(2023, 11, 1)) == [WHAT]
    assert printed(november, dt.date(2023, 12, 1)) == [WHAT]
    close_action(action=action, outcome="All are trained.", by=november.owner)
    assert printed(november, dt.date(2024, 1, 1)) == []


def printed(november: Round, month: dt.date) -> list[str]:
    """Return the actions that the edition of a month prints."""
    if month != november.period.month:
        slot = figure_of(
            november.definitions[0], month, "95", by=november.owner, approver=november.director, happening="Well."
        )
        november.period = slot.period
    edition = sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    return [action.what for action in from_data(edition.data()).by_ref("1.0").actions]

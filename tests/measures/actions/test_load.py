"""Loading an extract: what it changes, what it leaves alone, and what it never does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures.actions.approvals import approve
from measures.actions.difference import Effect
from measures.actions.drafts import Draft, save_draft, submit
from measures.actions.outcome import Refused, fetch
from measures.actions.periods import close_period
from measures.actions.shared_counts import count_shared_with
from measures.choices import FigureSource, Rag, RoleName, Rule, SubmissionState
from measures.models import Event, Finding, Load, LoadedCell, Part, Recalculation, Revision, Scorecard, Submission
from measures.permissions import Standing
from measures.queries.revisions import revisions_with
from measures.queries.scorecard import scorecard_table
from measures.sheets.problems import SheetRefused
from tests.factories.imports import (
    NOVEMBER,
    OCTOBER,
    extract_row,
    loaded,
    owner_of,
    rows_in_all_tables,
    slot,
    team_member,
)
from tests.factories.people import PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db


def effects(applied: Any) -> list[tuple[str, str]]:
    return [(change.ref, change.effect.value) for change in applied.changes]


def state_of(*submissions: Submission) -> list[Any]:
    """Return every column of some submissions."""
    return list(Submission.objects.filter(pk__in=[s.pk for s in submissions]).order_by("pk").values())


def test_a_new_figure_becomes_a_draft_with_its_source_and_its_day(sample: Scorecard) -> None:
    team = team_member(sample)
    row = extract_row("7.1", "Nov-23", "430", "523", "", "", "", "", "2023-12-04")
    applied = loaded(sample, row, by=team, source="Case system")
    assert effects(applied) == [("7.1", "new")]
    held = slot(sample, "7.1")
    assert (held.state, held.draft_numerator, held.draft_denominator) == (SubmissionState.DRAFT, "430", "523")
    assert (held.draft_source, held.draft_taken_on) == ("Case system", dt.date(2023, 12, 4))
    assert (held.draft_load, held.draft_by) == (applied.load, None)


def test_a_load_says_line_by_line_what_was_and_what_is(sample: Scorecard) -> None:
    rows = extract_row("2.2", numerator="370", denominator="466"), extract_row("6.7", value="9")
    applied = loaded(sample, *rows, extract_row("3.3", numerator="49"))
    changed, same, shared = applied.changes
    of = count_shared_with(slot(sample, "3.3").definition)
    assert (shared.before, shared.after) == (f"77% (48 of the count of {of})", f"49 of the count of {of}")
    assert (changed.effect, changed.before, changed.after) == (Effect.CHANGED, "79% (368 of 466)", "370 of 466")
    assert (changed.printed_before, changed.printed) == ("79%", "79%")
    assert same.effect is Effect.SAME
    assert applied.same == 1


def test_a_load_says_beside_each_figure_what_the_checks_find(sample: Scorecard) -> None:
    rows = (
        extract_row("7.1", numerator="15", denominator="10"),
        extract_row("9.0", numerator="5", denominator="0"),
        extract_row("9.2", numerator="5", denominator="10", value="90%"),
        extract_row("2.2", numerator="370", denominator="466"),
    )
    more, nothing, differs, fine = (change.note for change in loaded(sample, *rows).changes)
    assert "Error: 15 is more than the 10 that it is out of." in more
    assert "Error: 5 out of 0 has no figure: one of the two counts is wrong." in nothing
    assert "Warning: The figure entered is 90%, but 5 out of 10 gives 50%." in differs
    assert fine == ""


@pytest.mark.parametrize(("numerator", "denominator", "value"), [("15", "10", ""), ("5", "0", "95%"), ("", "", "140%")])
def test_a_draft_that_can_not_be_has_no_colour(sample: Scorecard, numerator: str, denominator: str, value: str) -> None:
    team = team_member(sample)
    loaded(sample, extract_row("7.1", numerator=numerator, denominator=denominator, value=value), by=team)
    table = scorecard_table(sample, NOVEMBER, Standing.of(team, dt.date(2023, 12, 4)))
    row = next(row for row in table.rows if row.ref == "7.1")
    assert row.result is not None
    assert row.result.rag is Rag.NOT_RATED
    assert "the figure or its counts can not be right" in row.result.sentence
    assert (row.unrated, row.gap.text) == ("can not be right", "")


def test_the_same_extract_a_second_time_changes_nothing(sample: Scorecard) -> None:
    rows = [
        extract_row("2.2", numerator="370", denominator="466"),
        extract_row("2.2", "Oct-23", value="81%"),
        extract_row("7.1", value="NA"),
        extract_row("9.1", numerator="NA"),
    ]
    assert len(loaded(sample, *rows).changed) == 4
    before = rows_in_all_tables()
    again = loaded(sample, *rows)
    assert (again.load, again.changed, again.kept) == (None, [], [])
    assert rows_in_all_tables() == before


def test_a_figure_written_otherwise_is_the_same_figure(sample: Scorecard) -> None:
    applied = loaded(sample, extract_row("1.0", numerator="2,039", value=" 459 "), extract_row("7.10", value="86 %"))
    assert effects(applied) == [("1.0", "same"), ("7.10", "same")]


def test_a_percentage_that_is_worked_out_is_the_same_figure_as_it_is_printed(sample: Scorecard) -> None:
    counts = {"numerator": "4", "denominator": "6"}
    assert effects(loaded(sample, extract_row("9.0", **counts))) == [("9.0", "new")]
    assert effects(loaded(sample, extract_row("9.0", value="67%", **counts))) == [("9.0", "same")]
    assert effects(loaded(sample, extract_row("9.0", value="66%", **counts))) == [("9.0", "changed")]


def test_what_an_extract_leaves_out_is_no_difference(sample: Scorecard) -> None:
    applied = loaded(
        sample,
        extract_row("2.2", value="79%"),
        extract_row("2.2", "Oct-23", value="80%"),
        extract_row("3.3", numerator="48"),
    )
    assert {effect for _, effect in effects(applied)} == {"same"}


def test_a_figure_that_a_person_has_typed_is_kept_and_listed(sample: Scorecard) -> None:
    owner = owner_of(sample, "2.2")
    held = fetch(slot(sample, "2.2").pk)
    save_draft(submission=held, version=held.version, draft=Draft(figure="80%", happening="Better."), by=owner)
    before = state_of(held)
    applied = loaded(sample, extract_row("2.2", value="78%"))
    assert [(c.effect, c.note) for c in applied.kept] == [(Effect.KEPT, "A person has typed this figure.")]
    assert applied.load is None
    assert state_of(held) == before


@pytest.mark.parametrize("decided", [False, True])
def test_a_submitted_or_approved_figure_is_kept_and_listed(sample: Scorecard, decided: bool) -> None:
    owner = owner_of(sample, "6.6")
    held = fetch(slot(sample, "6.6").pk)
    held = submit(submission=held, version=held.version, by=owner)
    if decided:
        director = RoleFactory.create(role=RoleName.DIRECTOR.value, section=held.definition.section).person
        held = approve(submission=held, version=held.version, by=director)
    before = state_of(held)
    applied = loaded(sample, extract_row("6.6", value="97%"), extract_row("2.2", value="78%"))
    assert [c.ref for c in applied.kept] == ["6.6"]
    assert held.state in applied.kept[0].note
    assert [c.ref for c in applied.changed] == ["2.2"]
    assert state_of(held) == before


def test_a_figure_of_a_closed_month_is_kept_until_it_is_reopened(sample: Scorecard) -> None:
    team = team_member(sample)
    close_period(period=slot(sample, "2.2").period, by=team)
    applied = loaded(sample, extract_row("2.2", value="78%"))
    assert [(c.effect, c.note[:19]) for c in applied.changes] == [(Effect.KEPT, "The month is closed")]
    Submission.objects.filter(pk=slot(sample, "2.2").pk).update(reopened=True)
    assert effects(loaded(sample, extract_row("2.2", value="78%"))) == [("2.2", "changed")]


def test_a_published_figure_waits_beside_the_published_one_and_nothing_else_changes(sample: Scorecard) -> None:
    others = Submission.objects.filter(period__scorecard=sample).exclude(pk=slot(sample, "2.2", OCTOBER).pk)
    before, published = state_of(*others), slot(sample, "2.2", OCTOBER).published_revision
    revisions = rows_in_all_tables()["measures.Revision"]
    applied = loaded(sample, extract_row("2.2", "Oct-23", "372", "466", "80%"), by=team_member(sample))
    assert effects(applied) == [("2.2", "revised")]
    held = slot(sample, "2.2", OCTOBER)
    assert (held.state, held.published_revision) == (SubmissionState.PUBLISHED, published)
    pending = held.pending_revision
    assert pending is not None
    assert (pending.number, pending.revised, pending.source) == (2, True, FigureSource.LOADED)
    assert (pending.value, pending.numerator, pending.denominator) == (Decimal(80), Decimal(372), Decimal(466))
    assert state_of(*others) == before
    assert rows_in_all_tables()["measures.Revision"] == revisions + 1
    assert Event.objects.filter(what="revise", revision=pending, submission=held).count() == 1


def test_what_was_said_of_a_published_month_stays_with_its_revised_figure(sample: Scorecard) -> None:
    october = slot(sample, "2.2", OCTOBER)
    assert october.published_revision is not None
    said = Revision.objects.create(
        submission=october, number=2, value=Decimal(79), source=FigureSource.ENTERED,
        happening="Two workers left.", why="They moved.", doing="Both posts are advertised.",
    )  # fmt: skip
    Submission.objects.filter(pk=october.pk).update(published_revision=said)
    loaded(sample, extract_row("2.2", "Oct-23", value="81%"))
    loaded(sample, extract_row("2.2", "Oct-23", value="82%"))
    pending = slot(sample, "2.2", OCTOBER).pending_revision
    assert pending is not None
    assert (pending.said, pending.happening, pending.why, pending.doing) == (
        "82%", "Two workers left.", "They moved.", "Both posts are advertised.",
    )  # fmt: skip


def test_a_figure_revised_twice_is_compared_with_the_one_that_waits(sample: Scorecard) -> None:
    loaded(sample, extract_row("2.2", "Oct-23", value="81%"))
    assert effects(loaded(sample, extract_row("2.2", "Oct-23", value="81%"))) == [("2.2", "same")]
    again = loaded(sample, extract_row("2.2", "Oct-23", value="82%"))
    assert (again.changes[0].before, again.changes[0].after) == ("81%", "82%")
    revision = slot(sample, "2.2", OCTOBER).pending_revision
    assert revision is not None
    assert revision.number == 3


def test_a_revised_month_names_the_months_that_are_judged_otherwise_because_of_it(sample: Scorecard) -> None:
    october, november = loaded(
        sample, extract_row("2.2", "Oct-23", value="90%"), extract_row("2.2", value="80%")
    ).changes
    assert october.note.endswith("October 2023 becomes green (was red). November 2023 becomes worsening (was steady).")
    assert "It becomes worsening (was steady), because October 2023 is revised." in november.note


def test_a_measure_for_context_becomes_rising_or_falling(sample: Scorecard) -> None:
    (october,) = loaded(sample, extract_row("1.1", "Oct-23", value="30%")).changes
    assert "October 2023 becomes unchanged (was falling). November 2023 becomes unchanged (was rising)." in october.note


def test_a_month_of_the_past_that_had_no_figure_gets_one_that_waits(sample: Scorecard) -> None:
    may = dt.date(2023, 5, 1)
    assert effects(loaded(sample, extract_row("4.0", "May-23", value="230"))) == [("4.0", "revised")]
    held = slot(sample, "4.0", may)
    assert held.published_revision is None
    assert held.pending_revision is not None


def test_a_month_that_has_not_been_opened_is_refused_whole(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    with pytest.raises(Refused, match="December 2023: not opened yet") as refused:
        loaded(sample, extract_row("2.2", value="78%"), extract_row("2.2", "Dec-23", value="77%"))
    assert refused.value.fields == {"file": refused.value.sentence}  # a form shows what is said of its field alone
    assert rows_in_all_tables() == before
    assert slot(sample, "2.2").draft_figure == "79%"


def test_more_people_counted_than_there_are_is_refused_for_a_published_month(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    with pytest.raises(SheetRefused, match=r"2\.2, October 2023: 500 is more than the 466 that it is out of"):
        loaded(sample, extract_row("2.2", "Oct-23", "500", "466"))
    assert rows_in_all_tables() == before


def test_more_people_counted_than_there_are_arrives_in_an_open_month_with_an_error_beside_it(sample: Scorecard) -> None:
    loaded(sample, extract_row("2.2", numerator="500", denominator="466"))
    found = Finding.objects.open().get(submission=slot(sample, "2.2"), rule=Rule.RANGE)
    assert found.message == "500 is more than the 466 that it is out of."


def test_parts_are_kept_compared_and_revised_with_their_figure(sample: Scorecard) -> None:
    rows = [
        extract_row("2.2", "Oct-23", "372", "466", "80%"),
        extract_row("2.2", "Oct-23", "172", "200", "", "locality", "North", "yes"),
        extract_row("2.2", "Oct-23", "200", "266", "", "locality", "South", "yes"),
    ]
    loaded(sample, *rows)
    pending = slot(sample, "2.2", OCTOBER).pending_revision
    assert list(Part.objects.filter(revision=pending).values_list("kind", "name", "numerator", "additive")) == [
        ("locality", "North", Decimal(172), True),
        ("locality", "South", Decimal(200), True),
    ]
    assert effects(loaded(sample, *rows)) == [("2.2", "same")]
    rows[2][2] = "201"
    assert effects(loaded(sample, *rows)) == [("2.2", "revised")]


def test_parts_without_their_whole_leave_the_whole_as_it_is(sample: Scorecard) -> None:
    loaded(sample, extract_row("2.2", "Nov-23", "168", "200", "", "locality", "North"))
    held = slot(sample, "2.2")
    assert (held.draft_figure, held.draft_numerator, held.draft_denominator) == ("79%", "368", "466")
    assert [part["name"] for part in held.draft_parts] == ["North"]


def test_only_the_performance_team_loads(sample: Scorecard) -> None:
    before = rows_in_all_tables()["measures.Load"]
    for person in (PersonFactory.create(), owner_of(sample, "2.2")):
        with pytest.raises(Refused) as refusal:
            loaded(sample, extract_row("2.2", value="78%"), by=person)
        assert refusal.value.hidden
    assert Load.objects.count() == before


def test_a_load_has_one_event_of_its_own_and_one_for_each_figure(sample: Scorecard) -> None:
    team = team_member(sample)
    last = Event.objects.latest("pk").pk
    applied = loaded(sample, extract_row("2.2", value="78%"), extract_row("2.1", value="60%"), by=team)
    events = Event.objects.filter(pk__gt=last).order_by("pk")
    assert [event.what for event in events] == ["apply_load", "load", "load"]
    assert applied.load is not None
    assert {(event.by_id, event.channel, event.about) for event in events} == {
        (team.pk, "page", f"load {applied.load.pk}")
    }


def test_what_each_cell_of_an_extract_said_is_kept(sample: Scorecard) -> None:
    applied = loaded(sample, extract_row("2.2", numerator="1,370", denominator="1466", value="93 %"))
    cells = LoadedCell.objects.filter(load=applied.load).order_by("column")
    assert [(cell.heading, cell.said, cell.read_as) for cell in cells] == [
        ("numerator", "1,370", "1370"),
        ("denominator", "1466", "1466"),
        ("value", "93 %", "93"),
    ]


def test_the_findings_follow_the_load(sample: Scorecard) -> None:
    held = slot(sample, "7.7")
    assert Finding.objects.open().filter(submission=held, rule=Rule.RECONCILE).exists()
    loaded(sample, extract_row("7.7", numerator="214", denominator="523", value="41%"))
    assert not Finding.objects.open().filter(submission=held, rule=Rule.RECONCILE).exists()
    assert Finding.objects.filter(submission=held, rule=Rule.RECONCILE, cleared_at__isnull=False).exists()


def test_what_was_written_and_quotes_a_figure_that_a_load_revises_is_found(sample: Scorecard) -> None:
    held = slot(sample, "1.3")
    Submission.objects.filter(pk=held.pk).update(draft_happening="Referrals rose from 511 to 599.")
    [october] = loaded(sample, extract_row("1.3", "Oct-23", value="520")).changes
    assert "November 2023: The commentary says 511, which was the figure of October 2023" in october.note
    [finding] = Finding.objects.superseded()
    assert (finding.submission, finding.needs_explanation) == (held, True)
    [waiting] = revisions_with(Standing.of(team_member(sample), NOVEMBER), held.period)
    assert finding.message in waiting.moves
    loaded(sample, extract_row("1.3", "Oct-23", value="511"))
    assert not Finding.objects.superseded().exists()


def test_a_load_asks_for_the_statuses_from_the_first_month_that_it_touched(sample: Scorecard) -> None:
    Recalculation.objects.all().delete()
    loaded(sample, extract_row("2.2", "Oct-23", value="81%"), extract_row("2.2", value="78%"))
    job = Recalculation.objects.get()
    assert (job.scorecard, job.measure, job.month) == (sample, None, OCTOBER)


def test_a_figure_whose_measure_has_no_place_in_the_month_is_said(sample: Scorecard) -> None:
    Submission.objects.filter(pk=slot(sample, "7.1").pk).delete()
    applied = loaded(sample, extract_row("7.1", value="80%"))
    assert [c.note for c in applied.kept] == ["The measure has no place in this month."]


def test_november_has_the_sample_s_findings_and_no_others(sample: Scorecard) -> None:
    """Of what may be seen before anything is submitted: relations wait."""
    found = Finding.objects.open().filter(submission__period__month=NOVEMBER)
    by_rule: dict[str, set[str]] = {}
    for rule, ref in found.values_list("rule", "submission__definition__ref"):
        by_rule.setdefault(rule, set()).add(ref)
    assert by_rule == {
        "reconcile": {"1.0", "3.1", "4.1", "5.3", "7.7", "8.0", "8.2"},
        "format": {"8.2"},
        "stale": {"9.4"},
    }

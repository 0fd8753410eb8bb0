"""The sample scorecard in November 2023: what the rules have to say of it, row by row."""

from __future__ import annotations

from collections import Counter

from measures.calculation.direction import Movement, direction_of_travel, previous_reported
from measures.calculation.gap import gap_sentence
from measures.calculation.rag import Rating, rate_status
from measures.calculation.sentences import status_sentence
from measures.choices import Direction, Rag, Rule
from tests.measures.calculation.november import NOVEMBER, ROWS, Row, by_ref


def rating(row: Row) -> Rating:
    return rate_status(row.measure, row.figures()[-1], row.target_facts)


def movement(row: Row) -> Movement:
    figures = row.figures()
    previous = previous_reported(row.measure, figures, NOVEMBER)
    return direction_of_travel(row.measure, figures[-1], previous, row.target_facts)


def found_by(rule: Rule) -> list[str]:
    return [row.ref for row in ROWS if any(finding.rule is rule for finding in row.checked().findings)]


def message(ref: str, rule: Rule) -> str:
    return next(finding.message for finding in by_ref(ref).checked().findings if finding.rule is rule)


def test_there_are_45_rows_39_figures_and_38_that_can_be_reconciled() -> None:
    with_figure = [row for row in ROWS if row.actuals[-1]]
    assert (len(ROWS), len(with_figure), len([row for row in with_figure if row.counted()[0] is not None])) == (
        45,
        39,
        38,
    )


def test_seven_figures_contradict_their_counts_and_no_other() -> None:
    assert found_by(Rule.RECONCILE) == ["1.0", "3.1", "4.1", "5.3", "7.7", "8.0", "8.2"]


def test_a_contradiction_names_both_figures() -> None:
    assert message("8.0", Rule.RECONCILE) == "The figure entered is 48%, but 87 out of 205 gives 42%."
    assert message("1.0", Rule.RECONCILE) == (
        "The figure entered is 459 per 10,000, but 2,039 in a population of 146,880, made yearly from 1 month, gives "
        "1,666 per 10,000."
    )


def test_only_overdue_supervisions_are_in_the_wrong_format() -> None:
    assert found_by(Rule.FORMAT) == ["8.2"]
    assert message("8.2", Rule.FORMAT) == "“10.2” was entered without a % sign; it is read as 10.2%."


def test_only_feedback_from_families_is_stale() -> None:
    assert found_by(Rule.STALE) == ["9.4"]
    assert message("9.4", Rule.STALE) == (
        "There is no figure for November 2023. The last one is 28%, for September 2023; it is not carried forward."
    )


def test_two_pairs_of_counts_disagree_and_all_shared_counts_agree() -> None:
    assert found_by(Rule.RELATION) == ["1.1", "3.1"]
    assert message("1.1", Rule.RELATION) == (
        "632 is counted here, but 1.3 counts 599: this should be no more than that."
    )
    assert message("3.1", Rule.RELATION) == "16 is counted here, but 3.2 counts 62: the two should be close."


def test_no_other_check_finds_anything() -> None:
    found = {finding.rule for row in ROWS for finding in row.checked().findings}
    assert found == {Rule.RECONCILE, Rule.FORMAT, Rule.STALE, Rule.RELATION}


def test_statuses_come_to_what_the_rules_say() -> None:
    assert Counter(rating(row).rag for row in ROWS) == {
        Rag.GREEN: 4,
        Rag.AMBER: 12,
        Rag.RED: 11,
        Rag.TO_BE_CONFIRMED: 9,
        Rag.NOT_RATED: 3,
        Rag.NO_DATA: 6,
    }


def test_which_rows_are_green_not_rated_and_without_data() -> None:
    by_rag: dict[Rag, list[str]] = {}
    for row in ROWS:
        by_rag.setdefault(rating(row).rag, []).append(row.ref)
    assert by_rag[Rag.GREEN] == ["1.0", "5.1", "6.2", "6.6"]
    assert by_rag[Rag.NOT_RATED] == ["1.1", "1.2", "8.2"]
    assert by_rag[Rag.NO_DATA] == ["7.1", "9.0", "9.1", "9.2", "9.3", "9.4"]


def test_figures_above_a_target_are_not_green_where_more_is_not_better() -> None:
    above = [
        row.ref
        for row in ROWS
        if (result := rating(row)).rag in (Rag.AMBER, Rag.RED)
        and result.target is not None
        and result.compared is not None
        and result.compared >= result.target.centre
    ]
    assert above == ["1.4", "2.1", "3.0", "5.2", "6.0", "6.4", "6.7", "8.0", "8.1"]


def test_a_status_reads_as_a_sentence_for_the_board() -> None:
    row = by_ref("2.2")
    assert status_sentence(rating(row), movement(row)) == (
        "Red: 79% against a target of 90%, more than 5 points short; down 1 point on October."
    )


def test_context_measures_move_without_judgement() -> None:
    assert {movement(by_ref(ref)).direction for ref in ("1.1", "1.2")} == {Direction.ROSE}


def test_nine_more_young_people_in_touch_would_meet_the_target() -> None:
    row = by_ref("7.0")
    said = gap_sentence(row.measure, rating(row))
    assert said == "9 more young people would meet the target (495 of 523 shows as 95%)."


def test_a_figure_that_its_counts_contradict_promises_no_gap() -> None:
    row = by_ref("7.7")
    assert gap_sentence(row.measure, rating(row)) is None

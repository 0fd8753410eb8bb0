"""Rows that must never be, each beside the name of the constraint that refuses it: for test_constraints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from measures.choices import (
    FigureSource,
    NoticeKind,
    PeriodState,
    PublicTextState,
    RoleName,
    SubmissionState,
    TargetKind,
    UploadKind,
)
from measures.models import (
    Action,
    Annotation,
    Baseline,
    Benchmark,
    ColumnChoice,
    ColumnMapping,
    Evidence,
    Finding,
    Invitation,
    Measure,
    Neighbour,
    NeighbourSet,
    Notice,
    Part,
    Period,
    Population,
    RecordedDirection,
    Restatement,
    Revision,
    RevisionEvidence,
    Role,
    Status,
    Submission,
    Target,
    TargetMonth,
)
from tests.factories.catalogue import DefinitionFactory
from tests.factories.reports import NOVEMBER, Round
from tests.factories.texts import AT, a_load, comment, email_change, load_query, outturn, public_text, wording

OCTOBER = dt.date(2023, 10, 1)
MID_MONTH = dt.date(2023, 11, 15)
Rows = list[Model]


def twice(make: Callable[[], Model]) -> Rows:
    """Return two rows that may not stand beside each other."""
    return [make(), make()]


def copied(row: Model, **changes: Any) -> Model:
    """Return a row like one that is stored, as a new one with other values."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**{**values, **changes})


def measure_of(r: Round) -> Measure:
    return r.definitions[0].measure


def slot(r: Round, **changes: Any) -> Rows:
    """Return the slot of a measure that has none yet in November, spoiled."""
    definition = DefinitionFactory.create(section=r.section)
    return [Submission(measure=definition.measure, definition=definition, period=r.period, **changes)]


def revision(r: Round, **changes: Any) -> Revision:
    return Revision(submission=r.submissions[0], number=2, source=FigureSource.ENTERED, **changes)


def restatement(r: Round, **changes: Any) -> Restatement:
    submission = r.submissions[0]
    values = {
        "submission": submission, "reason": "The count was of October.", "asked_by": r.owner,
        "published_revision": submission.approved_revision,
    }  # fmt: skip
    return Restatement(**{**values, **changes})


def neighbours(r: Round) -> NeighbourSet:
    return NeighbourSet.objects.create(scorecard=r.scorecard, edition="2021")


def annotation(r: Round, **changes: Any) -> Annotation:
    values = {"measure": measure_of(r), "period": r.period, "by": r.owner, "text": "A new system from May."}
    return Annotation(**{**values, **changes})


def evidence(r: Round, **changes: Any) -> Evidence:
    values = {"submission": r.submissions[0], "file_name": "count.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64}
    return Evidence(**{**values, "content": b"%", "added_by": r.owner, **changes})


def evidence_twice_with_a_revision(r: Round) -> Rows:
    file = evidence(r)
    file.save()
    return twice(lambda: RevisionEvidence(revision=r.submissions[0].approved_revision, evidence=file))


def notices_of_an_invitation(r: Round) -> Rows:
    invitation = Invitation.objects.create(person=r.owner)
    words = {"subject": "Your account", "text": "Come.", "html": "<p>Come.</p>", "kind": "invitation"}
    return twice(lambda: Notice(recipient=r.owner, day=NOVEMBER, invitation=invitation, **words))


def notices_of_a_change_of_address(r: Round) -> Rows:
    change = email_change(r)
    change.save()
    words = {"subject": "Your address", "text": "Confirm.", "html": "<p>Confirm.</p>", "kind": NoticeKind.NEW_ADDRESS}
    return twice(lambda: Notice(recipient=r.owner, day=NOVEMBER, email_change=change, **words))


def benchmark(r: Round, **changes: Any) -> Benchmark:
    values = {"measure": measure_of(r), "comparator": "National", "area": "National", "period": "2021/22"}
    return Benchmark(**{**values, "source": "Statistical release", "figure": Decimal(80), **changes})


def population(r: Round, **changes: Any) -> Population:
    values = {"scorecard": r.scorecard, "area": "Sample area", "age_band": "0-17", "year": "2022", "source": "ONS"}
    return Population(**{**values, "figure": Decimal(1000), "holds_from": NOVEMBER, **changes})


def status(r: Round) -> Status:
    return Status(revision=r.submissions[0].approved_revision, rag="red", direction="no comparison")


def target(r: Round, **changes: Any) -> Target:
    return Target(measure=measure_of(r), **{"year": 2024, "kind": TargetKind.FIGURE, **changes})


def month_of_profile(r: Round, month: dt.date) -> TargetMonth:
    return TargetMonth(target=Target.objects.get(measure=measure_of(r)), month=month, figure=Decimal(1))


SPOILED: dict[str, Callable[[Round], Rows]] = {
    "one_current_target_a_year": lambda r: [target(r, year=2023, figure=Decimal(80))],
    "target_has_what_its_kind_needs": lambda r: [target(r)],
    "target_amber_width_not_negative": lambda r: [target(r, figure=Decimal(80), amber_width=Decimal(-1))],
    "one_profile_figure_a_month": lambda r: twice(lambda: month_of_profile(r, NOVEMBER)),
    "profile_month_is_the_first_of_a_month": lambda r: [month_of_profile(r, MID_MONTH)],
    "one_current_baseline_a_year": lambda r: twice(
        lambda: Baseline(measure=measure_of(r), year=2023, figure=Decimal(1))
    ),
    "baseline_is_a_figure_or_a_reason": lambda r: [Baseline(measure=measure_of(r), year=2023)],
    "population_is_more_than_nobody": lambda r: [population(r, figure=Decimal(0))],
    "population_from_the_first_of_a_month": lambda r: [population(r, holds_from=MID_MONTH)],
    "one_current_population_from_a_month": lambda r: twice(lambda: population(r)),
    "neighbour_position_once": lambda r: [
        Neighbour(neighbour_set=(own := neighbours(r)), position=1, name="Devon"),
        Neighbour(neighbour_set=own, position=1, name="Dorset"),
    ],
    "neighbour_name_once": lambda r: [
        Neighbour(neighbour_set=(own := neighbours(r)), position=1, name="Devon"),
        Neighbour(neighbour_set=own, position=2, name="Devon"),
    ],
    "benchmark_is_a_figure_or_a_reason": lambda r: [benchmark(r, missing="not available")],
    "one_current_benchmark_of_an_area_and_period": lambda r: twice(lambda: benchmark(r)),
    "one_recorded_direction_of_a_month": lambda r: [
        RecordedDirection(load=(own := a_load(r)), measure=measure_of(r), month=NOVEMBER, direction="↑"),
        RecordedDirection(load=own, measure=measure_of(r), month=NOVEMBER, direction="↓"),
    ],
    "one_period_of_a_scorecard_in_a_month": lambda r: [Period(scorecard=r.scorecard, month=NOVEMBER)],
    "period_is_the_first_of_a_month": lambda r: [Period(scorecard=r.scorecard, month=MID_MONTH)],
    "period_signed_at_and_by_together": lambda r: [Period(scorecard=r.scorecard, month=OCTOBER, signed_at=AT)],
    "period_published_here_was_signed": lambda r: [
        Period(scorecard=r.scorecard, month=OCTOBER, state=PeriodState.PUBLISHED)
    ],
    "one_open_finding_with_the_same_words": lambda r: twice(
        lambda: Finding(submission=r.submissions[0], rule="range", severity="error", message="101% is over 100%.")
    ),
    "action_closed_at_and_by_together": lambda r: [
        Action(measure=measure_of(r), what="Train", owner="Team", due=NOVEMBER, opened_by=r.owner, closed_at=AT)
    ],
    "restatement_decided_at_and_by_together": lambda r: [restatement(r, decided_by=r.performance)],
    "restatement_approved_at_and_by_together": lambda r: [restatement(r, approved_at=AT)],
    "restatement_has_a_reason": lambda r: [restatement(r, reason="")],
    "one_restatement_of_a_submission_at_a_time": lambda r: twice(lambda: restatement(r)),
    "role_is_held_on_exactly_its_scope": lambda r: [
        Role(person=r.owner, role=RoleName.OWNER, section=r.section, starts=NOVEMBER)
    ],
    "role_ends_after_it_starts": lambda r: [
        Role(person=r.owner, role=RoleName.BOARD, scorecard=r.scorecard, starts=NOVEMBER, ends=OCTOBER)
    ],
    "section_title_once_in_a_scorecard": lambda r: [copied(r.section, position=r.section.position + 1)],
    "section_position_once_in_a_scorecard": lambda r: [copied(r.section, title="Another")],
    "one_definition_of_a_measure_from_a_month": lambda r: [copied(r.definitions[0], title="Another")],
    "definition_from_the_first_of_a_month": lambda r: [copied(r.definitions[0], holds_from=MID_MONTH)],
    "definition_at_most_six_decimals": lambda r: [copied(r.definitions[0], holds_from=NOVEMBER, decimals=7)],
    "limits_fixed_after_at_least_twelve_points": lambda r: [
        copied(r.definitions[0], holds_from=NOVEMBER, limits_fixed_after=11)
    ],
    "definition_rebased_at_and_by_together_at_a_break": lambda r: [
        copied(r.definitions[0], holds_from=NOVEMBER, rebased_at=AT, rebased_by_id=r.director.pk)
    ],
    "one_current_status": lambda r: twice(lambda: status(r)),
    "one_submission_of_a_measure_in_a_period": lambda r: [copied(r.submissions[0])],
    "submission_approved_at_and_by_together": lambda r: slot(r, approved_at=AT),
    "submission_submitted_at_and_by_together": lambda r: slot(r, submitted_by=r.owner),
    "submitted_names_its_revision": lambda r: slot(r, state=SubmissionState.SUBMITTED),
    "approved_names_its_revision": lambda r: slot(r, state=SubmissionState.APPROVED),
    "published_names_its_revision": lambda r: slot(r, state=SubmissionState.PUBLISHED),
    "nobody_approves_what_they_submitted": lambda r: slot(
        r, submitted_at=AT, submitted_by=r.director, approved_at=AT, approved_by=r.director
    ),
    "left_out_with_a_reason": lambda r: slot(r, state=SubmissionState.LEFT_OUT),
    "revision_numbers_once_in_a_submission": lambda r: twice(lambda: revision(r)),
    "numerator_at_most_denominator": lambda r: [revision(r, capped=True, numerator=Decimal(3), denominator=Decimal(2))],
    "revision_missing_has_no_value": lambda r: [revision(r, missing="not available", value=Decimal(1))],
    "scorecard_opens_then_due_then_approved": lambda r: [copied(r.scorecard, slug="another", due_on=9, approve_by=8)],
    "scorecard_reminds_deputies_then_directors": lambda r: [
        copied(r.scorecard, slug="another", deputies_from=9, directors_from=1)
    ],
    "one_reminder_a_person_a_day": lambda r: twice(
        lambda: Notice(recipient=r.owner, day=NOVEMBER, subject="Figures are due", text="Due.", html="<p>Due.</p>")
    ),
    "one_notice_of_an_invitation": notices_of_an_invitation,
    "one_unanswered_invitation_of_a_person": lambda r: twice(lambda: Invitation(person=r.owner)),
    "invitation_accepted_or_taken_back": lambda r: [Invitation(person=r.owner, accepted_at=AT, withdrawn_at=AT)],
    "annotation_has_words": lambda r: [annotation(r, text="")],
    "annotation_removed_at_and_by_together": lambda r: [annotation(r, removed_at=AT)],
    "evidence_removed_at_and_by_together": lambda r: [evidence(r, removed_at=AT)],
    "one_file_of_evidence_once_in_a_draft": lambda r: twice(lambda: evidence(r)),
    "evidence_once_with_a_revision": evidence_twice_with_a_revision,
    "one_choice_of_columns_a_person_and_scorecard": lambda r: twice(
        lambda: ColumnChoice(person=r.owner, scorecard=r.scorecard, columns=["target"])
    ),
    "one_column_mapping_of_a_kind_of_file": lambda r: twice(
        lambda: ColumnMapping(scorecard=r.scorecard, kind=UploadKind.SCORECARD, columns={})
    ),
    "part_once_in_a_revision": lambda r: twice(
        lambda: Part(revision=r.submissions[0].approved_revision, kind="locality", name="North")
    ),
    "public_text_submitted_at_and_by_together": lambda r: [public_text(r, submitted_at=AT)],
    "public_text_approved_at_and_by_together": lambda r: [public_text(r, approved_by=r.director)],
    "submitted_public_text_names_its_wording": lambda r: [public_text(r, state=PublicTextState.SUBMITTED)],
    "approved_public_text_names_wording_figure_and_person": lambda r: [public_text(r, state=PublicTextState.APPROVED)],
    "nobody_approves_the_public_text_they_submitted": lambda r: [
        public_text(r, submitted_at=AT, submitted_by=r.director, approved_at=AT, approved_by=r.director)
    ],
    "public_text_numbers_once": lambda r: twice(lambda: wording(r)),
    "public_text_has_words": lambda r: [wording(r, text="")],
    "one_open_query_of_a_figure": lambda r: twice(lambda: load_query(r)),
    "query_is_not_its_own_answer": lambda r: [load_query(r, question=(said := comment(r)), answer=said)],
    "one_unanswered_email_change_of_a_person": lambda r: twice(lambda: email_change(r)),
    "email_change_confirmed_or_taken_back": lambda r: [email_change(r, confirmed_at=AT, withdrawn_at=AT)],
    "one_notice_of_each_kind_of_an_email_change": notices_of_a_change_of_address,
    "one_current_outturn_a_year": lambda r: twice(lambda: outturn(r)),
    "outturn_names_its_return": lambda r: [outturn(r, source="")],
}
"""For each constraint, rows of which it refuses the last."""

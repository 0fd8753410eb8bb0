"""What editions say, for tests of their outputs: the sample's November 2023, and contents of any size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import cycle
from typing import Any

from django.db import transaction

from measures.choices import Audience, FigureSource, Rag, Severity, SubmissionState
from measures.models import Action, Finding, Period, Revision, Scorecard, Submission
from measures.series import read_draft
from reports.content import EditionContent, build_content
from reports.content.measure_model import (
    ActionContent,
    Approval,
    Commentary,
    FindingContent,
    MeasureContent,
)
from reports.content.model import SectionContent, StatusCount

from .bulk import filled_scorecard
from .imports import NOVEMBER, sample_scorecard
from .people import PersonFactory

SIGNED_AT = dt.datetime(2023, 12, 12, 10, 4, tzinfo=dt.UTC)
HOSTILE = (
    '<script>alert(1)</script><img src="file:///etc/passwd"><link rel=stylesheet href="http://example.com/x.css"> '
    "=1+1 @SUM(A1) \x00\x01\x1b[31m \u202eoverride \u05e9\u05dc\u05d5\u05dd "
    "\u0645\u0631\u062d\u0628\u0627 \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1ec\U0001f1e7 "
    "\u6f22\u5b57 &amp; " + "A" * 500 + " " + "word " * 20_000
)
"""Text of 100,000 characters with everything in it that has ever broken a report."""


def approve_the_sample(scorecard: Scorecard) -> Period:
    """Approve every figure of the sample's November as it was drafted; leave the others out."""
    director = PersonFactory.create(name="Morgan Reed")
    period = Period.objects.get(scorecard=scorecard, month=NOVEMBER)
    for submission in Submission.objects.filter(period=period).select_related("definition", "period"):
        draft = read_draft(submission)
        if draft.value is None and draft.numerator is None:
            submission.state, submission.left_out_reason = SubmissionState.LEFT_OUT, "Nothing was collected"
        else:
            submission.approved_revision = submission.submitted_revision = Revision.objects.create(
                submission=submission,
                number=99,
                value=draft.value,
                said=submission.draft_figure,
                places=draft.places,
                percent_sign=draft.percent_sign,
                numerator=draft.numerator,
                denominator=draft.denominator,
                source=FigureSource.LOADED,
                happening="It fell over the summer.",
                why="Two teams were short of staff.",
                doing="Weekly tracking by the service manager until January.",
            )
            submission.state = SubmissionState.APPROVED
            submission.approved_by, submission.approved_at = director, SIGNED_AT
        submission.save()
    red, green = (Submission.objects.get(period=period, definition__ref=ref) for ref in ("2.2", "1.0"))
    for slot, what, owner, due in (
        (red, "Recruit to three posts", "Head of service", dt.date(2024, 1, 31)),
        (green, "Agree one referral form with schools", "Front door manager", dt.date(2024, 2, 29)),
    ):
        Action.objects.create(measure=slot.measure, what=what, owner=owner, due=due, opened_by=director)
    Finding.objects.create(submission=red, rule="unusual", severity="warning", message="79% is far from October's 80%.")
    return period


def sample_content(scorecard: Scorecard, audience: Audience = Audience.INTERNAL) -> EditionContent:
    """Return what the sample's signed edition of November 2023 says."""
    return build_content(
        scorecard,
        Period.objects.get(scorecard=scorecard, month=NOVEMBER),
        audience=audience,
        number=1,
        signed_by=PersonFactory.create(name="Robin Hale"),
        signed_at=SIGNED_AT,
    )


def sample_edition(audience: Audience = Audience.INTERNAL) -> EditionContent:
    """Return what the sample's November 2023 says, worked out once; the rows that it is made of are taken back."""
    return _sample_editions()[audience]


@cache
def _sample_editions() -> dict[Audience, EditionContent]:
    """Return what the sample's November 2023 says to each audience; to import the sample takes seconds."""
    with transaction.atomic():
        scorecard = sample_scorecard()
        approve_the_sample(scorecard)
        editions = {audience: sample_content(scorecard, audience) for audience in Audience}
        transaction.set_rollback(True)
    return editions


@cache
def edition_of_three_years(audience: Audience = Audience.INTERNAL) -> EditionContent:
    """Return the edition of a scorecard with three years of figures: every kind of measure, state, target and sign."""
    with transaction.atomic():
        scorecard = filled_scorecard("three-years", measures=45, months=36)
        content = build_content(
            scorecard,
            Period.objects.filter(scorecard=scorecard).latest("month"),
            audience=audience,
            number=1,
            signed_by=PersonFactory.create(name="Robin Hale"),
            signed_at=SIGNED_AT,
        )
        transaction.set_rollback(True)
    return content


def of_size(content: EditionContent, measures: int, to_a_section: int = 50) -> EditionContent:
    """Return an edition with as many measures, made of those of another."""
    own = content.measures
    many = [replace(own[i % len(own)], measure=i + 1, ref=f"{i // 10 + 1}.{i % 10}") for i in range(measures)]
    sections = tuple(
        SectionContent(f"Section {i + 1}", f"section-{i + 1}", tuple(many[i * to_a_section : (i + 1) * to_a_section]))
        for i in range(-(-measures // to_a_section))
    )
    return replace(
        content,
        sections=sections,
        exceptions=tuple(m.ref for m in many if m.rag is Rag.RED)[:10],
        status_counts=tuple(StatusCount(rag, sum(m.rag is rag for m in many)) for rag in Rag),
    )


def with_measures(content: EditionContent, made: Callable[[MeasureContent], MeasureContent]) -> EditionContent:
    """Return an edition with what is made of each of its measures."""
    sections = (replace(one, measures=tuple(made(m) for m in one.measures)) for one in content.sections)
    return replace(content, sections=tuple(sections))


def with_other_spans(content: EditionContent) -> EditionContent:
    """Return an edition whose measures have a figure in each column that may be added, every third in two of them."""
    figures: dict[str, Any] = {
        "same_month_last_year": "74.5%",
        "last_outturn": "1071",
        "quarter": "9.25",
        "year_to_date": "100%",
    }
    turns = cycle([figures, figures, {**figures, "quarter": "", "year_to_date": ""}])
    return with_measures(content, lambda measure: replace(measure, **next(turns)))


def hostile(measure: MeasureContent) -> MeasureContent:
    """Return a measure about which everything that can be typed is hostile."""
    return replace(
        measure,
        title=f"{measure.title} {HOSTILE[:150]}",
        commentary=Commentary(HOSTILE, HOSTILE, HOSTILE),
        findings=(FindingContent("unusual", Severity.WARNING, HOSTILE, (HOSTILE, HOSTILE)),),
        actions=(ActionContent(HOSTILE, HOSTILE, dt.date(2024, 1, 1)),) * 9,
        approval=Approval(f"A{HOSTILE[:60]}", SIGNED_AT, HOSTILE),
    )


def with_hostile(content: EditionContent, ref: str) -> EditionContent:
    """Return an edition in which one measure is hostile."""
    return with_measures(content, lambda measure: hostile(measure) if measure.ref == ref else measure)

"""A row of the director's queue: the figure with its year, its movement, what was said of it and what changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.actions.approvals import send_back
from measures.actions.drafts import Draft, submit
from measures.actions.evidence import add_evidence, remove_evidence
from measures.actions.recalculate import recalculate
from measures.choices import Frequency, Rule, Severity, SubmissionState, TargetKind, Variation
from measures.models import (
    Comment,
    Evidence,
    Explanation,
    Finding,
    MeasureDefinition,
    Restatement,
    Status,
    Submission,
    TargetMonth,
)
from measures.permissions import Standing
from measures.queries.queue import Waiting, waiting_for
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.evidence import PDF, packed
from tests.factories.inputs import TargetFactory
from tests.factories.months import RevisionFactory, figure_of

SignedIn = Callable[[str], Client]
QUEUE = reverse("measures:queue")
AUGUST = dt.date(2023, 8, 1)


def waits(found: Council, ref: str, before: str, now: str, month: dt.date = OCTOBER, **more: str) -> Submission:
    """Put a submitted figure of November into the director's section, with a published one of an earlier month."""
    definition = DefinitionFactory.create(section=found.front_door, ref=ref, title=f"Measure {ref}", **more)
    TargetFactory.create(measure=definition.measure)
    figure_of(definition, month, before, state=SubmissionState.PUBLISHED, places=0)
    submission = figure_of(
        definition, NOVEMBER, now, state=SubmissionState.SUBMITTED, by=found.people["owner"], places=0
    )
    Submission.objects.filter(pk=submission.pk).update(submitted_at=timezone.now())
    return submission


def sent_again(submission: Submission, value: str, **more: str) -> None:
    """Submit another revision of a figure."""
    again = RevisionFactory.create(submission=submission, number=2, value=Decimal(value), said=value, places=0, **more)
    Submission.objects.filter(pk=submission.pk).update(submitted_revision=again)


def found_in(submission: Submission) -> Finding:
    return Finding.objects.create(
        submission=submission, rule=Rule.RECONCILE, severity=Severity.WARNING, message="79 and 97 contradict."
    )


def rows_of(found: Council) -> dict[str, Waiting]:
    standing = Standing.of(found.people["director"], timezone.localdate())
    return {row.submission.definition.ref: row for row in waiting_for(standing)}


def test_findings_come_before_the_newly_red_special_causes_changes_and_the_rest(found: Council) -> None:
    waits(found, "3.1", "95", "94")
    sent_again(waits(found, "3.2", "95", "94"), "96")
    concern = waits(found, "3.3", "95", "94")
    waits(found, "3.4", "95", "60")
    contradicted = waits(found, "3.5", "95", "94")
    recalculate(scorecard=found.scorecard)
    Status.objects.filter(revision=concern.submitted_revision).update(variation=Variation.CONCERN)
    found_in(contradicted)
    rows = rows_of(found)
    assert list(rows) == ["3.5", "3.4", "3.3", "3.2", "3.1"]
    assert rows["3.4"].reasons == ["newly red", "no commentary, though it is red"]
    assert rows["3.1"].reasons == []


def test_a_figure_that_is_red_still_is_looked_at_where_nothing_is_said_of_it(
    found: Council, signed_in: SignedIn
) -> None:
    waits(found, "3.1", "60", "60")
    sent_again(waits(found, "3.2", "60", "60"), "60", why="Two teams have no manager.")
    waits(found, "3.3", "95", "95")
    recalculate(scorecard=found.scorecard)
    rows = rows_of(found)
    assert rows["3.1"].reasons == ["no commentary, though it is red"]
    assert rows["3.2"].reasons == ["changed since last submitted"]
    assert [ref for ref, row in rows.items() if row.unremarkable] == ["3.3"]
    page = signed_in("director").get(QUEUE).content.decode()
    assert page.count(">no commentary<") == 2, "why is commentary too"


def test_a_finding_that_is_explained_says_so_and_how(found: Council, signed_in: SignedIn) -> None:
    finding = found_in(waits(found, "1.5", "90", "90"))
    explanation = "Counted on two days, <both> right."
    Explanation.objects.create(finding=finding, text=explanation, by=found.people["owner"])
    found_in(waits(found, "1.6", "90", "90"))
    page = signed_in("director").get(QUEUE).content.decode()
    assert page.count("79 and 97 contradict.") == 2
    assert page.count("<strong>Explained:</strong> Counted on two days, &lt;both&gt; right.") == 1


def test_an_explanation_of_two_findings_is_printed_once_below_both(found: Council, signed_in: SignedIn) -> None:
    submission = waits(found, "1.5", "90", "90")
    other = {"rule": Rule.RELATION, "severity": Severity.WARNING, "message": "90 and 4.1 contradict."}
    for finding in (found_in(submission), Finding.objects.create(submission=submission, **other)):
        Explanation.objects.create(finding=finding, text="Counted on two days.", by=found.people["owner"])
    deciding = reverse("measures:approve", args=[SLUG, submission.period.month, "1.5"])
    for address, said in ((QUEUE, "Explained, both:"), (deciding, "Explanation of both:")):
        page = signed_in("director").get(address).content.decode()
        assert page.count("Counted on two days.") == 1
        assert page.index("79 and 97 contradict.") < page.index("90 and 4.1 contradict.") < page.index(said)


def test_a_quarterly_measure_that_was_red_last_quarter_is_not_newly_red(found: Council) -> None:
    waits(found, "3.1", "60", "61", month=AUGUST, frequency=Frequency.QUARTERLY)
    recalculate(scorecard=found.scorecard)
    assert "newly red" not in rows_of(found)["3.1"].reasons


def test_a_row_says_what_changed_since_it_was_last_submitted(found: Council, signed_in: SignedIn) -> None:
    submission = waits(found, "3.1", "95", "94")
    sent_again(submission, "96", happening="Two visits were added.")
    Comment.objects.create(submission=submission, by=found.people["owner"], text="Please look again.")
    row = rows_of(found)["3.1"]
    assert [(c.what, c.before, c.after) for c in row.changes] == [
        ("Figure", "94", "96"),
        ("What is happening", "nothing", "Two visits were added."),
    ]
    page = signed_in("director").get(QUEUE).content.decode()
    assert "Changed since last submitted" in page
    assert page.count("Two visits were added.") == 2
    assert "1 comment" in page


VISITS = {"kind": "Locality", "name": "Northtown", "value": "79", "numerator": "", "denominator": "", "additive": ""}


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"parts": [VISITS]}, {"parts": [VISITS]}, []),
        ({}, {"parts": [VISITS]}, [("Locality: Northtown", "nothing", "79")]),
        ({"parts": [VISITS]}, {"parts": []}, [("Locality: Northtown", "79", "nothing")]),
        (
            {"parts": [VISITS]},
            {"parts": [{**VISITS, "value": "", "numerator": "3", "denominator": "10", "additive": "yes"}]},
            [("Locality: Northtown", "79", "3 of 10, adds up to the whole")],
        ),
        (
            {"taken_on": dt.date(2023, 12, 1)},
            {"taken_on": dt.date(2023, 12, 4)},
            [("When the extract was taken", "1 December 2023", "4 December 2023")],
        ),
        ({"files": [PDF]}, {"files": [PDF]}, []),
        ({}, {"files": [PDF]}, [("Evidence file", "nothing", "visits.pdf")]),
        (
            {"files": [PDF]},
            {"files": [packed(b"1 0 << >>")]},
            [("Evidence file", "visits.pdf", "nothing"), ("Evidence file", "nothing", "visits.pdf")],
        ),
    ],
)
def test_parts_files_and_the_day_of_the_extract_are_among_what_changed(
    found: Council, signed_in: SignedIn, before: dict[str, Any], after: dict[str, Any], changes: list[tuple[str, ...]]
) -> None:
    owner, slot = found.people["owner"], found.submission()
    for said in (before, after):
        for file in Evidence.objects.filter(submission=slot, removed_at=None):
            remove_evidence(submission=slot, pk=file.pk, by=owner)
        for content in said.get("files", ()):
            add_evidence(submission=slot, file_name="visits.pdf", content=content, by=owner)
        draft = Draft(figure="95%", **{name: value for name, value in said.items() if name != "files"})
        slot = submit(submission=slot, version=slot.version, draft=draft, by=owner)
        if said is before:
            slot = send_back(submission=slot, version=slot.version, reason="Why?", by=found.people["director"])
    row = rows_of(found)["1.1"]
    assert [(c.what, c.before, c.after) for c in row.changes] == changes
    assert ("sent again as it was" in row.reasons) is not bool(changes)
    address = reverse("measures:approve", args=[SLUG, NOVEMBER, "1.1"])
    page = signed_in("director").get(address).content.decode()
    assert all(f">{text}<" in page for change in changes for text in change)


def test_a_figure_that_is_sent_again_as_it_was_is_still_looked_at(found: Council) -> None:
    sent_again(waits(found, "3.1", "95", "94"), "94")
    assert rows_of(found)["3.1"].reasons == ["sent again as it was"]


def test_a_row_draws_the_year_with_its_first_and_last_figure(found: Council, signed_in: SignedIn) -> None:
    waits(found, "3.1", "95", "94", month=AUGUST)
    waits(found, "3.2", "95", "94", month=dt.date(2022, 10, 1))
    recalculate(scorecard=found.scorecard)
    page = signed_in("director").get(QUEUE).content.decode()
    assert "3.1 Measure 3.1: 95% in Aug-23, 94% in Nov-23" in page
    assert re.search(r"3\.2 Measure 3\.2: 94% in Nov-23\b(?!, )", page)  # 14 months ago is not the year


def test_a_month_that_is_only_a_draft_is_not_drawn(found: Council) -> None:
    submission = waits(found, "3.1", "95", "94")
    Submission.objects.filter(measure=submission.measure, period__month=OCTOBER).update(
        state=SubmissionState.DRAFT, draft_figure="12%", published_revision=None, approved_revision=None
    )
    assert "12%" not in rows_of(found)["3.1"].chart


def everything(found: Council, ref: str) -> MeasureDefinition:
    """Put a figure into the queue that has all that a row can show, and all that can wait beside the queue."""
    submission = waits(found, ref, "95", "94")
    sent_again(submission, "60", happening="It fell.")
    found_in(submission)
    Comment.objects.create(submission=submission, by=found.people["owner"], text="It fell.")
    target = TargetFactory.create(measure=submission.measure, year=2022, kind=TargetKind.PROFILE)
    TargetMonth.objects.create(target=target, month=NOVEMBER, figure=Decimal(90))
    recalculate(scorecard=found.scorecard)
    Status.objects.filter(revision__submission=submission).update(target=target)
    earlier = Submission.objects.get(measure=submission.measure, period__month=OCTOBER)
    assert earlier.published_revision is not None
    revised = RevisionFactory.create(submission=earlier, number=2, value=Decimal(97), revised=True)
    Submission.objects.filter(pk=earlier.pk).update(pending_revision=revised)
    Restatement.objects.create(
        submission=earlier,
        reason="Wrong",
        asked_by=found.people["owner"],
        published_revision=earlier.published_revision,
    )
    return submission.definition


def test_the_queue_asks_at_most_fifteen_questions_at_one_row_and_at_many(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("director")
    everything(found, "3.1")
    numbers = []
    for more in (0, 7):
        for number in range(more):
            everything(found, f"3.{number + 2}")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(QUEUE).content.decode()
        assert page.count("1 comment") == more + 1
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 15

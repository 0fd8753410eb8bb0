"""Every address of the site, tried by everybody: who gets the page, who is refused, who learns of nothing.

One table. An address that is not in it fails `test_every_address_is_in_the_table`. Whoever is not named in a row gets
404, and whoever is not signed in is sent to the sign-in page (the API says 401).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from measures.actions.actions import open_action
from measures.actions.evidence import add_evidence
from measures.actions.outcome import fetch
from measures.actions.public_texts import save_public_text, submit_public_text
from measures.actions.querying import ask_about
from measures.actions.restatements import ask
from measures.choices import SubmissionState
from measures.models import (
    Action,
    Evidence,
    Load,
    MeasureDefinition,
    Notice,
    Period,
    Restatement,
    Submission,
)
from reports.actions import publish, sign
from reports.models import Rendering
from tests.factories.council import NOVEMBER, SLUG, Council, council

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous",
    "nobody",
    "administrator",
    "owner",
    "deputy",
    "other owner",
    "director",
    "other director",
    "signatory",
    "team",
    "board",
    "early reader",
    "stranger",
)
SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")
AT_1_1 = ("owner", "deputy", "director", "signatory", "team")
"""Who sees measure 1.1 in every state."""
ON_SCORECARD = (*AT_1_1, "other owner", "other director")
"""Who works on the scorecard."""
MONTH = {"slug": SLUG, "month": "2023-11"}
OWN = {**MONTH, "ref": "1.1"}
PAST = {"slug": SLUG, "month": "2023-10", "ref": "1.1"}
EDITION = {**MONTH, "number": 1}
ACTION = {"slug": SLUG, "pk": "action"}

API_EDITION = {**EDITION, "audience": "internal"}

Answers = dict[str, int]


def all_get(code: int, *roles: str) -> Answers:
    return dict.fromkeys(roles, code)


def counted_anew(found: Council) -> None:
    """Measure 1.1 has counted differently since November, and its chart goes on."""
    MeasureDefinition.objects.create(
        **{
            field.attname: getattr(found.visits, field.attname)
            for field in MeasureDefinition._meta.concrete_fields
            if not field.primary_key
        }
        | {"holds_from": NOVEMBER, "breaks_comparison": True}
    )


def nothing(found: Council) -> None:
    """Leave November as it was opened."""


@dataclass(frozen=True)
class Row:
    """One address with what everybody is answered."""

    name: str
    answers: Answers
    where: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, str] | None = None
    """What is posted; None is a GET."""
    given: Callable[[Council], None] = nothing
    """What has happened before."""
    anonymous: int = 302

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.name}, {self.given.__name__}"


def drafted(found: Council) -> None:
    found.put(SubmissionState.DRAFT)


def submitted(found: Council) -> None:
    found.put(SubmissionState.SUBMITTED)


def spoken(found: Council) -> None:
    """Submit a text of 1.1 for the public edition."""
    submitted(found)
    slot = fetch(found.submission().pk)
    row = save_public_text(submission=slot, version=0, text="Visits are on time.", by=found.people["owner"])
    submit_public_text(submission=slot, version=row.version, by=found.people["owner"])


def loaded(found: Council) -> None:
    """Put a figure of an extract into 1.1's draft."""
    drafted(found)
    load = Load.objects.create(scorecard=found.scorecard, file_name="november.csv", sha256="")
    Submission.objects.filter(pk=found.submission().pk).update(draft_load=load)


def queried(found: Council) -> None:
    loaded(found)
    ask_about(submission=fetch(found.submission().pk), text="Why?", by=found.people["owner"])


def left_out(found: Council) -> None:
    found.put(SubmissionState.LEFT_OUT)


def closed(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(state="closed")


def signed(found: Council) -> None:
    """Sign November: 1.1 is approved, 2.1 left out."""
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, "2.1")
    found.november.refresh_from_db()
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)


def published(found: Council) -> None:
    signed(found)
    found.november.refresh_from_db()
    publish(period=found.november, by=found.people["team"])


def asked_back(found: Council) -> None:
    """Ask for the correction of October's figure of 1.1."""
    submission = Submission.objects.select_related("measure", "definition", "period").get(
        pk=found.submission(month=found.october.month).pk
    )
    ask(submission=submission, reason="The count was of September.", by=found.people["owner"])


def borne_out(found: Council) -> None:
    """Add a file to the draft of 1.1."""
    drafted(found)
    content = b"%PDF-1.7\n%%EOF"
    add_evidence(submission=found.submission(), file_name="a.pdf", content=content, by=found.people["owner"])


def acting(found: Council) -> None:
    due = dt.date(2099, 1, 31)
    open_action(measure=found.visits.measure, what="Train.", owner="Team manager", due=due, by=found.people["owner"])


def versioned(found: Council) -> dict[str, str]:
    return {"version": str(Submission.objects.get(pk=found.submission().pk).version)}


FIGURE = {"figure": "81%", "do": "save"}
HOLD = ("owner", "deputy", "team")
APPROVE = ("director", "signatory")
LEAVE = (*APPROVE, "team")


def reminded(found: Council) -> None:
    """Write down a reminder to Olive of her measure."""
    notice = Notice.objects.create(
        recipient=found.people["owner"], day=timezone.localdate(), subject="Due", text="1.1", html="1.1"
    )
    notice.scorecards.add(found.scorecard)


RULE = {
    "opens_on": "1",
    "due_on": "7",
    "approve_by": "12",
    "remind_from": "3",
    "deputies_from": "1",
    "directors_from": "3",
}
KEEP = ("team", "administrator")
DIRECTORS = ("director", "other director", "signatory")
READS_SIGNED = ("signatory", "team", "director", "other director")
READS_PUBLISHED = (*READS_SIGNED, "owner", "deputy", "other owner", "board", "early reader")

CARE = {"slug": SLUG, "pk": lambda found: found.care.pk}
VISITS = {"slug": SLUG, "pk": lambda found: found.visits.measure_id}

YEAR = {"slug": SLUG, "year": 2023}
DATES = {"due_on": "12/1/2024", "approve_by": "19/1/2024", "why": "The holidays."}

CATALOGUE: tuple[Row, ...] = (
    Row("measures:catalogue", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:sections", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:sections", all_get(302, "team"), {"slug": SLUG}, {"title": "Leaving care"}),
    Row("measures:sections", all_get(422, "team"), {"slug": SLUG}, {"title": "care"}),
    Row("measures:rename_section", all_get(200, "team"), CARE),
    Row("measures:rename_section", all_get(302, "team"), CARE, {"title": "Children in care"}),
    Row("measures:rename_section", all_get(422, "team"), CARE, {"title": ""}),
    Row("measures:change_sections", all_get(302, "team"), CARE, {"do": "up", "position": "2"}),
    Row("measures:change_sections", all_get(409, "team"), CARE, {"do": "up", "position": "1"}),
    Row("measures:change_sections", all_get(403, "team"), CARE, {"do": "retire", "position": "2"}),
    Row("measures:change_sections", {}, CARE, {"do": "burn"}),
    Row("measures:kept_measures", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:kept_measure", all_get(200, "team"), VISITS),
    Row("measures:add_measure", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:add_measure", all_get(422, "team"), {"slug": SLUG}, {"do": "save", "ref": "x"}),
    Row("measures:change_measure", all_get(200, "team"), VISITS),
    Row("measures:change_measure", all_get(422, "team"), VISITS, {"do": "look"}),
    Row("measures:retire_measure", all_get(200, "team"), VISITS),
    Row(
        "measures:retire_measure", all_get(302, "team"), VISITS, {"retired_from": "2023-12-01", "why": "It has ended."}
    ),
    Row("measures:retire_measure", all_get(422, "team"), VISITS, {"retired_from": "2023-12-01", "why": ""}),
    Row("measures:scorecards", all_get(200, *ON_SCORECARD, "stranger", "administrator")),
    Row("measures:add_scorecard", all_get(200, "team", "administrator")),
    Row("measures:add_scorecard", all_get(422, "team", "administrator"), {}, {"title": "Adults"}),
    Row("measures:first_steps_of", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:first_import", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:first_import", all_get(422, "team"), {"slug": SLUG}, {}),
    Row("measures:holders_of", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:holders_of", all_get(302, "team"), {"slug": SLUG}, {}),
    Row("measures:load_columns", {}, {"slug": SLUG, "pk": 1}),
    Row("measures:load_columns", {}, {"slug": SLUG, "pk": 1}, {}),
    Row("measures:load_measures", {}, {"slug": SLUG, "pk": 1}),
    Row("measures:load_measures", {}, {"slug": SLUG, "pk": 1}, {}),
    Row("measures:targets_now", all_get(302, "team"), {"slug": SLUG}),
    Row("measures:targets", all_get(200, "team"), YEAR),
    Row("measures:targets", all_get(409, "team"), YEAR, {"why": "Agreed."}),
    Row("measures:targets", all_get(422, "team"), YEAR, {"why": ""}),
    Row("measures:targets", {}, {"slug": SLUG, "year": 3023}),
    Row("measures:target", all_get(200, "team"), {**VISITS, "year": 2023}),
    Row("measures:target", all_get(422, "team"), {**VISITS, "year": 2023}, {"kind": "figure"}),
    Row("measures:populations", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:populations", all_get(422, "team"), {"slug": SLUG}, {"figure": "many"}),
    Row("measures:neighbours", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:neighbours", all_get(302, "team"), {"slug": SLUG}, {"edition": "2024", "names": "Devon\nDorset"}),
    Row("measures:neighbours", all_get(422, "team"), {"slug": SLUG}, {"edition": "2024", "names": "Devon\ndevon"}),
    Row("measures:comparators", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:add_comparator", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:add_comparator", all_get(422, "team"), {"slug": SLUG}, {"figure": "20%"}),
    Row("measures:year_now", all_get(302, "team"), {"slug": SLUG}),
    Row("measures:year", all_get(200, "team"), YEAR),
    Row("measures:outturns", all_get(200, "team"), YEAR),
    Row("measures:outturns", all_get(422, "team"), YEAR, {"source": "SSDA903"}),
    Row("measures:outturn_file", all_get(200, "team"), YEAR),
    Row("measures:outturn_file", all_get(422, "team"), YEAR, {"source": "SSDA903"}),
    Row("measures:outturn_template", all_get(200, "team"), YEAR),
    Row("measures:outturn_waiting", {}, {"slug": SLUG, "pk": 1}),
    Row("measures:outturn_waiting", {}, {"slug": SLUG, "pk": 1}, {}),
    Row("measures:new_year", all_get(200, "team"), {"slug": SLUG, "year": 2024}),
    Row("measures:new_year", all_get(302, "team"), {"slug": SLUG, "year": 2024}, {}),
    Row("measures:period_dates", all_get(200, "team"), MONTH),
    Row("measures:period_dates", all_get(302, "team"), MONTH, DATES),
    Row("measures:period_dates", all_get(422, "team"), MONTH, {**DATES, "why": ""}),
    Row("measures:period_dates", all_get(403, "team"), MONTH, DATES, signed),
)

OURS: tuple[Row, ...] = (
    *CATALOGUE,
    Row("home", all_get(200, *SIGNED_IN)),
    Row("accessibility", all_get(200, *SIGNED_IN), anonymous=200),
    Row("measures:work", all_get(200, "owner", "deputy", "other owner", "stranger")),
    Row("measures:queue", all_get(200, "director", "other director", "signatory")),
    Row("measures:search", all_get(200, *ON_SCORECARD, "stranger")),
    Row("measures:unremarkable", all_get(200, "director", "other director", "signatory")),
    Row("measures:unremarkable", all_get(422, "director", "other director", "signatory"), {}, {}),
    Row("measures:latest", all_get(302, *ON_SCORECARD), {"slug": SLUG}),
    Row("measures:scorecard", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:columns", all_get(302, *ON_SCORECARD), MONTH, {"columns": "target"}),
    Row("measures:arrows", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:measure", all_get(200, *ON_SCORECARD), {"slug": SLUG, "ref": "1.1"}),
    Row("measures:new_action", all_get(200, *AT_1_1), {"slug": SLUG, "ref": "1.1"}),
    Row(
        "measures:new_action",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        {"slug": SLUG, "ref": "1.1"},
        {"what": "Train the team.", "owner": "Team manager", "due": "2099-01-31"},
    ),
    Row("measures:action", all_get(200, *AT_1_1), ACTION, None, acting),
    Row(
        "measures:move_action",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        ACTION,
        {"due": "2099-02-28", "why": "Leave."},
        acting,
    ),
    Row(
        "measures:close_action",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        ACTION,
        {"outcome": "All are trained."},
        acting,
    ),
    Row("measures:annotate", all_get(200, *AT_1_1), {"slug": SLUG, "ref": "1.1"}),
    Row("measures:annotate", {**all_get(422, *HOLD), **all_get(422, *APPROVE)}, {"slug": SLUG, "ref": "1.1"}, {}),
    Row("measures:rebase", all_get(302, *AT_1_1), OWN, {}, counted_anew),
    Row("measures:rebase", {}, PAST, {}, counted_anew),
    Row("measures:remove_annotation", {}, {"slug": SLUG, "ref": "1.1", "pk": 1}, {}),
    Row("measures:board", all_get(200, "director", "other director", "signatory", "team"), MONTH),
    Row("measures:loads", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:load", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:load", all_get(422, "team"), {"slug": SLUG}, {"kind": "monthly extract"}),
    Row("measures:load_template", all_get(200, "team"), MONTH),
    Row("measures:load_waiting", {}, {"slug": SLUG, "pk": 1}),
    Row("measures:load_waiting", {}, {"slug": SLUG, "pk": 1}, {}),
    Row("measures:benchmarks", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:benchmarks", all_get(422, "team"), {"slug": SLUG}, {"source": "DfE"}),
    Row("measures:benchmarks_waiting", {}, {"slug": SLUG, "pk": 1}),
    Row("measures:benchmarks_waiting", {}, {"slug": SLUG, "pk": 1}, {}),
    Row("measures:export", all_get(200, *ON_SCORECARD), {**MONTH, "form": "json"}),
    Row("measures:export", all_get(200, *ON_SCORECARD), {**MONTH, "form": "xlsx"}),
    Row("measures:export", {}, {**MONTH, "form": "pdf"}),
    Row("measures:grid", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:grid", all_get(302, "owner", "deputy", "other owner"), MONTH, {}),
    Row("measures:own_workbook", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:own_upload", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:own_upload", all_get(422, "owner", "deputy", "other owner"), MONTH, {}),
    Row("measures:own_waiting", {}, {"pk": 1}),
    Row("measures:own_waiting", {}, {"pk": 1}, {}),
    Row("measures:months", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:open_month", all_get(200, "team"), {"slug": SLUG, "month": "2023-12"}),
    Row(
        "measures:open_month",
        all_get(302, "team"),
        {"slug": SLUG, "month": "2023-12"},
        {"due_on": "2024-01-12", "approve_by": "2024-01-19"},
    ),
    Row("measures:control_charts", all_get(200, "team"), {"slug": SLUG}),
    Row(
        "measures:control_charts", all_get(302, "team"), {"slug": SLUG}, {"screening": "no", "was": "yes", "why": "So"}
    ),
    Row("measures:control_charts", all_get(422, "team"), {"slug": SLUG}, {"screening": "no", "was": "yes"}),
    Row("measures:rule", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:rule", all_get(302, "team"), {"slug": SLUG}, {**RULE, "do": "save"}),
    Row("measures:rule", all_get(200, "team"), {"slug": SLUG}, {**RULE, "do": "show"}),
    Row("measures:rule", all_get(422, "team"), {"slug": SLUG}, {**RULE, "due_on": "0", "do": "save"}),
    Row("measures:close_month", all_get(200, "team"), MONTH),
    Row("measures:close_month", all_get(302, "team"), MONTH, {}),
    Row("measures:close_month", all_get(403, "team"), MONTH, {}, closed),
    Row("measures:open_month_again", all_get(200, "team"), MONTH, None, closed),
    Row("measures:open_month_again", all_get(302, "team"), MONTH, {"reason": "An extract came late."}, closed),
    Row("measures:open_month_again", all_get(422, "team"), MONTH, {"reason": " "}, closed),
    Row("measures:entry", all_get(200, *AT_1_1), OWN, None, nothing),
    Row("measures:entry", all_get(200, *AT_1_1), OWN, None, submitted),
    Row("measures:entry", {**all_get(302, *HOLD), **all_get(403, *APPROVE)}, OWN, FIGURE, drafted),
    Row("measures:entry", all_get(403, *AT_1_1), OWN, FIGURE, submitted),
    Row("measures:autosave", {**all_get(200, *HOLD), **all_get(403, *APPROVE)}, OWN, FIGURE, drafted),
    Row("measures:evidence", all_get(200, *AT_1_1), {**OWN, "pk": "evidence"}, None, borne_out),
    Row("measures:preview", all_get(200, *AT_1_1), OWN, FIGURE, drafted),
    Row("measures:withdraw", {**all_get(302, *HOLD), **all_get(403, *APPROVE)}, OWN, {}, submitted),
    Row("measures:comment", all_get(302, *AT_1_1), OWN, {"text": "Is this right?"}, submitted),
    Row("measures:comment", all_get(422, *AT_1_1), OWN, {"text": ""}, submitted),
    Row("measures:approve", all_get(200, *AT_1_1), OWN, None, submitted),
    Row("measures:approve", {**all_get(302, *APPROVE), **all_get(403, *HOLD)}, OWN, {"decision": "approve"}, submitted),
    Row(
        "measures:approve",
        {**all_get(302, *APPROVE), **all_get(403, *HOLD)},
        OWN,
        {"decision": "return", "reason": "Say why."},
        submitted,
    ),
    Row(
        "measures:ask_about_load",
        {**all_get(302, "owner", "deputy"), **all_get(403, "team", *APPROVE)},
        OWN,
        {"text": "Why?"},
        loaded,
    ),
    Row("measures:ask_about_load", all_get(403, *AT_1_1), OWN, {"text": "Why?"}, drafted),
    Row(
        "measures:answer_query",
        {"team": 302, **all_get(403, "owner", "deputy", *APPROVE)},
        {**OWN, "pk": lambda found: found.submission().load_queries.get().pk},
        {"text": "Two teams."},
        queried,
    ),
    Row("measures:approve", all_get(422, *AT_1_1), OWN, {"decision": "caveat"}, submitted),
    Row("measures:leave_out", all_get(200, *AT_1_1), OWN, None, drafted),
    Row(
        "measures:leave_out",
        {**all_get(302, *LEAVE), **all_get(403, "owner", "deputy")},
        OWN,
        {"reason": "The system was down."},
        drafted,
    ),
    Row("measures:bring_back", {**all_get(302, *LEAVE), **all_get(403, "owner", "deputy")}, OWN, {}, left_out),
    Row("measures:reopen", all_get(200, *AT_1_1), OWN, None, closed),
    Row("measures:reopen", {**all_get(403, *AT_1_1), "team": 302}, OWN, {"reason": "It was wrong."}, closed),
    Row("measures:ask_restatement", all_get(200, *AT_1_1), OWN, None, drafted),
    Row("measures:ask_restatement", all_get(200, *AT_1_1), PAST, None),
    Row("measures:ask_restatement", all_get(302, *AT_1_1), PAST, {"reason": "Of September."}),
    Row("measures:ask_restatement", all_get(422, *AT_1_1), PAST, {"reason": " "}),
    Row("measures:ask_restatement", all_get(403, *AT_1_1), OWN, {"reason": "Of September."}, drafted),
    Row("measures:restatements", all_get(200, *ON_SCORECARD), {"slug": SLUG}, None, asked_back),
    Row("measures:restatement", all_get(200, *AT_1_1), {"pk": "restatement"}, None, asked_back),
    Row(
        "measures:restatement",
        {**all_get(302, *LEAVE), **all_get(403, "owner", "deputy")},
        {"pk": "restatement"},
        {"decision": "agree", "version": "0"},
        asked_back,
    ),
    Row("measures:restatement", all_get(422, *AT_1_1), {"pk": "restatement"}, {"version": "0"}, asked_back),
    Row("measures:next_decision", all_get(302, "director", "other director", "signatory")),
    Row("measures:remind", all_get(200, "team"), MONTH),
    Row("measures:remind", all_get(422, "team"), MONTH, {"figure": "0"}),
    Row("measures:leave_several_out", all_get(200, *LEAVE, "other director"), MONTH),
    Row("measures:leave_several_out", all_get(422, *LEAVE, "other director"), MONTH, {}),
    Row("measures:revised", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:audit", all_get(200, "team"), {"slug": SLUG}, None, asked_back),
    Row("measures:measure_history", all_get(200, *AT_1_1), {"slug": SLUG, "ref": "1.1"}, None, asked_back),
    Row("measures:submission_history", all_get(200, *AT_1_1), OWN, None, drafted),
    Row("measures:scorecard_as_known", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:measure_as_known", all_get(200, *ON_SCORECARD), {"slug": SLUG, "ref": "1.1"}),
    Row("reports:early", {}, MONTH),
    Row("reports:early", {}, MONTH, {"form": "page"}),
    Row("reports:early", {"early reader": 200}, MONTH, None, closed),
    Row("reports:early", {"early reader": 200}, MONTH, {"form": "page"}, signed),
    Row("reports:early", {"early reader": 422}, MONTH, {"form": "film"}, signed),
    Row("reports:early", {}, MONTH, {"form": "page"}, published),
    Row("reports:early_readings", all_get(200, *READS_SIGNED), MONTH),
    Row("reports:public_text", all_get(200, *AT_1_1), OWN, None, drafted),
    Row("reports:public_text", all_get(200, *AT_1_1), OWN, None, spoken),
    Row(
        "reports:public_text",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        OWN,
        {"version": "0", "text": "Visits are on time.", "do": "submit"},
        drafted,
    ),
    Row(
        "reports:public_text",
        {**all_get(302, *APPROVE), **all_get(403, *HOLD)},
        OWN,
        {"version": "2", "decision": "approve", "do": "decide"},
        spoken,
    ),
    Row("reports:public_text", all_get(422, *AT_1_1), OWN, {"do": "decide"}, spoken),
    Row("reports:restate", {}, {**MONTH}, None, drafted),
    Row("reports:restate", all_get(200, "signatory", "team"), MONTH, None, published),
    Row("reports:restate", all_get(403, "signatory", "team"), MONTH, {}, published),
    Row("api:root", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:api-root", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:openapi-json", all_get(200, *SIGNED_IN), anonymous=200),
    Row("api:scorecards", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:scorecard", all_get(200, *ON_SCORECARD), {"slug": SLUG}, anonymous=401),
    Row("api:month", all_get(200, *ON_SCORECARD), MONTH, anonymous=401),
    Row("api:measure", all_get(200, *ON_SCORECARD), {"slug": SLUG, "ref": "1.1"}, anonymous=401),
    Row("api:figure", all_get(200, *AT_1_1), OWN, None, submitted, anonymous=401),
    Row("api:save", {**all_get(200, *HOLD), **all_get(403, *APPROVE)}, OWN, {"value": "81%"}, drafted, anonymous=401),
    Row("api:save", all_get(403, *AT_1_1), OWN, {"value": "81%"}, submitted, anonymous=401),
    Row(
        "api:submit",
        {**all_get(200, *HOLD), **all_get(403, *APPROVE)},
        OWN,
        {"value": "81%", "happening": "Said."},
        drafted,
        anonymous=401,
    ),
    Row("api:editions", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:edition", all_get(200, *READS_SIGNED), API_EDITION, None, signed, anonymous=401),
    Row("api:edition", all_get(200, *READS_PUBLISHED), API_EDITION, None, published, anonymous=401),
    Row("api:edition_file", {}, {**API_EDITION, "form": "pdf"}, None, published, anonymous=401),
    Row("release_lockout", all_get(302, "administrator"), {}, {"email": "no.one@council.example"}),
    Row("measures:sent_mail", all_get(200, *KEEP)),
    Row("measures:one_sent", all_get(200, *KEEP), {"pk": "notice"}, None, reminded),
    Row("measures:people", all_get(200, *KEEP)),
    Row("measures:invite", all_get(200, *KEEP)),
    Row("measures:invite", all_get(422, *KEEP), {}, {"name": "Una Unknown"}),
    Row("measures:invite", all_get(302, *KEEP), {}, {"name": "Una Unknown", "email": "una@council.example"}),
    Row("measures:person", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:person", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:person", all_get(200, "administrator"), {"pk": "nobody"}),
    Row("measures:person_name", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:person_name", all_get(302, *KEEP), {"pk": "owner"}, {"name": "Olive Oak"}),
    Row("measures:person_name", all_get(422, *KEEP), {"pk": "owner"}, {"name": " "}),
    Row("measures:person_email", all_get(200, "administrator"), {"pk": "owner"}),
    Row("measures:person_email", all_get(302, "administrator"), {"pk": "owner"}, {"email": "oak@example.gov.uk"}),
    Row("measures:person_email", all_get(422, "administrator"), {"pk": "owner"}, {"email": "oak"}),
    Row("measures:person_email_back", all_get(302, "administrator"), {"pk": "owner"}, {}),
    Row("measures:give_role", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:give_role", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:end_role", all_get(200, *KEEP), {"pk": "role of deputy"}),
    Row("measures:end_role", all_get(302, *KEEP), {"pk": "role of deputy"}, {"ends": ""}),
    Row("measures:end_role", all_get(302, "administrator"), {"pk": "role of stranger"}, {"ends": ""}),
    Row("measures:hand_over", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:hand_over", all_get(422, *KEEP), {"pk": "owner"}, {}),
    Row("measures:hand_over", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:close_account", all_get(200, "administrator"), {"pk": "owner"}),
    Row("measures:close_account", all_get(302, "administrator"), {"pk": "owner"}, {"why": "Left."}),
    Row("measures:person_account", all_get(302, *KEEP), {"pk": "owner"}, {"do": "take_back"}),
    Row("measures:person_account", all_get(302, "administrator"), {"pk": "stranger"}, {"do": "invite"}),
    Row("measures:delegations_of", all_get(200, "team"), {"pk": "director"}),
    Row("measures:delegations_of", all_get(422, "team"), {"pk": "director"}, {}),
    Row("measures:delegations", all_get(200, *DIRECTORS)),
    Row("measures:delegations", all_get(422, *DIRECTORS), {}, {}),
    Row("measures:holders", all_get(200, "team"), {"slug": SLUG, "ref": "1.1"}),
    Row("measures:holders", all_get(422, "team"), {"slug": SLUG, "ref": "1.1"}, {}),
    Row("reports:editions", all_get(200, *SIGNED_IN)),
    Row("reports:verify", all_get(200, *SIGNED_IN)),
    Row("reports:sign", all_get(200, "signatory", "team"), MONTH),
    Row("reports:sign", all_get(403, "signatory", "team"), MONTH, {"confirmed": "on"}, drafted),
    Row("reports:publish", all_get(200, "signatory", "team"), MONTH, None, signed),
    Row("reports:publish", {"team": 302, "signatory": 403}, MONTH, {}, signed),
    Row("reports:edition", all_get(200, *READS_SIGNED), EDITION, None, signed),
    Row("reports:edition", all_get(200, *READS_PUBLISHED), EDITION, None, published),
    Row("reports:edition", all_get(200, *READS_PUBLISHED), {**EDITION, "audience": "public"}, None, published),
    Row("reports:make", all_get(302, *READS_PUBLISHED), EDITION, {"format": "pdf"}, published),
    Row(
        "reports:make", all_get(302, *READS_PUBLISHED), {**EDITION, "audience": "public"}, {"format": "pdf"}, published
    ),
    Row("reports:rendering", all_get(200, *READS_SIGNED), {"pk": "pdf"}, None, signed),
    Row("reports:rendering", all_get(200, *READS_PUBLISHED), {"pk": "pdf"}, None, published),
    Row("reports:again", all_get(302, *READS_PUBLISHED), {"pk": "pdf"}, {}, published),
    Row("reports:cancel", all_get(302, *READS_PUBLISHED), {"pk": "pdf"}, {}, published),
    Row("reports:download", {}, {"pk": "pdf"}, None, published),
)

MADE: Mapping[str, Callable[[], int]] = {
    "pdf": lambda: Rendering.objects.get(format="pdf").pk,
    "restatement": lambda: Restatement.objects.get().pk,
    "evidence": lambda: Evidence.objects.get().pk,
    "notice": lambda: Notice.objects.get().pk,
    "action": lambda: Action.objects.get().pk,
}
"""Rows that a table's row speaks of before they are made."""

ELSEWHERE = frozenset({"admin"})
"""Sites of Django's own, tried by `test_the_administration_site_is_for_staff_alone`."""
ACCOUNTS = ("account", "usersessions_", "mfa_", "socialaccount_", "openid_connect_", "sign_in_as_sample")
"""Signing in and one's own account, whoever one is: tests/portal/accounts walks them."""


def addresses() -> Iterator[str]:
    """Yield the name of every address of the site."""

    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))
            elif isinstance(pattern, URLPattern):
                yield ":".join([*spaces, str(pattern.name)])

    yield from walk(get_resolver().url_patterns, ())


def test_every_address_is_in_the_table() -> None:
    tried = {row.name for row in OURS}
    left = {
        name
        for name in addresses()
        if name not in tried and name.partition(":")[0] not in ELSEWHERE and not name.startswith(ACCOUNTS)
    }
    assert not left, f"Add a row to tests/test_addresses.py for: {sorted(left)}"


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {row.name for row in OURS} <= set(addresses())


def posted(client: Client, url: str, data: Mapping[str, str]) -> Any:
    """Send a form, or to the API the same as JSON."""
    return client.post(url, data, content_type="application/json") if "/api/" in url else client.post(url, data)


@dataclass(frozen=True)
class Town:
    """The council after something has happened, and the sessions in which its people are signed in."""

    found: Council
    sessions: Mapping[str, str]

    def browser(self, role: str) -> Client:
        """Return a new browser with somebody's session; nobody's is anonymous."""
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def session_of(person: Any) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Make the council once for all rows before which the same has happened."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = council()
        request.param(found)
        yield Town(found, {role: session_of(found.people[role]) for role in SIGNED_IN})
        transaction.set_rollback(True)


def url_of(row: Row, found: Council) -> str:
    """Return the address of a row, in which people and rows of the database are named."""
    where = dict(row.where)
    if isinstance(where.get("pk"), str) and where["pk"] in MADE:
        where["pk"] = MADE[where["pk"]]()
    where = {name: value(found) if callable(value) else value for name, value in where.items()}
    if where.get("pk") in found.people:
        where["pk"] = found.people[where["pk"]].pk
    elif str(where.get("pk")).startswith("role of "):
        where["pk"] = found.people[where["pk"].removeprefix("role of ")].roles.get().pk
    return reverse(row.name, kwargs=where)


def answer(row: Row, url: str, sent: Mapping[str, str], role: str, town: Town) -> int:
    """Return the status that somebody is answered, and undo what it did."""
    client = town.browser(role)
    with transaction.atomic():
        response = client.get(url) if row.data is None else posted(client, url, sent)
        transaction.set_rollback(True)
    if role == "anonymous" and response.status_code == 302:
        assert response["Location"].startswith(reverse("account_login")), response["Location"]
    return response.status_code


BY_WHAT_HAPPENED = [
    pytest.param(row.given, row, id=str(row)) for row in sorted(OURS, key=lambda row: row.given.__name__)
]


@pytest.mark.parametrize(("town", "row"), BY_WHAT_HAPPENED, indirect=["town"], scope="module")
def test_everybody_is_answered_as_the_table_says(town: Town, row: Row) -> None:
    url, sent = url_of(row, town.found), {**versioned(town.found), **(row.data or {})}
    expected = {**dict.fromkeys(SIGNED_IN, 404), **row.answers, "anonymous": row.anonymous}
    assert {role: answer(row, url, sent, role, town) for role in ROLES} == expected


@pytest.mark.parametrize("town", [nothing], indirect=True, scope="module")
def test_the_administration_site_is_for_staff_alone(town: Town) -> None:
    for role in SIGNED_IN:
        assert town.browser(role).get(reverse("admin:index")).status_code == 302

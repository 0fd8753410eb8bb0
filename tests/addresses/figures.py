"""The addresses of a figure's way: entered, questioned, decided, left out, corrected."""

from __future__ import annotations

from tests.addresses.happened import (
    asked_back,
    borne_out,
    closed,
    drafted,
    left_out,
    loaded,
    nothing,
    queried,
    submitted,
)
from tests.addresses.row import APPROVE, AT_1_1, HOLD, LEAVE, MONTH, ON_SCORECARD, OWN, Row, all_get
from tests.factories.council import SLUG

PAST = {"slug": SLUG, "month": "2023-10", "ref": "1.1"}
FIGURE = {"figure": "81%", "do": "save"}

FIGURES: tuple[Row, ...] = (
    Row("measures:work", all_get(200, "owner", "deputy", "other owner", "stranger")),
    Row("measures:queue", all_get(200, "director", "other director", "signatory")),
    Row("measures:unremarkable", all_get(200, "director", "other director", "signatory")),
    Row("measures:unremarkable", all_get(422, "director", "other director", "signatory"), {}, {}),
    Row("measures:grid", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:grid", all_get(302, "owner", "deputy", "other owner"), MONTH, {}),
    Row("measures:grid_saved", all_get(200, "owner", "deputy", "other owner"), MONTH, {}),
    Row("measures:own_workbook", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:own_upload", all_get(200, "owner", "deputy", "other owner"), MONTH),
    Row("measures:own_upload", all_get(422, "owner", "deputy", "other owner"), MONTH, {}),
    Row("measures:own_waiting", all_get(410, "owner", "deputy", "other owner", "stranger"), {"pk": 1}),
    Row("measures:own_waiting", all_get(409, "owner", "deputy", "other owner", "stranger"), {"pk": 1}, {}),
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
        {"query": "Why?"},
        loaded,
    ),
    Row("measures:ask_about_load", all_get(403, *AT_1_1), OWN, {"query": "Why?"}, drafted),
    Row(
        "measures:answer_query",
        {"team": 302, **all_get(403, "owner", "deputy", *APPROVE)},
        {**OWN, "pk": lambda found: found.submission().load_queries.get().pk},
        {"query": "Two teams."},
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
)

"""The addresses of what is read: first pages, scorecards, measures, their actions and notes, their history."""

from __future__ import annotations

from measures.actions.actions import said_by
from measures.models import Action
from tests.addresses.figures import PAST
from tests.addresses.happened import acting, asked_back, counted_anew, drafted
from tests.addresses.row import APPROVE, AT_1_1, HOLD, MONTH, ON_SCORECARD, OWN, SIGNED_IN, Row, all_get
from tests.factories.council import SLUG

ACTION = {"slug": SLUG, "pk": "action"}

READING: tuple[Row, ...] = (
    Row("home", all_get(200, *SIGNED_IN)),
    Row("accessibility", all_get(200, *SIGNED_IN), anonymous=200),
    Row("measures:search", all_get(200, *ON_SCORECARD, "stranger")),
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
        "measures:change_action",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        ACTION,
        {"what": "Train all.", "owner": "Deputy", "seen": said_by(Action(what="Train.", owner="Team manager"))},
        acting,
    ),
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
    Row("measures:export", all_get(200, *ON_SCORECARD), {**MONTH, "form": "json"}),
    Row("measures:export", all_get(200, *ON_SCORECARD), {**MONTH, "form": "xlsx"}),
    Row("measures:export", {}, {**MONTH, "form": "pdf"}),
    Row("measures:revised", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:measure_history", all_get(200, *AT_1_1), {"slug": SLUG, "ref": "1.1"}, None, asked_back),
    Row("measures:submission_history", all_get(200, *AT_1_1), OWN, None, drafted),
    Row("measures:scorecard_as_known", all_get(200, *ON_SCORECARD), MONTH),
    Row("measures:measure_as_known", all_get(200, *ON_SCORECARD), {"slug": SLUG, "ref": "1.1"}),
)

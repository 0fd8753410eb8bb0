"""The addresses of a month's run: opened, loaded, reminded, closed."""

from __future__ import annotations

from tests.addresses.happened import asked_back, closed, loaded, signed
from tests.addresses.row import LEAVE, MONTH, Row, all_get
from tests.factories.council import SLUG

DATES = {"due_on": "12/1/2024", "approve_by": "19/1/2024", "why": "The holidays.", "is_right": "on"}

MONTHS: tuple[Row, ...] = (
    Row("measures:period_dates", all_get(200, "team"), MONTH),
    Row("measures:period_dates", all_get(302, "team"), MONTH, DATES),
    Row("measures:period_dates", all_get(422, "team"), MONTH, {**DATES, "why": ""}),
    Row("measures:period_dates", all_get(403, "team"), MONTH, DATES, signed),
    Row("measures:board", all_get(200, "director", "other director", "signatory", "team"), MONTH),
    Row("measures:loads", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:load", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:load", all_get(422, "team"), {"slug": SLUG}, {"kind": "monthly extract"}),
    Row("measures:load_template", all_get(200, "team"), MONTH),
    Row("measures:loaded", all_get(200, "team"), {"slug": SLUG, "pk": "load"}, None, loaded),
    Row("measures:load_waiting", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:load_waiting", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
    Row("measures:months", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:open_month", all_get(200, "team"), {"slug": SLUG, "month": "2023-12"}),
    Row(
        "measures:open_month",
        all_get(302, "team"),
        {"slug": SLUG, "month": "2023-12"},
        {"due_on": "2024-01-12", "approve_by": "2024-01-19", "is_right": "on"},
    ),
    Row("measures:close_month", all_get(200, "team"), MONTH),
    Row("measures:close_month", all_get(302, "team"), MONTH, {}),
    Row("measures:close_month", all_get(403, "team"), MONTH, {}, closed),
    Row("measures:open_month_again", all_get(200, "team"), MONTH, None, closed),
    Row("measures:open_month_again", all_get(302, "team"), MONTH, {"reason": "An extract came late."}, closed),
    Row("measures:open_month_again", all_get(422, "team"), MONTH, {"reason": " "}, closed),
    Row("measures:take_back_opening", all_get(200, "team"), MONTH),
    Row("measures:take_back_opening", all_get(302, "team"), MONTH, {"reason": "It was meant for next month."}),
    Row("measures:take_back_opening", all_get(422, "team"), MONTH, {"reason": " "}),
    Row("measures:take_back_opening", all_get(403, "team"), MONTH, {"reason": "A mistake."}, loaded),
    Row("measures:remind", all_get(200, "team"), MONTH),
    Row("measures:remind", all_get(422, "team"), MONTH, {"figure": "0"}),
    Row("measures:leave_several_out", all_get(200, *LEAVE, "other director"), MONTH),
    Row("measures:leave_several_out", all_get(422, *LEAVE, "other director"), MONTH, {}),
    Row("measures:audit", all_get(200, "team"), {"slug": SLUG}, None, asked_back),
)

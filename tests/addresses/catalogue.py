"""The addresses of the catalogue: scorecards, sections, measures, and what is set of a scorecard."""

from __future__ import annotations

from tests.addresses.row import ON_SCORECARD, VISITS, Row, all_get
from tests.factories.council import SLUG

CARE = {"slug": SLUG, "pk": lambda found: found.care.pk}
RULE = {
    "opens_on": "1",
    "due_on": "7",
    "approve_by": "12",
    "remind_from": "3",
    "deputies_from": "1",
    "directors_from": "3",
}

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
    Row("measures:load_columns", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:load_columns", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
    Row("measures:load_sheet", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:load_sheet", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
    Row("measures:load_measures", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:load_measures", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
    Row("measures:control_charts", all_get(200, "team"), {"slug": SLUG}),
    Row(
        "measures:control_charts", all_get(302, "team"), {"slug": SLUG}, {"screening": "no", "was": "yes", "why": "So"}
    ),
    Row("measures:control_charts", all_get(422, "team"), {"slug": SLUG}, {"screening": "no", "was": "yes"}),
    Row("measures:rule", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:rule", all_get(302, "team"), {"slug": SLUG}, {**RULE, "do": "save"}),
    Row("measures:rule", all_get(200, "team"), {"slug": SLUG}, {**RULE, "do": "show"}),
    Row("measures:rule", all_get(422, "team"), {"slug": SLUG}, {**RULE, "due_on": "0", "do": "save"}),
)

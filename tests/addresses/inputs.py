"""The addresses of what figures are held against: targets, outturns, populations, comparators."""

from __future__ import annotations

from tests.addresses.happened import populated
from tests.addresses.row import VISITS, YEAR, Row, all_get
from tests.factories.council import SLUG

PEOPLE = {"slug": SLUG, "pk": "population"}

INPUTS: tuple[Row, ...] = (
    Row("measures:targets_now", all_get(302, "team"), {"slug": SLUG}),
    Row("measures:targets", all_get(200, "team"), YEAR),
    Row("measures:targets", all_get(409, "team"), YEAR, {"why": "Agreed."}),
    Row("measures:targets", all_get(422, "team"), YEAR, {"why": ""}),
    Row("measures:targets", {}, {"slug": SLUG, "year": 3023}),
    Row("measures:target", all_get(200, "team"), {**VISITS, "year": 2023}),
    Row("measures:target", all_get(422, "team"), {**VISITS, "year": 2023}, {"kind": "figure"}),
    Row("measures:populations", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:populations", all_get(422, "team"), {"slug": SLUG}, {"figure": "many"}),
    Row("measures:withdraw_population", all_get(200, "team"), PEOPLE, None, populated),
    Row("measures:withdraw_population", all_get(302, "team"), PEOPLE, {"why": "Of another month."}, populated),
    Row("measures:withdraw_population", all_get(422, "team"), PEOPLE, {"why": " "}, populated),
    Row("measures:withdraw_population", {}, PEOPLE | {"pk": 0}),
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
    Row("measures:outturn_waiting", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:outturn_waiting", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
    Row("measures:new_year", all_get(200, "team"), {"slug": SLUG, "year": 2024}),
    Row("measures:new_year", all_get(302, "team"), {"slug": SLUG, "year": 2024}, {}),
    Row("measures:benchmarks", all_get(200, "team"), {"slug": SLUG}),
    Row("measures:benchmarks", all_get(422, "team"), {"slug": SLUG}, {"source": "DfE"}),
    Row("measures:benchmarks_waiting", all_get(410, "team"), {"slug": SLUG, "pk": 1}),
    Row("measures:benchmarks_waiting", all_get(409, "team"), {"slug": SLUG, "pk": 1}, {}),
)

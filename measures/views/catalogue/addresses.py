"""The addresses of the catalogue's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from measures.views import access as _converters  # noqa: F401 - it registers months in addresses
from measures.views.catalogue import (
    charts,
    first_steps,
    importing,
    inputs,
    measures,
    outturn_file,
    outturns,
    overview,
    scorecards,
    sections,
    targets,
    years,
)

CATALOGUE = "scorecards/<slug:slug>/catalogue/"
MEASURE = f"{CATALOGUE}measures/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("scorecards/", scorecards.scorecards, name="scorecards"),
    path("new-scorecard/", scorecards.add_scorecard, name="add_scorecard"),
    path("scorecards/<slug:slug>/first-steps/", first_steps.first_steps_of, name="first_steps_of"),
    path("scorecards/<slug:slug>/first-steps/import/", importing.first_import, name="first_import"),
    path("scorecards/<slug:slug>/first-steps/people/", first_steps.holders_of, name="holders_of"),
    path("scorecards/<slug:slug>/load/<int:pk>/columns/", importing.load_columns, name="load_columns"),
    path("scorecards/<slug:slug>/load/<int:pk>/sheet/", importing.load_sheet, name="load_sheet"),
    path("scorecards/<slug:slug>/load/<int:pk>/measures/", importing.load_measures, name="load_measures"),
    path(CATALOGUE, overview.catalogue, name="catalogue"),
    path(f"{CATALOGUE}sections/", sections.sections, name="sections"),
    path(f"{CATALOGUE}sections/<int:pk>/", sections.rename_section, name="rename_section"),
    path(f"{CATALOGUE}sections/<int:pk>/change/", sections.change_sections, name="change_sections"),
    path(f"{CATALOGUE}measures/", measures.measures, name="kept_measures"),
    path(f"{CATALOGUE}measures/add/", measures.add_measure, name="add_measure"),
    path(MEASURE, measures.kept_measure, name="kept_measure"),
    path(f"{MEASURE}change/", measures.change_measure, name="change_measure"),
    path(f"{MEASURE}retire/", measures.retire, name="retire_measure"),
    path(f"{MEASURE}targets/<int:year>/", targets.target, name="target"),
    path(f"{CATALOGUE}targets/", targets.targets_now, name="targets_now"),
    path(f"{CATALOGUE}targets/<int:year>/", targets.targets, name="targets"),
    path(f"{CATALOGUE}populations/", inputs.populations, name="populations"),
    path(f"{CATALOGUE}populations/<int:pk>/take-back/", inputs.take_back, name="withdraw_population"),
    path(f"{CATALOGUE}neighbours/", inputs.neighbours, name="neighbours"),
    path(f"{CATALOGUE}comparators/", inputs.comparators, name="comparators"),
    path(f"{CATALOGUE}comparators/add/", inputs.add_comparator, name="add_comparator"),
    path(f"{CATALOGUE}charts/", charts.control_charts, name="control_charts"),
    path(f"{CATALOGUE}years/", years.year_now, name="year_now"),
    path(f"{CATALOGUE}years/<int:year>/", years.year, name="year"),
    path(f"{CATALOGUE}years/<int:year>/begin/", years.new_year, name="new_year"),
    path(f"{CATALOGUE}years/<int:year>/outturn/", outturns.outturns, name="outturns"),
    path(f"{CATALOGUE}years/<int:year>/outturn/file/", outturn_file.outturn_file, name="outturn_file"),
    path(f"{CATALOGUE}years/<int:year>/outturn/template/", outturn_file.outturn_template, name="outturn_template"),
    path(f"{CATALOGUE}returns/<int:pk>/", outturn_file.outturn_waiting, name="outturn_waiting"),
    path(f"{CATALOGUE}months/<month:month>/", years.dates, name="period_dates"),
]

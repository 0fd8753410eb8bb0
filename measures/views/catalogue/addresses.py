"""The addresses of the catalogue's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from measures.views.catalogue import measures, overview, sections

CATALOGUE = "scorecards/<slug:slug>/catalogue/"
MEASURE = f"{CATALOGUE}measures/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(CATALOGUE, overview.catalogue, name="catalogue"),
    path(f"{CATALOGUE}sections/", sections.sections, name="sections"),
    path(f"{CATALOGUE}sections/<int:pk>/", sections.rename_section, name="rename_section"),
    path(f"{CATALOGUE}sections/<int:pk>/change/", sections.change_sections, name="change_sections"),
    path(f"{CATALOGUE}measures/", measures.measures, name="kept_measures"),
    path(f"{CATALOGUE}measures/add/", measures.add_measure, name="add_measure"),
    path(MEASURE, measures.kept_measure, name="kept_measure"),
    path(f"{MEASURE}change/", measures.change_measure, name="change_measure"),
    path(f"{MEASURE}retire/", measures.retire, name="retire_measure"),
]

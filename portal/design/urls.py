"""The addresses of pages about the service itself. Included by the site's addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from portal.design import views

urlpatterns: list[URLPattern] = [path("accessibility/", views.accessibility, name="accessibility")]

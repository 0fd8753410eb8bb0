"""The app of the design. Loaded by Django; imports nothing of the project."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Base page, form templates, components and their styles."""

    name = "portal.design"
    label = "design"
    verbose_name = "Design"

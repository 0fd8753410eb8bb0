"""The app of accounts. Loaded by Django; imports nothing of the project."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts that sign in by email."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

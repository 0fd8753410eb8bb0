"""`manage.py load_demo`: loads the demonstration, once. Called by `make demo`; refuses to run anywhere else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.round import load


class Command(BaseCommand):
    """Loads the sample scorecard and the sample accounts, if there is no scorecard yet."""

    help = "Load the demonstration's data and accounts, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say that there is something already."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The sample accounts exist only in the demonstration: run make demo.")
        if load():
            self.stdout.write("Loaded the sample scorecard, with November 2023 in the middle of its round.")

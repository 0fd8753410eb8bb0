"""`manage.py recalculate`: brings the stored statuses up to date, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from measures.actions.recalculate import recalculate
from measures.management.arguments import chosen_month, chosen_scorecard
from measures.models import Scorecard


class Command(BaseCommand):
    """Works every status out again; a status whose inputs have not changed is left alone."""

    help = "Work out the statuses of a scorecard (of all of them, if none is named) again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; all of them if left out")
        parser.add_argument(
            "--period", metavar="YYYY-MM", help="the first month to work out; later ones follow. All if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Recalculate and say how many statuses changed."""
        slug, period = options["scorecard"], options["period"]
        scorecards = [chosen_scorecard(slug)] if slug or period else list(Scorecard.objects.order_by("slug"))
        for scorecard in scorecards:
            month = chosen_month(scorecard, period) if period else None
            changed = recalculate(scorecard=scorecard, month=month)
            statuses = "status" if changed == 1 else "statuses"
            self.stdout.write(f"{scorecard.slug}: {changed or 'no'} {statuses} changed.")

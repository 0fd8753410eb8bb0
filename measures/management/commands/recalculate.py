"""`manage.py recalculate`: compares every stored status with a fresh computation, and puts right what differs."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from measures.actions.recalculate import Depth, Tally, tally
from measures.management.arguments import chosen_month, chosen_scorecard
from measures.models import Scorecard

NAMED: Final = 20
"""How many statuses that had drifted are named."""


class Command(BaseCommand):
    """Works every status out again, to the word, and stores what is not as the rules say.

    A status that is missing, or whose figures, target or definition have changed since, is ordinary work. One that
    differs although nothing that it rests on has changed has drifted: each is named on standard error, and the
    command ends with 1. With `--check` nothing is written, and anything at all to change ends it with 1.
    """

    help = "Work out the statuses of a scorecard (of all of them, if none is named) again, and put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; all of them if left out")
        parser.add_argument(
            "--period", metavar="YYYY-MM", help="the first month to work out; later ones follow. All if left out"
        )
        parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if anything would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recalculate, and say how many statuses changed and which had drifted."""
        slug, period, check = options["scorecard"], options["period"], options["check"]
        scorecards = [chosen_scorecard(slug)] if slug or period else list(Scorecard.objects.order_by("slug"))
        changed, drifted = 0, 0
        for scorecard in scorecards:
            month = chosen_month(scorecard, period) if period else None
            with transaction.atomic():
                found = tally(scorecard=scorecard, month=month, depth=Depth.WORDS)
                transaction.set_rollback(check)
            self._say(scorecard, found, would=check)
            changed, drifted = changed + found.changed, drifted + len(found.drifted)
        if drifted:
            put = "Nothing was changed" if check else "They have been put right"
            raise CommandError(f"{drifted} {_statuses(drifted)} had drifted from what the rules say. {put}.")
        if check and changed:
            raise CommandError(f"{changed} {_statuses(changed)} would change.")

    def _say(self, scorecard: Scorecard, found: Tally, *, would: bool) -> None:
        verb = "would change" if would else "changed"
        self.stdout.write(f"{scorecard.slug}: {found.changed or 'no'} {_statuses(found.changed)} {verb}.")
        for sentence in found.drifted[:NAMED]:
            self.stderr.write(self.style.ERROR(f"{scorecard.slug}: {sentence}"))
        if len(found.drifted) > NAMED:
            self.stderr.write(self.style.ERROR(f"{scorecard.slug}: and {len(found.drifted) - NAMED} more."))


def _statuses(count: int) -> str:
    return "status" if count == 1 else "statuses"

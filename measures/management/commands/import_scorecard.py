"""`manage.py import_scorecard FILE`: reads a scorecard (txt, csv or xlsx) into the portal."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.actions.outcome import Refused
from measures.models import Scorecard
from measures.sheets.apply import SAMPLE_CATALOGUE, Imported, catalogue_of, import_sheet
from measures.sheets.catalogue import Catalogue, read_catalogue
from measures.sheets.problems import SheetRefused
from measures.sheets.scorecard import read_scorecard

DEFAULT_SLUG = "childrens-social-care"


class Command(BaseCommand):
    """Imports a scorecard; importing the same file twice changes nothing."""

    help = "Import a scorecard from a tab-separated text, csv or xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="the scorecard: .txt (tab-separated), .csv or .xlsx")
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; may be left out where there is one")
        parser.add_argument(
            "--catalogue",
            type=Path,
            metavar="FILE",
            help="what each measure counts (csv or xlsx); the sample's where the scorecard has none of its own",
        )
        parser.add_argument("--dry-run", action="store_true", help="print the difference and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, apply it and print what changed."""
        path: Path = options["file"]
        slug = options["scorecard"] or only_slug()
        try:
            source = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} can not be read: {error.strerror}.") from error
        try:
            catalogue = self._catalogue(slug, options["catalogue"])
            sheet = read_scorecard(source, catalogue, path.name)
            imported = import_sheet(
                sheet=sheet,
                catalogue=catalogue,
                sha256=hashlib.sha256(source).hexdigest(),
                by=None,
                slug=slug,
                dry_run=options["dry_run"],
            )
        except (SheetRefused, Refused) as refused:
            raise CommandError(str(refused)) from refused
        self._print(imported, dry_run=options["dry_run"])

    def _catalogue(self, slug: str, path: Path | None) -> Catalogue:
        if path is not None:
            return read_catalogue(path)
        scorecard = Scorecard.objects.filter(slug=slug).first()
        own = catalogue_of(scorecard) if scorecard else {}
        return own or read_catalogue(SAMPLE_CATALOGUE)

    def _print(self, imported: Imported, *, dry_run: bool) -> None:
        for line in imported.lines:
            self.stdout.write(line)
        for change in imported.figures:
            before = f"{change.before or 'nothing'} -> " if change.effect.value != "new" else ""
            note = f". {change.note}" if change.note else ""
            self.stdout.write(f"{change.ref} {change.month:%b-%y}: {change.effect.value}, {before}{change.after}{note}")
        for line in imported.kept:
            self.stdout.write(line)
        if not imported.changed:
            self.stdout.write("Nothing to change: the scorecard already says what the file says.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was written.")


def only_slug() -> str:
    """Return the slug of the one scorecard, or that of the first to be made. CommandError where there are more."""
    slugs = list(Scorecard.objects.values_list("slug", flat=True)[:2])
    if len(slugs) > 1:
        raise CommandError("There is more than one scorecard. Name one with --scorecard SLUG.")
    return slugs[0] if slugs else DEFAULT_SLUG

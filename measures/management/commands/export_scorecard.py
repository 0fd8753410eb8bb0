"""`manage.py export_scorecard`: a month of a scorecard as json, csv or xlsx, with its statuses and findings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.management.arguments import chosen_month, chosen_scorecard
from measures.series import everything
from measures.sheets.export import FORMATS, export_month


class Command(BaseCommand):
    """Writes what the console may see: every figure, drafts among them."""

    help = "Export a month of a scorecard, with its statuses and findings, as json, csv or xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; may be left out where there is one")
        parser.add_argument("--period", metavar="YYYY-MM", required=True, help="which month")
        parser.add_argument("--format", choices=FORMATS, default="json", help="json unless another is named")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to; the standard output if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the month."""
        scorecard = chosen_scorecard(options["scorecard"])
        month = chosen_month(scorecard, options["period"])
        written = export_month(scorecard, month, known=everything, all_visible=True).write(options["format"])
        output: Path | None = options["output"]
        if output is not None:
            try:
                output.write_bytes(written)
            except OSError as error:
                raise CommandError(f"{output} can not be written: {error.strerror}.") from error
        elif options["format"] == "xlsx":
            self._write_bytes(written)
        else:
            self.stdout.write(written.decode("utf-8"), ending="")

    def _write_bytes(self, written: bytes) -> None:
        """Write a workbook to the standard output, unless that is a person's terminal."""
        if sys.stdout.isatty():
            raise CommandError("A workbook is not text. Name a file with --output FILE.")
        sys.stdout.buffer.write(written)

"""`manage.py verify_edition FILE`: whether a PDF or a workbook is the one that was published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.verification import verify


class Command(BaseCommand):
    """Says which edition a file is, byte for byte. Ends with 1 where it is none."""

    help = "Say whether a PDF or a workbook is one that this portal made, of which edition."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the argument."""
        parser.add_argument("file", type=Path, help="the PDF or the workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and print the verdict."""
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} can not be read: {error.strerror}.") from error
        verdict = verify(data)
        self.stdout.write("\n".join((verdict.headline, *verdict.sentences)))
        if not verdict.genuine:
            sys.exit(1)

"""`manage.py import_benchmarks FILE`: published figures of neighbours, the region and England as comparators."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.actions.outcome import Refused
from measures.management.arguments import chosen_scorecard
from measures.sheets.apply_benchmarks import import_benchmarks, read_benchmarks
from measures.sheets.chosen_benchmarks import Chosen, published_measures
from measures.sheets.problems import SheetRefused


class Command(BaseCommand):
    """A newer release marks the older one superseded; nothing is overwritten."""

    help = "Import comparators from the Local Authority Interactive Tool's file or a DfE open data file (csv or xlsx)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="the publisher's file: .csv or .xlsx")
        parser.add_argument("--source", required=True, help="who published it, as it is printed beside a figure")
        parser.add_argument("--release", required=True, metavar="YYYY-MM", help="when this release came out")
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; may be left out where there is one")
        parser.add_argument(
            "--map", action="append", default=[], metavar="CODE=REF",
            help="which published measure is which of ours; as often as needed. The sample's if none is given",
        )  # fmt: skip
        parser.add_argument(
            "--filter", action="append", default=[], metavar="COLUMN=VALUE",
            help="the breakdown that is wanted, where an open data file has several",
        )  # fmt: skip
        parser.add_argument("--region", default="", help="the council's region; that of the scorecard if left out")
        parser.add_argument("--authority", default="", help="the council itself, to have its own published figures too")
        parser.add_argument("--note", default="", help="how far the figures can be compared with ours")
        parser.add_argument("--dry-run", action="store_true", help="print the difference and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, apply it and print what changed."""
        path: Path = options["file"]
        scorecard = chosen_scorecard(options["scorecard"])
        chosen = Chosen(
            source=options["source"],
            release=options["release"],
            measures=_pairs("--map", options["map"]) or published_measures(),
            filters=_pairs("--filter", options["filter"]),
            region=options["region"],
            authority=options["authority"],
            note=options["note"],
        )
        try:
            content = path.read_bytes()
            applied = import_benchmarks(
                scorecard=scorecard,
                rows=read_benchmarks(content, path.name, chosen),
                chosen=chosen,
                file_name=path.name,
                sha256=hashlib.sha256(content).hexdigest(),
                by=None,
                dry_run=options["dry_run"],
            )
        except OSError as error:
            raise CommandError(f"{path} can not be read: {error.strerror}.") from error
        except (SheetRefused, Refused) as refused:
            raise CommandError(str(refused)) from refused
        for change in (*applied.changed, *applied.kept, *applied.refused):
            before = f"{change.before} -> " if change.before else ""
            note = f" ({change.note})" if change.note else ""
            self.stdout.write(
                f"{change.ref} {change.comparator}, {change.area} {change.period}: {change.effect}, "
                f"{before}{change.after}{note}"
            )
        self.stdout.write(f"{applied.left_out} figures of other areas left out.")
        if not applied.changed and not applied.refused:
            self.stdout.write("Nothing to change: the comparators already say what the file says.")
        elif options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")


def _pairs(option: str, said: Iterable[str]) -> dict[str, str]:
    """Return NAME=VALUE arguments as a mapping. Raises CommandError for one without its two halves."""
    found = {}
    for pair in said:
        name, sign, value = pair.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise CommandError(f"Write {option} as NAME=VALUE: you wrote “{pair}”.")
        found[name.strip()] = value.strip()
    return found

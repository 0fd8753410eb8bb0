"""`manage.py render_report`: an edition as a PDF, or a watermarked preview of a month that is not signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.actions.jobs import JobFailed
from measures.actions.outcome import Refused
from measures.choices import Audience
from measures.models import Period
from measures.series import submitted
from reports.actions import queue_rendering, run_again
from reports.content import build_content
from reports.document import html_of
from reports.layout import pdf_of, working_folder
from reports.management.arguments import chosen_period
from reports.models import Edition, Format, RenderedFile, Rendering
from reports.options import FULL, Extra, UnknownOption
from reports.rendering import render
from reports.workbook import workbook_of

OPTION_HELP = (
    "full, summary, section:SLUG or measure:REF; full and a section with columns after it: "
    f"{''.join(f'+{extra.value}' for extra in Extra)}"
)


class Command(BaseCommand):
    """Prints the report of a month to a file, in this process and its child, without a worker."""

    help = "Render the report of a month as a PDF (or a workbook, by the name of the output)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--scorecard", metavar="SLUG", help="which scorecard; may be left out where there is one")
        parser.add_argument("--period", metavar="YYYY-MM", required=True, help="which month")
        parser.add_argument("--public", action="store_true", help="the public edition")
        parser.add_argument("--option", default=FULL, help=OPTION_HELP)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE.pdf", help="where to write it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Render the newest edition of the month, or a preview where there is none."""
        period = chosen_period(options["scorecard"], options["period"])
        audience = Audience.PUBLIC if options["public"] else Audience.INTERNAL
        edition = Edition.objects.filter(period=period, audience=audience).order_by("-number").first()
        output: Path = options["output"]
        form = Format.WORKBOOK if output.suffix == ".xlsx" else Format.PDF
        try:
            if edition is None:
                data, what = (
                    self._preview(period, audience, form, options["option"]),
                    "a preview, not signed, of the figures as submitted",
                )
            else:
                data, what = self._file(edition, form, options["option"]), f"edition {edition.number}"
        except (Refused, JobFailed, UnknownOption) as refused:
            raise CommandError(str(refused)) from refused
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output} can not be written: {error.strerror}.") from error
        self.stdout.write(f"{output}: {period.scorecard}, {period}, {what}.")

    def _file(self, edition: Edition, form: Format, option: str) -> bytes:
        """Return an edition's file: the one that is kept, made now if there is none yet."""
        rendering = queue_rendering(edition=edition, format=form, option=option, by=None)
        if not RenderedFile.objects.filter(rendering=rendering).exists() and not render(rendering.pk):
            rendering = Rendering.objects.get(pk=rendering.pk)
            if rendering.has_ended and not rendering.is_done:
                rendering = run_again(rendering=rendering, by=None)
                render(rendering.pk)
        file = RenderedFile.objects.filter(rendering=rendering).first()
        if file is None:
            rendering.refresh_from_db()
            raise CommandError(rendering.error or "A worker is making this report now. Ask again in a minute.")
        return bytes(file.content)

    def _preview(self, period: Period, audience: Audience, form: Format, option: str) -> bytes:
        """Return a month as far as it was submitted, made for this once and kept nowhere."""
        content = build_content(period.scorecard, period, audience=audience, number=1, draft=True, known=submitted)
        if form is Format.WORKBOOK:
            return workbook_of(content)
        with working_folder(f"preview-{period.key}") as folder:
            return pdf_of(html_of(content, option), folder).read_bytes()

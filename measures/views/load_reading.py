"""Reading a file that was sent: what is to be asked next of it, or what it would change.

Called by the loading pages.
"""

from __future__ import annotations

from typing import Any

from measures.actions.outcome import Refused
from measures.actions.uploads import go_on_with, remember_columns
from measures.choices import UploadKind
from measures.models import Scorecard, Upload
from measures.sheets import incoming
from measures.sheets.bad_rows import rows_left_out, rows_wrong
from measures.sheets.extract import ExtractRefused
from measures.sheets.problems import SheetRefused
from measures.sheets.said_before import said_of


def first_read(
    scorecard: Scorecard, kind: UploadKind, name: str, content: bytes, options: dict[str, Any], *, by: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is known of a file with what is remembered, and what is to be asked next or what it would change.

    Raises as the readers do.
    """
    options = incoming.with_remembered(scorecard, kind, content, name, options)
    try:
        return options, next_of(scorecard, kind, name, content, options, by=by)
    except SheetRefused as refusal:
        # What is remembered of its columns may be what makes it unreadable: they are asked for again. Of the first
        # file it may be the sheet.
        other = options.get("sheets") and not options.get("sheet") and incoming.is_first(scorecard)
        if "columns" not in options and not other:
            raise
        problems = [str(problem) for problem in refusal.problems]
        step = "columns" if "columns" in options else "sheet"
        return options, {"step": step, "refused": {"problems": problems, "more": refusal.more, "found": refusal.found}}


def next_of(
    scorecard: Scorecard, kind: UploadKind, name: str, content: bytes, options: dict[str, Any], *, by: Any
) -> dict[str, Any]:
    """Return what is to be asked next of a file, or what it would change. Raises as the readers do."""
    step = incoming.step_of(scorecard, kind, content, name, options)
    if step:
        return {"step": step}
    try:
        return difference_of(scorecard, kind, name, content, options, by=by)
    except ExtractRefused as refusal:
        if not refusal.lines:
            raise
        return {"rows": rows_wrong(refusal, incoming.source_of(kind, content, name, options)[0])}


def difference_of(
    scorecard: Scorecard, kind: UploadKind, name: str, content: bytes, options: dict[str, Any], *, by: Any
) -> dict[str, Any]:
    """Return what a file would change, as its page shows it. Raises as the readers do."""
    done, lines, kept = incoming.bring_in(scorecard, kind, name, content, options, by=by, dry_run=True)
    return {
        "changed": [change.as_data() for change in done.changed],
        "kept": [change.as_data() for change in done.kept],
        "same": done.same,
        "lines": lines,
        "kept_lines": kept,
        "how_read": incoming.how_read(kind, content, name, options),
        "empty": done.empty,
        "left_out": rows_left_out(options),
    }


def page_of(upload: Upload) -> str:
    """Return the name of the page that a file waits for: one that asks something about it, or what it would change."""
    step = upload.difference.get("step")
    return f"measures:load_{step}" if step else "measures:load_waiting"


def go_on(upload: Upload, options: dict[str, Any], *, by: Any) -> None:
    """Keep what was said, with what is to be asked next, or with what the file would change. Raises as the readers.

    What its columns are is remembered once the whole file was read with it.
    """
    scorecard, kind, content = upload.scorecard, UploadKind(upload.kind), bytes(upload.content)
    try:
        difference = next_of(scorecard, kind, upload.file_name, content, options, by=by)
    except (SheetRefused, Refused):
        # What was said is offered again, with this file and with the one that is sent in its place.
        go_on_with(upload, options={**upload.options, "before": said_of(options)}, difference=upload.difference)
        raise
    go_on_with(upload, options=options, difference=difference)
    if "columns" in options and not difference.keys() & {"step", "rows"}:
        remember_columns(scorecard=scorecard, kind=kind, columns=options["columns"], by=by)

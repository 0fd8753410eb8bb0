"""The finished HTML of a report -> its PDF, in a bounded child process, in a folder that is removed afterwards.

Called by the job that renders an edition and by the command that prints a preview. Knows no database.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from measures.actions.jobs import JobFailed
from reports import confined

SECONDS: Final = 180
"""How long laying out one PDF may take; settings.REPORT_SECONDS changes it."""
MEMORY: Final = 2 * 1024**3
"""How many bytes it may reserve; settings.REPORT_MEMORY changes it."""
FORGOTTEN_AFTER: Final = 3600
"""Seconds after which what a killed worker left in the state folder is removed."""
PROGRESS: Final = re.compile(rb"^progress (\d+) ", re.MULTILINE)

log = structlog.get_logger(__name__)


def pdf_of(html: str, folder: Path, watch: Callable[[int], object] = bool) -> Path:
    """Lay out HTML and return the path of the PDF, in `folder`.

    `watch` is called several times a second with how far it is, in percent; what it raises stops the layout.
    (`bool` looks on and does nothing.)
    Raises `JobFailed` with the sentence that says why there is no PDF.
    """
    source, output, said = folder / "report.html", folder / "report.pdf", folder / "errors"
    source.write_text(html, encoding="utf-8")
    bounds = confined.Bounds(
        seconds=getattr(settings, "REPORT_SECONDS", SECONDS), memory=getattr(settings, "REPORT_MEMORY", MEMORY)
    )
    try:
        with source.open("rb") as stdin:
            confined.run(
                "reports.pdf",
                "--output",
                str(output),
                stdin=stdin,
                errors=said,
                bounds=bounds,
                watch=lambda: watch(_percent(said)),
            )
    except confined.TookTooLong:
        raise JobFailed(
            f"laying out the pages took longer than the {bounds.seconds} seconds that a report may take."
        ) from None
    except confined.Ended as ended:
        log.warning("layout_stopped", code=ended.code, said=ended.said)
        if ended.out_of_memory:
            raise JobFailed("laying out the pages needed more memory than a report may use.") from ended
        raise JobFailed("the program that lays out the pages stopped. What it said last is in the log.") from ended
    return output


def _percent(said: Path) -> int:
    """Return the progress that the child last wrote to its error output."""
    found = PROGRESS.findall(said.read_bytes()) if said.exists() else []
    return int(found[-1]) if found else 0


@contextmanager
def working_folder(name: str) -> Iterator[Path]:
    """Make a new folder under the state folder; remove it when the work in it is over."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=_folder()) as folder:
        yield Path(folder)


def clear_leftovers(now: float | None = None) -> int:
    """Remove the folders that killed workers left behind; return how many. `now` is in seconds since the epoch."""
    before = (now or time.time()) - FORGOTTEN_AFTER
    left = [folder for folder in _folder().iterdir() if folder.is_dir() and folder.stat().st_mtime < before]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _folder() -> Path:
    folder = Path(settings.PORTAL_STATE) / "renderings"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder

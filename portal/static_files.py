"""Collecting static files only when they have changed, since compressing them takes seconds.

Called by the commands that start the site. Calls Django's own command.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def _fingerprint() -> str:
    """One hash of the name, size and time of change of every static file, and of how they are stored."""
    total = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            total.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return total.hexdigest()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time write to the folder; the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def collect_if_changed() -> bool:
    """Collect and compress the static files where they differ from those collected last; True where it did."""
    folder = Path(settings.STATIC_ROOT)
    kept = folder / ".collected"
    with _alone(folder):
        fingerprint = _fingerprint()
        if kept.exists() and kept.read_text() == fingerprint:
            return False
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        kept.write_text(fingerprint)
        return True

"""The state folder: what an installation without services of its own keeps on disk.

Called by the settings and by the commands that start processes. Calls nothing of the project, so that it can be
used before Django is set up.
"""

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SUBFOLDERS = ("broker/queue", "broker/control", "mail")


def prepare(folder: Path) -> Path:
    """Make the state folder and its parts, readable by their owner alone, and return it.

    Raises ImproperlyConfigured, with a sentence that says what to do, where the folder can not be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in SUBFOLDERS:
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The state folder {folder} can not be made ({error.strerror}). "
            "Set PORTAL_STATE to a folder that this user may write."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"The state folder {folder} can not be written by this user. "
            "Set PORTAL_STATE to a folder that this user may write."
        )
    return folder


def secret_key(folder: Path) -> str:
    """Return the installation's own key, made at the first call and kept in the folder with mode 0600.

    Several processes may ask at once: the key is written whole to a file of its own and linked into place, so that
    exactly one wins and nobody reads half a key.
    """
    path = folder / "secret_key"
    if path.exists():
        return _read_key(path)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="secret_key.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()
    return _read_key(path)


def _read_key(path: Path) -> str:
    """The key at `path`, after making sure that only its owner can read it."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"The key in {path} is damaged. Delete that file to have a new one made.")
    return key

"""Celery's broker where there is no Redis: a folder, in which a message appears whole or not at all.

Kombu's own transport makes the file first and writes the message after that. A worker that looks in between takes an
empty file, can not read it, and ends.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """The folder, with messages that are written under another name and then given their own."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put a message into a queue."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        written = Path(self.data_folder_out) / f"{name}.part"
        written.write_text(dumps(payload), encoding="utf-8")  # type: ignore[no-untyped-call]
        written.rename(written.with_suffix(""))


class Transport(filesystem.Transport):
    """Kombu's transport of the same name, with these channels."""

    Channel = Channel

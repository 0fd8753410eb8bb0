"""Doing things at the same moment, for tests of who wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*things: Callable[[], Any]) -> list[Any]:
    """Do things at the same moment, each on a connection of its own; return what each returned or raised."""
    barrier = threading.Barrier(len(things))
    outcomes: list[Any] = [None] * len(things)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            outcomes[place] = things[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at what came of it
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(things))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes

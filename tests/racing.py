"""Doing things at the same moment, for tests of who wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

_racers: list[ThreadPoolExecutor] = []
"""A thread each, which keeps its connection from round to round: to make one costs more than most rounds do."""


def at_once(*things: Callable[[], Any]) -> list[Any]:
    """Do things at the same moment, each on a connection of its own; return what each returned or raised."""
    barrier = threading.Barrier(len(things))

    def run(thing: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            return thing()
        except Exception as error:  # noqa: BLE001 - the test looks at what came of it
            return error

    while len(_racers) < len(things):
        _racers.append(ThreadPoolExecutor(1))
    started = [racer.submit(run, thing) for racer, thing in zip(_racers, things, strict=False)]
    return [each.result(60) for each in started]


def leave() -> None:
    """Close the connections of the threads, so that tables can be emptied and the database be removed."""
    while _racers:
        racer = _racers.pop()
        racer.submit(_close)
        racer.shutdown()


def _close() -> None:
    """Close the connection of the thread that calls it."""
    connection.close()

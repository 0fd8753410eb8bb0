"""`manage.py demo` as a process of its own: web, worker and scheduler on a free port and a fresh state folder.

Used by the tests that need the whole portal running, and by the gallery. Calls tests/processes.py.
"""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.processes import ROOT, environment, free_port, wait_until

STARTS_WITHIN = 400.0  # seconds; a quarter of a minute on an idle machine


class Demonstration:
    """One `manage.py demo` on a state folder and port of its own."""

    def __init__(self, state: Path, port: int, **variables: str) -> None:
        self.state, self.port = state, port
        self.url = f"http://127.0.0.1:{port}"
        self.output = state / "output"
        state.mkdir(exist_ok=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(port)],
                cwd=ROOT,
                env=environment(PORTAL_STATE=str(state), PORTAL_DEMO="1", **variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        """Wait until it has printed its address. AssertionError where it ends first."""
        wait_until(
            lambda: "The portal answers on" in self.said() or self.process.poll() is not None,
            STARTS_WITHIN,
            what="the portal",
        )
        assert self.process.poll() is None, self.said()

    def processes(self) -> set[int]:
        """Every process with this state folder in its environment, but the demonstration itself."""
        mark = f"PORTAL_STATE={self.state}\0".encode()
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes() and int(folder.name) != self.process.pid:
                    found.add(int(folder.name))
        return found

    def process_of(self, part: str) -> int | None:
        """The process that was started first of those with this in their command."""
        with contextlib.suppress(OSError):
            found = [pid for pid in self.processes() if part in Path(f"/proc/{pid}/cmdline").read_text()]
            return min(found, default=None)
        return None

    def page(self, path: str) -> int:
        """The status of the answer to a GET of this path."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as answer:  # noqa: S310 - our own address
            return int(answer.status)

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and by force what is left after that."""
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def running_demonstration(state: Path, **variables: str) -> Iterator[Demonstration]:
    """A demonstration that answers, on this state folder and a free port; stopped at the end."""
    started = Demonstration(state, free_port(), **variables)
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()


@contextlib.contextmanager
def fresh_services(name: str) -> Iterator[dict[str, str]]:
    """The settings of a database without rows, of this name, and of a broker of its own, on what is under test.

    Without DATABASE_URL and REDIS_URL there is nothing to set: both are in the state folder.
    """
    variables = {}
    if os.environ.get("REDIS_URL"):
        # Redis has sixteen: the first half belong to pytest's own processes.
        redis, number = os.environ["REDIS_URL"].rsplit("/", 1)
        variables["REDIS_URL"] = f"{redis}/{int(number) + 8}"
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        yield variables
        return
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{os.environ.get("MIGRATED") or "template1"}"')
    parts = urllib.parse.urlsplit(address)
    variables["DATABASE_URL"] = urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))
    try:
        yield variables
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

"""Processes that run and stop together: web, worker and scheduler, each started again where it dies.

Called by the commands that start the site by hand. Calls nothing of the project; knows nothing of what it runs.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a process that died is started again
STEADY_AFTER = 60.0  # seconds after which a process counts as well
STOPPING_TIME = 15.0  # seconds that a process has to stop in
LARGEST_LOG = 5_000_000  # bytes, after which a log is put aside at the next start

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """What a child calls before it becomes its program, so that it gets this signal when its parent is killed.

    Linux alone can do this: elsewhere None, and a parent that is killed leaves its children behind.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return ask


@dataclass
class Process:
    """One program that is kept running, with its log and what is known of how it does."""

    name: str
    command: Sequence[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_again_at: float | None = None

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches it only through the group's order."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent(),  # noqa: PLW1509 - no other thread is running
            )
        self.started_at = time.monotonic()
        self.start_again_at = None

    def ended(self) -> int | None:
        """The exit code of the program where it has ended, or None while it runs or waits to be started again."""
        return self.running.poll() if self.running else None

    def signal(self, number: int) -> None:
        """Send a signal to the program and all that it started."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)

    def last_lines(self, count: int = 15) -> str:
        """The end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:]) if self.log.exists() else ""


class ProcessGroup:
    """Keeps processes running until it is told to stop, and then stops them all."""

    def __init__(self, processes: Sequence[Process], say: Callable[[str], None]) -> None:
        self.processes = processes
        self.say = say
        self.stopping = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        for process in self.processes:
            process.log.parent.mkdir(parents=True, exist_ok=True)
            if process.log.exists() and process.log.stat().st_size > LARGEST_LOG:
                process.log.replace(process.log.with_suffix(".log.1"))
            process.start()
        return self

    def __exit__(self, *failure: object) -> None:
        """Ask them all to stop, wait, and stop by force the one that does not."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # it is stopping already
        for process in self.processes:
            if process.running and process.running.poll() is None:
                process.running.terminate()
        until = time.monotonic() + STOPPING_TIME
        for process in self.processes:
            if process.running:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.running.wait(max(0.1, until - time.monotonic()))
                process.signal(signal.SIGKILL)  # the program, or what it left behind
                process.running.wait()

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def look(self) -> None:
        """Look once at each process: start again, after a pause that grows, the one that died."""
        now = time.monotonic()
        for process in self.processes:
            if process.start_again_at is not None:
                if now >= process.start_again_at:
                    process.start()
                continue
            code = process.ended()
            if code is None:
                continue
            process.signal(signal.SIGKILL)  # children that outlived it
            if now - process.started_at > STEADY_AFTER:
                process.pause = FIRST_PAUSE
            process.start_again_at = now + process.pause
            self.say(
                f"The {process.name} stopped by itself (exit code {code}). "
                f"It is started again in {process.pause:.0f} s. Its log: {process.log}"
            )
            process.pause = min(process.pause * 2, LONGEST_PAUSE)

    def keep_running(self) -> None:
        """Look after the processes until a signal asks to stop."""
        while not self.stopping:
            self.look()
            time.sleep(0.2)

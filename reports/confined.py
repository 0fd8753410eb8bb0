"""A process that is bounded and dies with its parent.

`python -m reports.confined SECONDS MEMORY PARENT LIFELINE MODULE ARGUMENT ...` is what `run` starts.

`run` starts one and waits for it; the lower half of the file is what the process itself does before it becomes
MODULE. Limits are set there and not between fork and exec, which is not safe in a process with threads. Imports
nothing of the project or of Django, so that it starts quickly.
"""

from __future__ import annotations

import ctypes
import os
import resource
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.2
"""Seconds between two looks at the child."""
OUT_OF_MEMORY = (
    "MemoryError",
    "Error creating thread",
    "can't start new thread",
    "failed to allocate",
    "Cannot allocate memory",
)
"""What a program says whose memory is used up, by the library that it happens in."""


class TookTooLong(Exception):
    """The child was stopped at its time limit."""


class Ended(Exception):
    """The child ended by itself without success; the message is what it last wrote to its error output."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said

    @property
    def out_of_memory(self) -> bool:
        """Return whether the child asked for more memory than it may have, as Python, GLib or the C library says it.

        A thread that can not be made is one of these: its stack is memory too.
        """
        return self.code == -signal.SIGABRT or any(sign in self.said for sign in OUT_OF_MEMORY)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a child may run, in seconds, and how much memory it may reserve, in bytes."""

    seconds: int
    memory: int


def run(
    module: str, *arguments: str, stdin: BinaryIO, errors: Path, bounds: Bounds, watch: Callable[[], object]
) -> None:
    """Run a module in a bounded child and wait for it; raise `TookTooLong` or `Ended`.

    `watch` is called several times a second; what it raises stops the child first. What the child writes to its
    error output goes to the file `errors`. The child is dead whichever way this function is left.
    """
    reading, writing = os.pipe()
    try:
        with errors.open("wb") as stderr:
            child = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "reports.confined",
                    str(bounds.seconds),
                    str(bounds.memory),
                    str(os.getpid()),
                    str(reading),
                    module,
                    *arguments,
                ],
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[reading],
                cwd=Path(__file__).resolve().parent.parent,
            )
        try:
            code = _wait(child, time.monotonic() + bounds.seconds, watch)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    finally:
        os.close(reading)
        os.close(writing)
    if code == -signal.SIGXCPU:
        raise TookTooLong
    if code != 0:
        raise Ended(code, errors.read_bytes()[-2000:].decode(errors="replace").strip())


def _wait(child: subprocess.Popen[bytes], until: float, watch: Callable[[], object]) -> int:
    while True:
        try:
            return child.wait(timeout=LOOK_EVERY)
        except subprocess.TimeoutExpired:
            watch()
            if time.monotonic() > until:
                raise TookTooLong from None


def _die_with_parent(parent: int, lifeline: int) -> None:
    """End this process when its parent ends: by the kernel's signal on Linux, else when the pipe is closed."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

    def wait_for_the_end() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=wait_for_the_end, daemon=True).start()


def _bound(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system's own libraries reserve more than any sensible limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    """Confine this process and become the module that is asked for."""
    seconds, memory, parent, lifeline = map(int, sys.argv[1:5])
    module, *arguments = sys.argv[5:]
    _die_with_parent(parent, lifeline)
    _bound(seconds, memory)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""Starting the portal's own processes in a test: commands, and a worker on the test's database and broker.

Called by tests and fixtures.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGURED_BY = (
    "ALLOWED_HOSTS", "BEHIND_PROXY", "DATABASE_URL", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE", "EMAIL_URL", "LOG_LEVEL",
    "MAIL_FROM", "OIDC_SERVER_URL", "PORTAL_ADDRESS", "PORTAL_DEMO", "PORTAL_STATE", "REDIS_URL", "SECRET_KEY",
)  # fmt: skip


def environment(**variables: str) -> dict[str, str]:
    """The environment of this process with nothing of the portal's set but these variables."""
    kept = {name: value for name, value in os.environ.items() if name not in CONFIGURED_BY}
    return {**kept, **variables}


def run(*command: str, variables: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run Python with these arguments and this environment alone, to its end."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def free_port() -> int:
    """A port of loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], within: float = 60.0, what: str = "it") -> None:
    """Wait until this is true. AssertionError where it takes longer than `within` seconds."""
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, f"waited {within} s for {what}"
        time.sleep(0.05)


def database_url() -> str:
    """The DATABASE_URL of the database that the running test uses."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    parts = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    return urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))


@contextlib.contextmanager
def running_worker(state: Path) -> Iterator[Path]:
    """A Celery worker on the running test's database and broker, once it is ready; gives the path of its log."""
    log = state / f"worker-{time.monotonic_ns()}.log"
    variables = {"PORTAL_STATE": str(state), "DATABASE_URL": database_url(), "SECRET_KEY": "x" * 60}
    if os.environ.get("REDIS_URL"):
        variables["REDIS_URL"] = os.environ["REDIS_URL"]
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--purge", "--queues", "default,reports"]
    command += ["--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    with log.open("wb") as output:
        worker = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(**variables, REMAP_SIGTERM="SIGQUIT"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until(lambda: " ready." in log.read_text() or worker.poll() is not None, what="the worker")
        assert worker.poll() is None, log.read_text()
        yield log
    finally:
        with contextlib.suppress(ProcessLookupError):
            worker.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

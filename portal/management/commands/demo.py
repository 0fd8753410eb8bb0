"""`manage.py demo`: the whole portal on this machine alone, on the sample scorecard. Called by `make demo`."""

import contextlib
import fcntl
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.urls import reverse

from portal.accounts.samples import sample_accounts
from portal.processes import Process, ProcessGroup
from portal.static_files import collect_if_changed

HOST = "127.0.0.1"
ANSWERS_WITHIN = 90.0  # seconds that the web server has before the start counts as failed


class Command(BaseCommand):
    help = "Starts web, worker and scheduler on the sample scorecard, on this machine alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port on 127.0.0.1 (8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        if not settings.PORTAL_DEMO:
            raise CommandError("Start the demonstration with: make demo")
        with only_demonstration(settings.PORTAL_STATE / "demo.lock", port):
            refuse_busy_port(port)
            try:
                self.prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped before it was ready. Run it again to go on.") from None
            with ProcessGroup(processes(port), say=self.say) as group:
                if self.wait_until_it_answers(group, port):
                    self.say(self.welcome(port))
                    group.keep_running()
                self.say("\nStopping web, worker and scheduler ...")
            self.say("Stopped. What was done is kept; `make demo` goes on where it was.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def prepare(self) -> None:
        """Bring database, sample and static files up to date."""
        self.say("Preparing the database and the sample scorecard ...")
        call_command("migrate", interactive=False, verbosity=0)
        if "load_demo" in get_commands():
            call_command("load_demo")
        collect_if_changed()
        connections.close_all()

    def wait_until_it_answers(self, group: ProcessGroup, port: int) -> bool:
        """Wait for the sign-in page; False where it was stopped. CommandError where it can not start."""
        web = group.processes[0]
        until = time.monotonic() + ANSWERS_WITHIN
        while not group.stopping:
            if web.ended() is not None or time.monotonic() > until:
                raise CommandError(f"The web server did not start. Its log ends:\n{web.last_lines()}")
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"http://{HOST}:{port}{reverse('account_login')}", timeout=5) as answer,
            ):
                return bool(answer.status == 200)
            time.sleep(0.1)
        return False

    def welcome(self, port: int) -> str:
        """The address and the ways to sign in."""
        lines = ["", f"The portal answers on http://{HOST}:{port}/", ""]
        accounts = sample_accounts()
        if accounts:
            lines.append("Choose one of these on the sign-in page, or sign in with the email and the password:")
            width = max(len(account.email) for account in accounts)
            lines += [f"  {account.email:<{width}}  {account.password!r}  {account.role}" for account in accounts]
        return "\n".join([*lines, "", f"Logs: {settings.PORTAL_STATE / 'log'}", "Stop it with Ctrl-C."])


def processes(port: int) -> list[Process]:
    """Web, worker and scheduler, as they are started."""
    folder = settings.PORTAL_STATE
    gunicorn = [
        "--bind",
        f"{HOST}:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--timeout",
        "60",
        "--no-control-socket",
    ]
    worker = ["--queues", "default,reports", "--concurrency", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["--pidfile", "", "--loglevel", "INFO"]
    celery = [sys.executable, "-m", "celery", "-A", "portal"]
    # SIGTERM gives running tasks the soft time below, and then ends them: their rows bring them back.
    soft = {"REMAP_SIGTERM": "SIGQUIT", "PYTHONUNBUFFERED": "1"}
    address = {"PORTAL_ADDRESS": f"http://{HOST}:{port}"}
    commands = {
        "web": ([sys.executable, "-m", "gunicorn", "portal.wsgi", *gunicorn], {}),
        "worker": ([*celery, "worker", *worker], soft),
        "scheduler": ([*celery, "beat", *beat], {}),
    }
    return [
        Process(name, command, folder / "log" / f"{name}.log", {**address, **environment}, settings.BASE_DIR)
        for name, (command, environment) in commands.items()
    ]


def refuse_busy_port(port: int) -> None:
    """CommandError where the port is not to be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} on {HOST} is not free. Choose another one, for example: make demo PORT={port + 1}"
            ) from error


@contextlib.contextmanager
def only_demonstration(lock: Path, port: int) -> Iterator[None]:
    """Hold the state folder for one demonstration. CommandError, with its address, where one is running."""
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise CommandError(
                f"The demonstration is running already, on http://{HOST}:{file.read().strip() or port}/. "
                "Stop that one with Ctrl-C first, or use it."
            ) from error
        file.truncate(0)
        file.write(f"{port}")
        file.flush()
        os.fsync(file.fileno())
        yield

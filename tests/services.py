"""A private PostgreSQL and a private Redis for one run of the tests: started empty, stopped and removed after it.

Called by tests/run.py. Uses the programs of this machine; nothing of an installation's own data is touched.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
import redis

from portal.processes import end_with_parent

STARTS_WITHIN = 60.0  # seconds
UNSAFE_AND_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
"""Nothing here outlives the run; of tables that are always small PostgreSQL knows too little to plan a compilation."""
JOINED_AS_ASKED = ("join_collapse_limit=1", "from_collapse_limit=1")
"""Of tables of a few rows any order of joins will do: to look for the best took six times as long as to answer."""


class DidNotStart(Exception):
    """Says which service did not start, with the end of its log."""


def program(name: str) -> str:
    """The path of a program of PostgreSQL or Redis, which Debian keeps off the path. DidNotStart without it."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", ""), "/usr/sbin"]))
    if not found:
        raise DidNotStart(f"{name} is not installed. `make setup` names the packages to install.")
    return found


@contextlib.contextmanager
def folder_of(owner: pwd.struct_passwd) -> Iterator[Path]:
    """A fresh private folder with a short path, since the path of a socket may have 107 characters at most."""
    folder = Path(tempfile.mkdtemp(prefix="sc-", dir="/tmp"))
    try:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> pwd.struct_passwd:
    """The user that PostgreSQL runs as: this one, but never root, as whom it refuses to start."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def wait_for(answers: Callable[[], object], server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until `answers` no longer raises. DidNotStart where the server ends, or takes too long."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            answers()
        except (psycopg.OperationalError, redis.ConnectionError) as error:
            if server.poll() is not None or time.monotonic() > until:
                raise DidNotStart(f"{server.args!r} did not start: {error}\n{log.read_text()[-2000:]}") from error
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def running(command: list[str], log: Path, stop: int, user: pwd.struct_passwd) -> Iterator["subprocess.Popen[bytes]"]:
    """A server that runs as `user` and is stopped with the signal `stop`, also where this process is killed."""
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent(stop),  # noqa: PLW1509 - no other thread is running
            **as_user,  # type: ignore[call-overload]
        )
    try:
        yield server
    finally:
        server.send_signal(stop)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def postgresql(*settings: str) -> Iterator[str]:
    """Start a private PostgreSQL on a socket, with these settings too, and give its DATABASE_URL."""
    initdb, postgres = program("initdb"), program("postgres")
    user = unprivileged_user()
    with folder_of(user) as folder:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        made = subprocess.run(
            [
                initdb,
                "-D",
                str(folder / "data"),
                "-U",
                "scorecard",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise DidNotStart(f"initdb failed: {made.stderr}")
        command = [postgres, "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="]
        command += [part for setting in (*UNSAFE_AND_QUICK, *settings) for part in ("-c", setting)]
        with running(command, folder / "log", signal.SIGINT, user) as server:
            address = f"host={folder} user=scorecard dbname=postgres"
            wait_for(lambda: psycopg.connect(address).close(), server, folder / "log")
            yield f"postgresql://scorecard@{urllib.parse.quote(str(folder), safe='')}/postgres"


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Start a private Redis on a free port of loopback, which keeps nothing on disk, and give its REDIS_URL."""
    server_program = program("redis-server")
    user = pwd.getpwuid(os.geteuid())
    with folder_of(user) as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [server_program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        command += ["--dir", str(folder)]
        with running(command, folder / "log", signal.SIGTERM, user) as server:
            client = redis.Redis(port=port)
            wait_for(client.ping, server, folder / "log")
            client.close()
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def migrated(environment: Mapping[str, str]) -> Iterator[str]:
    """Give the name of a database with the portal's tables, of which others are copied; DidNotStart where it fails.

    To migrate takes seconds, to copy a part of one.
    """
    name = f"migrated_{os.getpid()}"
    parts = urllib.parse.urlsplit(environment["DATABASE_URL"])
    with (
        psycopg.connect(environment["DATABASE_URL"], autocommit=True) as server,
        tempfile.TemporaryDirectory() as state,
    ):
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            address = urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))
            _wait_until_made(_migrating({**environment, "DATABASE_URL": address, "PORTAL_STATE": state}))
            yield name
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def migrating_file(environment: Mapping[str, str]) -> Iterator[Callable[[], Path]]:
    """Begin to make a file of SQLite with the portal's tables, of which others are copied; give what waits for it.

    It is made while the first run of the tests starts, which keeps no more than one core busy.
    """
    with (
        tempfile.TemporaryDirectory() as state,
        _migrating({**environment, "PORTAL_STATE": state}) as migrating,
    ):

        def made() -> Path:
            _wait_until_made(migrating)
            return Path(state) / "portal.sqlite3"

        try:
            yield made
        finally:
            migrating.kill()


def _migrating(environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    """Begin to make the portal's tables in the database of this environment."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_until_made(migrating: "subprocess.Popen[str]") -> None:
    """Wait for the portal's tables. DidNotStart where they could not be made."""
    _, said = migrating.communicate()
    if migrating.returncode:
        raise DidNotStart(f"The tables could not be made: {said}")

"""Sets the portal up: the virtual environment, the locked requirements and the styles. Called by the Makefile.

    python3 requirements/install.py base    to run the portal
    python3 requirements/install.py dev     to test it and to work on it

Standard library alone. What is already as the locks say is left alone, so that a second run takes a moment. PYTHON
names the Python to use; else the newest on the path that the portal is tested with. A virtual environment that was
left half made is made again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed.json"  # what was installed, written last
UNFINISHED = VENV / "unfinished"  # there while something is being installed
FRONTEND = ROOT / "portal/design/frontend"
BUILT = ROOT / "portal" / "design" / "static" / "design" / "built"
BUILT_FROM = BUILT / ".built-from"  # the hash of what the styles were built from, written last
OLDEST, NEWEST_TESTED = (3, 11), (3, 13)
LOCKS = {"base": ["base"], "dev": ["base", "dev"]}  # the lock for development holds all of the base


class CanNotSetUp(Exception):
    """Says to a person what is missing and what to do."""


def version_of(python: str) -> tuple[int, int, int] | None:
    """The version of a Python that really starts (a shim may not), or None."""
    command = [python, "-c", "import sys; print(*sys.version_info[:3])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        major, minor, micro = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return major, minor, micro


def makes_environments(python: str) -> bool:
    """Whether this Python brings venv and pip, which Debian keeps in a package of their own."""
    done = subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return done.returncode == 0


def find_python() -> str:
    """The path of the Python to use. Raises CanNotSetUp with what to install where there is none."""
    asked = os.environ.get("PYTHON", "").strip()
    if asked:
        version = version_of(asked)
        if version is None or version < OLDEST:
            found = "does not start" if version is None else f"is Python {version[0]}.{version[1]}"
            raise CanNotSetUp(f"PYTHON={asked} {found}. The portal needs Python 3.11 or newer.")
        return asked
    names = [f"python3.{minor}" for minor in range(NEWEST_TESTED[1], OLDEST[1] - 1, -1)]
    found_paths = [*filter(None, map(shutil.which, [*names, "python3"])), "/usr/bin/python3", sys.executable]
    versions = {path: version_of(path) for path in dict.fromkeys(found_paths)}
    usable = {path: version for path, version in versions.items() if version and version >= OLDEST}
    if not usable:
        raise CanNotSetUp(
            "There is no Python 3.11 or newer here. Install it with: apt-get install python3 python3-venv\n"
            "Where it is not on the path, name it: make PYTHON=/path/to/python3.13 demo"
        )
    # The newest of those that are tested; one that is newer than those only where there is no other.
    best = sorted(usable, key=lambda path: (usable[path][:2] <= NEWEST_TESTED, makes_environments(path), usable[path]))
    return best[-1]


def need_venv_module(python: str) -> None:
    """Make sure that this Python can make a virtual environment, installing what Debian leaves out where it may."""
    if makes_environments(python):
        return
    version = version_of(python) or OLDEST
    package = f"python{version[0]}.{version[1]}-venv"
    if system.can_install():
        system.install([package])
    if not makes_environments(python):
        raise CanNotSetUp(f"{python} can not make virtual environments. Install: apt-get install {package}")


def environment_is_sound() -> bool:
    """Whether .venv is there whole: it starts, has pip, is recent enough, and nothing was interrupted in it."""
    if UNFINISHED.exists() or not VENV_PYTHON.exists():
        return False
    version = version_of(str(VENV_PYTHON))
    if version is None or version < OLDEST:
        return False
    asked = os.environ.get("PYTHON", "").strip()
    if asked and version_of(asked) != version:
        return False
    return INSTALLED.exists() or run_quietly([str(VENV_PYTHON), "-m", "pip", "--version"]) == 0


def run_quietly(command: list[str]) -> int:
    """Run a command without showing what it says, and return its exit code."""
    return subprocess.run(command, capture_output=True, check=False).returncode


def run(command: list[str], what: str, folder: Path = ROOT) -> None:
    """Run a command; where it fails, show the end of what it said. Raises CanNotSetUp."""
    print(f"{what} ...", flush=True)
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONHOME", "PYTHONPATH"}}
    environment.update({"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONDONTWRITEBYTECODE": ""})
    with contextlib.ExitStack() as stack:
        if not os.access(Path.home(), os.W_OK):
            environment["npm_config_cache"] = stack.enter_context(tempfile.TemporaryDirectory())
        done = subprocess.run(
            command, cwd=folder, env=environment, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    if done.returncode:
        said = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-25:])
        raise CanNotSetUp(f"{what} failed (exit code {done.returncode}). It said:\n{said}\nMend this and run it again.")


def digest(paths: list[Path]) -> str:
    """One SHA-256 of these files' names and contents."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def prepare_environment(kind: str) -> None:
    """Bring .venv to what the lock of this kind says."""
    if not environment_is_sound():
        python = find_python()
        need_venv_module(python)
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        UNFINISHED.touch()
        version = version_of(python) or OLDEST
        run([python, "-m", "venv", str(VENV)], f"Making .venv with Python {version[0]}.{version[1]} ({python})")
    locks = {name: digest([ROOT / "requirements" / f"{name}.txt"]) for name in LOCKS[kind]}
    installed = json.loads(INSTALLED.read_text()) if INSTALLED.exists() else {}
    if all(installed.get(name) == lock for name, lock in locks.items()) and not UNFINISHED.exists():
        return
    UNFINISHED.touch()
    lock_file = ROOT / "requirements" / f"{kind}.txt"
    pip = [
        str(VENV_PYTHON),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--no-deps",
        "--require-hashes",
        "-r",
        str(lock_file),
    ]
    run(pip, f"Installing what requirements/{kind}.txt locks, which takes about a minute")
    INSTALLED.write_text(json.dumps({**installed, **locks}, indent=2) + "\n")
    UNFINISHED.unlink()


def frontend_sources() -> list[Path]:
    """Every file that the styles are made from."""
    return [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(FRONTEND).parts
    ]


def build_frontend() -> None:
    """Build the styles and scripts with npm where their sources have changed since they were last built."""
    if not (FRONTEND / "package.json").exists():
        return
    wanted = digest(frontend_sources())
    if BUILT_FROM.exists() and BUILT_FROM.read_text() == wanted:
        return
    # Only what was pinned is installed, and no package runs a script of its own while it is.
    ci = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(ci, "Fetching what portal/design/frontend/package-lock.json locks", FRONTEND)
    run(["npm", "run", "--silent", "build"], "Building the styles", FRONTEND)
    BUILT_FROM.write_text(wanted)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up run at a time in this folder; a second waits for the first."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is running in this folder. Waiting for it ...", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(kind: str) -> int:
    """Set up for `kind` (base or dev) and return the exit code."""
    if sys.version_info < (3, 8) or os.name != "posix":
        print("The set-up needs Linux or macOS, and a python3 of 3.8 or newer to begin with.", file=sys.stderr)
        return 1
    try:
        with alone():
            absent = system.missing(system.TO_RUN)
            if absent:
                raise CanNotSetUp("\n".join(part.sentence() for part in absent))
            prepare_environment(kind)
            build_frontend()
            if kind == "dev":
                for part in system.missing(system.TO_TEST):
                    print(f"{part.sentence()} (until then the tests that need it are counted as not run)")
    except CanNotSetUp as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["base"], ["dev"]):
        sys.exit("Say what to set up for: install.py base, or install.py dev")
    sys.exit(main(sys.argv[1]))

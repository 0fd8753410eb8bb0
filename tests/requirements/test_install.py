"""The set-up: which Python it takes, what it tells a person, and that half an environment is never taken for done."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.processes import ROOT


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "requirements"))
    monkeypatch.delenv("PYTHON", raising=False)
    return importlib.import_module("install")


def python_that_says(folder: Path, name: str, version: str, exit_code: int = 0) -> Path:
    """A program that answers as a Python of this version does."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {version}\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def copy_of_the_set_up(folder: Path) -> Path:
    """A folder with the set-up and a lock that holds nothing, so that a run needs no network."""
    (folder / "requirements").mkdir(parents=True)
    for name in ("install.py", "system.py"):
        shutil.copy(ROOT / "requirements" / name, folder / "requirements")
    (folder / "requirements" / "base.txt").write_text("# nothing\n")
    return folder


def set_up(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "requirements/install.py", "base"],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_newest_python_that_is_tested_and_really_starts_is_taken(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python_that_says(tmp_path, "python3.11", "3 11 9")
    newest = python_that_says(tmp_path, "python3.12", "3 12 4")
    python_that_says(tmp_path, "python3.13", "", exit_code=127)  # a shim of a version that is not switched on
    python_that_says(tmp_path, "python3", "3 99 0")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert install.find_python() == str(newest)


def test_a_python_that_is_too_old_is_refused_by_name(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = python_that_says(tmp_path, "python", "3 9 18")
    monkeypatch.setenv("PYTHON", str(old))

    with pytest.raises(install.CanNotSetUp, match=r"is Python 3\.9\. The portal needs Python 3\.11 or newer\."):
        install.find_python()


def test_a_python_that_does_not_start_is_refused_by_name(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON", str(tmp_path / "nowhere"))

    with pytest.raises(install.CanNotSetUp, match="nowhere does not start"):
        install.find_python()


def test_a_missing_part_of_the_system_is_named_with_the_command_that_installs_it(install: ModuleType) -> None:
    part = install.system.Part("Pango", "it sets the text of the PDF", ("libpango-1.0-0",), lambda: False)

    assert part.sentence() == (
        "Pango is missing: it sets the text of the PDF. Install it with: apt-get install libpango-1.0-0"
    )


def test_a_half_made_environment_is_made_again_and_one_in_which_something_failed_counts_as_half_made(
    tmp_path: Path,
) -> None:
    folder = copy_of_the_set_up(tmp_path / "a folder with blanks")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / ".venv" / "unfinished").touch()

    first = set_up(folder)

    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stdout
    assert (folder / ".venv" / "installed.json").exists()
    assert not (folder / ".venv" / "unfinished").exists()

    second = set_up(folder)

    assert second.returncode == 0, second.stderr
    assert second.stdout == ""

    (folder / "requirements" / "base.txt").write_text("# nothing, in other words\n")

    third = set_up(folder)

    assert third.returncode == 0, third.stderr
    assert "Installing what requirements/base.txt locks" in third.stdout
    assert "Making .venv" not in third.stdout

    (folder / "requirements" / "base.txt").write_text("a requirement that nobody can read\n")

    failed = set_up(folder)

    assert failed.returncode == 1
    assert "failed (exit code" in failed.stderr
    assert "Mend this and run it again." in failed.stderr
    assert (folder / ".venv" / "unfinished").exists()

"""The bounded child: what it may use, and that it never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.confined import Bounds, Ended, TookTooLong, run
from tests.processes import ROOT, wait_until

PLENTY = Bounds(seconds=60, memory=4 * 1024**3)


def module(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> str:
    """Write a module that the child can import; return its name."""
    (folder / "asked_for.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return "asked_for"


def run_module(folder: Path, name: str, bounds: Bounds = PLENTY, watch: Callable[[], object] = bool) -> None:
    with Path(os.devnull).open("rb") as nothing:
        run(name, stdin=nothing, errors=folder / "errors", bounds=bounds, watch=watch)


def test_a_module_runs_with_its_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module(tmp_path, monkeypatch, "import sys, pathlib\npathlib.Path(sys.argv[1]).write_text('made')")
    with Path(os.devnull).open("rb") as nothing:
        run(name, str(tmp_path / "out"), stdin=nothing, errors=tmp_path / "errors", bounds=PLENTY, watch=lambda: None)
    assert (tmp_path / "out").read_text() == "made"


def test_a_child_that_sleeps_is_stopped_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module(tmp_path, monkeypatch, "import time\ntime.sleep(60)")
    began = time.monotonic()
    with pytest.raises(TookTooLong):
        run_module(tmp_path, name, Bounds(seconds=1, memory=PLENTY.memory))
    assert time.monotonic() - began < 30


def test_a_child_gets_no_more_memory_than_it_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module(tmp_path, monkeypatch, "x = bytearray(1024 ** 3)")
    with pytest.raises(Ended) as ended:
        run_module(tmp_path, name, Bounds(seconds=60, memory=512 * 1024**2))
    assert ended.value.out_of_memory


def test_a_thread_for_which_no_memory_is_left_counts_as_too_much_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    name = module(tmp_path, monkeypatch, source)
    with pytest.raises(Ended) as ended:
        run_module(tmp_path, name, Bounds(seconds=60, memory=512 * 1024**2))
    assert ended.value.out_of_memory


def test_what_a_child_says_when_it_fails_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module(tmp_path, monkeypatch, "raise ValueError('no such font')")
    with pytest.raises(Ended, match="no such font") as ended:
        run_module(tmp_path, name)
    assert not ended.value.out_of_memory


def test_whoever_watches_can_stop_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module(tmp_path, monkeypatch, "import time\ntime.sleep(60)")

    def enough() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run_module(tmp_path, name, watch=enough)


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "asked_for.py").write_text(
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    )
    source = (
        "import pathlib\nfrom reports.confined import Bounds, run\n"
        f"run('asked_for', stdin=open('/dev/null', 'rb'), errors=pathlib.Path({str(tmp_path / 'errors')!r}),"
        f" bounds=Bounds(60, {PLENTY.memory}), watch=bool)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", source], cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    )
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "", what="the child")
    child = int((tmp_path / "pid").read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not Path(f"/proc/{child}").exists(), within=10, what="the end of the child")

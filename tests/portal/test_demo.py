"""`make demo`: the processes that it starts, stops and starts again, really started."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demonstration import Demonstration, running_demonstration
from tests.processes import ROOT, environment, free_port, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]


def keeps_its_parts_running(demonstration: Demonstration) -> None:
    """A worker that is killed is started again, and it says so."""
    worker = demonstration.process_of("celery\0-A\0portal\0worker")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: "The worker stopped by itself (exit code -9)" in demonstration.said(), what="its sentence")
    wait_until(
        lambda: demonstration.process_of("celery\0-A\0portal\0worker") not in {None, worker}, what="another worker"
    )


def refuses_a_second_one(demonstration: Demonstration) -> None:
    """Another one on the same state is told where the first answers."""
    second = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", str(free_port())],
        cwd=ROOT,
        env=environment(PORTAL_STATE=str(demonstration.state), PORTAL_DEMO="1"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert f"running already, on http://127.0.0.1:{demonstration.port}/" in second.stderr


def test_it_keeps_its_parts_running_stops_them_all_and_goes_on_where_it_was(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with running_demonstration(state) as demonstration:
        assert demonstration.page("/account/sign-in/") == 200
        keeps_its_parts_running(demonstration)
        refuses_a_second_one(demonstration)

        demonstration.process.send_signal(signal.SIGINT)

        assert demonstration.process.wait(40) == 0
        assert "Stopped. What was done is kept" in demonstration.said()
        assert demonstration.processes() == set()

    with running_demonstration(state) as again:
        assert "Loaded the sample scorecard" not in again.said()
        assert again.page("/account/sign-in/") == 200

        again.process.kill()  # what stops it with no time to stop the others
        again.process.wait()

        wait_until(lambda: again.processes() == set(), 40, what="the parts to end with it")


def test_a_busy_port_is_refused_with_another_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = Demonstration(tmp_path, port)

        assert refused.process.wait(60) == 1
    assert f"Port {port} on 127.0.0.1 is not free. Choose another one" in refused.said()

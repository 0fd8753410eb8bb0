"""What is sent to the broker reaches a worker that was really started, on whichever broker this run is."""

from pathlib import Path

import pytest

from portal.celery import app
from tests.processes import wait_until

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("task", ["measures.tasks.recalculate_waiting", "reports.tasks.sweep_renderings"])
def test_a_task_of_the_schedule_is_run_by_the_worker(celery_worker: Path, task: str) -> None:
    sent = app.send_task(task)

    wait_until(lambda: f"{task}[{sent.id}] succeeded" in celery_worker.read_text(), what=f"{task} to succeed")


def test_every_task_of_the_schedule_is_there() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_renderings_have_a_queue_of_their_own_and_their_sweep_does_not_wait_behind_them() -> None:
    route = app.amqp.router.route

    assert route({}, "reports.tasks.render").get("queue").name == "reports"
    assert route({}, "reports.tasks.sweep_renderings").get("queue").name == "default"

"""Telling Celery that mail waits. The rows are the work: a broker that can not be reached is no harm."""

from __future__ import annotations

from celery import current_app
from django.db import transaction


def tell() -> None:
    """Have the mail that waits written and sent as soon as this transaction is done; the sweep asks again anyway."""
    transaction.on_commit(lambda: current_app.send_task("measures.tasks.send_letters", ignore_result=True), robust=True)

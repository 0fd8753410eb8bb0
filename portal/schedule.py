"""What the scheduler sends, and when. Named in the settings; calls nothing of the project.

A message that waited longer than `expires` (seconds) is dropped: the next one does the same work.
"""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "recalculate what is waiting": {
        "task": "measures.tasks.recalculate_waiting",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "send stale renderings again": {
        "task": "reports.tasks.sweep_renderings",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    "send the letters that wait": {
        "task": "measures.tasks.send_letters",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 60},
    },
    "recalculate everything at night": {
        "task": "measures.tasks.recalculate_all",
        "schedule": crontab(hour=2, minute=0),
        "options": {"expires": 3600},
    },
    "open periods and remind": {
        "task": "measures.tasks.open_and_remind",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 3600},
    },
}

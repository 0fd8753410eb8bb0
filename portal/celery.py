"""The Celery application: started as `celery -A portal worker` and `celery -A portal beat`.

It reads its settings from Django's, under CELERY_, and finds the tasks of the installed apps in their `tasks` module.
"""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
TRANSPORT_ALIASES["filesystem"] = "portal.broker:Transport"

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

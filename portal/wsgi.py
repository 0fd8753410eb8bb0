"""The web application for a WSGI server: `gunicorn portal.wsgi`."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# What is loaded once stays until the process ends. The garbage collector leaves it alone from here on: to look through
# all of it again and again takes up to a third of a large page.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()

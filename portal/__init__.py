"""How the site is put together: settings, addresses, processes, sign-in and looks. Both apps meet here."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]

"""The portal as a Django app: it owns the site's commands and the pages where both apps meet."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """How the site is put together; it has no tables of its own."""

    name = "portal"
    label = "portal"

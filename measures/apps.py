"""What is measured, and the month."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class MeasuresConfig(AppConfig):
    """Puts the append-only triggers back after every migration, since SQLite drops them when it rebuilds a table."""

    name = "measures"
    verbose_name = "Measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the trigger installer and its check."""
        from measures.models import append_only

        post_migrate.connect(append_only.after_migrate, dispatch_uid="append_only.after_migrate")
        checks.register(append_only.check, checks.Tags.database)

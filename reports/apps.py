"""What is published: editions, and the files made of them."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Editions and renderings."""

    name = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"

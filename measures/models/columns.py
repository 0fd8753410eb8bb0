"""Which columns of a scorecard's table a person wants to see, kept until they choose others."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ColumnChoice(models.Model):
    """One person's columns of one scorecard. Nobody else's page changes with it, so it has no event."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scorecard = models.ForeignKey("Scorecard", on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=list, help_text="The columns shown, as the address names them.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("person", "scorecard"), name="one_choice_of_columns_a_person_and_scorecard")
        ]

    def __str__(self) -> str:
        return ", ".join(self.columns)

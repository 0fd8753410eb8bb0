"""A question about a figure that an extract has loaded: its owner asks, the performance team answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LoadQueryQuerySet(models.QuerySet["LoadQuery"]):
    """Questions about loaded figures."""

    def open(self) -> LoadQueryQuerySet:
        """Return the questions that nobody has answered yet."""
        return self.filter(answer__isnull=True)


class LoadQuery(models.Model):
    """What an owner asks about a loaded figure. Both texts are comments of the figure's thread, where they are read."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="load_queries")
    load = models.ForeignKey("Load", on_delete=models.PROTECT, related_name="queries", help_text="What was loaded.")
    question = models.OneToOneField("Comment", on_delete=models.PROTECT, related_name="asks")
    answer = models.OneToOneField("Comment", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")

    objects = LoadQueryQuerySet.as_manager()

    class Meta:
        ordering = ("submission", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("submission",), condition=Q(answer__isnull=True), name="one_open_query_of_a_figure"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | ~Q(answer=models.F("question")), name="query_is_not_its_own_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.question}"

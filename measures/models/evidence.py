"""Files that bear out a figure: held with its draft, and frozen with each revision that is made of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from measures.choices import EvidenceKind
from measures.models.fields import person_field
from measures.models.period import both_or_neither


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Files of evidence."""

    def held(self) -> EvidenceQuerySet:
        """Return the files that belong to the drafts."""
        return self.filter(removed_at__isnull=True)


class Evidence(models.Model):
    """One file, as it was sent. Only those who see its submission in every state may have it."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="evidence")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices())
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField(default=timezone.now)
    added_by = person_field(null=False)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="No longer part of the draft; revisions that had it keep it."
    )
    removed_by = person_field(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("submission", "pk")
        constraints = [
            both_or_neither("removed_at", "removed_by", "evidence_removed_at_and_by_together"),
            models.UniqueConstraint(
                fields=("submission", "sha256"),
                condition=models.Q(removed_at__isnull=True),
                name="one_file_of_evidence_once_in_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RevisionEvidence(models.Model):
    """One file that went with one revision."""

    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="evidence")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")

    APPEND_ONLY = True

    class Meta:
        ordering = ("revision", "pk")
        constraints = [
            models.UniqueConstraint(fields=("revision", "evidence"), name="evidence_once_with_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} with {self.revision}"

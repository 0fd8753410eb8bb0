"""What the public edition says of a figure: a text of its own, beside the commentary that stays inside.

There is none until somebody writes one. It is approved by itself, beside the figure that it is about; what was
submitted for approval is kept as an immutable row.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from measures.choices import PublicTextState
from measures.models.fields import person_field
from measures.models.period import both_or_neither
from measures.models.versioned import VersionedQuerySet


class PublicText(models.Model):
    """The public text of one measure in one month: the draft as typed, and which wording is submitted and approved."""

    submission = models.OneToOneField("Submission", on_delete=models.PROTECT, related_name="public_text")
    state = models.CharField(max_length=20, choices=PublicTextState.choices(), default=PublicTextState.DRAFT)
    version = models.PositiveIntegerField(default=0)

    draft = models.TextField(blank=True)
    draft_by = person_field(blank=True)
    draft_for = person_field(blank=True)
    draft_at = models.DateTimeField(null=True, blank=True)

    submitted_revision = models.ForeignKey(
        "PublicTextRevision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = person_field(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_revision = models.ForeignKey(
        "PublicTextRevision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_beside = models.ForeignKey(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The figure that it was approved beside; of another figure it is not printed.",
    )
    approved_by = person_field(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_numbers = models.JSONField(
        default=list, blank=True, help_text="Small or suppressed numbers that the approver has read in it."
    )

    objects = VersionedQuerySet["PublicText"].as_manager()

    class Meta:
        ordering = ("submission",)
        constraints = [
            both_or_neither("submitted_at", "submitted_by", "public_text_submitted_at_and_by_together"),
            both_or_neither("approved_at", "approved_by", "public_text_approved_at_and_by_together"),
            models.CheckConstraint(
                condition=~Q(state=PublicTextState.SUBMITTED.value) | Q(submitted_revision__isnull=False),
                name="submitted_public_text_names_its_wording",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicTextState.APPROVED.value)
                | Q(approved_revision__isnull=False, approved_beside__isnull=False, approved_by__isnull=False),
                name="approved_public_text_names_wording_figure_and_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="nobody_approves_the_public_text_they_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}, for the public: {self.state}"

    @property
    def wording(self) -> str:
        """Return the text that is spoken of now: as approved, as submitted, else as it was typed last."""
        if self.state == PublicTextState.APPROVED and self.approved_revision is not None:
            return self.approved_revision.text
        if self.state == PublicTextState.SUBMITTED and self.submitted_revision is not None:
            return self.submitted_revision.text
        return self.draft

    @property
    def stands(self) -> bool:
        """Return whether it is approved beside the figure that the next edition prints: else that has no text."""
        return self.is_approved_beside(self.submission.printed_next_id)

    def is_approved_beside(self, revision_id: int | None) -> bool:
        """Return whether it is approved, and of this figure: what an edition asks before it prints it."""
        approved = self.state == PublicTextState.APPROVED
        return approved and revision_id is not None and self.approved_beside_id == revision_id


class PublicTextRevision(models.Model):
    """A public text as it was submitted. Never updated, never deleted (the database refuses)."""

    public_text = models.ForeignKey(PublicText, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    entered_by = person_field(blank=True)
    entered_for = person_field(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = person_field(blank=True)

    APPEND_ONLY = True

    class Meta:
        ordering = ("public_text", "number")
        constraints = [
            models.UniqueConstraint(fields=("public_text", "number"), name="public_text_numbers_once"),
            models.CheckConstraint(condition=~Q(text=""), name="public_text_has_words"),
        ]

    def __str__(self) -> str:
        return self.text

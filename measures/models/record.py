"""What is said about figures and what is done with them: findings, comments, actions, annotations, restatements."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import RestatementState, Rule, Severity
from measures.models.fields import person_field
from measures.models.period import both_or_neither
from measures.models.versioned import VersionedQuerySet


class FindingQuerySet(models.QuerySet["Finding"]):
    """What the checks found."""

    def open(self) -> FindingQuerySet:
        """Return the findings that still hold."""
        return self.filter(cleared_at__isnull=True)

    def superseded(self) -> FindingQuerySet:
        """Return the open findings that a text quotes a figure which has been revised since, by month."""
        found = self.open().filter(rule=Rule.COMMENTARY_FIGURE, severity=Severity.WARNING)
        return found.select_related("submission__period").order_by("submission__period__month", "pk")


class Finding(models.Model):
    """What a check found about a submission, with both figures in its sentence."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="findings")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    rule = models.CharField(max_length=20, choices=Rule.choices())
    severity = models.CharField(max_length=20, choices=Severity.choices())
    message = models.TextField()
    box = models.CharField(max_length=20, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("submission", "rule", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("submission", "rule", "message"),
                condition=Q(cleared_at__isnull=True),
                name="one_open_finding_with_the_same_words",
            ),
        ]

    def __str__(self) -> str:
        return self.message

    @staticmethod
    def counted(prefix: str = "") -> Q:
        """Return which are counted wherever a number of findings stands: open errors and warnings, no hints."""
        weighty = (Severity.ERROR, Severity.WARNING)
        return Q(**{f"{prefix}cleared_at__isnull": True, f"{prefix}severity__in": weighty})

    @property
    def needs_explanation(self) -> bool:
        """Return whether the submitter has to explain it before the figure can go on."""
        return self.severity == Severity.WARNING

    @property
    def explained(self) -> str:
        """Return what is said to it: the latest explanation, which took the place of those before; empty if none."""
        said = list(self.explanations.all())
        return said[-1].text if said else ""

    def names(self, month: dt.date) -> bool:
        """Return whether its sentence names a month."""
        return f"{month:%B %Y}" in self.message


class Explanation(models.Model):
    """What the submitter says to a finding; it travels with the figure to the approver and into the report."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="explanations")
    text = models.TextField()
    by = person_field(null=False)
    at = models.DateTimeField(default=timezone.now)

    APPEND_ONLY = True

    class Meta:
        ordering = ("finding", "at", "pk")

    def __str__(self) -> str:
        return self.text


class Comment(models.Model):
    """One message of the thread on a submission; it changes no state."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = person_field(null=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("submission", "at", "pk")

    def __str__(self) -> str:
        return self.text


class ActionQuerySet(models.QuerySet["Action"]):
    """What is being done about measures."""

    def open(self) -> ActionQuerySet:
        """Return the actions that are still being done."""
        return self.filter(closed_at__isnull=True)


class Action(models.Model):
    """What is being done about a measure; carried from month to month until it is closed, printed while open."""

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="actions")
    what = models.TextField()
    owner = models.CharField(max_length=200, help_text="Who does it.")
    due = models.DateField()
    outcome = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = person_field(null=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field(blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("measure", "due", "pk")
        constraints = [both_or_neither("closed_at", "closed_by", "action_closed_at_and_by_together")]

    def __str__(self) -> str:
        return self.what


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Notes on months of measures."""

    def standing(self) -> AnnotationQuerySet:
        """Return the notes that nobody has taken away."""
        return self.filter(removed_at__isnull=True)


class Annotation(models.Model):
    """A note on one month of a measure, for whoever reads its chart: 'A new recording system from May'.

    It belongs to the measure, so it is shown and printed beside every series that has the month. It is never changed:
    one that is wrong is taken away and written again.
    """

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="annotations")
    period = models.ForeignKey("Period", on_delete=models.PROTECT, related_name="annotations")
    text = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = person_field(null=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_field(blank=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ("measure", "period__month", "at", "pk")
        constraints = [
            both_or_neither("removed_at", "removed_by", "annotation_removed_at_and_by_together"),
            models.CheckConstraint(condition=~Q(text=""), name="annotation_has_words"),
        ]

    def __str__(self) -> str:
        return self.text


class Restatement(models.Model):
    """The correction of a published figure: asked for, agreed, worked out, approved, published."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="restatements")
    state = models.CharField(max_length=20, choices=RestatementState.choices(), default=RestatementState.ASKED)
    version = models.PositiveIntegerField(default=0)
    reason = models.TextField()
    asked_by = person_field(null=False)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = person_field(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    published_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = person_field(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = VersionedQuerySet["Restatement"].as_manager()

    class Meta:
        ordering = ("submission", "asked_at")
        constraints = [
            both_or_neither("decided_at", "decided_by", "restatement_decided_at_and_by_together"),
            both_or_neither("approved_at", "approved_by", "restatement_approved_at_and_by_together"),
            models.CheckConstraint(condition=~Q(reason=""), name="restatement_has_a_reason"),
            models.UniqueConstraint(
                fields=("submission",),
                condition=~Q(state__in=[state.value for state in RestatementState.ended()]),
                name="one_restatement_of_a_submission_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.state}"

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more is done to it, so that another can be asked for."""
        return self.state in RestatementState.ended()

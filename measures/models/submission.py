"""One measure in one month: the slot, the draft as typed, and the immutable revisions made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from measures.choices import FigureSource, Missing, PeriodState, RestatementState, SubmissionState
from measures.models.fields import figure_field, person_field
from measures.models.period import both_or_neither
from measures.models.scorecard import scorecard_order
from measures.models.versioned import VersionedQuerySet

MOST_SAID: Final = 200
"""How many characters of a figure are kept as it was typed."""


class SubmissionQuerySet(VersionedQuerySet["Submission"]):
    """Slots of measures in months."""

    def in_order(self) -> SubmissionQuerySet:
        """Return the slots as the scorecard has their measures: section by section, then by reference."""
        return self.order_by(*scorecard_order(), "pk")

    def hold(self, pk: int, *, states: Iterable[str], version: int) -> bool:
        """Keep others off a slot until the transaction ends if it is in that version still; return whether it was.

        A conditional UPDATE that changes nothing: it takes the row's lock, or touches no row.
        """
        return self.filter(pk=pk, version=version, state__in=list(states)).update(version=version) == 1

    def correct(self, slot: Submission, *, published: int | None, corrected: Revision) -> bool:
        """Publish a corrected revision in the place of the one it corrects, if that still is what is published.

        `slot` is as it was read in this transaction. Returns whether it was put in its place.
        """
        changed = self.filter(pk=slot.pk, published_revision=published, version=slot.version).update(
            published_revision=corrected, version=F("version") + 1
        )
        return changed == 1

    def publish_approved(self) -> int:
        """Publish the approved revisions of these slots; return how many there were."""
        return self.filter(state=SubmissionState.APPROVED).update(
            state=SubmissionState.PUBLISHED, version=F("version") + 1, published_revision=F("approved_revision")
        )

    def untouched(self) -> SubmissionQuerySet:
        """Return the slots for which nobody has entered, loaded, said or added anything."""
        said = ("revisions", "comments", "evidence", "public_text", "load_queries")
        return self.filter(state=SubmissionState.NOT_STARTED, **{f"{name}__isnull": True for name in said})

    def due(self) -> SubmissionQuerySet:
        """Return the slots that wait for their owner in a month that is open."""
        return self.filter(
            Q(period__state=PeriodState.OPEN) | Q(reopened=True),
            state__in=[SubmissionState.NOT_STARTED, SubmissionState.DRAFT, SubmissionState.RETURNED],
        )


class Submission(models.Model):
    """The slot of one measure in one period, with the draft exactly as it was typed."""

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="submissions")
    definition = models.ForeignKey(
        "MeasureDefinition",
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="What the measure meant in this month.",
    )
    period = models.ForeignKey("Period", on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=20, choices=SubmissionState.choices(), default=SubmissionState.NOT_STARTED)
    version = models.PositiveIntegerField(default=0)
    late = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False, help_text="May change although its period is closed.")
    left_out_reason = models.TextField(blank=True)

    draft_figure = models.TextField(blank=True)
    draft_numerator = models.TextField(blank=True)
    draft_denominator = models.TextField(blank=True)
    draft_missing = models.CharField(max_length=20, choices=Missing.choices(), blank=True)
    draft_happening = models.TextField("what is happening", blank=True)
    draft_why = models.TextField("why", blank=True)
    draft_doing = models.TextField("what is being done, by whom and when", blank=True)
    draft_source = models.CharField("where the figure came from", max_length=300, blank=True)
    draft_taken_on = models.DateField("when the extract was taken", null=True, blank=True)
    draft_parts = models.JSONField(default=list, blank=True)
    draft_explanations = models.JSONField(default=dict, blank=True, help_text="By the sentence of their finding.")
    draft_load = models.ForeignKey("Load", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    draft_loaded = models.JSONField(
        default=dict, blank=True, help_text="The figure and counts as the load had them, whatever was typed since."
    )
    draft_by = person_field(blank=True)
    draft_for = person_field(blank=True)
    draft_at = models.DateTimeField(null=True, blank=True)

    submitted_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = person_field(blank=True)
    approved_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = person_field(blank=True)
    caveat = models.TextField(blank=True, help_text="Printed with the figure.")
    published_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pending_revision = models.ForeignKey(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="A published figure as a later extract has it; published with the month in which it is approved.",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("period", "definition__ref_key")
        constraints = [
            models.UniqueConstraint(fields=("measure", "period"), name="one_submission_of_a_measure_in_a_period"),
            both_or_neither("approved_at", "approved_by", "submission_approved_at_and_by_together"),
            both_or_neither("submitted_at", "submitted_by", "submission_submitted_at_and_by_together"),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.SUBMITTED.value) | Q(submitted_revision__isnull=False),
                name="submitted_names_its_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.APPROVED.value) | Q(approved_revision__isnull=False),
                name="approved_names_its_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.PUBLISHED.value) | Q(published_revision__isnull=False),
                name="published_names_its_revision",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="nobody_approves_what_they_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.LEFT_OUT.value) | ~Q(left_out_reason=""),
                name="left_out_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=("period", "state"), name="submission_by_period_state")]

    def __str__(self) -> str:
        return f"{self.definition.ref}, {self.period}"

    @property
    def current_revision_id(self) -> int | None:
        """Return the revision that speaks for this slot now: published, else approved, else submitted."""
        published, approved, submitted = (
            self.published_revision_id,
            self.approved_revision_id,
            self.submitted_revision_id,
        )
        return published or approved or submitted

    @property
    def printed_next_id(self) -> int | None:
        """Return the revision that the next edition of the month prints, of what is submitted: a public text is of it.

        Where a correction is approved that is the corrected one, and never what a later extract only proposes. Asks
        for the restatements where they are not read.
        """
        approved = (row for row in self.restatements.all() if row.state == RestatementState.APPROVED)
        corrected = next(approved, None)
        return self.current_revision_id if corrected is None else corrected.revision_id

    def is_late_on(self, day: dt.date) -> bool:
        """Return whether a submission made on the day misses the due date."""
        return self.period.due_on is not None and day > self.period.due_on

    @property
    def figure_by_hand(self) -> bool:
        """Return whether the draft's figure was typed into the portal, and not left as the load had it."""
        return self.draft_by_id is not None and not _left_as_loaded(self.draft_figure, self.draft_loaded)

    def takes_changes(self) -> bool:
        """Return whether the period still lets this slot change."""
        return self.period.state == PeriodState.OPEN or (self.reopened and self.period.state == PeriodState.CLOSED)


def _left_as_loaded(figure: str, loaded: Mapping[str, str]) -> bool:
    return bool(loaded) and figure.strip() == loaded["figure"][:MOST_SAID].strip()


class Revision(models.Model):
    """A figure as it was submitted, loaded or imported. Never updated, never deleted (the database refuses)."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    value = figure_field(help_text="The figure as typed or imported; empty where it is worked out from the counts.")
    missing = models.CharField(max_length=20, choices=Missing.choices(), blank=True)
    said = models.CharField(max_length=MOST_SAID, blank=True, help_text="The figure as it was typed.")
    places = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Decimal places as typed.")
    percent_sign = models.BooleanField(default=False)
    numerator = figure_field()
    denominator = figure_field()
    capped = models.BooleanField(default=False, help_text="The numerator may not exceed the denominator.")
    happening = models.TextField(blank=True)
    why = models.TextField(blank=True)
    doing = models.TextField(blank=True)
    revised = models.BooleanField(default=False, help_text="Changed by a later extract; printed with an r.")
    source = models.CharField(max_length=20, choices=FigureSource.choices())
    system = models.CharField(max_length=300, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    load = models.ForeignKey("Load", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    loaded = models.JSONField(default=dict, blank=True, help_text="The figure and counts as the load had them.")
    entered_by = person_field(blank=True)
    entered_for = person_field(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = person_field(blank=True)

    APPEND_ONLY = True

    class Meta:
        ordering = ("submission", "number")
        constraints = [
            models.UniqueConstraint(fields=("submission", "number"), name="revision_numbers_once_in_a_submission"),
            models.CheckConstraint(
                condition=Q(capped=False)
                | Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="numerator_at_most_denominator",
            ),
            models.CheckConstraint(
                condition=Q(missing="") | Q(value__isnull=True), name="revision_missing_has_no_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}, revision {self.number}"

    @property
    def has_commentary(self) -> bool:
        """Return whether something is said of the figure."""
        return bool((self.happening + self.why + self.doing).strip())

    @property
    def figure_by_hand(self) -> bool:
        """Return whether the figure was typed into the portal, and not left as the load had it."""
        return self.source == FigureSource.ENTERED and not _left_as_loaded(self.said, self.loaded)


class Part(models.Model):
    """One piece of a figure: a locality, a team, an age group."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=60, help_text="What it is broken down by: locality, team, age.")
    name = models.CharField(max_length=200)
    value = figure_field()
    numerator = figure_field()
    denominator = figure_field()
    additive = models.BooleanField(default=False, help_text="The parts add up to the whole.")

    APPEND_ONLY = True

    class Meta:
        ordering = ("revision", "kind", "pk")
        constraints = [
            models.UniqueConstraint(fields=("revision", "kind", "name"), name="part_once_in_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

"""The files that Celery makes of editions, and of months that are read early. A file's row is the job that makes it."""

from __future__ import annotations

import datetime as dt
import re
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from measures.choices import Audience, JobState, PeriodState, Word
from measures.models import Job, JobQuerySet, Period
from measures.models.fields import person_field
from reports.models.editions import Edition
from reports.options import FULL, Option

EARLY_KEPT_FOR: Final = dt.timedelta(hours=1)
"""How long an early reader's PDF can be fetched after it was made."""


class Format(Word):
    """What an edition is rendered as."""

    PDF = "pdf"
    WORKBOOK = "xlsx"

    @property
    def label(self) -> str:
        """Return what people call it."""
        return {Format.PDF: "PDF", Format.WORKBOOK: "Workbook"}[self]

    @property
    def noun(self) -> str:
        """Return what sentences call it."""
        return {Format.PDF: "PDF", Format.WORKBOOK: "workbook"}[self]


class FileJob(Job):
    """A file to be made. The row is the job; it is made once however often it is asked for."""

    MAX_ATTEMPTS: ClassVar[int] = 3

    step = models.CharField(max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")

    class Meta:
        abstract = True


class Rendering(FileJob):
    """One file to be made of one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renderings")
    format = models.CharField(max_length=10, choices=Format.choices())
    option = models.CharField(max_length=300, default=FULL, help_text="Which report: see reports/options.py.")
    key = models.CharField(max_length=64, unique=True, help_text="Hash of the content, the option and the renderer.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = JobQuerySet["Rendering"].as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")

    def __str__(self) -> str:
        return f"{self.edition}, {Format(self.format).label}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows how far it is."""
        return reverse("reports:rendering", args=[self.pk])

    @property
    def is_done(self) -> bool:
        """Return whether the file is there."""
        return self.state == JobState.DONE

    @property
    def has_ended(self) -> bool:
        """Return whether nobody will work on it any more unless it is run again."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def kind(self) -> str:
        """Return what is being made, as a heading says it: "PDF", "PDF (summary)"."""
        label = Format(self.format).label
        return label if self.option == FULL else f"{label} ({self.report[:1].lower()}{self.report[1:]})"

    @property
    def report(self) -> str:
        """Return which report it is: "Full report", "Measure 2.2"."""
        return Option.parse(self.option).label

    @property
    def noun(self) -> str:
        """Return what is being made, as a sentence says it."""
        return Format(self.format).noun


class RenderedFile(models.Model):
    """The finished file of a rendering, written in the same transaction that marks the rendering done."""

    rendering = models.OneToOneField(Rendering, on_delete=models.PROTECT, related_name="file")
    attempt = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    APPEND_ONLY = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name under which the file is downloaded: 'childrens-2023-11-edition-1.pdf'."""
        rendering = self.rendering
        edition = rendering.edition
        parts = [edition.scorecard.slug, edition.period.key, f"edition-{edition.number}"]
        if edition.audience == Audience.PUBLIC:
            parts.append("public")
        if rendering.option != FULL:
            parts.append(slugify(re.sub("[:.+]", "-", rendering.option)))
        return f"{'-'.join(parts)}.{rendering.format}"


class EarlyPdfQuerySet(JobQuerySet["EarlyPdf"]):
    """PDFs for early readers."""

    def over(self, now: dt.datetime) -> EarlyPdfQuerySet:
        """Return those that nobody may fetch any more: an hour after they ended, and once their month is published."""
        return self.filter(Q(finished_at__lte=now - EARLY_KEPT_FOR) | Q(period__state=PeriodState.PUBLISHED))


class EarlyPdf(FileJob):
    """The PDF of a month that is not published, for one reader: the row holds all of it, and is removed soon."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    reader = person_field(null=False)
    watermark = models.CharField(max_length=400, help_text="Printed across every page: who reads, and when.")
    content = models.TextField(help_text="Canonical JSON of what the month said when it was asked for.")
    key = models.CharField(max_length=64, unique=True, help_text="Hash of the content, the reader and the renderer.")
    file = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True, help_text="When it was first handed over, which is the reading.")

    objects = EarlyPdfQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")

    def __str__(self) -> str:
        return f"{self.period}, not published, for {self.reader}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows how far it is."""
        return reverse("reports:early_pdf", args=[self.pk])

    @property
    def name(self) -> str:
        """Return the name under which it is downloaded: 'childrens-2023-11-not-published.pdf'."""
        return f"{self.period.scorecard.slug}-{self.period.key}-not-published.pdf"

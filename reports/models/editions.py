"""Editions: a month as it was signed, which never changes, and when it was given to the board."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from measures.choices import Audience, Rag
from measures.models import Event, Period, Scorecard


def canonical(content: Any) -> str:
    """Return content as the one JSON text that its hash is taken of: keys sorted, no spaces, UTF-8 as it is."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _holder() -> Coalesce:
    """Return in whose place an edition was signed, as its event says; empty where in nobody's."""
    frozen = Event.objects.filter(
        what="freeze_edition",
        period=OuterRef("period"),
        about=Concat(Value("edition "), Cast(OuterRef("pk"), models.CharField())),
    )
    name = Coalesce(NullIf("done_for__name", Value("")), "done_for__email", output_field=models.CharField())
    return Coalesce(Subquery(frozen.values_list(name)[:1]), Value(""))


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions of months."""

    def published(self) -> EditionQuerySet:
        """Return the editions that the board may read."""
        return self.filter(publication__isnull=False)

    def with_superseded(self) -> EditionQuerySet:
        """Add `is_superseded`: whether a later edition of the same month and audience has been published."""
        later = Edition.objects.published().filter(
            period=OuterRef("period"), audience=OuterRef("audience"), number__gt=OuterRef("number")
        )
        return self.annotate(is_superseded=Exists(later))

    def with_signatories(self) -> EditionQuerySet:
        """Read who signed with each edition, and add `holder`: whose leave it was, where somebody stood in."""
        return self.select_related("signed_by").annotate(holder=_holder())

    def newest_first(self) -> EditionQuerySet:
        """Return the latest month's latest edition first."""
        return self.order_by("-period__month", "-number", "audience")


class Edition(models.Model):
    """A month as it was signed: the whole content as data, with its hash. Never updated, never deleted."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="editions")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience.choices(), default=Audience.INTERNAL)
    imported = models.BooleanField(default=False, help_text="Published before this portal; nobody signed it here.")
    content = models.TextField(help_text="Canonical JSON.")
    sha256 = models.CharField(max_length=64)
    decisions = models.JSONField(default=list, help_text="What was suppressed, and by which rule.")
    reason = models.TextField(blank=True, help_text="Why there is an edition after the first.")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = EditionQuerySet.as_manager()

    APPEND_ONLY = True

    class Meta:
        ordering = ("-period__month", "-number", "audience")
        constraints = [
            models.UniqueConstraint(
                fields=("scorecard", "period", "number", "audience"), name="one_edition_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="edition_is_signed_or_imported",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="later_edition_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}, {self.period}, edition {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of the edition's page."""
        where: list[str | int] = [self.scorecard.slug, self.period.key, self.number]
        if self.audience == Audience.PUBLIC:
            where.append(Audience.PUBLIC.value)
        return reverse("reports:edition", args=where)

    @cached_property
    def in_place_of(self) -> str:
        """Return whose leave it was, where a recorded delegate signed (one query, unless read `with_signatories`)."""
        read = getattr(self, "holder", None)
        if read is None:
            read = Edition.objects.filter(pk=self.pk).values_list(_holder(), flat=True).get()
        return str(read)

    @property
    def signatory(self) -> str:
        """Return who signed it as it is printed: "Del Egate, in the place of Ruth Calder"; empty where nobody did."""
        signed_by = self.signed_by.get_full_name() if self.signed_by is not None else ""
        return f"{signed_by}, in the place of {self.in_place_of}" if self.in_place_of else signed_by

    def data(self) -> Any:
        """Return the content as plain data."""
        return json.loads(self.content)

    def is_whole(self) -> bool:
        """Return whether the content still is what was signed."""
        return fingerprint(self.content) == self.sha256


class EditionCount(models.Model):
    """How many measures of an edition have a status: what its content says, kept where a trend over months is read."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="counts")
    rag = models.CharField(max_length=25, choices=Rag.choices())
    number = models.PositiveIntegerField()

    APPEND_ONLY = True

    class Meta:
        ordering = ("edition", "pk")
        constraints = [models.UniqueConstraint(fields=("edition", "rag"), name="one_count_of_a_status")]

    def __str__(self) -> str:
        return f"{self.edition}: {self.number} {self.rag}"


class Publication(models.Model):
    """When an edition was given to the board, and by whom."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    APPEND_ONLY = True

    def __str__(self) -> str:
        return f"{self.edition}, published"

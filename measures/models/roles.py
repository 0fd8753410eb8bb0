"""Who may do what, on what, and between which dates. A role is a row, never a flag on the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import ROLE_SCOPES, RoleName
from measures.models.fields import person_field


class RoleQuerySet(models.QuerySet["Role"]):
    """Rows of who may do what."""

    def current(self, on: dt.date) -> RoleQuerySet:
        """Return the roles that hold on a day (the last day included)."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)

    def of(self, person: Any) -> RoleQuerySet:
        """Return one person's roles."""
        return self.filter(person_id=person.pk)


def scope_matches_role() -> Q:
    """Return the condition that a role is held on exactly the kind of thing that it belongs to."""
    condition = Q()
    for role, scope in ROLE_SCOPES.items():
        wanted = {f"{name}__isnull": name != scope for name in ("scorecard", "section", "measure")}
        condition |= Q(role=role.value, **wanted)
    return condition


class Role(models.Model):
    """One person's role on one scorecard, section or measure, from a day until a day."""

    person = person_field(null=False, related_name="roles")
    role = models.CharField(max_length=20, choices=RoleName.choices())
    scorecard = models.ForeignKey("Scorecard", on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    section = models.ForeignKey("Section", on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The last day.")
    stands_in_for = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        help_text="The role that was delegated, for a period of leave.",
    )
    given_by = person_field(blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("role", "starts", "pk")
        constraints = [
            models.CheckConstraint(condition=scope_matches_role(), name="role_is_held_on_exactly_its_scope"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="role_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=("person", "role"), name="role_by_person")]

    def __str__(self) -> str:
        return f"{RoleName(self.role).label}: {self.scorecard or self.section or self.measure or 'the site'}"

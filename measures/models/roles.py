"""Who may do what, on what, and between which dates. A role is a row, never a flag on the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import ROLE_SCOPES, RoleName
from measures.models.fields import person_field

if TYPE_CHECKING:
    from measures.models.scorecard import Measure, Scorecard, Section


class RoleQuerySet(models.QuerySet["Role"]):
    """Rows of who may do what."""

    def current(self, on: dt.date) -> RoleQuerySet:
        """Return the roles that hold on a day (the last day included, unless they ended in the course of it)."""
        return self.not_over(on).filter(starts__lte=on)

    def not_over(self, on: dt.date) -> RoleQuerySet:
        """Return the roles that hold on a day or will hold later."""
        after = Q(ends__isnull=True) | Q(ends__gt=on) | Q(ends=on, ended_at__isnull=True)
        return self.filter(after, withdrawn_at__isnull=True)

    def on_scorecards(self, scorecards: Iterable[int]) -> RoleQuerySet:
        """Return the roles held on these scorecards, their sections and their measures."""
        kept = list(scorecards)
        return self.filter(Q(scorecard__in=kept) | Q(section__scorecard__in=kept) | Q(measure__scorecard__in=kept))

    def with_scope(self) -> RoleQuerySet:
        """Fetch what each role is held on, and in whose place, with the rows."""
        return self.select_related(
            "person",
            "given_by",
            "scorecard",
            "section__scorecard",
            "measure__scorecard",
            "measure__definition",
            "stands_in_for__person",
        )

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
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it ended in the course of its last day: it was held until then."
    )
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
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was taken back on or before its first day: it holds on no day."
    )

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
        return f"{RoleName(self.role).label}: {self.scope or 'the site'}"

    @property
    def scope(self) -> Scorecard | Section | Measure | None:
        """Return what the role is held on; None is the site."""
        return self.scorecard or self.section or self.measure

    @property
    def in_words(self) -> str:
        """Return the role as a sentence says it: 'director of Front door', 'owner of 1.1 % of visits in time'."""
        if self.scope is None:
            return self.role
        link = "of" if self.section or self.measure else "on"
        return f"{self.role} {link} {self.scope}"

    @property
    def of_scorecard(self) -> Scorecard | None:
        """Return the scorecard that the role belongs to; None where it is the site's."""
        held_on = self.section or self.measure
        return held_on.scorecard if held_on else self.scorecard

    @property
    def taken_back(self) -> str:
        """Return that the role was taken back, and whether it had begun; empty where it was not."""
        if self.withdrawn_at is None:
            return ""
        begun = self.starts <= timezone.localdate(self.withdrawn_at)
        return "taken back on its first day" if begun else "taken back before it began"

    def is_lendable(self, today: dt.date) -> bool:
        """Return whether somebody may be asked to decide in this role's place: a director's or the signatory's own."""
        decides = self.role in (RoleName.DIRECTOR, RoleName.SIGNATORY)
        return decides and self.stands_in_for_id is None and self.when(today) == "current"

    def when(self, today: dt.date) -> str:
        """Return where the role stands on a day: 'current', 'to come', 'ended' or 'taken back'."""
        if self.withdrawn_at is not None:
            return "taken back"
        if self.starts > today:
            return "to come"
        over = self.ends is not None and (self.ends < today or (self.ends == today and self.ended_at is not None))
        return "ended" if over else "current"

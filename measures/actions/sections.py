"""The sections of a scorecard: adding, renaming, ordering and retiring them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Overtaken, Refused, hold_scorecard, record
from measures.models import Measure, Scorecard, Section

CHANGED = "Somebody else has just changed the sections. Reload the page to see what they are now."


def _title_for(scorecard: Scorecard, title: str, besides: int = 0) -> str:
    """Return the title as it is stored. Raises `Refused` for an empty one, or another section's."""
    title = " ".join(title.split())
    if not title:
        raise Refused("Enter the section’s name.", {"title": "Enter the section’s name."})
    if len(title) > 200:
        raise Refused("The name is too long.", {"title": "Enter at most 200 characters."})
    same = Section.objects.filter(scorecard=scorecard, title__iexact=title).exclude(pk=besides).first()
    if same is not None:
        retired = " It is retired: take it back into use instead." if same.retired_at else ""
        raise Refused(f"There is a section called {same.title}.{retired}", {"title": f"Enter another name.{retired}"})
    return title


def _record(what: str, section: Section, *, by: Any, now: dt.datetime, details: dict[str, str]) -> None:
    record(what, by=by, now=now, scorecard=section.scorecard, about=f"section {section.pk}", details=details)


@transaction.atomic
def add_section(*, scorecard: Scorecard, title: str, by: Any, now: dt.datetime | None = None) -> Section:
    """Add a section after those there are."""
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    title = _title_for(scorecard, title)
    last = Section.objects.filter(scorecard=scorecard).aggregate(last=Max("position"))["last"] or 0
    section = Section.objects.create(scorecard=scorecard, title=title, position=last + 1)
    _record("add_section", section, by=by, now=now, details={"is": title})
    return section


@transaction.atomic
def rename_section(*, section: Section, title: str, by: Any, seen: str = "", now: dt.datetime | None = None) -> Section:
    """Give a section another name, in every month that is shown from now on. Editions keep the name they have.

    Raises `Overtaken` if it no longer has the name that the person saw (`seen`).
    """
    now = now or timezone.now()
    insist_on_keeper(by, section.scorecard, now)
    hold_scorecard(section.scorecard)
    was, title = section.title, _title_for(section.scorecard, title, besides=section.pk)
    if seen and seen != was:
        raise Overtaken(CHANGED)
    if title == was:
        return section
    if not Section.objects.filter(pk=section.pk, title=was).update(title=title):
        raise Overtaken(CHANGED)
    section.title = title
    _record("rename_section", section, by=by, now=now, details={"was": was, "is": title})
    return section


@transaction.atomic
def move_section(*, section: Section, up: bool, by: Any, now: dt.datetime | None = None) -> Section:
    """Let a section change places with the one in use above or below it.

    `section` is as the person saw it: if it stands elsewhere by now, raises `Overtaken`.
    """
    now = now or timezone.now()
    insist_on_keeper(by, section.scorecard, now)
    hold_scorecard(section.scorecard)
    others = Section.objects.filter(scorecard=section.scorecard_id).in_use()
    place = section.position
    if not others.filter(pk=section.pk, position=place).exists():
        raise Overtaken(CHANGED)
    other = (
        others.filter(position__lt=place).order_by("-position")
        if up
        else others.filter(position__gt=place).order_by("position")
    ).first()
    if other is None:
        raise Refused(f"{section.title} is the {'first' if up else 'last'} section already.")
    last = Section.objects.filter(scorecard=section.scorecard_id).aggregate(last=Max("position"))["last"]
    for pk, position in ((section.pk, last + 1), (other.pk, place), (section.pk, other.position)):
        Section.objects.filter(pk=pk).update(position=position)
    section.position = other.position
    _record(
        "move_section",
        section,
        by=by,
        now=now,
        details={"title": section.title, "to": "up" if up else "down", "past": other.title},
    )
    return section


@transaction.atomic
def retire_section(*, section: Section, by: Any, now: dt.datetime | None = None) -> Section:
    """Take a section out of use. Refused while a measure that is in use is in it."""
    now = now or timezone.now()
    insist_on_keeper(by, section.scorecard, now)
    hold_scorecard(section.scorecard)
    left = Measure.objects.filter(definition__section=section).in_use().select_related("definition")
    refs = [measure.definition.ref for measure in left if measure.definition]
    if refs:
        raise Refused(
            f"{section.title} still has measures: {', '.join(refs)}. Put them in another section or retire them first."
        )
    if not Section.objects.filter(pk=section.pk).in_use().update(retired_at=now):
        raise Overtaken(CHANGED)
    section.retired_at = now
    _record("retire_section", section, by=by, now=now, details={"title": section.title})
    return section


@transaction.atomic
def restore_section(*, section: Section, by: Any, now: dt.datetime | None = None) -> Section:
    """Take a retired section back into use."""
    now = now or timezone.now()
    insist_on_keeper(by, section.scorecard, now)
    if not Section.objects.filter(pk=section.pk, retired_at__isnull=False).update(retired_at=None):
        raise Overtaken(CHANGED)
    section.retired_at = None
    _record("restore_section", section, by=by, now=now, details={"title": section.title})
    return section

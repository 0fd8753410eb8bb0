"""The catalogue: scorecards, sections, measures and what each measure means from a month on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.outcome import Refused, record
from measures.actions.recalculate import queue_recalculation
from measures.models import Measure, MeasureDefinition, Scorecard, Section, Submission

COMPARED = (
    "ref",
    "section_id",
    "title",
    "unit",
    "aim",
    "basis",
    "decimals",
    "frequency",
    "counts",
    "may_exceed_100",
    "numerator_label",
    "denominator_label",
    "denominator_source",
    "relation",
    "definition",
    "maturity_lag",
    "movement_tolerance",
    "limits_fixed_after",
)
"""What makes two definitions different."""


@transaction.atomic
def add_scorecard(
    *, slug: str, title: str, by: Any, organisation: str = "", area: str = "", now: dt.datetime | None = None
) -> Scorecard:
    """Add a scorecard beside those there are."""
    now = now or timezone.now()
    if Scorecard.objects.filter(slug=slug).exists():
        raise Refused(f"There already is a scorecard called {slug}.", {"slug": "Enter another short name."})
    scorecard = Scorecard.objects.create(slug=slug, title=title, organisation=organisation, area=area, created_at=now)
    record("add_scorecard", by=by, now=now, scorecard=scorecard)
    return scorecard


def section_called(scorecard: Scorecard, title: str) -> Section:
    """Return the section of that title, added as the last one if there was none."""
    section = Section.objects.filter(scorecard=scorecard, title=title).first()
    if section is None:
        last = scorecard.sections.order_by("-position").values_list("position", flat=True).first() or 0
        section = Section.objects.create(scorecard=scorecard, title=title, position=last + 1)
    return section


@transaction.atomic
def define_measure(
    *,
    scorecard: Scorecard,
    holds_from: dt.date,
    by: Any,
    measure: Measure | None = None,
    why: str = "",
    breaks_comparison: bool = False,
    now: dt.datetime | None = None,
    **said: Any,
) -> MeasureDefinition:
    """Say what a measure means from a month on; without `measure`, add a measure.

    `said` are the fields of `MeasureDefinition` (with `section`, a title or a row). Returns the definition that
    already holds where nothing differs. Months from then on that are still worked on use the new one. Raises
    `Refused` if another measure has the reference.
    """
    now = now or timezone.now()
    section = said.pop("section")
    said["section"] = section if isinstance(section, Section) else section_called(scorecard, section)
    taken = Measure.objects.filter(scorecard=scorecard, definition__ref=said["ref"], retired_from__isnull=True)
    if taken.exclude(pk=measure.pk if measure else 0).exists():
        raise Refused(f"Another measure has the reference {said['ref']}.", {"ref": "Enter another reference."})
    if measure is None:
        measure = Measure.objects.create(scorecard=scorecard, created_at=now)
    new = MeasureDefinition(
        measure=measure,
        holds_from=holds_from,
        recorded_at=now,
        recorded_by=by,
        why=why,
        breaks_comparison=breaks_comparison,
        **said,
    )
    held = measure.definition
    if held is not None and all(getattr(held, name) == getattr(new, name) for name in COMPARED):
        return held
    if held is not None and held.holds_from >= holds_from:
        raise Refused(
            f"The definition in force began in {held.holds_from:%B %Y}.",
            {"holds_from": "Enter a later month, so that the earlier months keep the definition they were made by."},
        )
    new.save()
    Measure.objects.filter(pk=measure.pk).update(definition=new)
    measure.definition = new
    Submission.objects.filter(measure=measure, period__month__gte=holds_from, published_revision__isnull=True).update(
        definition=new
    )
    record(
        "define_measure",
        by=by,
        now=now,
        measure=measure,
        scorecard=scorecard,
        why=why,
        about=f"definition {new.pk}",
        details={"ref": new.ref, "holds_from": holds_from.isoformat()},
    )
    if held is not None:
        queue_recalculation(measure=measure, month=holds_from, why="definition changed")
    return new

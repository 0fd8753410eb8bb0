"""The catalogue: scorecards, their measures and what each measure means from a month on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Overtaken, Refused, hold_scorecard, name_of, record
from measures.actions.periods import slots_as_due
from measures.actions.recalculate import queue_recalculation
from measures.choices import PeriodState
from measures.models import Measure, MeasureDefinition, Period, Scorecard, Section, Submission

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
    about = {"title": title, "organisation": organisation, "area": area, "created_at": now}
    scorecard, made = Scorecard.objects.get_or_create(slug=slug, defaults=about)
    if not made:
        raise Refused(f"There already is a scorecard called {slug}.", {"slug": "Enter another short name."})
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
    seen: str = "",
    now: dt.datetime | None = None,
    **said: Any,
) -> MeasureDefinition:
    """Say what a measure means from a month on; without `measure`, add a measure.

    `said` are the fields of `MeasureDefinition` (with `section`, a title or a row). Returns the definition that
    already holds where nothing differs. Another unit or basis always breaks the comparison with earlier figures;
    `breaks_comparison` says that another change does too, or that counting changed with nothing else. The control
    chart starts anew only once that is approved (`rebase`). Months from then on that are still worked on use the new
    definition, and have it due where its frequency says so. A definition of the same month by which nothing is signed
    or published yet is corrected. Raises `Refused` if another measure has the reference, or if the month is before
    that of the definition in force; `Overtaken` if that is no longer the one that the person saw (`seen`).
    """
    now = now or timezone.now()
    insist_on_keeper(by, scorecard, now)
    hold_scorecard(scorecard)
    if not isinstance(said["section"], Section):
        said["section"] = section_called(scorecard, said["section"])
    measure = _locked(measure, scorecard=scorecard, ref=said["ref"], now=now)
    held = measure.definition
    insist_as_seen(held, seen)
    new = MeasureDefinition(measure=measure, holds_from=holds_from, recorded_at=now, recorded_by=by, why=why, **said)
    new.breaks_comparison = breaks_comparison or _is_of_another_kind(new, measure)
    if held is not None and _says_the_same(held, new):
        return held
    if held is not None:
        insist_changeable(held, holds_from)
    if held is not None and held.holds_from == holds_from:
        _correct(held, new)
    _bring_into_force(new)
    record(
        "define_measure",
        by=by,
        now=now,
        measure=measure,
        scorecard=scorecard,
        why=why,
        about=f"definition {new.pk}",
        details={"ref": new.ref, "holds_from": holds_from.isoformat(), **_changed(held, new)},
    )
    if held is None or held.frequency != new.frequency:
        slots_as_due(measure, holds_from)
    if held is not None:
        queue_recalculation(measure=measure, month=holds_from, why="definition changed")
    return new


def _locked(measure: Measure | None, *, scorecard: Scorecard, ref: str, now: dt.datetime) -> Measure:
    """Return the measure as it is now, locked, or a new one. Raises `Refused` if another has the reference."""
    if measure is not None:
        Measure.objects.select_for_update(no_key=True, of=("self",)).get(pk=measure.pk)
        measure = Measure.objects.select_related("definition").get(pk=measure.pk)
    taken = Measure.objects.filter(scorecard=scorecard, definition__ref=ref).in_use()
    if taken.exclude(pk=measure.pk if measure else 0).exists():
        raise Refused(f"Another measure has the reference {ref}.", {"ref": "Enter another reference."})
    return measure or Measure.objects.create(scorecard=scorecard, created_at=now)


def mark_of(definition: MeasureDefinition) -> str:
    """Return what a definition is recognised by as somebody saw it: a corrected one has the same row, not the time."""
    return f"{definition.pk} {definition.recorded_at.isoformat()}"


def insist_as_seen(held: MeasureDefinition | None, seen: str) -> None:
    """Raise `Overtaken` if the definition in force is another than the one that was seen, if any was."""
    if held is not None and seen and seen != mark_of(held):
        raise Overtaken(
            f"{name_of(held.recorded_by)} has changed what {held.ref} means since you opened the page. "
            "Nothing was saved. Open it again to see what it says now."
        )


def insist_changeable(held: MeasureDefinition, holds_from: dt.date) -> None:
    """Raise `Refused` where a change from a month on would alter what earlier or published figures were made by."""
    if held.holds_from > holds_from or (held.holds_from == holds_from and _is_published(held)):
        raise Refused(
            f"The definition in force began in {held.holds_from:%B %Y}, and what was published by it stays.",
            {"holds_from": "Enter a later month, so that the earlier months keep the definition they were made by."},
        )


def _correct(held: MeasureDefinition, new: MeasureDefinition) -> None:
    """Have `new` take the row of the definition in force; the event says what it was.

    A new start of the chart that was approved stays approved, as long as the comparison is still broken.
    """
    new.pk = held.pk
    if new.breaks_comparison:
        new.rebased_at, new.rebased_by = held.rebased_at, held.rebased_by


def _bring_into_force(new: MeasureDefinition) -> None:
    """Save a definition as that of its measure, and of the months from then on that are still worked on."""
    new.save()
    Measure.objects.filter(pk=new.measure_id).update(definition=new)
    new.measure.definition = new
    Submission.objects.filter(
        measure=new.measure, period__month__gte=new.holds_from, published_revision__isnull=True
    ).update(definition=new)


def _is_of_another_kind(new: MeasureDefinition, measure: Measure) -> bool:
    """Return whether a definition's figures have another unit or basis than those of the one before it."""
    earlier = MeasureDefinition.objects.filter(measure=measure, holds_from__lt=new.holds_from)
    before = earlier.order_by("-holds_from").first()
    return before is not None and (before.unit, before.basis) != (new.unit, new.basis)


def _says_the_same(held: MeasureDefinition, new: MeasureDefinition) -> bool:
    """Return whether nothing would change: a later month of the same definition may still break the comparison."""
    breaks = held.breaks_comparison if held.holds_from == new.holds_from else False
    alike = all(getattr(held, name) == getattr(new, name) for name in COMPARED)
    return alike and new.breaks_comparison == breaks


def _is_published(definition: MeasureDefinition) -> bool:
    """Return whether a month that is signed or published, imported ones too, was made by this definition."""
    finished = [PeriodState.SIGNED, PeriodState.PUBLISHED]
    return Submission.objects.filter(definition=definition, period__state__in=finished).exists()


def _changed(held: MeasureDefinition | None, new: MeasureDefinition) -> dict[str, dict[str, str]]:
    """Return what the changed fields said before and say now, for the event."""
    changed = [name for name in COMPARED if held is not None and getattr(held, name) != getattr(new, name)]
    plain = [name.removesuffix("_id") for name in changed]
    return {key: {name: str(getattr(side, name)) for name in plain} for key, side in (("was", held), ("is", new))}


@transaction.atomic
def retire_measure(
    *, measure: Measure, retired_from: dt.date | None, why: str, by: Any, now: dt.datetime | None = None
) -> Measure:
    """Say from which month on the scorecard goes without a measure; None keeps a measure that was to be retired.

    Its months before stay as they are. Raises `Refused` for a month that has begun: there a figure is left out, with
    its reason, and not the measure.
    """
    now = now or timezone.now()
    insist_on_keeper(by, measure.scorecard, now)
    begun = Period.objects.filter(scorecard=measure.scorecard_id).exclude(state=PeriodState.PLANNED)
    last = begun.order_by("-month").values_list("month", flat=True).first()
    if retired_from is not None and last is not None and retired_from <= last:
        raise Refused(
            f"{last:%B %Y} has begun with this measure.",
            {"retired_from": f"Choose a month after {last:%B %Y}. In a month that has begun, leave its figure out."},
        )
    if not why.strip():
        raise Refused("Enter the reason.", {"why": "Enter the reason."})
    was = measure.retired_from
    if (
        not Measure.objects.filter(pk=measure.pk, retired_from=was)
        .exclude(retired_from=retired_from)
        .update(retired_from=retired_from)
    ):
        raise Refused("Somebody else has just changed this measure. Reload the page to see what it says now.")
    measure.retired_from = retired_from
    if retired_from is not None:
        unused = Submission.objects.filter(measure=measure, period__month__gte=retired_from)
        unused.filter(period__state=PeriodState.PLANNED, events__isnull=True, revisions__isnull=True).delete()
    record(
        "retire_measure" if retired_from else "keep_measure",
        by=by,
        now=now,
        measure=measure,
        scorecard=measure.scorecard,
        why=why.strip(),
        details={"from": retired_from.isoformat() if retired_from else ""},
    )
    return measure

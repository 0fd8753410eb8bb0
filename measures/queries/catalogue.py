"""What the performance team keeps: sections, measures, and which months a change of a definition touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from measures.calculation.due import months_later
from measures.choices import PeriodState, RoleName, TargetKind, is_no_target
from measures.models import (
    Event,
    Measure,
    MeasureDefinition,
    Period,
    Population,
    Role,
    Scorecard,
    Section,
    Target,
    financial_year,
    scorecard_order,
)
from measures.queries.changed_values import changed_value, ended

MONTHS_AHEAD = 12
"""How far ahead a change can be made to hold."""


KEPT: Final = {
    "add_scorecard": "added the scorecard",
    "add_section": "added a section",
    "rename_section": "renamed a section",
    "move_section": "moved a section",
    "retire_section": "retired a section",
    "restore_section": "took a section back into use",
    "define_measure": "said what a measure means",
    "rebase": "let a control chart start anew",
    "set_screening": "changed how limits of control charts are worked out",
    "retire_measure": "retired a measure",
    "keep_measure": "kept a measure in use",
    "set_target": "set a target",
    "set_baseline": "set a baseline",
    "set_outturn": "entered a validated outturn",
    "set_population": "set a population",
    "withdraw_population": "took a population back",
    "set_benchmark": "set a comparator’s figure",
    "set_neighbours": "set the statistical neighbours",
    "set_dates": "changed the dates of a month",
    "begin_year": "began a year",
    "copy_scorecard": "copied sections and measures of another scorecard",
    "remember_columns": "said what the columns of a file are",
}
"""The changes of the catalogue, as its pages say them."""


@dataclass(frozen=True)
class SectionRow:
    """A section with its measures in use."""

    section: Section
    refs: list[str]
    director: str
    first: bool
    last: bool


def section_rows(scorecard: Scorecard, today: dt.date) -> list[SectionRow]:
    """Return the sections in use in their order, then those that are retired (three queries)."""
    sections = list(Section.objects.filter(scorecard=scorecard).order_by("position"))
    refs: dict[int, list[str]] = {}
    found = Measure.objects.filter(scorecard=scorecard).in_use().select_related("definition")
    for measure in found.order_by("definition__ref_key"):
        if measure.definition is not None:
            refs.setdefault(measure.definition.section_id, []).append(measure.definition.ref)
    directors = _directors(scorecard, today)
    used = [section for section in sections if section.retired_at is None]
    ordered = [*used, *(section for section in sections if section.retired_at is not None)]
    return [
        SectionRow(
            section=section,
            refs=refs.get(section.pk, []),
            director=directors.get(section.pk, ""),
            first=section == used[0] if used else False,
            last=section == used[-1] if used else False,
        )
        for section in ordered
    ]


def _directors(scorecard: Scorecard, today: dt.date) -> dict[int | None, str]:
    """Return who directs each section, by its id, with whoever stands in for them beside (one query)."""
    roles = Role.objects.current(today).filter(role=RoleName.DIRECTOR, section__scorecard=scorecard)
    holders: dict[int | None, list[str]] = {}
    lent: dict[int | None, list[str]] = {}
    for role in roles.select_related("person").order_by("person__name", "pk"):
        (holders if role.stands_in_for_id is None else lent).setdefault(role.section_id, []).append(
            role.person.get_full_name()
        )
    found = {section: ", ".join(names) for section, names in holders.items()}
    for section, names in lent.items():
        stands_in = f"{' and '.join(names)} {'stands' if len(names) == 1 else 'stand'} in"
        found[section] = f"{found[section]} ({stands_in})" if section in found else stands_in
    return found


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class MeasureRow:
    """A measure of the catalogue's list."""

    measure: Measure
    definition: MeasureDefinition
    owner: str
    in_use: bool


def measure_rows(scorecard: Scorecard, today: dt.date) -> list[MeasureRow]:
    """Return every measure of a scorecard with its owner in its order, the retired ones too (five queries)."""
    used = set(Measure.objects.filter(scorecard=scorecard).in_use().values_list("pk", flat=True))
    owners = owners_of(scorecard, today)
    rows = Measure.objects.filter(scorecard=scorecard, definition__isnull=False)
    measures = list(rows.select_related("definition__section", "scorecard").order_by(*scorecard_order(), "pk"))
    meant = meant_now(scorecard, measures)
    return [
        MeasureRow(measure, meant[measure.pk], _name(owners.get(measure.pk)), measure.pk in used)
        for measure in measures
    ]


def meant_now(scorecard: Scorecard, measures: Iterable[Measure]) -> dict[int, MeasureDefinition]:
    """Return what each measure means in the latest month that has begun, by id (two queries).

    A measure that is added from a later month, or in a scorecard without months, has its newest definition.
    """
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED).order_by("-month")
    newest = {measure.pk: measure.definition for measure in measures if measure.definition is not None}
    month = begun.values_list("month", flat=True).first()
    if month is None:
        return newest
    later = [pk for pk, definition in newest.items() if definition.holds_from > month]
    held = MeasureDefinition.objects.filter(measure__in=later, holds_from__lte=month).select_related("section")
    return {**newest, **{row.measure_id: row for row in held.order_by("holds_from")}}


def _name(person: Any) -> str:
    return str(person.get_full_name()) if person is not None else ""


def owners_of(scorecard: Scorecard, today: dt.date) -> dict[int, Any]:
    """Return the owner of each measure that has one (one query)."""
    roles = Role.objects.current(today).filter(role=RoleName.OWNER, measure__scorecard=scorecard)
    return {role.measure_id: role.person for role in roles.select_related("person") if role.measure_id is not None}


def age_bands(scorecard: Scorecard) -> list[str]:
    """Return the age bands that the scorecard has a population of."""
    found = Population.objects.current().filter(scorecard=scorecard).values_list("age_band", flat=True)
    return sorted(set(found))


def months_to_choose(scorecard: Scorecard, after: dt.date | None = None) -> list[dt.date]:
    """Return the months from which something can hold: those known and a year ahead, after a month if one is given."""
    known = list(Period.objects.filter(scorecard=scorecard).order_by("month").values_list("month", flat=True))
    first = known[0] if known else dt.date.today().replace(day=1)  # noqa: DTZ011 - a month, for a list to choose from
    last = known[-1] if known else first
    if after is not None:
        first, last = months_later(after, 1), max(last, after)
    months, month = [], first
    while month <= months_later(last, MONTHS_AHEAD):
        months.append(month)
        month = months_later(month, 1)
    return months


@dataclass(frozen=True)
class Touched:
    """The months that a change from a month on reaches, and those that keep what they were published with."""

    worked_on: list[Period] = field(default_factory=list)
    """Open or closed: they take the change, and their statuses are worked out again."""
    kept: list[Period] = field(default_factory=list)
    """Signed or published: their figures keep the definition that they were published by."""
    planned: list[Period] = field(default_factory=list)


def touched(scorecard: Scorecard, holds_from: dt.date) -> Touched:
    """Return the months from one on, by what a changed definition does to them (one query)."""
    found = Touched()
    for period in Period.objects.filter(scorecard=scorecard, month__gte=holds_from).order_by("month"):
        if period.state in (PeriodState.SIGNED, PeriodState.PUBLISHED):
            found.kept.append(period)
        elif period.state == PeriodState.PLANNED:
            found.planned.append(period)
        else:
            found.worked_on.append(period)
    return found


@dataclass(frozen=True)
class Overview:
    """What the catalogue's first page says of a scorecard."""

    measures: int
    retired: int
    sections: int
    ownerless: int
    year: int
    provisional: int
    to_be_confirmed: int
    untargeted: int
    changes: list[Changed]


@dataclass(frozen=True)
class Changed:
    """One change of the catalogue, as the timeline shows it."""

    title: str
    at: dt.datetime
    by: str
    body: str


def changed(event: Event) -> Changed:
    """Return a change of the catalogue in words."""
    measure = event.measure.definition if event.measure else None
    change = changed_value(event)
    parts = [
        ended(str(measure)) if measure else "",
        change.sentence if change else _in_words(event.details.get("is")),
        event.details.get("title", ""),
        event.why,
    ]
    done = KEPT.get(event.what, event.what)
    return Changed(
        title=done[:1].upper() + done[1:],
        at=event.at,
        by=_name(event.by) or "The portal",
        body=" ".join(part for part in parts if part),
    )


def _in_words(value: Any) -> str:
    """Return what an event says something is, where it says it in words."""
    return value if isinstance(value, str) else ""


def overview(scorecard: Scorecard, today: dt.date) -> Overview:
    """Return how the catalogue stands (nine queries)."""
    rows = measure_rows(scorecard, today)
    used = {row.measure.pk for row in rows if row.in_use}
    year = current_year(scorecard, today)
    current = Target.objects.current().filter(measure__in=used, year=year)
    targets = current.values_list("kind", "provisional", "measure__definition__aim")
    set_to = [kind for kind, _, aim in targets if not is_no_target(kind, aim)]
    events = Event.objects.filter(scorecard=scorecard, what__in=KEPT, by__isnull=False).select_related(
        "by", "measure__definition"
    )
    return Overview(
        measures=len(used),
        retired=len(rows) - len(used),
        sections=Section.objects.filter(scorecard=scorecard).in_use().count(),
        ownerless=sum(1 for row in rows if row.in_use and not row.owner),
        year=year,
        provisional=sum(provisional for _, provisional, _ in targets),
        to_be_confirmed=set_to.count(TargetKind.TO_BE_CONFIRMED),
        untargeted=len(used) - len(set_to),
        changes=[changed(event) for event in events[:12]],
    )


def current_year(scorecard: Scorecard, today: dt.date) -> int:
    """Return the financial year of the latest month that has begun, or of today."""
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED).order_by("-month")
    month = begun.values_list("month", flat=True).first()
    return financial_year(month or today)

"""How far a scorecard has come from its spreadsheet to its first open month; who holds what of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from measures.choices import RESPONSIBLE, Aim, PeriodState, RoleName, Unit
from measures.models import (
    Event,
    LoadedCell,
    Measure,
    Period,
    Population,
    Role,
    Scorecard,
    Section,
    Target,
    Upload,
    gathered,
)
from measures.queries.catalogue import current_year


@dataclass(frozen=True)
class Step:
    """One thing to do, with how it stands."""

    title: str
    hint: str
    url: str
    done: bool
    state: str
    """How far it is, in words, where it is not done: '12 of 45'."""


@dataclass(frozen=True)
class _SoFar:
    """What there is of a scorecard on a day, as far as the steps ask for it."""

    measures: int
    owned: int
    """How many measures have an owner."""
    sections: int
    directed: int
    """How many sections have a director."""
    signed: bool
    """Whether somebody signs."""
    rates: bool
    """Whether a measure is a rate."""
    populations: bool
    year: int
    """The financial year of the day, by the year in which it begins."""
    rated: int
    """How many measures are rated: all but those for context."""
    targets: int
    """How many of them have a target for the year."""
    months: bool
    """Whether there is a month at all."""
    worked_on: bool
    """Whether a month has been opened here."""
    imported: int
    """How many months of before the portal there are."""
    given: int
    """How many of them the board can read as editions."""


def first_steps(scorecard: Scorecard, today: dt.date) -> list[Step]:
    """Return the steps to the first open month, in their order (three queries)."""
    so_far = _so_far(scorecard, today)
    return [
        _import(scorecard.slug, so_far),
        _people(scorecard.slug, so_far),
        *([_population(scorecard.slug, so_far)] if so_far.rates else []),
        _targets(scorecard.slug, so_far),
        _first_month(scorecard.slug, so_far),
        *([_earlier_months(scorecard.slug, so_far)] if so_far.imported else []),
    ]


def _so_far(scorecard: Scorecard, today: dt.date) -> _SoFar:
    in_use = Measure.objects.filter(scorecard=scorecard, definition__isnull=False).in_use()
    used = Section.objects.filter(scorecard=scorecard).in_use()
    measures, sections, populations, periods, owners, directors, signatories, given = gathered(
        in_use.select_related("definition"),
        used,
        Population.objects.current().filter(scorecard=scorecard),
        Period.objects.filter(scorecard=scorecard),
        _held(RoleName.OWNER, today).filter(measure__in=in_use.order_by().values("pk")),
        _held(RoleName.DIRECTOR, today).filter(section__in=used.order_by().values("pk")),
        _held(RoleName.SIGNATORY, today).filter(scorecard=scorecard),
        Event.objects.filter(scorecard=scorecard, what="publish_edition", period__imported=True),
    )
    imported = {period.pk for period in periods if period.imported and period.state == PeriodState.PUBLISHED}
    rated = [measure.pk for measure in measures if measure.definition.aim != Aim.CONTEXT]
    year = current_year(scorecard, today)
    return _SoFar(
        measures=len(measures),
        owned=len({role.measure_id for role in owners}),
        sections=len(sections),
        directed=len({role.section_id for role in directors}),
        signed=bool(signatories),
        rates=any(measure.definition.unit == Unit.RATE for measure in measures),
        populations=bool(populations),
        year=year,
        rated=len(rated),
        targets=Target.objects.current().filter(measure__in=rated, year=year).count(),
        months=bool(periods),
        worked_on=any(not period.imported and period.state != PeriodState.PLANNED for period in periods),
        imported=len(imported),
        given=len(imported & {event.period_id for event in given}),
    )


def _import(slug: str, so_far: _SoFar) -> Step:
    return Step(
        "Import your spreadsheet",
        "As an Excel workbook, csv or text, with your own headings. You see what would come in before it does.",
        reverse("measures:first_import", args=[slug]),
        bool(so_far.measures) and so_far.months,
        "",
    )


def _people(slug: str, so_far: _SoFar) -> Step:
    owned, directed = so_far.owned >= so_far.measures, so_far.directed >= so_far.sections
    return Step(
        "Say who owns, directs and signs",
        "By email address, all at once. Whoever has no account yet is invited.",
        reverse("measures:holders_of", args=[slug]),
        bool(so_far.measures) and owned and directed and so_far.signed,
        f"{so_far.owned} of {so_far.measures} measures, {so_far.directed} of {so_far.sections} sections"
        if so_far.measures
        else "",
    )


def _population(slug: str, so_far: _SoFar) -> Step:
    return Step(
        "Enter the population",
        "Rates per 10,000 are out of it.",
        reverse("measures:populations", args=[slug]),
        so_far.populations,
        "",
    )


def _targets(slug: str, so_far: _SoFar) -> Step:
    return Step(
        "Check the targets",
        "Those of your spreadsheet are there. Enter what is missing, or TBC. Measures for context need none.",
        reverse("measures:targets", args=[slug, so_far.year]),
        bool(so_far.measures) and so_far.targets >= so_far.rated,
        f"{so_far.targets} of {so_far.rated} measures that are rated" if so_far.measures else "",
    )


def _first_month(slug: str, so_far: _SoFar) -> Step:
    return Step(
        "Open the first month",
        "Owners then see on their first page what is due.",
        reverse("measures:months", args=[slug]),
        so_far.worked_on,
        "",
    )


def _earlier_months(slug: str, so_far: _SoFar) -> Step:
    return Step(
        "Give the board the months from before the portal",
        "As editions that say they were published before it and that nobody signed here. "
        "Do it when targets and population are right: an edition never changes.",
        reverse("reports:imported_months", args=[slug]),
        so_far.given == so_far.imported,
        f"{so_far.given} of {so_far.imported} months",
    )


def _held(role: RoleName, today: dt.date) -> QuerySet[Role]:
    """Return the roles of a kind that somebody with an account in use holds."""
    return Role.objects.current(today).filter(role=role, person__is_active=True)


def unfinished_upload(scorecard: Scorecard, person: object, since: dt.datetime) -> Upload | None:
    """Return the file that a person has sent last and not applied, if there is one."""
    waiting = Upload.objects.all().waiting_for(person, since).filter(scorecard=scorecard)
    return waiting.defer("content").first()


def named_in_files(scorecard: Scorecard) -> dict[int, str]:
    """Return who the last file that says so has as responsible, by measure."""
    said = LoadedCell.objects.filter(load__scorecard=scorecard, heading=RESPONSIBLE).order_by("load")
    return {pk: who for pk, who in said.values_list("measure", "said") if pk is not None}

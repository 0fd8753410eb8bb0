"""How far a scorecard has come from its spreadsheet to its first open month; who holds what of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from measures.choices import PeriodState, RoleName, Unit
from measures.models import Measure, Period, Population, Role, Scorecard, Section, Target, Upload, gathered
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


def first_steps(scorecard: Scorecard, today: dt.date) -> list[Step]:
    """Return the steps to the first open month, in their order (three queries)."""
    in_use = Measure.objects.filter(scorecard=scorecard, definition__isnull=False).in_use()
    used = Section.objects.filter(scorecard=scorecard).in_use()
    measures, sections, populations, periods, owners, directors, signatories = gathered(
        in_use.select_related("definition"),
        used,
        Population.objects.current().filter(scorecard=scorecard),
        Period.objects.filter(scorecard=scorecard),
        _held(RoleName.OWNER, today).filter(measure__in=in_use.order_by().values("pk")),
        _held(RoleName.DIRECTOR, today).filter(section__in=used.order_by().values("pk")),
        _held(RoleName.SIGNATORY, today).filter(scorecard=scorecard),
    )
    ids = [measure.pk for measure in measures]
    owned = len({role.measure_id for role in owners})
    directed = len({role.section_id for role in directors})
    year = current_year(scorecard, today)
    targets = Target.objects.current().filter(measure__in=ids, year=year).count()
    rates = any(measure.definition.unit == Unit.RATE for measure in measures)
    worked_on = any(not period.imported and period.state != PeriodState.PLANNED for period in periods)
    at = [scorecard.slug]
    steps = [
        Step(
            "Import your spreadsheet",
            "As an Excel workbook, csv or text, with your own headings. You see what would come in before it does.",
            reverse("measures:first_import", args=at),
            bool(ids) and bool(periods),
            "",
        ),
        Step(
            "Say who owns, directs and signs",
            "By email address, all at once. Whoever has no account yet is invited.",
            reverse("measures:holders_of", args=at),
            bool(ids) and owned >= len(ids) and directed >= len(sections) and bool(signatories),
            f"{owned} of {len(ids)} measures, {directed} of {len(sections)} sections" if ids else "",
        ),
    ]
    if rates:
        steps.append(
            Step(
                "Enter the population",
                "Rates per 10,000 are out of it.",
                reverse("measures:populations", args=at),
                bool(populations),
                "",
            )
        )
    return [
        *steps,
        Step(
            "Check the targets",
            "Those of your spreadsheet are there. Enter what is missing, or TBC.",
            reverse("measures:targets", args=[scorecard.slug, year]),
            bool(ids) and targets >= len(ids),
            f"{targets} of {len(ids)} measures" if ids else "",
        ),
        Step(
            "Open the first month",
            "Owners then see on their first page what is due.",
            reverse("measures:months", args=at),
            worked_on,
            "",
        ),
    ]


def _held(role: RoleName, today: dt.date) -> QuerySet[Role]:
    """Return the roles of a kind that somebody with an account in use holds."""
    return Role.objects.current(today).filter(role=role, person__is_active=True)


def unfinished_upload(scorecard: Scorecard, person: object, since: dt.datetime) -> Upload | None:
    """Return the file that a person has sent last and not applied, if there is one."""
    waiting = Upload.objects.all().waiting_for(person, since).filter(scorecard=scorecard)
    return waiting.defer("content").first()

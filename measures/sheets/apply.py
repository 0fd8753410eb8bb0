"""A scorecard file into the database: its measures, targets, comparators and figures, through the actions.

Called by the import command and pages. Everything happens in one transaction; importing the same file again changes
nothing. A dry run does all of it and takes it back, so that what it says is what would happen.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from measures.actions.catalogue import add_scorecard, define_measure
from measures.actions.difference import Change
from measures.actions.inputs import set_population
from measures.actions.load import Applied, apply_load, record_load
from measures.actions.load_kept import keep_lines
from measures.actions.outcome import hold_scorecard, insist
from measures.actions.periods import add_slots, open_period
from measures.actions.schedule import suggested_dates
from measures.calculation.due import months_later
from measures.choices import Aim, Basis, Counts, Frequency, PeriodState, Unit
from measures.models import Measure, Period, Population, Scorecard
from measures.permissions import Standing, may_keep_catalogue
from measures.sheets.apply_inputs import SheetInputs
from measures.sheets.catalogue import Catalogue, CatalogueRow, read_catalogue
from measures.sheets.loaded import loaded_cells, loaded_figures
from measures.sheets.scorecard import ScorecardSheet

SAMPLE: Final = Path(__file__).parent.parent / "sample"
SAMPLE_CATALOGUE: Final = SAMPLE / "catalogue.csv"
SAMPLE_SCORECARD: Final = SAMPLE / "scorecard.txt"
SAMPLE_POPULATION: Final = SAMPLE / "population.csv"
AT_WORK: Final = "at work"
HISTORY: Final = "history"


@dataclass
class Imported:
    """What an import did, or would do."""

    scorecard: Scorecard
    lines: list[str] = field(default_factory=list)
    """What changed beside the figures, one sentence each."""
    kept: list[str] = field(default_factory=list)
    """What the file has differently and was left as it is, one sentence each."""
    applied: Applied | None = None

    @property
    def changed(self) -> bool:
        """Return whether anything was written."""
        return bool(self.lines or (self.applied and self.applied.changed))

    @property
    def figures(self) -> list[Change]:
        """Return the lines of the difference that are not the same as before."""
        return [*self.applied.changed, *self.applied.kept] if self.applied else []


class DryRun(Exception):
    """Takes the transaction back after a dry run."""


def catalogue_of(scorecard: Scorecard) -> Catalogue:
    """Return the catalogue that a scorecard has, as a catalogue file would say it."""
    rows = {}
    for line, measure in enumerate(
        Measure.objects.filter(scorecard=scorecard).in_use().select_related("definition__section"), 2
    ):
        definition = measure.definition
        if definition is None:
            continue
        rows[definition.ref] = CatalogueRow(
            ref=definition.ref,
            section=definition.section.title,
            title=definition.title,
            unit=Unit(definition.unit),
            aim=Aim(definition.aim),
            basis=Basis(definition.basis),
            decimals=definition.decimals,
            numerator=definition.numerator_label,
            denominator=definition.denominator_source or definition.denominator_label,
            frequency=Frequency(definition.frequency),
            counts=Counts(definition.counts),
            may_exceed_100=definition.may_exceed_100,
            relation=definition.relation,
            line=line,
        )
    return rows


def import_sheet(
    *,
    sheet: ScorecardSheet,
    catalogue: Catalogue,
    sha256: str,
    by: Any,
    slug: str = "childrens-social-care",
    title: str = "Children’s social care scorecard",
    area: str = "",
    due_on: dt.date | None = None,
    approve_by: dt.date | None = None,
    first: str = "",
    taken: Collection[str] = (),
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> Imported:
    """Bring a scorecard up to a file. Months before the file's last are history where they are new.

    `by` is None at the command line, where the last month is opened if it was not known, due on `due_on` (else by the
    scorecard's rule), and a scorecard that is not there is added. `first` says of somebody's first file what
    its last month is: `AT_WORK`, which opens it, or `HISTORY`, which brings it in as those before it. Raises
    `Refused`; with `dry_run` nothing is kept.
    """
    now = now or timezone.now()
    done: list[Imported] = []
    try:
        with transaction.atomic():
            done.append(_import(sheet, catalogue, sha256, by, slug, title, area, due_on, approve_by, first, taken, now))
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    return done[0]


def _import(
    sheet: ScorecardSheet,
    catalogue: Catalogue,
    sha256: str,
    by: Any,
    slug: str,
    title: str,
    area: str,
    due_on: dt.date | None,
    approve_by: dt.date | None,
    first: str,
    taken: Collection[str],
    now: dt.datetime,
) -> Imported:
    imported = _begun(slug, title, area, by=by, now=now)
    measures = _measures(imported, sheet, catalogue, by=by, now=now)
    _population(imported, sheet, catalogue, by=by, now=now)
    if by is None or first == AT_WORK:
        _open_last_month(imported, sheet, due_on, approve_by, by=by, now=now)
    for period in Period.objects.filter(scorecard=imported.scorecard, month__in=sheet.months):
        add_slots(period)
    history_before = months_later(sheet.months[-1], 1 if first == HISTORY else 0)
    _figures_and_inputs(
        imported, sheet, measures, sha256=sha256, history_before=history_before, taken=taken, by=by, now=now
    )
    return imported


def _begun(slug: str, title: str, area: str, *, by: Any, now: dt.datetime) -> Imported:
    """Return an import into the scorecard, locked; one that is not there is added. Raises `Refused`."""
    scorecard = Scorecard.objects.filter(slug=slug).first()
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk if scorecard else 0))
    if scorecard is not None:
        hold_scorecard(scorecard)
        return Imported(scorecard)
    added = add_scorecard(slug=slug, title=title, area=area, by=by, now=now)
    return Imported(added, lines=[f"Scorecard added: {title}."])


def _figures_and_inputs(
    imported: Imported,
    sheet: ScorecardSheet,
    measures: dict[str, Measure],
    *,
    sha256: str,
    history_before: dt.date,
    taken: Collection[str],
    by: Any,
    now: dt.datetime,
) -> None:
    """Apply the figures, then targets, baselines and comparators, under one load; it is recorded if either differs."""
    cells = [cell for row in sheet.rows for cell in loaded_cells(sheet, row, measures[row.ref])]
    imported.applied = apply_load(
        scorecard=imported.scorecard,
        figures=[figure for row in sheet.rows for figure in loaded_figures(sheet, row, measures[row.ref])],
        file_name=sheet.name,
        sha256=sha256,
        by=by,
        cells=cells,
        history_before=history_before,
        taken=taken,
        now=now,
    )
    inputs = SheetInputs(imported.scorecard, sheet, measures, by=by, now=now)
    load = imported.applied.load
    if load is None and inputs.differ():
        load = record_load(
            scorecard=imported.scorecard,
            file_name=sheet.name,
            sha256=sha256,
            cells=cells,
            by=by,
            now=now,
        )
    if load is not None:
        imported.lines += inputs.apply(load)
        imported.kept += inputs.kept
        keep_lines(load, lines=imported.lines, kept=imported.kept)


def _measures(
    imported: Imported, sheet: ScorecardSheet, catalogue: Catalogue, *, by: Any, now: dt.datetime
) -> dict[str, Measure]:
    """Return the measures by reference; those that the scorecard lacks are added as the catalogue has them."""
    scorecard = imported.scorecard
    rows = Measure.objects.filter(scorecard=scorecard).in_use().select_related("definition")
    known = {measure.definition.ref: measure for measure in rows if measure.definition}
    for row in sheet.rows:
        if row.ref not in known:
            said = catalogue[row.ref]
            definition = define_measure(
                scorecard=scorecard,
                holds_from=min(sheet.baseline_month, sheet.months[0]),
                by=by,
                now=now,
                **said.fields(),
            )
            known[row.ref] = definition.measure
            imported.lines.append(f"Measure added: {row.ref} {said.title}.")
    return known


def _population(imported: Imported, sheet: ScorecardSheet, catalogue: Catalogue, *, by: Any, now: dt.datetime) -> None:
    """Give a scorecard of the sample catalogue the sample's population, labelled as assumed, if it has none."""
    scorecard = imported.scorecard
    if Population.objects.filter(scorecard=scorecard).exists() or catalogue != read_catalogue(SAMPLE_CATALOGUE):
        return
    with SAMPLE_POPULATION.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            set_population(
                scorecard=scorecard,
                area=row["area"],
                age_band=row["age_band"],
                year=row["year"],
                figure=Decimal(row["figure"]),
                source=row["source"],
                assumed=row["assumed"] == "yes",
                holds_from=min(sheet.baseline_month, sheet.months[0]),
                by=by,
                said=row["figure"],
                now=now,
            )
            imported.lines.append(f"Population assumed: {row['figure']}, ages {row['age_band']}.")


def _open_last_month(
    imported: Imported,
    sheet: ScorecardSheet,
    due_on: dt.date | None,
    approve_by: dt.date | None,
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    """Open the file's last month if the scorecard does not know it: at the command line, or for a first file."""
    scorecard, last = imported.scorecard, sheet.months[-1]
    today = timezone.localdate(now)
    if Period.objects.filter(scorecard=scorecard, month=last).exclude(state=PeriodState.PLANNED).exists():
        return
    by_rule = suggested_dates(scorecard, last, today)
    due = due_on or by_rule[0]
    open_period(
        scorecard=scorecard,
        month=last,
        due_on=due,
        approve_by=approve_by or max(due, by_rule[1]),
        by=by,
        now=now,
        channel="page" if by is not None else "command",
    )
    imported.lines.append(f"Month opened: {last:%B %Y}, due {due:%-d %B %Y}.")

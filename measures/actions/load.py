"""Loading figures from a file: making the change, or part of it, that `difference` describes.

The usual month begins with one extract for everyone. A load fills what nobody has typed over, leaves alone what a
person typed, submitted or approved (and lists it), and makes a waiting revision of a published figure that it has
differently, but for one that was restated or corrected: that is taken only where it is ticked. Months before the first
one worked on here come in as imported history. Called by `sheets.apply`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.checks import refresh_after_revision, refresh_period_findings
from measures.actions.difference import (
    CHANGING,
    Change,
    Effect,
    LoadFigure,
    completed,
    draft_figure,
    effect_on,
    from_to,
    held_figure,
    without_place,
)
from measures.actions.load_decided import decided_on
from measures.actions.load_findings import with_findings, with_texts
from measures.actions.load_kept import keep_figures, keep_rows
from measures.actions.load_moves import lines_revised, with_moves
from measures.actions.load_printed import with_printed
from measures.actions.loaded_revisions import (
    ImpossibleFigure,
    ImpossibleFigures,
    Loading,
    loaded_revision,
    publish_history,
    revise,
)
from measures.actions.outcome import Refused, hold_scorecard, insist, move, record
from measures.actions.periods import plan_period
from measures.actions.recalculate import queue_recalculation
from measures.actions.shared_counts import count_shared_with
from measures.choices import FigureSource, PeriodState
from measures.models import Load, LoadedCell, Period, Scorecard, Submission
from measures.permissions import Standing, may_keep_catalogue


@dataclass
class Applied:
    """What a load did. `load` is None where it changed nothing."""

    load: Load | None
    changes: list[Change] = field(default_factory=list)
    empty: str = ""
    """Which rows of the file have no figure, in a sentence; nothing where none."""

    @property
    def changed(self) -> list[Change]:
        """Return the lines that changed something."""
        return [c for c in self.changes if c.effect in CHANGING]

    @property
    def kept(self) -> list[Change]:
        """Return the lines where a person's own work was left alone."""
        return [c for c in self.changes if c.effect is Effect.KEPT]

    @property
    def same(self) -> int:
        """Return how many figures the file has as they are held."""
        return sum(c.effect is Effect.SAME for c in self.changes)


@transaction.atomic
def apply_load(
    *,
    scorecard: Scorecard,
    figures: Sequence[LoadFigure],
    file_name: str,
    sha256: str,
    by: Any,
    source: str = "",
    taken_on: dt.date | None = None,
    cells: Iterable[LoadedCell] = (),
    history_before: dt.date | None = None,
    taken: Collection[str] = (),
    empty: str = "",
    left_out: Sequence[str] = (),
    now: dt.datetime | None = None,
) -> Applied:
    """Load figures. Returns what was done; where nothing differs, nothing is written.

    `history_before`: months earlier than this that the portal does not know yet come in as imported history. `taken`
    are the offers (`Change.offer`) that were ticked. `empty` and `left_out` say which rows of the file had no figure,
    and which were left out and why: they are kept with the load. `by` is None at the command line. Raises `Refused` for
    a month that has not been opened, and `ImpossibleFigures`. Of two loads at once the second waits for the first and
    then finds what that one has done.
    """
    now = now or timezone.now()
    if by is not None:
        insist(may_keep_catalogue(Standing.of(by, timezone.localdate(now)), scorecard.pk))
    hold_scorecard(scorecard)
    history = _import_months(scorecard, figures, history_before, now=now, by=by)
    slots = _slots(scorecard, figures)
    decided = decided_on(slots.values())
    effects = [_effect(slots, figure, history, decided, taken) for figure in figures]
    applied = Applied(None, with_printed(effects, figures, slots, scorecard), empty)
    if not applied.changed and not history:
        return applied
    applied.load = record_load(
        scorecard=scorecard,
        file_name=file_name,
        sha256=sha256,
        source=source,
        taken_on=taken_on,
        cells=cells,
        by=by,
        now=now,
        details={
            "changed": len(applied.changed),
            "kept": len(applied.kept),
            **({"left_out": list(left_out)} if left_out else {}),
        },
    )
    loading = Loading(applied.load, history, now)
    before = lines_revised(scorecard, figures, applied.changes)
    touched = _change(loading, slots, figures, applied.changes)
    for month in sorted(touched - history):
        refresh_period_findings(scorecard, month, now=now)
    if before:
        refresh_after_revision(scorecard, before, min(touched), now=now)
    applied.changes = with_findings(applied.changes, figures, slots, history)
    applied.changes = with_texts(applied.changes, figures, before)
    applied.changes = with_moves(applied.changes, figures, before, scorecard)
    keep_figures(applied.load, changed=applied.changed, kept=applied.kept, same=applied.same)
    keep_rows(applied.load, empty=empty, left_out=left_out)
    if touched:
        queue_recalculation(scorecard=scorecard, month=min(touched), why="figures loaded")
    return applied


def record_load(
    *,
    scorecard: Scorecard,
    file_name: str,
    sha256: str,
    by: Any,
    now: dt.datetime,
    source: str = "",
    taken_on: dt.date | None = None,
    cells: Iterable[LoadedCell] = (),
    details: Mapping[str, Any] | None = None,
) -> Load:
    """Keep that a file was read and applied, with what each of its cells said. Must run inside a transaction."""
    load = Load.objects.create(
        scorecard=scorecard,
        file_name=file_name[:255],
        sha256=sha256,
        source=source,
        taken_on=taken_on,
        applied_at=now,
        applied_by=by,
    )
    kept = list(cells)
    for cell in kept:
        cell.load = load
    LoadedCell.objects.bulk_create(kept, batch_size=500)
    record(
        "apply_load",
        by=by,
        now=now,
        scorecard=scorecard,
        details={"file": load.file_name, **(details or {})},
        about=f"load {load.pk}",
        channel="page" if by is not None else "command",
    )
    return load


def _import_months(
    scorecard: Scorecard, figures: Sequence[LoadFigure], before: dt.date | None, *, now: dt.datetime, by: Any
) -> set[dt.date]:
    """Add the months that come in as history; return them."""
    begun = Period.objects.filter(scorecard=scorecard).exclude(state=PeriodState.PLANNED)
    known = set(begun.values_list("month", flat=True))
    months = {f.month for f in figures}
    history = {m for m in months - known if before is not None and m < before}
    not_open = sorted(months - known - history)
    if not_open:
        names = ", ".join(f"{m:%B %Y}" for m in not_open)
        sentence = f"{names}: not opened yet. Open the month, then load its figures."
        raise Refused(sentence, {"file": sentence})
    for month in sorted(history):
        period = plan_period(scorecard=scorecard, month=month, imported=True)
        Period.objects.filter(pk=period.pk).update(state=PeriodState.PUBLISHED, published_at=now, imported=True)
        record(
            "import_month",
            by=by,
            now=now,
            period=period,
            to_state=PeriodState.PUBLISHED.value,
            channel="page" if by is not None else "command",
        )
    return history


Slots = dict[tuple[int, dt.date], Submission]


def _slots(scorecard: Scorecard, figures: Sequence[LoadFigure]) -> Slots:
    """Return the submissions that the figures are of, kept from changing until the transaction ends."""
    rows = (
        Submission.objects.filter(period__scorecard=scorecard, period__month__in={f.month for f in figures})
        .select_related(
            "measure",
            "definition__section",
            "period__scorecard",
            "published_revision__entered_by",
            "pending_revision",
        )
        .prefetch_related("published_revision__parts", "pending_revision__parts")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {(row.measure_id, row.period.month): row for row in rows}


def _effect(
    slots: Slots, figure: LoadFigure, history: set[dt.date], decided: Mapping[int, str], taken: Collection[str]
) -> Change:
    submission = slots.get((figure.measure.pk, figure.month))
    if submission is None:
        return without_place(figure)
    said = decided.get(submission.pk, "")
    return effect_on(submission, figure, as_history=figure.month in history, decided=said, taken=taken)


def _change(loading: Loading, slots: Slots, figures: Sequence[LoadFigure], changes: Sequence[Change]) -> set[dt.date]:
    """Make the changes; return the months touched. Figures out of another measure's count come after that count."""
    changing = [
        (slot := slots[figure.measure.pk, figure.month], completed(figure, held_figure(slot)))
        for figure, change in zip(figures, changes, strict=True)
        if change.effect in CHANGING
    ]
    impossible = []
    for submission, figure in sorted(changing, key=lambda pair: count_shared_with(pair[0].definition) is not None):
        try:
            _load_one(loading, submission, figure)
        except ImpossibleFigure as refused:
            impossible.append(refused)
    if impossible:
        raise ImpossibleFigures(impossible)
    publish_history(loading.imported)
    return {figure.month for _, figure in changing}


def _load_one(loading: Loading, submission: Submission, figure: LoadFigure) -> None:
    load = loading.load
    if figure.month in loading.history:
        loading.imported.append(loaded_revision(loading, submission, figure, number=1, source=FigureSource.IMPORTED))
    elif submission.period.state in (PeriodState.SIGNED, PeriodState.PUBLISHED):
        revise(loading, submission, figure)
    else:
        move(
            "load",
            submission,
            version=submission.version,
            by=load.applied_by,
            now=loading.now,
            event={**loading.about, "details": from_to(draft_figure(submission), figure)},
            draft_figure=figure.figure,
            draft_numerator=figure.numerator,
            draft_denominator=figure.denominator,
            draft_missing="",
            draft_parts=list(figure.parts),
            draft_load=load,
            draft_loaded={
                "figure": figure.figure,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
            },
            draft_source=load.source,
            draft_taken_on=load.taken_on,
            draft_at=loading.now,
        )

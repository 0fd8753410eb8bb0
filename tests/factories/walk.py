"""Anything that people do to a month, in any order: every action that could change a status.

For the test that stored statuses follow (`tests/measures/actions/test_statuses_follow.py`). Each thing is done
through its action by somebody who may; one that can not be done now is refused, and counts as not done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from measures.actions import approvals, catalogue, drafts, inputs, periods, restatements, targets, together, years
from measures.actions.difference import LoadFigure
from measures.actions.load import apply_load
from measures.actions.outcome import Refused
from measures.actions.taking_back import take_back_opening
from measures.calculation.due import months_later
from measures.choices import (
    Aim,
    Comparator,
    PeriodState,
    RestatementState,
    SubmissionState,
    TargetKind,
    Unit,
)
from measures.models import Finding, Measure, Period, Submission, Target
from reports.actions import publish, sign
from reports.actions.restating import publish_restatements
from tests.factories.ground import Ground

S, P, R = SubmissionState, PeriodState, RestatementState
FIRST = dt.date(2022, 12, 1)
"""The first month of figures: two are of the year before."""
BEGUN = 8
"""Months that begin as history; the next one is open."""
UNSETTLED = (S.NOT_STARTED, S.DRAFT, S.RETURNED)

CHANGES: tuple[dict[str, Any], ...] = (
    {"decimals": 2},
    {"aim": Aim.CONTEXT},
    {"movement_tolerance": Decimal(9)},
    {"maturity_lag": 2},
    {"unit": Unit.COUNT, "denominator_source": ""},
)
"""How a definition changes on the way."""


class Walk(Ground):
    """A scorecard whose history is loaded, with a month open, and what is done to it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.population(FIRST)
        months = [months_later(FIRST, place) for place in range(BEGUN)]
        figures = [self.loaded(measure, month) for measure in self.measures() for month in months]
        self._load(figures, history_before=months_later(FIRST, BEGUN))
        self.open()
        for measure in self.measures():
            self.target(measure)
            self.baseline(measure)

    def do(self, name: str) -> bool:
        """Do one thing of `DEEDS`; return whether it could be done."""
        try:
            DEEDS[name](self)
        except (Refused, IndexError):  # nothing to choose from raises IndexError
            return False
        return True

    # What is done to a figure.

    def save(self) -> None:
        slot = self.slot(*UNSETTLED)
        drafts.save_draft(submission=slot, version=slot.version, draft=self.draft(slot), by=self.owner)

    def submit(self, slot: Submission | None = None) -> None:
        slot = slot or self.slot(*UNSETTLED)
        drafts.save_draft(submission=slot, version=slot.version, draft=self.draft(slot), by=self.owner)
        slot = next(each for each in self.slots(S.DRAFT) if each.pk == slot.pk)
        found = Finding.objects.open().filter(submission=slot)
        drafts.submit(
            submission=slot,
            version=slot.version,
            explanations={finding.pk: "It is so." for finding in found},
            by=self.owner,
        )

    def withdraw(self) -> None:
        slot = self.slot(S.SUBMITTED)
        drafts.withdraw(submission=slot, version=slot.version, by=self.owner)

    def approve(self) -> None:
        slot = self.slot(S.SUBMITTED)
        approvals.approve(submission=slot, version=slot.version, by=self.director)

    def approve_together(self) -> None:
        rows = self.slots(S.SUBMITTED, period__state=P.OPEN)
        if not together.approve_together(submissions=[(row, row.version) for row in rows], by=self.director).approved:
            raise Refused("Nothing was approved.")

    def send_back(self) -> None:
        slot = self.slot(S.SUBMITTED, S.APPROVED)
        approvals.send_back(submission=slot, version=slot.version, reason="Look again.", by=self.director)

    def leave_out(self) -> None:
        slot = self.slot(*UNSETTLED)
        approvals.leave_out(submission=slot, version=slot.version, reason="It is late.", by=self.director)

    def bring_back(self) -> None:
        slot = self.slot(S.LEFT_OUT)
        approvals.bring_back(submission=slot, version=slot.version, by=self.director)

    def reopen(self) -> None:
        slot = self.slot(*UNSETTLED, S.SUBMITTED, S.APPROVED, S.LEFT_OUT, period=P.CLOSED)
        approvals.reopen(submission=slot, version=slot.version, reason="It was wrong.", by=self.team)

    def ask(self) -> None:
        slot = self.slot(S.PUBLISHED, period=P.PUBLISHED)
        restatements.ask(submission=slot, reason="It was wrong.", by=self.owner)

    def agree(self) -> None:
        row = self.restatement(R.ASKED)
        restatements.agree(restatement=row, version=row.version, by=self.director)

    def refuse(self) -> None:
        row = self.restatement(R.ASKED)
        restatements.refuse(restatement=row, version=row.version, reason="It is right.", by=self.director)

    def call_off_restatement(self) -> None:
        row = self.restatement(R.ASKED)
        restatements.call_off(restatement=row, version=row.version, by=self.owner)

    def submit_restatement(self) -> None:
        row = self.restatement(R.AGREED)
        draft = self.draft(row.submission)
        restatements.submit(restatement=row, version=row.version, draft=draft, explanation="It is so.", by=self.owner)

    def withdraw_restatement(self) -> None:
        row = self.restatement(R.SUBMITTED)
        restatements.withdraw(restatement=row, version=row.version, by=self.owner)

    def send_restatement_back(self) -> None:
        row = self.restatement(R.SUBMITTED)
        restatements.send_back(restatement=row, version=row.version, reason="Look again.", by=self.director)

    def approve_restatement(self) -> None:
        row = self.restatement(R.SUBMITTED)
        restatements.approve(restatement=row, version=row.version, by=self.director)

    def publish_restatement(self) -> None:
        row = self.restatement(R.APPROVED)
        publish_restatements(period=row.submission.period, restatements=[row], by=self.signatory)

    # What is done to a month.

    def load(self) -> None:
        """Load an extract of some measures: of an open month, and of one that may be published."""
        months = [self.month(P.OPEN).month, self.month(P.OPEN, P.CLOSED, P.SIGNED, P.PUBLISHED).month]
        measures = self.random.sample(self.measures(), 3)
        self._load([self.loaded(measure, month) for measure in measures for month in set(months)])

    def load_history(self) -> None:
        """Load the month before all others."""
        first = min(Period.objects.filter(scorecard=self.scorecard).values_list("month", flat=True))
        before = months_later(first, -1)
        self._load([self.loaded(measure, before) for measure in self.measures()], history_before=first)

    def _load(self, figures: list[LoadFigure], history_before: dt.date | None = None) -> None:
        applied = apply_load(
            scorecard=self.scorecard, figures=figures, file_name="extract.csv", sha256="0" * 64, by=self.team,
            history_before=history_before,
        )  # fmt: skip
        if not applied.changed:
            raise Refused("The file says what is held.")

    def open(self) -> None:
        begun = Period.objects.filter(scorecard=self.scorecard).exclude(state=P.PLANNED)
        month = months_later(max(begun.values_list("month", flat=True)), 1)
        day = dt.date(2030, 1, 1)
        periods.open_period(scorecard=self.scorecard, month=month, due_on=day, approve_by=day, by=self.team)

    def close(self) -> None:
        periods.close_period(period=self.month(P.OPEN), by=self.team)

    def open_again(self) -> None:
        periods.open_period_again(period=self.month(P.CLOSED), reason="Too early.", by=self.team)

    def take_back(self) -> None:
        """Open the next month by mistake, and take that back."""
        self.open()
        opened = Period.objects.filter(scorecard=self.scorecard, state=P.OPEN).latest("month")
        take_back_opening(period=opened, reason="By mistake.", by=self.team)

    def sign(self) -> None:
        """Settle what is left of a month, and sign it."""
        period = self.month(P.OPEN)
        for slot in self.slots(*UNSETTLED, period=period):
            if self.random.random() < 0.2:
                approvals.leave_out(submission=slot, version=slot.version, reason="Late.", by=self.director)
            else:
                self.submit(slot)
        rows = [(row, row.version) for row in self.slots(S.SUBMITTED, period=period)]
        together.approve_together(submissions=rows, by=self.director)
        sign(period=period, by=self.signatory, exceptions_confirmed=True)

    def publish(self) -> None:
        publish(period=self.month(P.SIGNED), by=self.team)

    def begin_year(self) -> None:
        first = max(Period.objects.filter(scorecard=self.scorecard).values_list("month", flat=True))
        years.begin_year(scorecard=self.scorecard, year=first.year - (first.month < 4) + 1, by=self.team)

    # What is done to what figures are judged by.

    def target(self, measure: Measure | None = None) -> None:
        measure = measure or self.measure()
        year, kind = self.random.choice([2022, 2023, 2023, 2024]), self.random.choice(list(TargetKind))
        held = Target.objects.current().filter(measure=measure, year=year).first()
        low = Decimal(self.number())
        figure = low if kind in (TargetKind.FIGURE, TargetKind.PROFILE, TargetKind.LINEAR) else None
        ends = (low, low + 5) if kind is TargetKind.RANGE else (None, None)
        profile = {months_later(dt.date(year, 4, 1), place): low for place in range(12)}
        wanted = targets.Wanted(
            measure=measure, kind=kind, seen=held.pk if held else None, figure=figure, low=ends[0], high=ends[1],
            amber_width=self.random.choice([None, Decimal(3)]),
            profile=profile if kind is TargetKind.PROFILE else {},
        )  # fmt: skip
        if not targets.keep_targets(scorecard=self.scorecard, year=year, wanted=[wanted], why="So.", by=self.team):
            raise Refused("It is the target that holds.")

    def baseline(self, measure: Measure | None = None) -> None:
        targets.keep_baseline(
            measure=measure or self.measure(), year=self.random.choice([2022, 2023]), figure=Decimal(self.number()),
            missing=None, places=0, said="", by=self.team,
        )  # fmt: skip

    def population(self, month: dt.date | None = None) -> None:
        inputs.set_population(
            scorecard=self.scorecard, area="Sample", age_band="0-17", year="2022", source="Estimate", by=self.team,
            figure=Decimal(self.random.randint(90_000, 150_000)), holds_from=month or self.month().month,
        )  # fmt: skip

    def benchmark(self) -> None:
        targets.keep_benchmark(
            measure=self.measure(), comparator=Comparator.NATIONAL, area="England", period="2022/23", places=0, said="",
            figure=Decimal(self.number()), missing=None, source="A table", note="", by=self.team,
        )  # fmt: skip

    def neighbours(self) -> None:
        inputs.set_neighbours(
            scorecard=self.scorecard, edition=self.number(), names=["Bath", "Bury"], source="CIPFA", by=self.team
        )

    def define(self) -> None:
        """Give a measure another definition from some month on."""
        measure = self.measure()
        assert measure.definition is not None
        said = {name: getattr(measure.definition, name) for name in catalogue.COMPARED if name != "section_id"}
        said |= self.random.choice(CHANGES)
        catalogue.define_measure(
            scorecard=self.scorecard, measure=measure, holds_from=self.month().month, why="So.",
            breaks_comparison=self.random.random() < 0.5, section=self.section, by=self.team, **said,
        )  # fmt: skip

    def retire(self) -> None:
        """Retire a measure from the month after the last that has begun."""
        begun = Period.objects.filter(scorecard=self.scorecard).exclude(state=P.PLANNED)
        after = months_later(max(begun.values_list("month", flat=True)), 1)
        catalogue.retire_measure(measure=self.measure(), retired_from=after, why="So.", by=self.team)

    def keep(self) -> None:
        measure = self.random.choice([each for each in self.measures() if each.retired_from])
        catalogue.retire_measure(measure=measure, retired_from=None, why="So.", by=self.team)


DEEDS: dict[str, Callable[[Walk], None]] = {
    deed.__name__: deed
    for deed in (
        Walk.save, Walk.submit, Walk.withdraw, Walk.approve, Walk.approve_together, Walk.send_back,
        Walk.leave_out, Walk.bring_back, Walk.reopen, Walk.ask, Walk.agree, Walk.refuse,
        Walk.call_off_restatement, Walk.submit_restatement, Walk.withdraw_restatement,
        Walk.send_restatement_back, Walk.approve_restatement, Walk.publish_restatement, Walk.load,
        Walk.load_history, Walk.open, Walk.take_back, Walk.close, Walk.open_again, Walk.sign, Walk.publish,
        Walk.begin_year, Walk.target, Walk.baseline, Walk.population, Walk.benchmark, Walk.neighbours,
        Walk.define, Walk.retire, Walk.keep,
    )
}  # fmt: skip
"""Everything that is done, by name."""

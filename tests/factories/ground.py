"""A small scorecard on which anything may be done, and what there is to choose from: for `tests/factories/walk.py`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from measures.actions import drafts, restatements
from measures.actions.difference import LoadFigure
from measures.choices import Aim, Basis, Frequency, PeriodState, RestatementState, RoleName, SubmissionState, Unit
from measures.models import Measure, Period, Restatement, Submission
from tests.factories.catalogue import DefinitionFactory, ScorecardFactory, SectionFactory
from tests.factories.people import PersonFactory, RoleFactory

MEASURES: dict[str, dict[str, Any]] = {
    "1.1": {},
    "1.2": {"unit": Unit.AVERAGE, "aim": Aim.NEAR_TARGET, "maturity_lag": 1, "decimals": 1},
    "1.3": {"unit": Unit.RATE, "aim": Aim.LOWER, "denominator_source": "population:0-17"},
    "1.4": {"frequency": Frequency.QUARTERLY},
    "1.5": {"unit": Unit.COUNT, "basis": Basis.YEAR_TO_DATE, "aim": Aim.LOWER},
}
"""What the measures of the walk are, by reference: a percentage of each month where nothing else is said."""


class Ground:
    """A scorecard of five measures, the people around it, without a month."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - data, nothing secret
        self.scorecard = ScorecardFactory.create()
        self.section = SectionFactory.create(scorecard=self.scorecard)
        for ref, said in MEASURES.items():
            DefinitionFactory.create(section=self.section, ref=ref, title=f"Measure {ref}", **said)
        roles = {"owner": RoleName.PERFORMANCE, "team": RoleName.PERFORMANCE, "signatory": RoleName.SIGNATORY}
        people = {
            name: RoleFactory.create(role=role.value, scorecard=self.scorecard).person for name, role in roles.items()
        }
        self.owner, self.team, self.signatory = people.values()
        self.director = PersonFactory.create()
        RoleFactory.create(person=self.director, role=RoleName.DIRECTOR.value, section=self.section)

    def measures(self) -> list[Measure]:
        """Return the measures as they are now."""
        return list(Measure.objects.filter(scorecard=self.scorecard).select_related("definition").order_by("pk"))

    def measure(self) -> Measure:
        """Return any measure."""
        return self.random.choice(self.measures())

    def month(self, *states: PeriodState) -> Period:
        """Return any month in one of the states, of all states if none is named."""
        rows = Period.objects.filter(scorecard=self.scorecard, state__in=states or tuple(PeriodState)).order_by("month")
        return self.random.choice(list(rows.select_related("scorecard")))

    def slot(self, *states: SubmissionState, period: PeriodState = PeriodState.OPEN) -> Submission:
        """Return any figure in one of the states, in a month that is open unless another state is named."""
        return self.random.choice(self.slots(*states, period__state=period))

    def slots(self, *states: SubmissionState, **where: Any) -> list[Submission]:
        """Return the figures in these states."""
        rows = Submission.objects.filter(period__scorecard=self.scorecard, state__in=states, **where).order_by("pk")
        return list(
            rows.select_related(
                "measure", "definition__section", "period__scorecard", "submitted_revision", "published_revision"
            )
        )

    def restatement(self, state: RestatementState) -> Restatement:
        """Return any restatement in this state."""
        rows = Restatement.objects.filter(submission__period__scorecard=self.scorecard, state=state).order_by("pk")
        return restatements.fetch(self.random.choice([row.pk for row in rows]))

    def number(self, low: int = 40, high: int = 99) -> str:
        """Return a number as somebody types it."""
        return str(self.random.randint(low, high))

    def draft(self, submission: Submission) -> drafts.Draft:
        """Return what somebody types of a figure: counts, the figure, or a word in its place."""
        said = self.figure(Unit(submission.definition.unit))
        draft = drafts.Draft(happening="What is happening.", why="Why.", doing="What is done.")
        return replace(draft, **said)

    def figure(self, unit: Unit) -> dict[str, Any]:
        """Return a figure of a unit as text."""
        if self.random.random() < 0.1:
            return {"figure": "not available"}
        if unit in (Unit.PERCENT, Unit.AVERAGE):
            return {"numerator": self.number(), "denominator": self.number(100, 140)}
        return {"numerator": self.number(400, 900)}

    def loaded(self, measure: Measure, month: dt.date) -> LoadFigure:
        """Return a figure of an extract."""
        assert measure.definition is not None
        return replace(LoadFigure(measure, month), **self.figure(Unit(measure.definition.unit)))

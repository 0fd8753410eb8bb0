"""A month that can be signed, and the people around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from measures.choices import PeriodState, RoleName, SubmissionState
from measures.models import MeasureDefinition, Period, Scorecard, Section, Submission
from reports.actions import sign
from reports.content import from_data, to_data
from reports.models import Edition, Format, Rendering, canonical, fingerprint
from tests.factories.catalogue import DefinitionFactory, ScorecardFactory, SectionFactory
from tests.factories.inputs import TargetFactory
from tests.factories.months import PeriodFactory, figure_of
from tests.factories.people import PersonFactory, RoleFactory

NOVEMBER = dt.date(2023, 11, 1)


@dataclass
class Round:
    """One month of a scorecard with its people. Every figure is approved unless a test says otherwise."""

    scorecard: Scorecard
    section: Section
    period: Period
    signatory: Any
    performance: Any
    director: Any
    board: Any
    owner: Any
    definitions: list[MeasureDefinition] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)

    def role(self, name: RoleName, **scope: Any) -> Any:
        """Return somebody new who holds a role."""
        return RoleFactory.create(role=name.value, **scope).person


def ready_round(
    measures: int = 3, *, state: SubmissionState = SubmissionState.APPROVED, commentary: str = "Visits are on time."
) -> Round:
    """Return a November whose figures are all in the given state; approved, it can be signed."""
    scorecard = ScorecardFactory.create()
    section = SectionFactory.create(scorecard=scorecard)
    held = {"scorecard": scorecard}
    people = {
        "signatory": RoleFactory.create(role=RoleName.SIGNATORY.value, person__name="Ruth Calder", **held).person,
        "performance": RoleFactory.create(role=RoleName.PERFORMANCE.value, person__name="Priya Nair", **held).person,
        "board": RoleFactory.create(role=RoleName.BOARD.value, person__name="Anne Doyle", **held).person,
        "director": RoleFactory.create(
            role=RoleName.DIRECTOR.value, person__name="Helen Marsh", section=section
        ).person,
        "owner": PersonFactory.create(name="Tom Okafor"),
    }
    period = PeriodFactory.create(
        scorecard=scorecard,
        month=NOVEMBER,
        state=PeriodState.OPEN.value,
        opened_at=dt.datetime(2023, 12, 1, 9, tzinfo=dt.UTC),
    )
    made = Round(scorecard, section, period, **people)
    for number in range(measures):
        definition = DefinitionFactory.create(section=section, ref=f"1.{number}", title=f"Measure {number}")
        RoleFactory.create(role=RoleName.OWNER.value, person=made.owner, measure=definition.measure)
        TargetFactory.create(measure=definition.measure)
        made.definitions.append(definition)
        made.submissions.append(
            figure_of(
                definition,
                NOVEMBER,
                "70",
                state=state,
                by=made.owner,
                approver=made.director,
                happening=commentary,
            )
        )
    return made


def long_report(measures: int = 30) -> Rendering:
    """Return a waiting rendering, the only one, of an edition that takes some seconds to lay out."""
    november = ready_round(measures=1)
    content = from_data(sign(period=november.period, by=november.signatory).data())
    one = content.sections[0].measures[0]
    many = tuple(replace(one, ref=f"2.{number}") for number in range(measures))
    content = replace(content, number=2, exceptions=(), sections=(replace(content.sections[0], measures=many),))
    text = canonical(to_data(content))
    edition = Edition.objects.create(
        scorecard=november.scorecard,
        period=november.period,
        number=2,
        content=text,
        sha256=fingerprint(text),
        reason="Many more measures.",
        signed_by=november.signatory,
        signed_at=timezone.now(),
    )
    Rendering.objects.all().delete()
    return Rendering.objects.create(edition=edition, format=Format.PDF, key="long")

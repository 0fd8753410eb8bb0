"""A small council with somebody in every role, for tests of pages: two sections, a measure in each, two months.

October 2023 is published; November 2023 is open. Measure 1.1 is Olive's (her deputy is Dev, her director Dora);
2.1 is Otto's, in Dan's section. Fay owns a measure of another council's scorecard.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from measures.choices import FigureSource, PeriodState, RoleName, SubmissionState
from measures.models import MeasureDefinition, Period, Role, Scorecard, Section, Submission
from tests.factories.catalogue import DefinitionFactory, ScorecardFactory, SectionFactory
from tests.factories.inputs import TargetFactory
from tests.factories.months import PeriodFactory, SubmissionFactory, figure_of
from tests.factories.people import PersonFactory, RoleFactory, User

OCTOBER, NOVEMBER = dt.date(2023, 10, 1), dt.date(2023, 11, 1)
SLUG = "social-care"


@dataclass
class Council:
    """The rows that tests of pages ask for."""

    scorecard: Scorecard
    front_door: Section
    care: Section
    visits: MeasureDefinition
    """Measure 1.1, Olive's."""
    placements: MeasureDefinition
    """Measure 2.1, Otto's."""
    october: Period
    november: Period
    people: dict[str, Any] = field(default_factory=dict)

    def submission(self, ref: str = "1.1", month: dt.date = NOVEMBER) -> Submission:
        """Return a measure's slot as it now is."""
        return Submission.objects.select_related("definition__section", "period__scorecard", "measure").get(
            period__scorecard=self.scorecard, period__month=month, definition__ref=ref
        )

    def put(self, state: SubmissionState, ref: str = "1.1", value: str = "79", **draft: str) -> Submission:
        """Put a measure's November slot into a state, with a figure where the state has one."""
        definition = self.visits if ref == "1.1" else self.placements
        owner = self.people["owner" if ref == "1.1" else "other owner"]
        typed = {"draft_figure": f"{value}%", "draft_by": owner, "draft_at": timezone.now(), **draft}
        if state in (SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.RETURNED):
            Submission.objects.filter(pk=self.submission(ref).pk).delete()
            director = self.people["director" if ref == "1.1" else "other director"]
            figure_of(
                definition,
                NOVEMBER,
                value,
                state=state,
                by=owner,
                approver=director,
                entered_by=owner,
                source=FigureSource.ENTERED.value,
                places=0,
                percent_sign=True,
                said=f"{value}%",
            )
        more = {"left_out_reason": "The system was down."} if state is SubmissionState.LEFT_OUT else {}
        found = self.submission(ref)
        Submission.objects.filter(pk=found.pk).update(
            state=state, **({} if state is SubmissionState.NOT_STARTED else typed), **more
        )
        return self.submission(ref)


def council() -> Council:
    """Return the council, with November not started."""
    scorecard = ScorecardFactory.create(slug=SLUG, title="Social care scorecard")
    front_door = SectionFactory.create(scorecard=scorecard, title="Front door", position=1)
    care = SectionFactory.create(scorecard=scorecard, title="Care", position=2)
    visits = DefinitionFactory.create(section=front_door, ref="1.1", title="% of visits in time")
    placements = DefinitionFactory.create(section=care, ref="2.1", title="% of stable placements")
    for definition, value in ((visits, "80"), (placements, "93")):
        TargetFactory.create(measure=definition.measure)
        figure_of(
            definition, OCTOBER, value, state=SubmissionState.PUBLISHED, source=FigureSource.IMPORTED.value, places=0
        )
    october = Period.objects.get(scorecard=scorecard, month=OCTOBER)
    Period.objects.filter(pk=october.pk).update(state=PeriodState.PUBLISHED, imported=True)
    today = timezone.localdate()
    november = PeriodFactory.create(
        scorecard=scorecard,
        month=NOVEMBER,
        due_on=today + dt.timedelta(days=5),
        approve_by=today + dt.timedelta(days=9),
        opened_at=timezone.now(),
    )
    for definition in (visits, placements):
        SubmissionFactory.create(definition=definition, measure=definition.measure, period=november)
    found = Council(scorecard, front_door, care, visits, placements, october, november)
    found.people.update(_people(found))
    return found


def _people(found: Council) -> dict[str, Any]:
    elsewhere = DefinitionFactory.create(ref="1.1", title="% of somebody else's visits")
    held: dict[str, tuple[str, RoleName | None, dict[str, Any]]] = {
        "nobody": ("Ned Nobody", None, {}),
        "administrator": ("Ada Admin", RoleName.ADMINISTRATOR, {}),
        "owner": ("Olive Owner", RoleName.OWNER, {"measure": found.visits.measure}),
        "deputy": ("Dev Deputy", RoleName.DEPUTY, {"measure": found.visits.measure}),
        "other owner": ("Otto Owner", RoleName.OWNER, {"measure": found.placements.measure}),
        "director": ("Dora Director", RoleName.DIRECTOR, {"section": found.front_door}),
        "other director": ("Dan Director", RoleName.DIRECTOR, {"section": found.care}),
        "signatory": ("Sian Signatory", RoleName.SIGNATORY, {"scorecard": found.scorecard}),
        "team": ("Theo Team", RoleName.PERFORMANCE, {"scorecard": found.scorecard}),
        "board": ("Bea Board", RoleName.BOARD, {"scorecard": found.scorecard}),
        "early reader": ("Ella Early", RoleName.EARLY_READER, {"scorecard": found.scorecard}),
        "stranger": ("Fay Foreign", RoleName.OWNER, {"measure": elsewhere.measure}),
    }
    people = {key: PersonFactory.build(name=name) for key, (name, _, _) in held.items()}
    User.objects.bulk_create(people.values())
    Role.objects.bulk_create(
        RoleFactory.build(person=people[key], role=role.value, **scope)
        for key, (_, role, scope) in held.items()
        if role is not None
    )
    return people

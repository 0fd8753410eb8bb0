"""A figure's parts are frozen with it, for the board alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from measures.choices import Audience, SubmissionState
from measures.models import Part
from reports.content import build_content, from_data, to_data
from reports.content.measure_model import PartContent
from tests.factories.catalogue import DefinitionFactory
from tests.factories.months import figure_of
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db

NORTH = {"kind": "locality", "name": "Northtown", "numerator": Decimal(35), "denominator": Decimal(40)}


@pytest.fixture
def november() -> Round:
    made = ready_round(1)
    revision = made.submissions[0].approved_revision
    assert revision is not None
    Part.objects.create(revision=revision, **NORTH, value=Decimal("87.5"), additive=True)
    Part.objects.create(revision=revision, **{**NORTH, "name": "Southtown", "numerator": Decimal(30)})
    return made


def parts(made: Round, audience: Audience, ref: str = "1.0") -> tuple[PartContent, ...]:
    content = build_content(made.scorecard, made.period, audience=audience, number=1)
    return from_data(to_data(content)).by_ref(ref).parts


def test_the_boards_edition_has_them_as_they_were_approved(november: Round) -> None:
    part, worked_out = parts(november, Audience.INTERNAL)
    assert (part.kind, part.name, part.additive) == ("locality", "Northtown", True)
    assert (part.value, part.numerator, part.denominator) == (Decimal("87.5"), Decimal(35), Decimal(40))
    assert part.shown == "88%"
    assert (worked_out.shown, worked_out.value) == ("75%", Decimal(75)), "from its counts, as the whole is"


def test_the_publics_edition_has_none_of_them(november: Round) -> None:
    assert parts(november, Audience.PUBLIC) == ()


def test_a_quarterly_measure_has_those_of_the_quarters_figure_that_stands(november: Round) -> None:
    quarterly = DefinitionFactory.create(section=november.section, ref="1.9", frequency="quarterly")
    september = figure_of(quarterly, dt.date(2023, 9, 1), "60", state=SubmissionState.PUBLISHED)
    assert september.published_revision is not None
    Part.objects.create(revision=september.published_revision, kind="team", name="Team 2", numerator=3)
    assert [part.name for part in parts(november, Audience.INTERNAL, "1.9")] == ["Team 2"]

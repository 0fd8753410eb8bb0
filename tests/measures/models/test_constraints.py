"""What must never be is refused by the database itself, whoever writes and by whatever way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model

from measures.choices import PeriodState, RoleName
from measures.models import Period, Role, Section, Target
from tests.factories.reports import NOVEMBER, ready_round
from tests.factories.texts import AT, comment, email_change, load_query, outturn, public_text
from tests.measures.models.spoiled import (
    OCTOBER,
    SPOILED,
    Rows,
    benchmark,
    copied,
    measure_of,
    population,
    restatement,
    revision,
    slot,
    target,
)

pytestmark = pytest.mark.django_db


def constraints() -> dict[str, tuple[type[Model], bool]]:
    """Return the model of every constraint, and whether it is a check."""
    return {
        constraint.name: (model, isinstance(constraint, CheckConstraint))
        for model in apps.get_app_config("measures").get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_of_the_models_is_tried_here() -> None:
    assert set(SPOILED) == set(constraints())


@pytest.mark.parametrize("name", sorted(SPOILED))
def test_the_database_refuses_what_breaks(name: str) -> None:
    *allowed, refused = SPOILED[name](ready_round(measures=1))
    model, is_check = constraints()[name]
    assert type(refused) is model
    for row in allowed:
        model._default_manager.bulk_create([row])
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        model._default_manager.bulk_create([refused])
    if is_check or connection.vendor == "postgresql":
        assert name in str(error.value)
    else:
        assert "UNIQUE constraint failed" in str(error.value)


def test_the_rows_around_which_the_others_are_spoiled_are_accepted() -> None:
    r = ready_round(measures=1)
    good: Rows = [
        target(r, figure=Decimal(80)),
        population(r),
        benchmark(r),
        restatement(r),
        revision(r, capped=True, numerator=Decimal(2), denominator=Decimal(2)),
        copied(r.definitions[0], holds_from=NOVEMBER, decimals=6, limits_fixed_after=12),
        copied(
            r.definitions[0], holds_from=OCTOBER, breaks_comparison=True, rebased_at=AT, rebased_by_id=r.director.pk
        ),
        *slot(r, submitted_at=AT, submitted_by=r.owner, approved_at=AT, approved_by=r.director),
        Period(scorecard=r.scorecard, month=OCTOBER, signed_at=AT, signed_by=r.signatory, state=PeriodState.SIGNED),
        Role(person=r.owner, role=RoleName.BOARD, scorecard=r.scorecard, starts=NOVEMBER, ends=NOVEMBER),
        Section(scorecard=r.scorecard, title="Another", position=r.section.position + 1),
        public_text(r, submitted_at=AT, submitted_by=r.owner, approved_at=AT, approved_by=r.director),
        load_query(r, answer=comment(r)),
        email_change(r, confirmed_at=AT),
        outturn(r),
    ]
    for row in good:
        type(row)._default_manager.bulk_create([row])
        assert row.pk is not None


@pytest.mark.parametrize("role", RoleName)
def test_a_role_is_held_on_nothing_but_its_own_kind_of_thing(role: RoleName) -> None:
    r = ready_round(measures=1)
    scopes: dict[str, Any] = {"scorecard": r.scorecard, "section": r.section, "measure": measure_of(r)}
    accepted = []
    for wanted in [{}, *({name: row} for name, row in scopes.items()), scopes]:
        try:
            with transaction.atomic():
                Role.objects.bulk_create([Role(person=r.owner, role=role, starts=NOVEMBER, **wanted)])
            accepted.append(tuple(wanted))
        except IntegrityError:
            pass
    assert len(accepted) == 1


def test_a_superseded_target_makes_room_for_a_new_one_of_the_same_year() -> None:
    r = ready_round(measures=1)
    Target.objects.filter(measure=measure_of(r)).update(superseded_at=AT)
    Target.objects.bulk_create([target(r, year=2023, figure=Decimal(80))])
    assert Target.objects.filter(measure=measure_of(r), year=2023).count() == 2


def deleted(table: str) -> None:
    """Empty a table in SQL and ask for what refers to it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours
        connection.check_constraints()


@pytest.mark.parametrize("table", ["measures_period", "measures_measuredefinition", "measures_section"])
def test_what_others_refer_to_can_not_be_deleted(table: str) -> None:
    ready_round(measures=1)
    with pytest.raises(IntegrityError):
        deleted(table)

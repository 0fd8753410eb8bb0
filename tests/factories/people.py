"""People and what they may do."""

from __future__ import annotations

import datetime as dt

import factory
from django.contrib.auth import get_user_model

from measures.choices import RoleName
from measures.models import Role

User = get_user_model()


class PersonFactory(factory.django.DjangoModelFactory[User]):  # type: ignore[valid-type]
    """Somebody with an account and no role."""

    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@council.example")


class RoleFactory(factory.django.DjangoModelFactory[Role]):
    """A role that somebody has held for years; give the scope that belongs to it."""

    class Meta:
        model = Role

    person = factory.SubFactory(PersonFactory)
    role = RoleName.BOARD.value
    starts = dt.date(2020, 4, 1)

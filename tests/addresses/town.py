"""The council after something has happened, with its people's sessions: where the rows of the table are asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import reverse

from measures.models import Action, Evidence, Load, Notice, Population, Restatement
from reports.models import EarlyPdf, Rendering
from tests.addresses.row import SIGNED_IN, Row
from tests.factories.accounts import browser_with, sessions_of
from tests.factories.council import Council, council

MADE: Mapping[str, Callable[[], int]] = {
    "pdf": lambda: Rendering.objects.get(format="pdf").pk,
    "xlsx": lambda: Rendering.objects.get(format="xlsx").pk,
    "early": lambda: EarlyPdf.objects.get().pk,
    "restatement": lambda: Restatement.objects.get().pk,
    "evidence": lambda: Evidence.objects.get().pk,
    "notice": lambda: Notice.objects.get().pk,
    "population": lambda: Population.objects.get().pk,
    "load": lambda: Load.objects.get().pk,
    "action": lambda: Action.objects.get().pk,
}
"""Rows that a table's row speaks of before they are made."""


@dataclass(frozen=True)
class Town:
    """The council after something has happened, and the sessions in which its people are signed in."""

    found: Council
    sessions: Mapping[str, str]

    def browser(self, role: str) -> Client:
        """Return a new browser with somebody's session; nobody's is anonymous."""
        return browser_with(self.sessions[role]) if role in self.sessions else Client()


@contextlib.contextmanager
def made_once(given: Callable[[Council], None]) -> Iterator[Town]:
    """Make the council for all rows before which the same has happened, and take it back after the last of them."""
    with transaction.atomic():
        found = council()
        given(found)
        yield Town(found, sessions_of({role: found.people[role] for role in SIGNED_IN}))
        transaction.set_rollback(True)


def url_of(row: Row, found: Council) -> str:
    """Return the address of a row, in which people and rows of the database are named."""
    where = dict(row.where)
    if isinstance(where.get("pk"), str) and where["pk"] in MADE:
        where["pk"] = MADE[where["pk"]]()
    where = {name: value(found) if callable(value) else value for name, value in where.items()}
    if where.get("pk") in found.people:
        where["pk"] = found.people[where["pk"]].pk
    elif str(where.get("pk")).startswith("role of "):
        where["pk"] = found.people[where["pk"].removeprefix("role of ")].roles.get().pk
    return reverse(row.name, kwargs=where)

"""One address of the site with what everybody is answered, and the words in which the table speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.addresses.happened import nothing
from tests.factories.council import SLUG, Council

ROLES = (
    "anonymous",
    "nobody",
    "administrator",
    "owner",
    "deputy",
    "other owner",
    "director",
    "other director",
    "signatory",
    "team",
    "board",
    "early reader",
    "stranger",
)
SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")
AT_1_1 = ("owner", "deputy", "director", "signatory", "team")
"""Who sees measure 1.1 in every state."""
ON_SCORECARD = (*AT_1_1, "other owner", "other director")
"""Who works on the scorecard."""
HOLD = ("owner", "deputy", "team")
APPROVE = ("director", "signatory")
LEAVE = (*APPROVE, "team")
MONTH = {"slug": SLUG, "month": "2023-11"}
OWN = {**MONTH, "ref": "1.1"}
VISITS = {"slug": SLUG, "pk": lambda found: found.visits.measure_id}
YEAR = {"slug": SLUG, "year": 2023}

Answers = dict[str, int]


def all_get(code: int, *roles: str) -> Answers:
    return dict.fromkeys(roles, code)


@dataclass(frozen=True)
class Row:
    """One address with what everybody is answered."""

    name: str
    answers: Answers
    where: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, str] | None = None
    """What is posted; None is a GET."""
    given: Callable[[Council], None] = nothing
    """What has happened before."""
    anonymous: int = 302

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.name}, {self.given.__name__}"

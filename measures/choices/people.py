"""What people may be, and why they are written to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from measures.choices.word import Word


class RoleName(Word):
    """What a person may be, on a scope and between dates."""

    OWNER = "owner"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    SIGNATORY = "signatory"
    PERFORMANCE = "performance team"
    BOARD = "board member"
    EARLY_READER = "early reader"
    ADMINISTRATOR = "administrator"


ROLE_SCOPES: Final[Mapping[RoleName, str | None]] = {
    RoleName.OWNER: "measure",
    RoleName.DEPUTY: "measure",
    RoleName.DIRECTOR: "section",
    RoleName.SIGNATORY: "scorecard",
    RoleName.PERFORMANCE: "scorecard",
    RoleName.BOARD: "scorecard",
    RoleName.EARLY_READER: "scorecard",
    RoleName.ADMINISTRATOR: None,
}
"""What each role is held on; the administrator's is the site."""


class NoticeKind(Word):
    """Why somebody is written to."""

    REMINDER = "reminder"
    INVITATION = "invitation"
    DELEGATION = "delegation"
    """Of earlier months: the day's mail tells of it now."""
    NEW_ADDRESS = "new address"
    OLD_ADDRESS = "old address"
    NEW_PASSWORD = "new password"  # noqa: S105 - why somebody is written to


class Audience(Word):
    """Who an edition is for."""

    INTERNAL = "internal"
    PUBLIC = "public"

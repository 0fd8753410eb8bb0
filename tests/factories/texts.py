"""Rows, not stored yet, of what is said and asked around figures: to be spoiled by the tests of the constraints."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from measures.models import Comment, EmailChange, Load, LoadQuery, Outturn, PublicText, PublicTextRevision
from tests.factories.reports import Round

AT = dt.datetime(2023, 12, 4, 10, tzinfo=dt.UTC)


def public_text(r: Round, **changes: Any) -> PublicText:
    """Return the public text of the round's first figure."""
    return PublicText(submission=r.submissions[0], **changes)


def wording(r: Round, **changes: Any) -> PublicTextRevision:
    """Return what was submitted of the public text, which is stored."""
    text, _ = PublicText.objects.get_or_create(submission=r.submissions[0])
    return PublicTextRevision(**{"public_text": text, "number": 1, "text": "More visits were made.", **changes})


def load_query(r: Round, **changes: Any) -> LoadQuery:
    """Return a question about the round's first figure."""
    values = {"submission": r.submissions[0], "load": a_load(r), "question": comment(r)}
    return LoadQuery(**{**values, **changes})


def comment(r: Round) -> Comment:
    """Return a stored message of the thread on the round's first figure."""
    return Comment.objects.create(submission=r.submissions[0], text="Is October in it?", by=r.owner)


def a_load(r: Round) -> Load:
    """Return a stored load."""
    return Load.objects.create(scorecard=r.scorecard, file_name="november.csv", sha256="")


def email_change(r: Round, **changes: Any) -> EmailChange:
    """Return a change of the owner's address."""
    values = {"person": r.owner, "asked_by": r.owner, "old": "old@example.org", "new": "new@example.org"}
    return EmailChange(**{**values, "expires_at": AT, **changes})


def outturn(r: Round, **changes: Any) -> Outturn:
    """Return a validated outturn of the round's first measure."""
    values = {"measure": r.definitions[0].measure, "year": 2023, "figure": Decimal(80), "source": "SSDA903 return"}
    return Outturn(**{**values, "validated_on": AT.date(), **changes})

"""What was made of a month, or published, before: the editions whose printed numbers are no longer secret, and when
the month was signed first, because what was known then is what its corrected editions are judged by.
"""

from __future__ import annotations

import datetime as dt

from measures.choices import Audience
from measures.models import Period, Scorecard
from reports.content.model import EditionContent
from reports.content.plain import from_data
from reports.models import Edition


def public_editions(scorecard: Scorecard) -> list[EditionContent]:
    """Return every public edition of a scorecard that has been published (one query)."""
    rows = Edition.objects.published().filter(scorecard=scorecard, audience=Audience.PUBLIC)
    return [from_data(edition.data()) for edition in rows]


def signed_with(period: Period) -> dt.datetime | None:
    """Return the moment whose targets, definitions and owners the editions of a month have: when its first was made.

    A target that is changed afterwards does not change what was published. None where the month has no edition (one
    query).
    """
    made = Edition.objects.filter(period=period).order_by("made_at").values_list("made_at", flat=True)
    return made.first()

"""The public editions that were published before: what they printed is no longer secret."""

from __future__ import annotations

from measures.choices import Audience
from measures.models import Scorecard
from reports.content.model import EditionContent
from reports.content.plain import from_data
from reports.models import Edition


def public_editions(scorecard: Scorecard) -> list[EditionContent]:
    """Return every public edition of a scorecard that has been published (one query)."""
    rows = Edition.objects.published().filter(scorecard=scorecard, audience=Audience.PUBLIC)
    return [from_data(edition.data()) for edition in rows]

"""The page of an edition as its signatory is sent it, for the tests of what page, paper and workbook say alike."""

from __future__ import annotations

from django.utils import timezone

from reports.content import to_data
from reports.content.model import EditionContent
from reports.models import Edition, canonical, fingerprint
from tests.factories.accounts import browser_of
from tests.factories.reports import ready_round


def page_of(content: EditionContent) -> str:
    """Return the page of an edition that says this."""
    november = ready_round(1)
    text = canonical(to_data(content))
    edition = Edition.objects.create(
        scorecard=november.scorecard, period=november.period, number=1, content=text, sha256=fingerprint(text),
        signed_by=november.signatory, signed_at=timezone.now(),
    )  # fmt: skip
    client = browser_of(november.signatory)
    return client.get(edition.get_absolute_url()).content.decode()

"""What one person may see of what is published. Every page, list and download of editions reads here."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from measures.choices import JobState, PeriodState, RoleName
from measures.models import Measure, Period, Scorecard, Section
from measures.permissions import Standing
from reports.models import Edition, EditionQuerySet, RenderedFile, Rendering
from reports.options import FULL

SEES_SIGNED = (RoleName.SIGNATORY, RoleName.PERFORMANCE)
SIGNED_LISTED = 12
SEES_PUBLISHED = (RoleName.BOARD, RoleName.EARLY_READER)


def visible_editions(standing: Standing) -> EditionQuerySet:
    """Return the editions that the person may read.

    The signatory, the performance team and directors read an edition from its signing; board members, owners and
    deputies once it is published. Anybody else reads none.
    """
    signed = Q(scorecard__in=standing.scorecards_as(*SEES_SIGNED)) | Q(
        scorecard__in=Section.objects.filter(pk__in=standing.sections_as(RoleName.DIRECTOR)).values("scorecard")
    )
    published = Q(scorecard__in=standing.scorecards_as(*SEES_PUBLISHED)) | Q(
        scorecard__in=Measure.objects.filter(pk__in=standing.measures_as(RoleName.OWNER, RoleName.DEPUTY)).values(
            "scorecard"
        )
    )
    readable = Edition.objects.filter(signed | (published & Q(publication__isnull=False)))
    return readable.with_signatories().select_related("scorecard", "period", "publication").defer("content")


def visible_renderings(standing: Standing) -> QuerySet[Rendering]:
    """Return the renderings of the editions that the person may read."""
    return (
        Rendering.objects.filter(edition__in=visible_editions(standing))
        .select_related("edition__scorecard", "edition__period")
        .defer("edition__content")
    )


def finished_files(standing: Standing, edition: Edition) -> list[Rendering]:
    """Return the whole report of an edition in each form that is ready to be downloaded (one query)."""
    done = visible_renderings(standing).filter(edition=edition, option=FULL, state=JobState.DONE)
    return list(done.order_by("format", "pk"))


def signed_by(standing: Standing) -> EditionQuerySet:
    """Return the editions that the person signed, the latest month first."""
    own = visible_editions(standing).filter(signed_by=standing.person_id)
    return own.with_superseded().newest_first()[:SIGNED_LISTED]


def files_made() -> tuple[int, int | None]:
    """Return how many files there are, and the number of the newest: what changes when one is finished (one query)."""
    found = RenderedFile.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    return found["count"], found["newest"]


def imported_without_edition(scorecard: Scorecard) -> QuerySet[Period]:
    """Return the months published before this portal of which the board has no edition, the earliest first."""
    months = Period.objects.filter(scorecard=scorecard, imported=True, state=PeriodState.PUBLISHED)
    return months.filter(editions__isnull=True).select_related("scorecard").order_by("month")

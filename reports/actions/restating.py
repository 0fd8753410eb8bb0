"""Publishing corrected figures: the month's next edition, which says what was published, what it is now, and why.

The editions before it and their files stay byte for byte; the pages and the list say that they are superseded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from measures.actions.outcome import Overtaken, Refused, hold_scorecard, insist
from measures.actions.recalculate import rate_as_signed, recalculate
from measures.actions.restatements import check_corrected, move
from measures.actions.revisions import set_aside
from measures.choices import Audience
from measures.models import Period, Restatement, Submission
from measures.permissions import Standing, may_restate
from reports.actions.freezing import freeze_edition
from reports.actions.publishing import give, publish_imported
from reports.actions.renderings import queue_rendering
from reports.content import from_data
from reports.content.earlier import signed_with
from reports.models import Edition, Format

MOMENT: Final = dt.timedelta(microseconds=1)


@transaction.atomic
def publish_restatements(
    *, period: Period, restatements: Sequence[Restatement], by: Any, now: dt.datetime | None = None
) -> list[Edition]:
    """Publish approved restatements of a published month as its next edition, for each audience that has one.

    A month published before this portal that has no edition is given its first one with it, as it was.

    What is not restated stands as the month was signed, whatever target or definition it has by now; what is, is rated
    by what it was signed with. `restatements` are as the signatory saw them. Signing is part of it: the edition names
    the signatory and is given to the board at once. Raises `Refused`, or `Overtaken` if one has moved on or its figure
    is no longer the one that it corrects; then nothing is published.
    """
    now = now or timezone.now()
    if not restatements:
        raise Refused(f"There is no approved restatement of {period} to publish.")
    standing = Standing.of(by, timezone.localdate(now))
    for restatement in restatements:
        insist(may_restate(standing, "publish", restatement))
        if restatement.submission.period_id != period.pk:
            raise Refused(f"A restatement is of another month than {period}.")
    # Loads, signings and other restatements of the scorecard wait until this one has ended.
    hold_scorecard(period.scorecard)
    if period.imported and not Edition.objects.filter(period=period).exists():
        publish_imported(period, by=by, now=now)  # what is corrected stays to be read, as of every other month
    published = [_put_right(restatement, by=by, now=now) for restatement in restatements]
    scorecard, month, measures = period.scorecard, period.month, [row.submission.measure_id for row in published]
    signed = signed_with(period) or now
    rate_as_signed(scorecard=scorecard, measures=measures, month=month, signed=signed, now=now)
    at_length = _at_length(period, published)
    made = [_next_edition(period, audience, published, at_length, by=by, now=now) for audience in _audiences(period)]
    # By a moment later than the editions, which have not printed what it changes.
    recalculate(scorecard=scorecard, measures=measures, month=month, now=now + MOMENT)
    return made


def _put_right(restatement: Restatement, *, by: Any, now: dt.datetime) -> Restatement:
    """Publish the corrected revision in the place of the one that it corrects, with its event."""
    moved = move("publish", restatement, version=restatement.version, by=by, now=now, why=restatement.reason)
    if moved.revision is None:
        raise Refused("The restatement has no corrected figure.")
    slots = Submission.objects.all()
    if not slots.correct(moved.submission, published=moved.published_revision_id, corrected=moved.revision):
        raise Overtaken(
            f"{moved.submission.definition.ref} for {moved.submission.period} has been revised since the restatement "
            "was asked for. Refresh the page, and ask for another restatement if it is still wrong."
        )
    set_aside(corrected=moved, by=by, now=now)
    check_corrected(moved, now=now)
    return Restatement.objects.select_related(
        "submission__measure", "submission__definition", "submission__period", "published_revision", "revision"
    ).get(pk=moved.pk)


def _audiences(period: Period) -> list[Audience]:
    """Return who has an edition of the month."""
    found = set(Edition.objects.filter(period=period).values_list("audience", flat=True))
    return [audience for audience in Audience if audience in found]


def _at_length(period: Period, restatements: Sequence[Restatement]) -> list[str]:
    """Return what the next edition prints at length where it is red: as the board's last one, and what is corrected."""
    before = Edition.objects.filter(period=period, audience=Audience.INTERNAL).newest_first()[0]
    corrected = (row.submission.definition.ref for row in restatements)
    return list(dict.fromkeys([*from_data(before.data()).exceptions, *corrected]))


def _next_edition(
    period: Period,
    audience: Audience,
    restatements: Sequence[Restatement],
    at_length: Sequence[str],
    *,
    by: Any,
    now: dt.datetime,
) -> Edition:
    last = Edition.objects.filter(period=period, audience=audience).aggregate(last=Max("number"))["last"]
    edition = freeze_edition(
        period=period,
        audience=audience,
        number=last + 1,
        by=by,
        now=now,
        exceptions=at_length,
        restatements=restatements,
    )
    give(edition, by=by, now=now)
    if audience is Audience.INTERNAL:
        for form in Format:
            queue_rendering(edition=edition, format=form, by=by, now=now)
    return edition

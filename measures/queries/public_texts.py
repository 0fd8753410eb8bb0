"""The texts for the public edition that one person may see: what waits for them, and those of a measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from measures.choices import PeriodState, PublicTextState, RestatementState
from measures.models import PublicText, Restatement, Submission, hold_related, scorecard_order
from measures.permissions import Standing
from measures.public_permissions import BEING_CORRECTED, may_public_text
from measures.queries.scope import HOLDERS, submissions


@dataclass(frozen=True, repr=False)  # a page may ask for the repr, and that of rows would ask the database
class PublicTextWaiting:
    """One text that waits for the person: to be decided on, or to be written again."""

    text: PublicText
    decides: bool

    @property
    def does(self) -> str:
        """Return what the person does with it."""
        if not self.decides:
            return "Returned to you: change it and submit it again"
        if self.text.state == PublicTextState.APPROVED:
            return "To be approved again: the figure has changed since"
        return "To be approved"


def visible_texts(standing: Standing) -> QuerySet[PublicText]:
    """Return the public texts of the figures that the person sees in every state."""
    return (
        PublicText.objects.filter(submission__in=submissions(standing).values("pk"))
        .select_related(
            "submission__measure",
            "submission__definition__section",
            "submission__period__scorecard",
            "submitted_revision",
            "approved_revision",
        )
        .order_by(*scorecard_order("submission__definition"), "submission__period__month")
    )


def texts_for_all() -> Q:
    """Return the condition of a text that whoever reads the published figure may read: it is approved beside it.

    The public edition prints it too, unless it has a number that was suppressed since.
    """
    return Q(
        state=PublicTextState.APPROVED,
        submission__period__state=PeriodState.PUBLISHED,
        approved_beside=F("submission__published_revision"),
    )


def open_texts(standing: Standing) -> QuerySet[PublicText]:
    """Return the texts that the person sees and that somebody may have to decide on or to write again.

    Among them those of a figure that has been corrected: the text may be of what was wrong still.
    """
    published = Q(state=RestatementState.PUBLISHED, revision=F("submission__published_revision"))
    corrected = Restatement.objects.filter(Q(state__in=BEING_CORRECTED) | published).order_by().values("submission")
    under_way = Q(submission__period__state__in=[PeriodState.OPEN, PeriodState.CLOSED]) | Q(submission__in=corrected)
    return visible_texts(standing).filter(under_way).exclude(state=PublicTextState.DRAFT)


def public_texts_waiting(
    standing: Standing, texts: Iterable[PublicText] | None = None, corrections: Iterable[Restatement] | None = None
) -> list[PublicTextWaiting]:
    """Return the texts that wait for the person, by reference.

    `texts` are those that are open and `corrections` the restatements under way, where they are read: then it asks
    nothing but what the person has written (one query).
    """
    rows = list(open_texts(standing) if texts is None else texts)
    if corrections is None:
        corrections = Restatement.objects.filter(submission__in=[row.submission_id for row in rows])
    hold_related([row.submission for row in rows], "restatements", corrections)
    held = standing.measures_as(*HOLDERS)
    found = []
    for row in rows:
        if may_public_text(standing, "approve", row.submission, row):
            found.append(PublicTextWaiting(row, decides=True))
        elif row.state == PublicTextState.RETURNED and row.submission.measure_id in held:
            found.append(PublicTextWaiting(row, decides=False))
    return found


def is_for_all(text: PublicText, submission: Submission) -> bool:
    """Return what `texts_for_all` asks of the database, of one text."""
    period = PeriodState(submission.period.state)
    return period is PeriodState.PUBLISHED and text.is_approved_beside(submission.published_revision_id)


def texts_of(submission_ids: Iterable[int]) -> dict[int, PublicText]:
    """Return the public texts of submissions, by submission (two queries). Who may see which, the caller asks."""
    rows = text_rows(submission_ids).select_related("submission").prefetch_related("submission__restatements")
    return {row.submission_id: row for row in rows}


def text_rows(submission_ids: Iterable[int]) -> QuerySet[PublicText]:
    """Return the public texts of submissions, to be gathered. Who may see which, the caller asks."""
    rows = PublicText.objects.filter(submission__in=list(submission_ids))
    return rows.select_related("submitted_revision", "approved_revision", "approved_by")

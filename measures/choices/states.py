"""Where things stand. Which state follows which is in `measures.transitions`."""

from __future__ import annotations

from measures.choices.word import Word


class PeriodState(Word):
    """Where a month stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    PUBLISHED = "published"


class SubmissionState(Word):
    """Where one measure of one month stands."""

    NOT_STARTED = "not started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    LEFT_OUT = "left out"

    def in_month(self, month: PeriodState | str) -> Word:
        """Return where it stands as it is said in its month.

        "Signed" until that is published, when the board has it; "no figure" where nobody starts any more.
        """
        if self is SubmissionState.PUBLISHED and month == PeriodState.SIGNED:
            return AfterSigning.SIGNED
        if self is SubmissionState.NOT_STARTED and month in {PeriodState.SIGNED, PeriodState.PUBLISHED}:
            return AfterSigning.NO_FIGURE
        return self


class AfterSigning(Word):
    """How a figure's state is said in a month that has been signed, where it was called otherwise before."""

    SIGNED = "signed"
    NO_FIGURE = "no figure"


class RestatementState(Word):
    """Where the correction of a published figure stands."""

    ASKED = "asked"
    AGREED = "agreed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @classmethod
    def ended(cls) -> tuple[RestatementState, ...]:
        """Return those after which nothing is done to it, and another can be asked for."""
        return (cls.PUBLISHED, cls.REFUSED, cls.WITHDRAWN)


class PublicTextState(Word):
    """Where what the public edition says of a figure stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class JobState(Word):
    """Where a piece of work done by Celery stands; the database row is the job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

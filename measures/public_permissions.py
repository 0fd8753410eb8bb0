"""May this person do it to the text that the public edition prints of a figure, and is it in a state for it?"""

from __future__ import annotations

from typing import Any, Final

from measures.choices import PublicTextState, RestatementState, SubmissionState
from measures.models import PublicText, Submission
from measures.permissions import YES, Answer, Standing, may_see, no
from measures.transitions import PUBLIC_TEXT

BEING_CORRECTED: Final = (RestatementState.AGREED, RestatementState.SUBMITTED, RestatementState.APPROVED)


def correction_of(submission: Submission) -> Any:
    """Return the restatement of the figure that is under way; None where it stays as it is."""
    return next((row for row in submission.restatements.all() if row.state in BEING_CORRECTED), None)


def _takes_texts(submission: Submission, text: PublicText | None) -> bool:
    """Return whether a text may change: its month is at work, its figure is being corrected, or has been since.

    One that is approved beside the figure that was published since is settled.
    """
    if submission.period.takes_changes or correction_of(submission) is not None:
        return True
    signed, published = submission.approved_revision_id, submission.published_revision_id
    changed = None not in (signed, published) and signed != published
    return changed and (text is None or not text.is_approved_beside(published))


def may_public_text(standing: Standing, action: str, submission: Submission, text: PublicText | None) -> Answer:
    """May the person do the action to the figure's public text now? Without a text the first save makes one.

    The month still takes changes, or the figure is being corrected or is another than the one that was signed.
    Nobody approves what they wrote.
    """
    seen = may_see(standing, submission)
    if not seen:
        return seen
    transition, ref = PUBLIC_TEXT[action], submission.definition.ref
    if not standing.roles_on(submission) & transition.by:
        return no(f"Only {transition.who} can {transition.verb} the public text.")
    state = PublicTextState(text.state) if text is not None else PublicTextState.DRAFT
    if state not in transition.moves or (text is None and action != "save"):
        stands = state.value if text is not None else "not written yet"
        return no(
            f"You can not {transition.verb} the public text of {ref} now: it is {stands}. Reload the page to see what "
            "has happened."
        )
    period = submission.period
    if not _takes_texts(submission, text):
        return no(f"{period} is {period.state}, so what its public edition says can no longer change.")
    if action == "approve" and text is not None:
        return _approval(standing, submission, text)
    return YES


def _approval(standing: Standing, submission: Submission, text: PublicText) -> Answer:
    state, figure = PublicTextState(text.state), submission.printed_next_id
    wording = text.submitted_revision
    hands = {text.submitted_by_id}
    if wording is not None:
        hands |= {wording.entered_by_id, wording.made_by_id}
    if standing.person_id in hands or standing.hands.in_text(text):
        return no("You wrote or submitted this text, so somebody else has to approve it.")
    if submission.state == SubmissionState.LEFT_OUT:
        return no(f"{submission.definition.ref} is left out of {submission.period}, so no text is printed with it.")
    under_way = correction_of(submission)
    if under_way is not None and under_way.state != RestatementState.APPROVED:
        return no(
            "The figure is being corrected. The text is approved beside the corrected one, once that is approved."
        )
    if figure is None or submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED):
        return no("The figure is not submitted yet. The text is approved beside the figure that it is about.")
    if state is PublicTextState.APPROVED and text.is_approved_beside(figure):
        return no("The text is approved already, beside the figure as it is.")
    return YES


def allowed_public(standing: Standing, submission: Submission, text: PublicText | None) -> list[str]:
    """Return what the person may do to the public text now, in the table's order (for buttons)."""
    return [name for name in PUBLIC_TEXT if may_public_text(standing, name, submission, text)]

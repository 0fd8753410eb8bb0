"""May this person do it to the text that the public edition prints of a figure, and is it in a state for it?"""

from __future__ import annotations

from typing import Any, Final

from measures.choices import PublicTextState, RestatementState, SubmissionState
from measures.models import PublicText, Submission
from measures.permissions import YES, Answer, Standing, may_see, no
from measures.transitions import PUBLIC_TEXT

BEING_CORRECTED: Final = (RestatementState.AGREED, RestatementState.SUBMITTED, RestatementState.APPROVED)


def beside(submission: Submission) -> int | None:
    """Return the figure that a public text now stands beside: the corrected one, where one is under way."""
    under_way = _correction(submission)
    if under_way is not None and under_way.revision_id is not None:
        return int(under_way.revision_id)
    return submission.current_revision_id


def _correction(submission: Submission) -> Any:
    return next((row for row in submission.restatements.all() if row.state in BEING_CORRECTED), None)


def may_public_text(standing: Standing, action: str, submission: Submission, text: PublicText | None) -> Answer:
    """May the person do the action to the figure's public text now? Without a text the first save makes one.

    The month still takes changes, or the figure is being corrected. Nobody approves what they wrote.
    """
    seen = may_see(standing, submission)
    if not seen:
        return seen
    transition, ref = PUBLIC_TEXT[action], submission.definition.ref
    if not standing.roles_on(submission) & transition.by:
        who = " or ".join(sorted(role.value for role in transition.by))
        return no(f"Only the {who} can {transition.verb} the public text.")
    state = PublicTextState(text.state) if text is not None else PublicTextState.DRAFT
    if state not in transition.moves or (text is None and action != "save"):
        stands = state.value if text is not None else "not written yet"
        return no(
            f"You can not {transition.verb} the public text of {ref} now: it is {stands}. Reload the page to see what "
            "has happened."
        )
    period = submission.period
    if not period.takes_changes and _correction(submission) is None:
        return no(f"{period} is {period.state}, so what its public edition says can no longer change.")
    if action == "approve" and text is not None:
        return _approval(standing, submission, text)
    return YES


def _approval(standing: Standing, submission: Submission, text: PublicText) -> Answer:
    state, figure = PublicTextState(text.state), beside(submission)
    wording = text.submitted_revision
    hands = {text.submitted_by_id}
    if wording is not None:
        hands |= {wording.entered_by_id, wording.made_by_id}
    if standing.person_id in hands or standing.hands.in_text(text):
        return no("You wrote or submitted this text, so somebody else has to approve it.")
    if submission.state == SubmissionState.LEFT_OUT:
        return no(f"{submission.definition.ref} is left out of {submission.period}, so no text is printed with it.")
    if figure is None or submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED):
        return no("The figure is not submitted yet. The text is approved beside the figure that it is about.")
    if state is PublicTextState.APPROVED and text.is_approved_beside(figure):
        return no("The text is approved already, beside the figure as it is.")
    return YES


def allowed_public(standing: Standing, submission: Submission, text: PublicText | None) -> list[str]:
    """Return what the person may do to the public text now, in the table's order (for buttons)."""
    return [name for name in PUBLIC_TEXT if may_public_text(standing, name, submission, text)]

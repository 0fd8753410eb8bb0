"""May this person ask about a figure that an extract has loaded, or answer what was asked?"""

from __future__ import annotations

from measures.choices import RoleName
from measures.models import LoadQuery, Submission
from measures.permissions import YES, Answer, Standing, may_see, no

ASKS = frozenset({RoleName.OWNER, RoleName.DEPUTY})


def queried_load(submission: Submission) -> int | None:
    """Return the load that a figure waits with: one of a published month that it revises, else the draft's."""
    pending = submission.pending_revision
    if pending is not None and pending.load_id is not None:
        return int(pending.load_id)
    if submission.takes_changes() and submission.draft_load_id is not None:
        return int(submission.draft_load_id)
    return None


def may_ask_about(standing: Standing, submission: Submission) -> Answer:
    """May the person ask the performance team about this figure? Its owner or a deputy may, of a loaded one."""
    seen = may_see(standing, submission)
    if not seen:
        return seen
    if not standing.roles_on(submission) & ASKS:
        return no("Only the owner or a deputy can ask about a loaded figure.")
    if queried_load(submission) is None:
        return no(f"{submission.definition.ref} for {submission.period} does not wait with a figure of an extract.")
    return YES


def may_answer(standing: Standing, query: LoadQuery) -> Answer:
    """May the person answer this question? The performance team may, once."""
    seen = may_see(standing, query.submission)
    if not seen:
        return seen
    if RoleName.PERFORMANCE not in standing.roles_on(query.submission):
        return no("Only the performance team can answer what was asked about a loaded figure.")
    return YES

"""Asking about a figure that came back and is about to be sent again as it was. Called by the views that submit one."""

from __future__ import annotations

from django.utils import timezone

from measures.actions.outcome import name_of
from measures.entry_forms import EntryForm
from measures.queries.returned import returned_as_it_is
from measures.transitions import SUBMISSION


def asks_again(form: EntryForm) -> bool:
    """Ask beside a box to tick whether a figure is to go again as it was; return whether that has yet to be said."""
    if form.says_again:
        return False
    back = returned_as_it_is(form.submission, form.draft())
    if back is None:
        return False
    form.ask_again(
        f"Nothing has changed since {name_of(back.by)} {SUBMISSION[back.what].done} this on "
        f"{timezone.localtime(back.at):%-d %B}. Change it, or tick the box to submit it again as it was."
    )
    return True

"""Asking about a figure that came back and is about to be sent again as it was. Called by the views that submit one."""

from __future__ import annotations

from measures.forms.entry import EntryForm
from measures.queries.returned import nothing_since, returned_as_it_is


def asks_again(form: EntryForm) -> bool:
    """Ask beside a box to tick whether a figure is to go again as it was; return whether that has yet to be said."""
    if form.says_again:
        return False
    back = returned_as_it_is(form.submission, form.draft())
    if back is None:
        return False
    form.ask_again(f"{nothing_since(back)} Change it, or tick the box to submit it again as it was.")
    return True

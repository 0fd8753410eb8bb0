"""What happened, in words: events as a timeline prints them. Called by the pages' queries and by the exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from measures.models import Event, Revision
from measures.queries.changed_values import ChangedValue, changed_value
from measures.transitions import PERIOD, PUBLIC_TEXT, RESTATEMENT, SUBMISSION

DONE = {
    "comment": "commented",
    "define_measure": "defined the measure",
    "rebase": "let the control chart start anew",
    "set_screening": "changed how limits of control charts are worked out",
    "set_target": "set the target",
    "set_baseline": "set the baseline",
    "ask_about_load": "asked about the loaded figure",
    "answer_query": "answered what was asked about the loaded figure",
    "set_outturn": "entered the validated outturn",
    "set_benchmark": "set a comparator’s figure",
    "revise": "revised by a later extract",
    "give_role": "gave a role",
    "end_role": "ended a role",
    "invite": "invited",
    "accept_invitation": "chose a password",
    "take_invitation_back": "took an invitation back",
    "deactivate": "closed an account",
    "open_account_again": "opened an account again",
    "rename": "changed a name",
    "ask_email_change": "asked for another email address",
    "take_email_change_back": "took the change of an email address back",
    "confirm_email_change": "confirmed a new email address",
    "release_lockout": "let somebody sign in again",
    "remind": "reminded the owner",
    "set_rule": "set the rule of the months",
    "ask_restatement": "asked for a restatement",
    "set_revision_aside": "set aside what a later extract says",
    "publish_revision": "signed as revised, with the month",
    "open_action": "opened an action",
    "change_action": "corrected an action",
    "move_action": "moved an action’s date",
    "close_action": "closed an action",
    "add_evidence": "added a file",
    "remove_evidence": "took a file out",
    "annotate": "put a note on the month",
    "remove_annotation": "took a note on the month away",
    "retire_measure": "retired the measure",
    "keep_measure": "kept the measure in use",
    "freeze_edition": "made the edition",
    "read_early": "read the edition before it was published",
    "publish_edition": "published the edition",
    "cancel_rendering": "stopped making a file",
    "run_rendering_again": "asked for a file again",
    "set_population": "set a population",
    "withdraw_population": "took a population back",
    "set_neighbours": "set the statistical neighbours",
    "add_scorecard": "added the scorecard",
    "copy_scorecard": "copied sections and measures of another scorecard",
    "add_section": "added a section",
    "rename_section": "renamed a section",
    "move_section": "moved a section",
    "retire_section": "retired a section",
    "restore_section": "took a section back into use",
    "set_dates": "changed the dates of a month",
    "begin_year": "began a year",
    "apply_load": "loaded a file",
    "import_month": "took in what was published of the month",
    "remember_columns": "said what the columns of a file are",
}
"""What was done, as the timeline says it, where it is no transition."""


@dataclass(frozen=True)
class Happening:
    """One event as the timeline prints it."""

    title: str
    at: dt.datetime
    by: str
    body: str = ""


def timeline_of(events: Sequence[Event], revisions: Iterable[Revision] = ()) -> list[Happening]:
    """Return events, newest first, as a timeline prints them; of drafts that one person saved in a row, the last.

    Of those that are of one of the revisions, the figure is said.
    """
    of: dict[int | None, Revision] = {revision.pk: revision for revision in revisions}
    rows: list[list[Event]] = []
    for event in events:
        if rows and _saved_on(rows[-1][-1], event):
            rows[-1].append(event)
        else:
            rows.append([event])
    return [happening(last, of.get(last.revision_id), before=before) for last, *before in rows]


def _saved_on(newer: Event, event: Event) -> bool:
    """Return whether the person who saved a draft went on and saved it again."""
    return newer.what == event.what == "save" and newer.by_id == event.by_id


def _change(event: Event, before: Iterable[Event]) -> ChangedValue | None:
    """Return what an event and those before it that it stands for changed, from what to what in all."""
    changes = [change for each in (event, *before) if (change := changed_value(each))]
    if not changes:
        return None
    whole = replace(changes[0], was=changes[-1].was)
    return None if len(changes) > 1 and whole.was == whole.now else whole


def happening(event: Event, revision: Revision | None = None, *, before: Iterable[Event] = ()) -> Happening:
    """Return an event as the timeline prints it, with the figure of its revision where that is given.

    `before` are those that it stands for too, newest first.
    """
    name = event.by.get_full_name() if event.by else "The portal"
    instead = f", in the place of {event.in_place_of.get_full_name()}" if event.in_place_of else ""
    change = _change(event, before)
    figure = f"Figure {revision.said or revision.missing or 'worked out from its counts'}." if revision else ""
    body = " ".join(part for part in (change.sentence if change else "", figure, event.why) if part)
    return Happening(done_words(event.what), event.at, f"{name}{instead}", body)


def done_words(what: str) -> str:
    """Return what an event says was done, in words."""
    period = PERIOD.get(what.removesuffix("_period"))
    restatement = RESTATEMENT.get(what.removesuffix("_restatement"))
    if what in SUBMISSION:
        done = SUBMISSION[what].done
    elif period and what.endswith("_period"):
        done = f"{period.done} the month"
    elif restatement and what.endswith("_restatement"):
        done = f"{restatement.done} the restatement"
    elif what.endswith("_public_text"):
        done = f"{PUBLIC_TEXT[what.removesuffix('_public_text')].done} the public text"
    else:
        done = DONE.get(what, what.replace("_", " "))
    return done[:1].upper() + done[1:].removesuffix(" of")

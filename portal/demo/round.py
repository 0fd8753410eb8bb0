"""The demonstration's data: the sample scorecard imported, its people, and November half way through its round."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from measures.actions.approvals import approve, send_back
from measures.actions.drafts import Draft, explain, submit
from measures.actions.outcome import fetch
from measures.actions.people import give_role
from measures.actions.recalculate import recalculate
from measures.choices import ROLE_SCOPES, RoleName, SubmissionState
from measures.models import Finding, Scorecard, Section, Submission
from measures.sheets.apply import SAMPLE_CATALOGUE, SAMPLE_SCORECARD, import_sheet
from measures.sheets.catalogue import read_catalogue
from measures.sheets.scorecard import read_scorecard
from portal.demo.people import ACCOUNTS, PASSWORD, SampleAccount
from reports.actions.publishing import publish_imported_history

STORY: Final = Path(__file__).parent / "november.csv"
REASONS: Final = {
    "2.2": "79% is given without saying which teams it comes from. Please say what each team is doing, and when.",
    "6.5": "Please say how many children are waiting, and what the health trust has agreed to.",
    "7.10": "Please say what is being done, by whom and by when.",
}
NOT_TOLD: Final = "The two counts are taken on different days of the month; both are right on their day."


@transaction.atomic
def load(*, now: dt.datetime | None = None) -> bool:
    """Load the demonstration, all of it or nothing; return False if there already is a scorecard."""
    if Scorecard.objects.exists():
        return False
    now = now or timezone.now()
    hashed = make_password(PASSWORD)
    people = {account.email: _person(account, hashed) for account in ACCOUNTS}
    catalogue = read_catalogue(SAMPLE_CATALOGUE)
    imported = import_sheet(
        sheet=read_scorecard(SAMPLE_SCORECARD, catalogue), catalogue=catalogue, sha256=_sha256(), by=None, now=now
    )
    scorecard = imported.scorecard
    team = people["priya.nair@example.org"]
    administrator = people["sam.whitlock@example.org"]
    give_role(person=administrator, role=RoleName.ADMINISTRATOR, by=None, why="The first account", now=now)
    for account in ACCOUNTS:
        if people[account.email] != administrator:
            _give_roles(scorecard, account, people[account.email], by=administrator, now=now)
    _work_the_round(scorecard, now=now)
    recalculate(scorecard=scorecard, now=now)
    publish_imported_history(scorecard=scorecard, by=team, now=now)
    return True


def _sha256() -> str:
    return hashlib.sha256(SAMPLE_SCORECARD.read_bytes()).hexdigest()


def _person(account: SampleAccount, hashed: str) -> Any:
    """Make an account. The password is everybody's, so it is hashed once: Argon2 is slow on purpose."""
    return get_user_model().objects.create(email=account.email, name=account.name, password=hashed)


def _give_roles(scorecard: Scorecard, account: SampleAccount, person: Any, *, by: Any, now: dt.datetime) -> None:
    """Give an account its roles, from a year ago so that the imported months are theirs too."""
    starts = timezone.localdate(now) - dt.timedelta(days=365)
    for role in (account.name_of_role, *account.also):
        for title in account.holds:
            for scope in _scopes(scorecard, role, title):
                give_role(person=person, role=role, scope=scope, starts=starts, by=by, why="Demonstration", now=now)


def _scopes(scorecard: Scorecard, role: RoleName, title: str) -> list[Any]:
    wanted = ROLE_SCOPES[role]
    if wanted is None:
        return [None]
    if wanted == "scorecard":
        return [scorecard]
    section = Section.objects.get(scorecard=scorecard, title=title)
    if wanted == "section":
        return [section]
    return list(scorecard.measures.filter(definition__section=section).select_related("scorecard"))


def _work_the_round(scorecard: Scorecard, *, now: dt.datetime) -> None:
    """Submit, approve and return as the story says, first what others' counts are checked against."""
    with STORY.open(newline="", encoding="utf-8") as rows:
        story = [row for row in csv.DictReader(rows) if row["state"] != SubmissionState.DRAFT]
    story.sort(key=lambda row: row["ref"] not in ("1.0", "1.3", "2.0", "3.0", "3.2", "5.0", "6.0"))
    slots = {
        s.definition.ref: s.pk
        for s in Submission.objects.filter(period__scorecard=scorecard, state=SubmissionState.DRAFT).select_related(
            "definition"
        )
    }
    for row in story:
        _tell(fetch(slots[row["ref"]]), row, now=now)


def _tell(submission: Submission, row: dict[str, str], *, now: dt.datetime) -> None:
    """Take one measure as far as its row of the story says."""
    owner = submission.measure.roles.get(role=RoleName.OWNER).person
    director = submission.definition.section.roles.get(role=RoleName.DIRECTOR).person
    said = Draft.of(submission)
    draft = Draft(
        figure=said.figure,
        numerator=said.numerator,
        denominator=said.denominator,
        missing=said.missing,
        happening=row["happening"],
        why=row["why"],
        doing=row["doing"],
        source=said.source,
        taken_on=said.taken_on,
    )
    explanations = {
        finding.pk: row["explanation"] or NOT_TOLD for finding in Finding.objects.open().filter(submission=submission)
    }
    explain(submission, explanations, by=owner, now=now)
    submitted = submit(
        submission=submission,
        version=submission.version,
        draft=draft,
        by=owner,
        explanations=explanations,
        now=now,
    )
    if row["state"] == SubmissionState.APPROVED:
        approve(submission=submitted, version=submitted.version, by=director, now=now)
    if row["state"] == SubmissionState.RETURNED:
        send_back(submission=submitted, version=submitted.version, by=director, reason=REASONS[row["ref"]], now=now)

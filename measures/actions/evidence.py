"""Evidence of a figure: adding a file to the draft, taking one out, freezing them with a revision.

A file that went with a revision stays with it, whatever becomes of the draft. Called by the entry views and `drafts`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from measures.actions.evidence_kinds import kind_of, refusal
from measures.actions.outcome import Refused, insist, record
from measures.choices import EvidenceKind
from measures.models import Evidence, Revision, RevisionEvidence, Submission
from measures.permissions import Standing, may

MOST_FILES: Final = 20
"""Files of one draft."""
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f/\\\\<>:\"|?*\u202a-\u202e\u2066-\u2069]")


def largest() -> int:
    """Return how many bytes a file may have (EVIDENCE_MB in the environment)."""
    return int(settings.EVIDENCE_LARGEST)


def too_large() -> Refused:
    """Return the refusal of a file that is too large."""
    return refusal(f"The file is larger than {largest() // 1_000_000} MB.")


@transaction.atomic
def add_evidence(
    *, submission: Submission, file_name: str, content: bytes, by: Any, now: dt.datetime | None = None
) -> Evidence:
    """Add a file to the draft of a submission. Raises `Refused` for a file that is not taken."""
    now = now or timezone.now()
    held = _hold(submission, by, now)
    if len(content) > largest():
        raise too_large()
    kind, sha256 = kind_of(content), hashlib.sha256(content).hexdigest()
    known = {evidence.sha256: evidence for evidence in held.evidence.held().defer("content")}
    if sha256 in known:
        return known[sha256]
    if len(known) >= MOST_FILES:
        raise refusal(f"There are {MOST_FILES} files already. Take one out first.")
    added = Evidence.objects.create(
        submission=held,
        file_name=safe_name(file_name, kind),
        kind=kind,
        size=len(content),
        sha256=sha256,
        content=content,
        added_at=now,
        added_by=by,
    )
    _record("add_evidence", held, added, by=by, now=now)
    return added


@transaction.atomic
def remove_evidence(*, submission: Submission, pk: int, by: Any, now: dt.datetime | None = None) -> None:
    """Take a file out of the draft. Where a revision has it, it stays with the revision; else it is gone."""
    now = now or timezone.now()
    held = _hold(submission, by, now)
    evidence = held.evidence.held().defer("content").filter(pk=pk).first()
    if evidence is None:
        return
    _record("remove_evidence", held, evidence, by=by, now=now)
    if evidence.revisions.exists():
        Evidence.objects.filter(pk=pk).update(removed_at=now, removed_by=by)
    else:
        evidence.delete()


def freeze_evidence(revision: Revision) -> None:
    """Bind the files of the draft to the revision that is made of it, inside the transaction that makes it."""
    held = Evidence.objects.held().filter(submission=revision.submission_id).values_list("pk", flat=True)
    RevisionEvidence.objects.bulk_create(RevisionEvidence(revision=revision, evidence_id=pk) for pk in held)


def safe_name(file_name: str, kind: EvidenceKind) -> str:
    """Return a name that every system can save, ending as what the file is."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", file_name).split()).strip(". ")
    suffix = PurePath(plain).suffix
    known = suffix.lower().lstrip(".") in {"jpeg", *(each.value for each in EvidenceKind)}
    stem = plain.removesuffix(suffix) if known else plain
    return f"{stem[:150].strip() or 'evidence'}.{kind.value}"


def _hold(submission: Submission, by: Any, now: dt.datetime) -> Submission:
    """Return the submission, kept from changing until the transaction ends, if the person may change its draft."""
    rows = Submission.objects.select_related("measure", "definition", "period__scorecard")
    held = rows.select_for_update(of=("self",)).get(pk=submission.pk)
    insist(may(Standing.of(by, timezone.localdate(now)), "save", held))
    return held


def _record(what: str, submission: Submission, evidence: Evidence, *, by: Any, now: dt.datetime) -> None:
    details = {"file": evidence.file_name, "sha256": evidence.sha256}
    record(what, by=by, now=now, submission=submission, about=f"evidence {evidence.pk}", details=details)

"""What has happened to the council before an address is asked for."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from measures.actions.actions import open_action
from measures.actions.evidence import add_evidence
from measures.actions.outcome import fetch
from measures.actions.public_texts import save_public_text, submit_public_text
from measures.actions.querying import ask_about
from measures.actions.restatements import ask
from measures.choices import JobState, SubmissionState
from measures.models import (
    Load,
    MeasureDefinition,
    Notice,
    Period,
    Submission,
)
from reports.actions import publish, queue_early_pdf, sign
from reports.models import EarlyPdf, RenderedFile, Rendering
from tests.factories.council import NOVEMBER, Council
from tests.factories.inputs import PopulationFactory


def nothing(found: Council) -> None:
    """Leave November as it was opened."""


def drafted(found: Council) -> None:
    found.put(SubmissionState.DRAFT)


def submitted(found: Council) -> None:
    found.put(SubmissionState.SUBMITTED)


def spoken(found: Council) -> None:
    """Submit a text of 1.1 for the public edition."""
    submitted(found)
    slot = fetch(found.submission().pk)
    row = save_public_text(submission=slot, version=0, text="Visits are on time.", by=found.people["owner"])
    submit_public_text(submission=slot, version=row.version, by=found.people["owner"])


def loaded(found: Council) -> None:
    """Put a figure of an extract into 1.1's draft."""
    drafted(found)
    load = Load.objects.create(scorecard=found.scorecard, file_name="november.csv", sha256="")
    Submission.objects.filter(pk=found.submission().pk).update(draft_load=load)


def queried(found: Council) -> None:
    loaded(found)
    ask_about(submission=fetch(found.submission().pk), text="Why?", by=found.people["owner"])


def left_out(found: Council) -> None:
    found.put(SubmissionState.LEFT_OUT)


def closed(found: Council) -> None:
    Period.objects.filter(pk=found.november.pk).update(state="closed")


def asked_early(found: Council) -> None:
    """Ask for the PDF of the closed November before it is published."""
    closed(found)
    queue_early_pdf(period=found.november, by=found.people["early reader"])


def ready_early(found: Council) -> None:
    asked_early(found)
    EarlyPdf.objects.update(state=JobState.DONE, finished_at=timezone.now(), file=b"%PDF", sha256="0" * 64)


def signed(found: Council) -> None:
    """Sign November: 1.1 is approved, 2.1 left out."""
    found.put(SubmissionState.APPROVED)
    found.put(SubmissionState.LEFT_OUT, "2.1")
    found.november.refresh_from_db()
    sign(period=found.november, by=found.people["signatory"], exceptions_confirmed=True)


def published(found: Council) -> None:
    signed(found)
    found.november.refresh_from_db()
    publish(period=found.november, by=found.people["team"])


def _with_file() -> None:
    """Put a file to the workbook of the board's edition, as its job does."""
    job = Rendering.objects.get(format="xlsx")
    Rendering.objects.filter(pk=job.pk).update(state=JobState.DONE)
    RenderedFile.objects.create(rendering=job, attempt=1, content=b"PK", sha256="0" * 64, size=2)


def signed_with_file(found: Council) -> None:
    signed(found)
    _with_file()


def published_with_file(found: Council) -> None:
    published(found)
    _with_file()


def asked_back(found: Council) -> None:
    """Ask for the correction of October's figure of 1.1."""
    submission = Submission.objects.select_related("measure", "definition", "period").get(
        pk=found.submission(month=found.october.month).pk
    )
    ask(submission=submission, reason="The count was of September.", by=found.people["owner"])


def populated(found: Council) -> None:
    PopulationFactory.create(scorecard=found.scorecard)


def borne_out(found: Council) -> None:
    """Add a file to the draft of 1.1."""
    drafted(found)
    content = b"%PDF-1.7\n%%EOF"
    add_evidence(submission=found.submission(), file_name="a.pdf", content=content, by=found.people["owner"])


def acting(found: Council) -> None:
    due = dt.date(2099, 1, 31)
    open_action(measure=found.visits.measure, what="Train.", owner="Team manager", due=due, by=found.people["owner"])


def counted_anew(found: Council) -> None:
    """Measure 1.1 has counted differently since November, and its chart goes on."""
    MeasureDefinition.objects.create(
        **{
            field.attname: getattr(found.visits, field.attname)
            for field in MeasureDefinition._meta.concrete_fields
            if not field.primary_key
        }
        | {"holds_from": NOVEMBER, "breaks_comparison": True}
    )


def reminded(found: Council) -> None:
    """Write down a reminder to Olive of her measure."""
    notice = Notice.objects.create(
        recipient=found.people["owner"], day=timezone.localdate(), subject="Due", text="1.1", html="1.1"
    )
    notice.scorecards.add(found.scorecard)

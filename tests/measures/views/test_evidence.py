"""Evidence: what is taken and what is not, who gets it, and what becomes of it when the figure is submitted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from measures.actions.drafts import withdraw
from measures.actions.evidence import add_evidence, remove_evidence
from measures.actions.outcome import Refused
from measures.choices import SubmissionState
from measures.models import Event, Evidence, Revision, RevisionEvidence
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.evidence import PDF, REFUSED, TAKEN

SignedIn = Callable[[str], Client]
ENTRY = reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])


def texts(response: Any) -> str:
    return str(response.content.decode())


def sends(client: Client, found: Council, content: bytes, name: str = "extract.pdf", **typed: str) -> Any:
    data = {"version": str(found.submission().version), "do": "evidence", **typed}
    return client.post(ENTRY, {**data, "evidence": SimpleUploadedFile(name, content)})


def file_at(evidence: Evidence) -> str:
    return reverse("measures:evidence", args=[SLUG, NOVEMBER, "1.1", evidence.pk])


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_is_told_by_what_it_holds_and_given_out_to_be_saved_only(
    found: Council, signed_in: SignedIn, kind: str
) -> None:
    owner = signed_in("owner")
    response = sends(owner, found, TAKEN[kind], "no suffix at all", figure="79%")
    assert response.status_code == 302, texts(response)
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.file_name) == (kind, f"no suffix at all.{kind}")
    given = owner.get(file_at(evidence))
    assert given.content == TAKEN[kind]
    assert given["Content-Disposition"].startswith("attachment; filename=")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Type"] != "text/html"
    assert found.submission().draft_figure == "79%"


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_such_a_file_or_could_do_harm_is_refused_and_nothing_typed_is_lost(
    found: Council, signed_in: SignedIn, what: str
) -> None:
    response = sends(signed_in("owner"), found, REFUSED[what], "fine.pdf", why="Typed for an hour.")
    assert response.status_code == 422
    assert "evidence" in response.context["form"].errors
    assert "Typed for an hour." in texts(response)
    assert not Evidence.objects.exists()
    assert not Event.objects.exists()


def test_a_file_that_is_too_large_is_refused(found: Council, signed_in: SignedIn, settings: Settings) -> None:
    settings.EVIDENCE_LARGEST = 1_000_000
    response = sends(signed_in("owner"), found, PDF + b" " * 1_000_000)
    assert response.status_code == 422
    assert "The file is larger than 1 MB." in texts(response)
    with pytest.raises(Refused, match="larger than 1 MB"):
        add_evidence(
            submission=found.submission(), file_name="a.pdf", content=b"x" * 1_000_001, by=found.people["owner"]
        )


def test_the_same_file_is_held_once_and_no_more_than_twenty(found: Council, signed_in: SignedIn) -> None:
    by = found.people["owner"]
    for number in (*range(20), 0):
        content = PDF.replace(b"1.7", b"1.%d" % number)
        add_evidence(submission=found.submission(), file_name="a.pdf", content=content, by=by)
    assert Evidence.objects.count() == 20
    response = sends(signed_in("owner"), found, PDF.replace(b"1.7", b"2.0"))
    assert "There are 20 files already." in texts(response)


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"b\r\nSet-Cookie: x.pdf', "\u202egpj.exe", "...", "x" * 190])
def test_a_name_that_does_harm_becomes_one_that_does_not(found: Council, name: str) -> None:
    added = add_evidence(submission=found.submission(), file_name=name, content=PDF, by=found.people["owner"])
    assert added.file_name.endswith(".pdf")
    assert not set(added.file_name) & set('/\\"\r\n\u202e')
    assert len(added.file_name) <= 160


def test_it_is_frozen_with_the_revision_and_the_director_gets_it(found: Council, signed_in: SignedIn) -> None:
    response = sends(
        signed_in("owner"), found, PDF, do="submit", figure="92%", numerator="92", denominator="100", happening="Well."
    )
    assert response.status_code == 302, texts(response)
    evidence = Evidence.objects.get()
    assert RevisionEvidence.objects.get().revision == Revision.objects.get(submission=found.submission())
    director = signed_in("director")
    assert "extract.pdf" in texts(director.get(reverse("measures:approve", args=[SLUG, NOVEMBER, "1.1"])))
    assert director.get(file_at(evidence)).status_code == 200
    with pytest.raises(Refused, match="it is submitted"):
        remove_evidence(submission=found.submission(), pk=evidence.pk, by=found.people["owner"])
    assert sends(signed_in("owner"), found, PDF + b"\n").status_code == 403


def test_taken_out_of_the_draft_it_stays_with_the_revision_that_had_it(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sends(owner, found, PDF, do="submit", figure="92%", numerator="92", denominator="100", happening="Well.")
    submission = found.submission()
    withdraw(submission=submission, version=submission.version, by=found.people["owner"])
    evidence = Evidence.objects.get()
    version = str(found.submission().version)
    page = texts(owner.post(ENTRY, {"version": version, "remove": str(evidence.pk), "figure": "91%"}, follow=True))
    assert "The file is taken out" in page
    assert "Take out" not in page
    assert found.submission().draft_figure == "91%"
    assert owner.get(file_at(evidence)).content == PDF


def test_taken_out_before_it_went_anywhere_it_is_gone(found: Council, signed_in: SignedIn) -> None:
    owner = signed_in("owner")
    sends(owner, found, PDF)
    evidence = Evidence.objects.get()
    owner.post(ENTRY, {"version": str(found.submission().version), "remove": str(evidence.pk)})
    assert not Evidence.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("what", flat=True)) == [
        "add_evidence", "save", "remove_evidence", "save",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["other owner", "other director", "board", "administrator", "nobody", "stranger"])
def test_whoever_does_not_see_the_figure_gets_no_file_of_it(found: Council, signed_in: SignedIn, who: str) -> None:
    evidence = add_evidence(submission=found.submission(), file_name="a.pdf", content=PDF, by=found.people["owner"])
    assert signed_in(who).get(file_at(evidence)).status_code == 404


def test_a_file_is_not_found_under_another_measure(found: Council, signed_in: SignedIn) -> None:
    evidence = add_evidence(
        submission=found.submission("2.1"), file_name="a.pdf", content=PDF, by=found.people["other owner"]
    )
    assert signed_in("owner").get(file_at(evidence)).status_code == 404
    with pytest.raises(Refused) as refused:
        add_evidence(submission=found.submission("2.1"), file_name="a.pdf", content=PDF, by=found.people["owner"])
    assert refused.value.hidden


def test_a_director_reads_and_does_not_add(found: Council) -> None:
    found.put(SubmissionState.DRAFT)
    with pytest.raises(Refused, match="Only the owner, a deputy or the performance team"):
        add_evidence(submission=found.submission(), file_name="a.pdf", content=PDF, by=found.people["director"])

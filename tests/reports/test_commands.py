"""The commands of the reports, as somebody at a terminal uses them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from measures.choices import SubmissionState
from reports.actions import publish, sign
from reports.models import Edition, RenderedFile
from tests.factories.reports import Round, ready_round

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def published() -> tuple[Round, Edition]:
    november = ready_round()
    edition = sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    publish(period=november.period, by=november.performance)
    return november, edition


def test_render_report_writes_the_edition_and_keeps_it(tmp_path: Path) -> None:
    published()
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert "edition 1" in run("render_report", "--period", "2023-11", "--output", str(first))
    run("render_report", "--period", "2023-11", "--output", str(second))
    assert first.read_bytes() == second.read_bytes() == bytes(RenderedFile.objects.get().content)


def test_a_month_that_is_not_signed_is_printed_as_a_preview_and_kept_nowhere(tmp_path: Path) -> None:
    ready_round(state=SubmissionState.SUBMITTED)
    output = tmp_path / "preview.pdf"
    said = run("render_report", "--period", "2023-11", "--output", str(output))
    assert "a preview, not signed, of the figures as submitted" in said
    cover = " ".join(PdfReader(output).pages[0].extract_text().split())
    assert "Not signed: the figures as submitted, approved or not." in cover
    assert not RenderedFile.objects.exists()
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["--period", "2023-13"], "“2023-13” is not a month. Write it as 2023-11."),
    (["--period", "2022-01"], "has no month 2022-01."),
    (["--period", "2023-11", "--scorecard", "other"], "There is no scorecard “other”."),
])  # fmt: skip
def test_render_report_says_what_is_wrong_with_what_was_asked(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    ready_round()
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        run("render_report", *arguments, "--output", str(tmp_path / "x.pdf"))


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_verify_edition_knows_a_published_file_and_says_which_edition(suffix: str, tmp_path: Path) -> None:
    _, edition = published()
    path = tmp_path / f"report.{suffix}"
    run("render_report", "--period", "2023-11", "--output", str(path))
    said = run("verify_edition", str(path))
    assert "byte for byte" in said
    assert "Edition 1 of November 2023" in said
    assert "Signed by Ruth Calder" in said
    assert "No later edition has superseded it." in said
    assert edition.sha256 in said


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_verify_edition_knows_a_changed_file_by_what_it_carries(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published()
    path = tmp_path / f"report.{suffix}"
    run("render_report", "--period", "2023-11", "--output", str(path))
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_edition", str(path))
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "This is not the file that was made of the edition" in said
    assert "Edition 1 of November 2023" in said


def test_verify_edition_says_that_a_stranger_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 nothing of ours")
    with pytest.raises(SystemExit):
        call_command("verify_edition", str(path))
    assert "This is not a file of an edition." in capsys.readouterr().out

"""The report as a PDF: what its text holds, how it is built, and what it never loads."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from measures.charts import control_chart
from reports.content import EditionContent
from reports.document import content_hash, html_of, options_of
from reports.options import FULL, SUMMARY, UnknownOption
from reports.pdf import ASSETS, Refused, fetched, own_drawing, to_pdf
from tests.factories.editions import HOSTILE, of_size, sample_edition, with_hostile
from tests.factories.imports import NOVEMBER

pytestmark = pytest.mark.django_db


@cache
def printed(option: str = FULL) -> bytes:
    return to_pdf(html_of(sample_edition(), option))


@cache
def pages(option: str = FULL) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed(option))).pages]


def words(option: str = FULL) -> str:
    return " ".join(" ".join(pages(option)).split())


def drawing(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def test_the_full_report_holds_all_45_references_and_all_november_figures() -> None:
    text = words()
    measures = sample_edition().measures
    assert len(measures) == 45
    figures = [m.figure(NOVEMBER).printed for m in measures if m.figure(NOVEMBER).value is not None]
    assert len(figures) == 39
    for measure in measures:
        assert f"{measure.ref} " in text
    for figure in figures:
        assert figure in text


def test_every_row_of_the_scorecard_has_its_figures_in_its_own_columns() -> None:
    lines = [line for page in pages() for line in page.splitlines()]
    measure = sample_edition().by_ref("2.2")
    figures = [measure.figure(month).printed for month in sample_edition().months]
    assert any(line.startswith("2.2 ") and all(figure in line for figure in figures) for line in lines)


def test_every_page_has_its_number_and_the_hash_of_the_content() -> None:
    for i, text in enumerate(pages(), start=1):
        assert f"Page {i} of {len(pages())}" in text
        assert content_hash(sample_edition()) in text.replace("\n", "")


def test_the_list_of_contents_points_to_the_pages_where_the_parts_begin() -> None:
    first = " ".join(pages()[0].split())
    for part in ("Summary", "Scorecard", "Key", "Approvals"):
        page = next(i for i, text in enumerate(pages(), start=1) if i > 1 and f"{part}\n" in text)
        assert any(chunk.strip(" .").startswith(str(page)) for chunk in first.split(part)[1:]), part


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Children’s social care scorecard, November 2023"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_every_table_is_whole_and_has_its_caption() -> None:
    tables = captions = 0
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        waiting = [pdf.Root.StructTreeRoot]
        while waiting:
            node = waiting.pop()
            kind = str(node.get("/S", ""))
            children: Any = node.get("/K", [])
            children = list(children) if isinstance(children, pikepdf.Array) else [children]
            elements = [child for child in children if isinstance(child, pikepdf.Dictionary) and "/K" in child]
            if kind == "/Table":
                tables += 1
                captions += any(str(child.get("/S", "")) == "/Caption" for child in elements)
            waiting += elements
    assert tables > 15
    assert captions == tables


def test_the_bookmarks_name_the_parts_and_the_sections() -> None:
    def titles(outline: Sequence[Any]) -> list[str]:
        found = []
        for entry in outline:
            found += titles(entry) if isinstance(entry, list) else [str(entry.title)]
        return found

    named = titles(pypdf.PdfReader(io.BytesIO(printed())).outline)
    assert "Scorecard" in named
    assert {section.title for section in sample_edition().sections} <= set(named)


def test_the_same_content_gives_the_same_bytes() -> None:
    html = html_of(sample_edition(), SUMMARY)
    assert to_pdf(html) == to_pdf(html)


def test_the_summary_is_two_pages() -> None:
    assert len(pages(SUMMARY)) == 2


def test_one_measure_prints_its_own_figures_and_no_other_measure() -> None:
    text = words("measure:2.2")
    assert "Weekly tracking" in text
    assert "Recruit to three posts" in text
    assert "7.10" not in text


def test_the_columns_that_are_asked_for_stand_beside_the_figures() -> None:
    content = of_size(sample_edition(), 3)
    measures = tuple(replace(m, quarter="3rd of it", year_to_date="year of it") for m in content.measures)
    content = replace(content, sections=(replace(content.sections[0], measures=measures),))
    bare, added = html_of(content), html_of(content, "full+quarter")
    assert "Quarter so far" not in bare
    assert added.count("3rd of it") == 3
    assert "year of it" not in added
    assert "year of it" in html_of(content, f"section:{content.sections[0].slug}+year-to-date")


def test_one_section_prints_its_own_measures() -> None:
    text = words("section:assessment")
    assert all(f"{ref} " in text for ref in ("2.0", "2.1", "2.2"))
    assert "Agency Rate" not in text


def test_every_option_that_is_offered_can_be_made() -> None:
    content = of_size(sample_edition(), 3)
    assert len(options_of(content)) == 2 + 1 + 3
    for option in options_of(content):
        assert html_of(content, option).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "option",
    [
        "everything",
        "measure:99.9",
        "section:nowhere",
        "",
        "measure",
        "full:",
        "full+everything",
        "summary+quarter",
        "full:x",
    ],
)
def test_an_option_that_there_is_not_is_refused(option: str) -> None:
    with pytest.raises(UnknownOption):
        html_of(sample_edition(), option)


def test_an_edition_without_measures_prints() -> None:
    text = pypdf.PdfReader(io.BytesIO(to_pdf(html_of(of_size(sample_edition(), 0))))).pages[1].extract_text()
    assert "There are no measures in this edition" in text


def test_a_watermark_names_its_reader_on_every_page() -> None:
    html = html_of(sample_edition(), SUMMARY, watermark="Early reading copy: Lee <b>")
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(html)))
    assert "Lee &lt;b&gt;" in html
    assert all("Early reading copy" in page.extract_text() for page in reader.pages)


def test_a_preview_says_that_it_is_not_signed() -> None:
    html = html_of(replace(of_size(sample_edition(), 1), draft=True, signed_by="", signed_at=None), SUMMARY)
    assert "Preview: not signed" in html


def timed(content: EditionContent) -> tuple[bytes, float]:
    """Return the report of an edition, and how many seconds of work it was."""
    began = time.process_time()
    return to_pdf(html_of(content)), time.process_time() - began


@cache
def with_one_hostile_measure() -> tuple[bytes, float]:
    """Return the sample's report with one hostile measure, and how many seconds of work it was."""
    printed()  # the first one reads the fonts
    return timed(with_hostile(sample_edition(), "2.2"))


def test_hostile_commentary_is_text_and_is_cut_with_a_pointer() -> None:
    html = html_of(with_hostile(sample_edition(), "2.2"))
    assert "<script>" not in html
    assert 'src="file' not in html
    assert "The whole text is on the page of this edition." in html
    assert len(html) < len(html_of(sample_edition())) + 20_000
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(with_one_hostile_measure()[0])).pages)
    assert "<script>alert(1)</script>" in text
    assert "7.10" in text


def test_one_hostile_measure_hardly_delays_the_pages_of_the_others() -> None:
    assert with_one_hostile_measure()[1] < 1.5 * timed(sample_edition())[1]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://example.com/",
        "https://example.com/x.css",
        "ftp://example.com/x",
        "data:text/html,hello",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,<svg/>",
        "//example.com/x",
        "/etc/passwd",
        "asset:../pdf.py",
        "asset:fonts/../../models.py",
        "asset:%2e%2e/pdf.py",
        "asset:/etc/passwd",
        "asset:",
        "",
        "javascript:alert(1)",
        "about:blank",
        "FILE:///etc/passwd",
        "data:image/svg+xml;base64,????",
    ],
)
def test_nothing_but_the_projects_own_parts_is_fetched(url: str) -> None:
    with pytest.raises(Refused):
        fetched(url)


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        '<svg><path d="M0 0" style="fill:url(http://example.com)"/></svg>',
        '<svg><style>@import "http://example.com"</style></svg>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        '<svg><use href="#x"/></svg>',
        '<svg><a xlink:href="http://example.com"/></svg>',
        '<svg><path fill="url(http://example.com)"/></svg>',
        "<svg><script>1</script></svg>",
        '<svg onload="x()"></svg>',
        "<svg><text><tspan>x</tspan></text></svg>",
        "<svg <path/></svg>",
        "<svg><path d='>' href='x'/></svg>",
    ],
)
def test_a_drawing_that_the_charts_would_not_make_is_refused(svg: str) -> None:
    assert not own_drawing(svg)
    with pytest.raises(Refused):
        fetched(drawing(svg))


def test_the_charts_own_drawings_are_fetched() -> None:
    for measure in sample_edition().measures:
        if measure.chart is not None:
            svg = control_chart(replace(measure.chart, title=HOSTILE[:300].replace("\x00", "")), uid=measure.ref)
            assert fetched(drawing(svg)) == (svg.encode(), "image/svg+xml")


def test_the_layout_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    output = tmp_path / "report.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "reports.pdf", "--output", str(output), "--seconds", "60", "--megabytes", "2000"],
        input=html_of(of_size(sample_edition(), 1), SUMMARY).encode(),
        capture_output=True,
        check=True,
        cwd=ASSETS.parent.parent,
    )
    assert output.read_bytes().startswith(b"%PDF-1.7")
    progress = [int(line.split()[1]) for line in done.stderr.decode().splitlines() if line.startswith("progress")]
    assert progress[-1] == 100


def test_a_style_sheet_with_a_part_of_its_own_can_not_be_smuggled_in() -> None:
    html = (
        '<html lang="en"><head><title>x</title><link rel="stylesheet" href="file:///etc/passwd"></head><body>'
        '<p>Hello</p><img alt="x" src="http://127.0.0.1:1/x.png"><object data="file:///etc/passwd"></object></body>'
    )
    with pikepdf.open(io.BytesIO(to_pdf(html))) as pdf:
        assert len(pdf.pages) == 1
        assert not pdf.attachments

"""What page, PDF and workbook say beside the scorecard is the same in all three."""

from __future__ import annotations

import html as entities
import io
import re
from dataclasses import replace
from functools import cache

import pytest
from openpyxl import load_workbook

from measures.charts import month_label
from reports.content.measure_model import Commentary, PartContent
from reports.content.signs import MEANINGS
from reports.document import html_of
from reports.workbook import workbook_of
from tests.factories.told import IN_PARTS, RESTATED, REVISED, told_edition
from tests.reports.edition_page import page_of

pytestmark = pytest.mark.django_db

QUESTIONS = ("What is happening", "Why", "What is being done, by whom and when")
QUESTION = f"({'|'.join(QUESTIONS)})"


@cache
def paper() -> str:
    return html_of(told_edition())


@cache
def page() -> str:
    """Return the edition's page as the signatory is sent it."""
    return page_of(told_edition())


@cache
def sheet(name: str) -> list[list[str]]:
    """Return the rows of a sheet below its headings, as text."""
    rows = list(load_workbook(io.BytesIO(workbook_of(told_edition())))[name].values)[1:]
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def words(html: str) -> str:
    """Return the text of a piece of HTML."""
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def on_paper(part: str) -> str:
    """Return a part of the printed report."""
    found = re.search(rf'<section class="[^"]*" id="{part}">.*?</section>', paper(), re.DOTALL)
    return found[0] if found else ""


def on_page(part: str) -> str:
    """Return a part of the page: from its heading to the next."""
    found = re.search(rf'<h2[^>]* id="{part}">.*?(?=<h2|</main>)', page(), re.DOTALL)
    return found[0] if found else ""


def rows_of(html: str) -> list[list[str]]:
    """Return the cells of the rows of a part's tables."""
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", html)]
    bodies = [[words(cell) for cell in row] for row, kind in zip(rows, re.findall(r"<tr>(<t[dh])", html), strict=True)]
    return [row for row in bodies if row and row[0] not in ("Ref", "Measure", "Word", "Approved by")]


def answers(pairs: list[tuple[str, str]]) -> str:
    """Return questions with their answers as one text."""
    return " ".join(f"{question}: {words(answer)}" for question, answer in pairs)


def test_what_is_said_of_every_measure_is_the_same_in_all_three() -> None:
    wanted = {m.ref: answers(list(m.commentary.prompts)) for m in told_edition().measures if not m.commentary.empty}
    assert len(wanted) > 30
    printed = {row[0]: row[3] for row in rows_of(on_paper("said"))}
    for ref, html in re.findall(r'id="measure-([^"]+)">(.*?)</div>\s*</div>', on_paper("exceptions"), re.DOTALL):
        printed[ref] = answers(
            re.findall(r"<h4>(What is happening|Why|What is being done.*?)</h4>\s*<p>(.*?)</p>", html)
        )
    assert printed == wanted
    headed = re.split(r'<h[34] class="govuk-heading-s">', on_page("exceptions"))[1:]
    asked = rf'<(?:h4|p) class="govuk-body[^>]*>{QUESTION}</(?:h4|p)>\s*<div[^>]*>(.*?)</div>'
    shown = {words(html).split()[0]: answers(re.findall(asked, html, re.DOTALL)) for html in headed}
    assert {ref: said for ref, said in shown.items() if said} == wanted
    kept = {row[0]: answers(list(zip(QUESTIONS, row[2:], strict=True))) for row in sheet("Commentary")}
    assert kept == wanted


def test_a_long_commentary_is_cut_on_paper_and_says_where_the_rest_is() -> None:
    first = next(m for m in told_edition().measures if m.ref not in told_edition().exceptions)
    long = replace(first, commentary=Commentary("It fell again. " * 100, "Staff left."))
    section = replace(told_edition().sections[0], measures=(long,))
    printed = html_of(replace(told_edition(), sections=(section,), exceptions=()))
    (row,) = re.findall(r"<td><strong>What is happening:.*?</tr>", printed)
    assert "Staff left." in row
    assert 300 < row.count("It fell again") * 15 < 460
    assert "The whole text is on the page of this edition." in row


def test_the_parts_of_a_figure_are_the_same_in_all_three() -> None:
    cells = [
        ["locality", "Northtown & Dale", "35", "40", "87.5%", "yes"],
        ["team", "Team 2", "3", "", "", "no"],
    ]
    titles = [(ref, told_edition().by_ref(ref).title) for ref in IN_PARTS]
    assert rows_of(on_paper("in_parts")) == [[*title, *row] for title in titles for row in cells]
    assert rows_of(on_page("in_parts")) == [[" ".join(title), *row] for title in titles for row in cells]
    kept = [[*row[:7], row[8]] for row in sheet("Parts")]
    assert kept == [[*title, *row] for title in titles for row in cells]
    own = html_of(told_edition(), "measure:2.2")
    assert own.count("Northtown &amp; Dale") == 1


def test_a_report_of_several_measures_cuts_many_parts_and_says_so_and_the_measures_own_has_all() -> None:
    many = tuple(PartContent("team", f"Team {number}") for number in range(300))
    one = replace(told_edition().by_ref("2.2"), parts=many)
    section = replace(told_edition().sections[0], measures=(one,))
    edition = replace(told_edition(), sections=(section,), exceptions=())
    whole, own = html_of(edition), html_of(edition, "measure:2.2")
    assert ("Team 39<" in whole, "Team 40<" in whole, "Of a figure with more than 40 parts" in whole) == (
        True,
        False,
        True,
    )
    assert ("Team 299<" in own, "Of a figure with more than" in own) == (True, False)
    assert "in_parts" not in html_of(replace(edition, sections=(replace(section, measures=(replace(one, parts=()),)),)))


def joined(rows: list[list[str]]) -> list[list[str]]:
    """Return rows as the page has them, whose reference and title are one cell."""
    return [[f"{ref} {title}", *others] for ref, title, *others in rows]


def test_findings_and_caveats_of_every_kind_are_the_same_in_all_three() -> None:
    printed = [row for row in rows_of(on_paper("quality")) if len(row) == 5]
    said = {(row[2], row[4]) for row in printed}
    assert said >= {
        ("Warning", "No explanation was given."),
        ("Warning", "A team moved. And back."),
        ("Information", "No explanation is asked for."),
        ("Caveat", "One team is missing."),
    }
    assert rows_of(on_page("quality")) == joined(printed)
    assert sheet("Data quality") == printed


def test_what_was_left_out_is_the_same_in_all_three() -> None:
    printed = [row for row in rows_of(on_paper("quality")) if len(row) == 3]
    listed = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", on_page("quality"))
    assert printed
    assert [[words(name), words(why)] for name, why in listed] == joined(printed)
    assert [[row[0], row[2], row[24]] for row in sheet("Status") if row[24]] == printed


def test_what_was_restated_and_revised_is_the_same_in_all_three() -> None:
    restated, *revised = rows_of(on_paper("revisions"))
    assert restated == ["2.2", "Assessments", "November 2023", "79%", "81%", "Counted < twice."]
    assert [row[3:] for row in revised] == [["459 per 10,000", "460 per 10,000"], ["not available", "31%"]]
    assert rows_of(on_page("restated")) == [[f"{restated[0]} {restated[1]}", *restated[3:]]]
    assert rows_of(on_page("revised")) == joined(revised)
    assert "what the last edition of an earlier month printed" in on_page("revised")
    kept = sheet("Revisions")
    assert [row[3] for row in kept] == [month_label(row.month) for row in (*RESTATED, *REVISED)]
    assert [[*row[1:3], *row[4:6]] for row in kept] == [[*row[:2], *row[3:5]] for row in (restated, *revised)]
    assert kept[0][6] == restated[5]


def test_a_report_of_a_part_says_what_of_it_was_restated_and_revised_and_nothing_of_the_rest() -> None:
    section = next(each for each in told_edition().sections if any(m.ref == "2.2" for m in each.measures))
    for option, refs in ((f"section:{section.slug}", ["2.2"]), ("measure:2.2", ["2.2"]), ("measure:1.0", ["1.0"])):
        html = html_of(told_edition(), option)
        found = re.search(r'<section class="[^"]*" id="revisions">.*?</section>', html, re.DOTALL)
        assert found is not None, option
        assert [row[0] for row in rows_of(found[0])] == refs
        assert ("Counted < twice." in words(found[0])) is (refs == ["2.2"])
    assert 'id="revisions"' not in html_of(told_edition(), "measure:5.1")


def test_the_key_does_not_call_a_restated_figure_one_that_an_extract_has_changed() -> None:
    said = dict(rows_of(on_paper("key")))
    assert "r" not in said or "published wrong and has been restated" in said["r"]
    assert "published wrong and has been restated" in MEANINGS["r"]


def test_the_approvals_are_the_same_in_all_three() -> None:
    printed = rows_of(on_paper("approvals"))
    assert [row[:2] for row in printed] == [
        ["Del Egate", "12 December 2023 at 10:04"],
        ["Del Egate", "13 December 2023 at 10:04"],
        ["Del Egate, in the place of Ruth Calder", "12 December 2023 at 10:04"],
    ]
    assert rows_of(on_page("approvals")) == printed
    given = {ref: row[:2] for row in printed for ref in row[2].split(", ")}
    assert {row[0]: row[21:23] for row in sheet("Status") if row[21]} == given


def test_the_key_is_the_same_in_all_three() -> None:
    printed = rows_of(on_paper("key"))
    assert len(printed) > 10
    listed = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", on_page("key"))
    assert [[words(word), words(meaning)] for word, meaning in listed] == printed
    assert [[word, " ".join(meaning.split())] for word, meaning in sheet("Key") if word != "Note"] == printed

"""Whatever arrives, a reader gives a sheet or a refusal with its reasons: never another error, never a part."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from measures.sheets.extract import read_extract
from measures.sheets.grid import read_grid
from measures.sheets.problems import Problem, SheetRefused, column_letters
from measures.sheets.scorecard import read_scorecard
from tests.factories.sheets import SCORECARD, as_csv, as_txt, as_xlsx, sample_catalogue, sample_cells, saved

NAMES = ("a.txt", "a.csv", "a.xlsx")


@cache
def whole_file(name: str) -> bytes:
    write = {"a.txt": as_txt, "a.csv": as_csv, "a.xlsx": as_xlsx}[name]
    return write(sample_cells())


def read_or_refuse(content: bytes, name: str) -> None:
    """Read as a scorecard; fail on anything but a whole sheet or a refusal that says why."""
    reasons: list[Problem] = []
    rows = 45
    try:
        rows = len(read_scorecard(content, sample_catalogue(), name).rows)
    except SheetRefused as refusal:
        reasons = refusal.problems
        rows = 0
    assert (rows == 45) != bool(reasons)
    assert all(reason.message.strip() for reason in reasons)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=6), st.integers(0, 40)), max_size=4),
)
def test_a_corrupted_file_is_read_whole_or_refused(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    content = whole_file(name)
    for place, inserted, removed in changes:
        start = place % (len(content) + 1)
        content = content[:start] + inserted + content[start + removed :]
    read_or_refuse(content, name)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(NAMES), line=st.integers(0, 60), column=st.integers(0, 20), text=st.text(max_size=12))
@example(name="a.csv", line=4, column=8, text='"')
@example(name="a.txt", line=4, column=8, text='"open')
@example(name="a.txt", line=2, column=0, text="Reference\r")
@example(name="a.txt", line=4, column=15, text="٣ / ٤")
def test_a_cell_that_says_anything_at_all_is_read_or_refused(name: str, line: int, column: int, text: str) -> None:
    cells = sample_cells()
    row = cells[line]
    row[column % len(row)] = text
    if name == "a.xlsx":
        row[column % len(row)] = "".join(each for each in text if each.isprintable())
    write = {"a.txt": as_txt, "a.csv": as_csv, "a.xlsx": as_xlsx}[name]
    try:
        content = write(cells)
    except UnicodeEncodeError:
        content = b""
    read_or_refuse(content, name)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=400))
def test_any_bytes_at_all_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_scorecard(content, sample_catalogue(), name)
    with pytest.raises(SheetRefused):
        read_extract(content, sample_catalogue(), name)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """Return a workbook whose first sheet is this XML."""
    workbook = Workbook()
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = xml
    return packed(parts)


def sheet_xml(rows: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        sheet_xml('<row r="999999999999"><c r="A1"><v>1</v></c></row>'),
        sheet_xml('<row><c r="XFD1"/></row>' * 20_000),
        sheet_xml("<row><c/></row>" * 400_000),
        sheet_xml("<row/>" * 600_000),
        sheet_xml('<row><c t="inlineStr"><is><t>' + "A" * 3_000_000 + "</t></is></c></row>"),
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml("<row><c><v>&b;</v></c></row>"),
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet_xml("<row><c><v>&a;</v></c></row>"),
    ],
    ids=[
        "last cell",
        "last column",
        "row far away",
        "wide rows",
        "many cells",
        "many rows",
        "long text",
        "entities",
        "outside entity",
    ],
)
def test_a_workbook_that_would_take_the_machines_memory_is_refused(xml: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_grid(with_sheet(xml), "bomb.xlsx")


def test_a_package_that_unpacks_to_far_more_than_it_is_or_has_too_many_parts_is_refused() -> None:
    for parts in ({"xl/a.xml": b"0" * 30_000_000}, {f"xl/{number}.xml": b"" for number in range(600)}):
        with pytest.raises(SheetRefused, match="far larger"):
            read_grid(packed(parts), "bomb.xlsx")


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(SheetRefused, match="larger than 5 MB"):
        read_grid(b"a," * 2_600_000, "large.csv")


def test_too_many_columns_rows_or_characters_are_refused_with_their_place() -> None:
    for content, place in (
        (b"a," * 200, "Line 1, column 101"),
        (b"a\n" * 6_000, "Line 5001"),
        (b"a\nb," + b"c" * 40_000, "Line 2, column 2"),
    ):
        with pytest.raises(SheetRefused, match=place):
            read_grid(content, "large.csv")


def test_a_formula_whose_result_was_never_saved_is_refused_and_not_taken_for_an_empty_cell() -> None:
    workbook = Workbook()
    workbook.worksheets[0]["B2"] = "=1+1"
    with pytest.raises(SheetRefused, match=r"Line 2, column 2 \(B\): This cell holds a formula"):
        read_grid(saved(workbook), "formula.xlsx")


def test_a_path_reads_like_its_content() -> None:
    assert read_grid(SCORECARD).rows == read_grid(SCORECARD.read_bytes(), "scorecard.txt").rows


def test_a_text_that_mixes_encodings_is_refused_rather_than_garbled() -> None:
    mixed = "Children\N{RIGHT SINGLE QUOTATION MARK}s care\n".encode() + "caf\xe9 \xa35".encode("cp1252")
    with pytest.raises(SheetRefused, match="Line 2: The file mixes ways of writing letters"):
        read_grid(mixed, "a.csv")


def test_a_text_in_the_encoding_of_an_older_windows_program_is_read() -> None:
    content = "Children\N{RIGHT SINGLE QUOTATION MARK}s care,£5\n".encode("cp1252")
    assert read_grid(content, "a.csv").rows[0].cells == ("Children\N{RIGHT SINGLE QUOTATION MARK}s care", "£5")


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_a_column_is_named_as_a_spreadsheet_heads_it(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert str(Problem(3, column, "Wrong.")) == f"Line 3, column {column} ({letters}): Wrong."

"""Published statistics arrive as figures or as what their symbols mean; a symbol is never a number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from measures.choices import Missing
from measures.sheets.benchmarks import BenchmarkRow, read_interactive_tool, read_open_data
from measures.sheets.problems import SheetRefused

DATA = Path(__file__).parent / "data"
INTERACTIVE_TOOL = DATA / "interactive_tool.csv"
CHILDREN_LOOKED_AFTER = DATA / "children_looked_after.csv"


def tool_figure(code: str, area: str, period: str) -> BenchmarkRow:
    rows = read_interactive_tool(INTERACTIVE_TOOL)
    return next(row for row in rows if (row.code, row.area, row.period) == (code, area, period))


def looked_after(*indicators: str) -> list[BenchmarkRow]:
    return read_open_data(CHILDREN_LOOKED_AFTER, indicators=indicators, filters=["population_type"])


def test_the_interactive_tool_gives_each_measure_area_and_year_once() -> None:
    rows = read_interactive_tool(INTERACTIVE_TOOL)
    assert len(rows) == len({(row.code, row.area, row.period) for row in rows}) == 45
    devon = tool_figure("CPP_rate", "Devon", "2023")
    assert (devon.cell.reading.value, devon.area_code, devon.cell.line) == (Decimal("41.6"), "878", 42)


def test_what_a_float_has_beyond_its_digits_is_left_out_and_what_the_cell_said_is_kept() -> None:
    shropshire = tool_figure("PrevRegCPR", "Shropshire", "2020")
    assert shropshire.cell.said == "18.399999999999999"
    assert (shropshire.cell.reading.value, shropshire.cell.reading.places) == (Decimal("18.4"), 1)


def test_a_dash_of_the_interactive_tool_is_not_available_without_a_reason() -> None:
    reading = tool_figure("CPP_rate", "Dorset", "2019").cell.reading
    assert (reading.value, reading.missing) == (None, Missing.NOT_AVAILABLE)
    assert reading.meaning == "not available, no reason given"


def test_only_the_areas_asked_for_are_kept() -> None:
    rows = read_interactive_tool(INTERACTIVE_TOOL, areas={"England", "South West"})
    assert {row.area for row in rows} == {"England", "South West"}


def test_open_data_names_each_area_at_its_own_level() -> None:
    rows = looked_after("rate_per_10000")
    assert {row.area for row in rows if row.area_code.startswith("E9")} == {"England"}
    assert {row.area for row in rows if row.area_code.startswith("E12")} == {"South West"}
    assert {"Devon", "Cumbria"} < {row.area for row in rows}


def test_the_symbols_of_open_data_keep_their_meanings_apart() -> None:
    rows = looked_after("population_estimate", "rate_per_10000")
    cumbria = {row.code: row.cell.reading.missing for row in rows if (row.area, row.period) == ("Cumbria", "2025")}
    assert cumbria == {
        "population_estimate": Missing.NOT_AVAILABLE,
        "rate_per_10000": Missing.NOT_APPLICABLE,
    }


def test_every_authoritys_rate_follows_from_its_count_and_population() -> None:
    figures = {
        (row.area, row.period, row.filters["population_type"], row.code): row.cell.reading.value
        for row in looked_after("population_estimate", "children_count", "rate_per_10000")
        if row.area_code.startswith(("E06", "E10"))
    }
    compared = 0
    for (area, period, kind, code), rate in figures.items():
        if code != "rate_per_10000" or rate is None:
            continue
        count = figures[area, period, kind, "children_count"]
        population = figures[area, period, kind, "population_estimate"]
        assert count is not None
        assert population is not None
        assert (count * 10_000 / population).quantize(Decimal(1), ROUND_HALF_UP) == rate
        compared += 1
    assert compared > 6


def test_a_financial_year_is_written_as_people_write_it() -> None:
    content = CHILDREN_LOOKED_AFTER.read_bytes().replace(b"\n2025,", b"\n202425,")
    periods = {row.period for row in read_open_data(content, "a.csv", indicators=["rate_per_10000"])}
    assert periods == {"2024/25", "2023"}


def test_a_figure_given_twice_an_unknown_symbol_and_a_cut_row_are_refused_with_their_lines() -> None:
    lines = INTERACTIVE_TOOL.read_bytes().split(b"\n")
    lines[5:7] = [lines[4], lines[6].replace(b",23,", b",??,"), b"CPP_rate,,2023,Som"]
    with pytest.raises(SheetRefused) as refusal:
        read_interactive_tool(b"\n".join(lines), "tool.csv")
    assert [(problem.line, problem.column) for problem in refusal.value.problems[:3]] == [(6, 5), (7, 5), (8, 4)]


@pytest.mark.parametrize(("column", "what"), [(2, "period"), (3, "area")])
def test_a_figure_without_its_period_or_area_is_refused(column: int, what: str) -> None:
    lines = INTERACTIVE_TOOL.read_text(encoding="utf-8-sig").splitlines()
    cells = lines[4].split(",")
    cells[column] = " "
    lines[4] = ",".join(cells)
    with pytest.raises(SheetRefused, match=f"The row does not say which {what} its figure is of") as refusal:
        read_interactive_tool("\n".join(lines).encode(), "tool.csv")
    assert [problem.line for problem in refusal.value.problems] == [5]


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(SheetRefused, match="This is not a file of the Interactive Tool"):
        read_interactive_tool(CHILDREN_LOOKED_AFTER)
    with pytest.raises(SheetRefused, match="these headings are missing: rate"):
        read_open_data(CHILDREN_LOOKED_AFTER, indicators=["rate"])

"""The commands of the month, as a person types them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from measures.models import Scorecard, Status
from tests.factories.catalogue import ScorecardFactory
from tests.factories.imports import NOVEMBER, rows_in_all_tables, slot
from tests.factories.sheets import SCORECARD, as_txt, line_of, sample_catalogue, with_cell

pytestmark = pytest.mark.django_db

FIELDS = [
    "ref", "section", "title", "unit", "aim", "basis", "value", "exact", "numerator", "denominator", "missing",
    "baseline", "target", "benchmarks", "rag", "rag_reason", "direction", "direction_reason", "recorded_direction",
    "variation", "assurance", "trial_limits", "findings", "state", "owner",
]  # fmt: skip


def said_by(command: str, *args: Any, **options: Any) -> str:
    output = io.StringIO()
    call_command(command, *args, stdout=output, **options)
    return output.getvalue()


def exported(period: str = "2023-11") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said_by("export_scorecard", period=period, format="json"))
    return found


def measures(period: str = "2023-11") -> dict[str, dict[str, Any]]:
    return {measure["ref"]: measure for measure in exported(period)["measures"]}


def failing(rule: str) -> set[str]:
    return {ref for ref, m in measures().items() if rule in [finding["rule"] for finding in m["findings"]]}


def test_the_export_has_every_measure_with_its_fields_in_order(sample: Scorecard) -> None:
    found = exported()
    assert list(found) == ["scorecard", "period", "measures"]
    assert (found["scorecard"], found["period"]) == (sample.slug, "2023-11")
    assert [measure["ref"] for measure in found["measures"]] == list(sample_catalogue())
    assert all(list(measure) == FIELDS for measure in found["measures"])


def test_the_statuses_of_november_come_to_what_the_rules_say(sample: Scorecard) -> None:
    assert Counter(measure["rag"] for measure in measures().values()) == {
        "green": 4,
        "amber": 12,
        "red": 11,
        "target to be confirmed": 9,
        "not rated": 3,
        "no data": 6,
    }


def test_the_findings_of_november_are_the_known_ones_and_no_others(sample: Scorecard) -> None:
    assert failing("reconcile") == {"1.0", "3.1", "4.1", "5.3", "7.7", "8.0", "8.2"}
    assert failing("format") == {"8.2"}
    assert failing("stale") == {"9.4"}
    assert failing("relation") == {"1.1", "3.1"}
    rules = {finding["rule"] for measure in measures().values() for finding in measure["findings"]}
    assert rules == {"reconcile", "format", "stale", "relation"}


def test_a_lone_count_is_out_of_the_count_that_another_measure_has(sample: Scorecard) -> None:
    found = measures()
    assert (found["3.3"]["numerator"], found["3.3"]["denominator"], found["3.3"]["value"]) == (48, 62, "77%")
    assert found["3.3"]["exact"].startswith("77.4193548387")
    assert (found["5.1"]["numerator"], found["5.1"]["denominator"], found["5.1"]["exact"]) == (0, 531, "0")


def test_a_row_of_the_export_says_what_the_scorecard_says(sample: Scorecard) -> None:
    row = measures()["2.2"]
    assert (row["value"], row["numerator"], row["denominator"]) == ("79%", 368, 466)
    assert row["exact"].startswith("78.9699570815")
    assert (row["baseline"], row["target"], row["recorded_direction"]) == ("85%", "90%", "↓")
    assert (row["rag"], row["trial_limits"], row["variation"], row["assurance"]) == ("red", True, None, None)
    assert row["rag_reason"] == ("Red: 79% against a target of 90%, more than 5 points short; down 1 point on October.")
    assert [(b["area"], b["period"], b["value"]) for b in row["benchmarks"]][1:] == [
        ("South West", "2022/23", "80.4%"), ("National", "2021/22", "80.9%"), ("Good+", "2022/23", "83.7%"),
    ]  # fmt: skip
    assert (row["state"], row["owner"]) == ("draft", None)


def test_blank_not_available_to_be_confirmed_and_zero_stay_apart(sample: Scorecard) -> None:
    found = measures()
    assert (found["7.1"]["value"], found["7.1"]["target"], found["7.1"]["rag"]) == (None, None, "no data")
    assert (found["1.1"]["target"], found["9.0"]["baseline"]) == ("TBC", "TBC")
    assert found["6.7"]["target"] == "0"
    assert [(b["value"], b["missing"]) for b in found["1.1"]["benchmarks"]] == [(None, "not available")] * 4
    assert found["8.2"]["benchmarks"] == []
    assert found["8.1"]["numerator"] is None


def test_an_earlier_month_is_exported_as_it_was_published(sample: Scorecard) -> None:
    found = measures("2023-10")
    assert (found["2.2"]["value"], found["2.2"]["state"], found["9.4"]["value"]) == ("80%", "published", None)
    assert [f["rule"] for f in found["9.4"]["findings"]] == ["stale"]


def test_csv_and_workbook_say_what_json_says(sample: Scorecard, tmp_path: Path) -> None:
    found = measures()
    text = said_by("export_scorecard", period="2023-11", format="csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["ref"] for row in rows] == list(found)
    assert {row["rag_reason"] for row in rows} == {measure["rag_reason"] for measure in found.values()}
    path = tmp_path / "november.xlsx"
    call_command("export_scorecard", period="2023-11", format="xlsx", output=path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    headings, *cells = sheet.iter_rows(values_only=True)
    assert list(headings) == FIELDS
    assert [row[0] for row in cells] == list(found)
    row = next(row for row in cells if row[0] == "2.2")
    assert (float(row[6]), row[8]) == (0.79, 368)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"period": "2023-13"}, "“2023-13” is not a month. Write it as Nov-23 or 2023-11."),
        ({"period": "2031-01"}, "Children’s social care scorecard has no month 2031-01."),
        ({"period": "2023-11", "scorecard": "roads"}, "There is no scorecard “roads”."),
    ],
)
def test_an_export_of_what_is_not_there_says_so(sample: Scorecard, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace("(", r"\(")):
        call_command("export_scorecard", **options)


def test_where_there_are_several_scorecards_one_has_to_be_named(sample: Scorecard) -> None:
    ScorecardFactory.create(slug="roads")
    with pytest.raises(CommandError, match="Say which scorecard, with --scorecard: childrens-social-care, roads"):
        call_command("export_scorecard", period="2023-11")
    assert said_by("export_scorecard", period="2023-11", scorecard=sample.slug)


def test_recalculating_stores_every_published_status_once(sample: Scorecard) -> None:
    assert said_by("recalculate") == "childrens-social-care: 235 statuses changed.\n"
    assert Status.objects.current().count() == 235
    assert said_by("recalculate") == "childrens-social-care: no statuses changed.\n"


def test_recalculating_finds_what_has_drifted_names_it_puts_it_right_and_ends_with_1(sample: Scorecard) -> None:
    said_by("recalculate")
    newest = Status.objects.filter(revision__submission__period__month="2023-10-01").order_by("pk")
    first, second = newest[:2]
    other = "red" if first.rag != "red" else "green"
    Status.objects.filter(pk=first.pk).update(rag=other)
    Status.objects.filter(pk=second.pk).update(rag_reason="Green, whatever the figure.")
    loud = io.StringIO()
    with pytest.raises(CommandError, match=r"2 statuses had drifted from what the rules say\. Nothing was changed"):
        said_by("recalculate", check=True, stderr=loud)
    assert Status.objects.get(pk=first.pk).current
    with pytest.raises(CommandError, match="They have been put right") as failed:
        said_by("recalculate", stderr=loud)
    assert failed.value.returncode == 1
    assert f"October 2023: stored as {other}" in loud.getvalue()
    assert "stored in other words than the rules’" in loud.getvalue()
    right = Status.objects.current().get(revision=first.revision_id)
    assert (right.rag, right.rag_reason) == (first.rag, first.rag_reason)
    assert said_by("recalculate", check=True) == "childrens-social-care: no statuses would change.\n"


def test_a_check_of_statuses_that_are_not_worked_out_yet_changes_nothing_and_ends_with_1(sample: Scorecard) -> None:
    with pytest.raises(CommandError, match="235 statuses would change"):
        said_by("recalculate", check=True)
    assert not Status.objects.exists()


def test_recalculating_from_a_month_leaves_the_earlier_ones(sample: Scorecard) -> None:
    said_by("recalculate", period="2023-10")
    months = set(Status.objects.values_list("revision__submission__period__month", flat=True))
    assert [month.month for month in months] == [10]


def test_an_import_prints_what_changed_and_a_dry_run_writes_nothing(sample: Scorecard, tmp_path: Path) -> None:
    path = tmp_path / "november.txt"
    path.write_bytes(as_txt(with_cell(line_of("2.2"), 15, "80%")))
    before = rows_in_all_tables()
    tried = said_by("import_scorecard", path, dry_run=True)
    assert tried.splitlines() == [
        "2.2 Nov-23: changed, 79% (368 of 466) -> 80% (368 of 466). "
        "Warning: The figure entered is 80%, but 368 out of 466 gives 79%.",
        "Dry run: nothing was written.",
    ]
    assert rows_in_all_tables() == before
    done = said_by("import_scorecard", path)
    assert done.splitlines() == tried.splitlines()[:1]
    assert slot(sample, "2.2", NOVEMBER).draft_figure == "80%"


def test_importing_the_sample_again_says_that_there_is_nothing_to_change(sample: Scorecard) -> None:
    before = rows_in_all_tables()
    assert said_by("import_scorecard", SCORECARD) == (
        "Nothing to change: the scorecard already says what the file says.\n"
    )
    assert rows_in_all_tables() == before


def test_a_refused_file_names_its_line_and_column_and_changes_nothing(sample: Scorecard, tmp_path: Path) -> None:
    path = tmp_path / "november.txt"
    path.write_bytes(as_txt(with_cell(line_of("2.2"), 15, "seventy-nine")))
    before = rows_in_all_tables()
    with pytest.raises(CommandError, match=rf"Line {line_of('2.2')}, column 15 \(O\)"):
        call_command("import_scorecard", path)
    assert rows_in_all_tables() == before


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can not be read: No such file"):
        call_command("import_scorecard", tmp_path / "nothing.txt")

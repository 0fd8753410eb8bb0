"""The scorecard as its readers ask for it: which rows, which view, what an owner sees of others'."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from measures.actions.recalculate import recalculate
from measures.calculation.due import months_later
from measures.choices import Aim, PeriodState, Rag, Rule, SubmissionState, TargetKind
from measures.models import Finding, MeasureDefinition, Period, Status, Submission, Target
from tests.factories.bulk import record_arrows
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, SLUG, Council
from tests.factories.inputs import BenchmarkFactory
from tests.factories.months import PeriodFactory, RevisionFactory, SubmissionFactory, figure_of

SignedIn = Callable[[str], Client]
ADDRESS = reverse("measures:scorecard", args=[SLUG, NOVEMBER])


@pytest.fixture(autouse=True)
def november(found: Council) -> None:
    """Submit 1.1 as red (it was red) and 2.1 as newly red."""
    found.put(SubmissionState.SUBMITTED, "1.1", "79")
    found.put(SubmissionState.SUBMITTED, "2.1", "60")
    recalculate(scorecard=found.scorecard)


def text(client: Client, query: str = "") -> str:
    return client.get(f"{ADDRESS}{query}").content.decode()


def test_all_measures_stand_in_their_sections_with_status_and_direction(signed_in: SignedIn) -> None:
    page = text(signed_in("team"))
    assert page.index("Front door") < page.index("1.1 % of visits in time") < page.index("2.1 % of stable placements")
    assert "Red: 79% against a target of 90%" in page
    assert "Worsening" in page


def test_an_owner_sees_others_figures_only_as_published(signed_in: SignedIn) -> None:
    table = signed_in("owner").get(ADDRESS).context["table"]
    shown = {row.ref: ([cell.text for cell in row.months], row.state) for row in table.rows}
    assert shown == {"1.1": (["80%", "79%"], SubmissionState.SUBMITTED), "2.1": (["93%", ""], None)}


@pytest.mark.parametrize("view", ["", "heat", "compare"])
def test_a_figure_that_is_blank_until_it_is_published_says_so_once_and_in_its_cell(
    found: Council, signed_in: SignedIn, view: str
) -> None:
    BenchmarkFactory.create(measure=found.visits.measure, comparator="National", area="England", figure="79")
    page = text(signed_in("owner"), f"?view={view}")
    assert page.count("Where a figure is blank, it is not published yet.") == 1
    assert page.count('<span class="govuk-visually-hidden">not published</span>') == 1
    assert page.count('<td class="app-verdict"><span class="app-secondary">not published</span></td>') == (not view)
    assert "not published" not in text(signed_in("team"), f"?view={view}")
    file = reverse("measures:export", args=[SLUG, "2023-11", "csv"])
    lines = signed_in("owner").get(f"{file}?view={view}&table=shown").content.decode("utf-8-sig").splitlines()
    assert ["not published" in line for line in lines[1:]] == [False, True]


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("?search=2.1", ["2.1"]),
        ("?search=visits", ["1.1"]),
        ("?rag=red", ["1.1", "2.1"]),
        ("?rag=green", []),  # nothing is green now, whenever the view was shared
        ("?rag=mauve", ["1.1", "2.1"]),
        ("?state=submitted", ["1.1", "2.1"]),
        ("?direction=worsening", ["2.1"]),
        ("?section=nonsense", ["1.1", "2.1"]),
    ],
)
def test_the_rows_asked_for_in_the_address_are_shown(signed_in: SignedIn, query: str, refs: list[str]) -> None:
    answer = signed_in("team").get(f"{ADDRESS}{query}")
    assert [row.ref for row in answer.context["table"].rows] == refs
    unknown = query in ("?rag=mauve", "?section=nonsense")
    assert (answer.status_code, "from the list.</a>" in answer.content.decode()) == (
        422 if unknown else 200,
        unknown,
    )


def test_what_can_be_chosen_names_nothing_that_the_reader_may_not_see(signed_in: SignedIn) -> None:
    form = signed_in("other owner").get(ADDRESS).context["shown"].form
    assert form.fields["state"].choices == [("", "Any"), ("submitted", "Submitted")]
    shown = signed_in("owner").get(ADDRESS).context["shown"]
    assert "worsening" not in dict(shown.form.fields["direction"].choices)
    asked = signed_in("owner").get(f"{ADDRESS}?direction=worsening").context["shown"]
    assert not asked.table.rows


def test_what_moved_names_the_newly_red(signed_in: SignedIn) -> None:
    moved = signed_in("team").get(f"{ADDRESS}?view=moved").context["moved"]
    assert [move.row.ref for move in moved.newly_red] == ["2.1"]


def test_what_got_worse_without_becoming_red_is_named_too(found: Council, signed_in: SignedIn) -> None:
    of_now = Status.objects.filter(revision__submission=found.submission("2.1"))
    assert of_now.update(rag=Rag.AMBER.value)
    moved = signed_in("team").get(f"{ADDRESS}?view=moved").context["moved"]
    assert ([move.row.ref for move in moved.worse], moved.newly_red) == (["2.1"], [])


def test_a_move_is_shown_from_the_figure_that_its_sentence_names_though_a_draft_stands_between(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.DRAFT, draft_figure="95%")
    december = months_later(NOVEMBER, 1)
    figure_of(found.visits, december, "70", places=0)
    recalculate(scorecard=found.scorecard)
    address = reverse("measures:scorecard", args=[SLUG, december])
    moved = signed_in("team").get(f"{address}?view=moved").context["moved"]
    [move] = [each for each in moved.largest if each.row.ref == "1.1"]
    assert (move.before.text, move.now.text) == ("80%", "70%")
    assert move.result.direction_sentence == "Worsening: down 10 points on October."
    assert move.row.months[-2].text == "95%"


def test_what_was_left_out_of_a_month_says_so_to_everybody_once_it_is_published(
    found: Council, signed_in: SignedIn
) -> None:
    found.put(SubmissionState.LEFT_OUT, "2.1")
    assert "left out" not in text(signed_in("owner"))
    Period.objects.filter(pk=found.november.pk).update(state=PeriodState.PUBLISHED, imported=True)
    page = signed_in("owner").get(ADDRESS)
    assert (
        '<td class="app-number app-current"><span class="app-secondary">left out</span></td>' in page.content.decode()
    )
    assert not page.context["table"].withholds
    assert sum(page.context["table"].counts.values()) == len(page.context["table"].rows)


def test_a_measure_that_was_red_and_is_left_out_is_among_what_moved(found: Council, signed_in: SignedIn) -> None:
    found.put(SubmissionState.LEFT_OUT, "1.1")
    moved = signed_in("team").get(f"{ADDRESS}?view=moved").context["moved"]
    assert ([move.row.ref for move in moved.unrated], moved.recovered) == (["1.1"], [])


def test_the_heat_map_has_a_word_and_a_shape_beside_each_colour(signed_in: SignedIn) -> None:
    page = text(signed_in("team"), "?view=heat")
    assert '<td class="app-tint--red app-shape--diamond">79% <b>Red</b></td>' in page
    coloured = re.findall(r"<td[^>]*app-tint--[^>]*>", page)
    assert len(coloured) == len(re.findall(r"<td[^>]*app-shape--[^>]*>[^<]+<b>[A-Z][^<]+</b></td>", page)) > 1


def test_the_styles_draw_each_shape_that_a_cell_of_the_heat_map_can_have() -> None:
    folder = Path(settings.BASE_DIR) / "portal/design/frontend/styles"
    styles = "".join(path.read_text() for path in folder.glob("*.scss"))
    assert all(f".app-shape--{rag.shape}::after" in styles for rag in Rag)


def test_a_figure_that_has_no_colour_has_the_reason_in_its_row(found: Council, signed_in: SignedIn) -> None:
    MeasureDefinition.objects.filter(measure=found.visits.measure).update(aim=Aim.CONTEXT)
    Target.objects.filter(measure=found.visits.measure).update(kind=TargetKind.TO_BE_CONFIRMED, figure=None)
    recalculate(scorecard=found.scorecard)
    row = next(row for row in signed_in("team").get(ADDRESS).context["table"].rows if row.ref == "1.1")
    assert (row.result.rag, row.unrated) == (Rag.NOT_RATED, "for context")
    assert "for context" in text(signed_in("team"))


def test_every_month_is_led_to_and_the_one_that_is_shown_is_marked(found: Council, signed_in: SignedIn) -> None:
    months = [months_later(found.november.month, -number) for number in range(36)]
    for month in months:
        PeriodFactory.create(scorecard=found.scorecard, month=month)
    team = signed_in("team")
    for month in (months[0], months[12], months[13], months[-1]):
        page = team.get(reverse("measures:scorecard", args=[SLUG, month]), {"months": "36"}).content.decode()
        menu = page.partition('aria-label="Month"')[2].partition("</nav>")[0]
        assert menu.count("<li>") == 36 + len({each.year for each in months[13:]})
        assert menu.count('aria-current="page"') == 1
        assert f'<strong aria-current="page">{month:%b-%y}</strong>' in menu
        assert ("<details" in menu, " open" in menu) == (True, month in months[13:])
        for other in set(months) - {month}:
            assert f'href="{reverse("measures:scorecard", args=[SLUG, other])}?months=36"' in menu
    assert "<li>2021:</li>" in menu


def test_as_many_as_36_months_are_shown_side_by_side(found: Council, signed_in: SignedIn) -> None:
    visits = {"definition": found.visits, "measure": found.visits.measure, "state": "draft", "draft_figure": "70%"}
    for number in range(2, 40):
        period = PeriodFactory.create(scorecard=found.scorecard, month=months_later(found.november.month, -number))
        SubmissionFactory.create(period=period, **visits)
    team = signed_in("team")
    assert 'href="?months=36"' in text(team)
    thirteenth = reverse("measures:scorecard", args=[SLUG, months_later(found.november.month, -27)])
    fewer = team.get(thirteenth).content.decode()
    assert [number for number in (12, 13, 24, 36) if f'href="?months={number}"' in fewer] == [12, 13]
    assert len(team.get(f"{ADDRESS}?months=36").context["table"].months) == 36


def test_arrows_are_compared_where_some_were_imported(found: Council, signed_in: SignedIn) -> None:
    link = reverse("measures:arrows", args=[SLUG, NOVEMBER])
    assert link not in text(signed_in("team"))
    record_arrows(found.scorecard, NOVEMBER)
    assert link in text(signed_in("team"))


def test_a_month_that_never_was_is_no_page(signed_in: SignedIn) -> None:
    for month in ("2023-13", "1999-01", "2024-05"):
        assert signed_in("team").get(f"/scorecards/{SLUG}/{month}/").status_code == 404


def test_the_columns_chosen_are_shown_kept_and_in_the_address(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    address = reverse("measures:columns", args=[SLUG, NOVEMBER])
    answer = client.post(address, {"columns": ["owner", "target", "nonsense"], "search": "visits", "months": "12"})
    assert answer["Location"] == f"{ADDRESS}?search=visits&months=12&chosen=1&columns=target&columns=owner"
    for query in (answer["Location"].removeprefix(ADDRESS), ""):
        page = text(client, query)
        assert '<th scope="col">Owner</th>' in page
        assert "Baseline</th>" not in page
    assert "Baseline</th>" in text(signed_in("owner"))
    assert "Baseline</th>" not in text(signed_in("owner"), "?columns=target")
    client.post(address, {})
    assert "Target</th>" not in text(client)


def test_a_telephone_is_given_the_newest_month_alone_unless_the_address_asks_for_more(signed_in: SignedIn) -> None:
    client = signed_in("team")
    page = text(client, "?sort=status")
    assert "app-scorecard--brief" in page
    assert 'href="?sort=status&amp;months=7">Show earlier months and all columns</a>' in page
    assert page.count("app-kept") == 3  # the target, in the head and in two rows
    for query in ("?months=7", "?chosen=1", "?columns=target"):
        page = text(client, f"{query}&sort=status")
        assert "app-scorecard--brief" not in page
        assert 'href="?sort=status">Show November 2023 alone</a>' in page


def test_every_section_folds_without_a_script(signed_in: SignedIn) -> None:
    page = text(signed_in("team"))
    assert page.count('<tbody class="app-fold">') == page.count('<details class="app-fold__details" open>') == 2


@pytest.mark.parametrize("asked", ["with", "without", "nonsense"])
def test_the_findings_of_measures_choose_the_rows(found: Council, signed_in: SignedIn, asked: str) -> None:
    submission = found.submission()
    submission.findings.create(rule="unusual", severity="warning", message="79% is unusual.")
    refs = {"with": ["1.1"], "without": ["2.1"], "nonsense": ["1.1", "2.1"]}[asked]
    table = signed_in("team").get(f"{ADDRESS}?findings={asked}").context["table"]
    assert [row.ref for row in table.rows] == refs
    theirs = signed_in("other owner").get(f"{ADDRESS}?findings={asked}").context["table"]
    assert len(theirs.rows) == 2  # whose findings they may not see, they can not choose by


def test_a_caveat_and_an_explanation_are_signed_beside_the_figure(found: Council, signed_in: SignedIn) -> None:
    submission = found.submission()
    finding = submission.findings.create(rule="unusual", severity="warning", message="79% is unusual.")
    finding.explanations.create(text="A new <team>.", by=found.people["owner"])
    twice = submission.findings.create(rule="reconcile", severity="warning", message="79% is not 4 / 5.")
    twice.explanations.create(text="A new <team>.", by=found.people["owner"])
    submission.findings.create(rule="stale", severity="warning", message="Nothing <since> June.")
    Submission.objects.filter(pk=submission.pk).update(caveat="Of four teams.")
    page = text(signed_in("team"))
    assert "Approved with a caveat: Of four teams." in page
    assert "Explained: A new &lt;team&gt;.<" in page  # once, though it explains two findings
    assert "Not explained: Nothing &lt;since&gt; June." in page
    assert "A new" not in text(signed_in("other owner"))
    file = f"{reverse('measures:export', args=[SLUG, '2023-11', 'csv'])}?table=shown"
    taken = signed_in("team").get(file).content.decode("utf-8-sig")
    notes = "Approved with a caveat: Of four teams.; Explained: A new <team>.; Not explained: Nothing <since> June."
    assert f'Submitted,"{notes}"' in taken
    assert "A new" not in signed_in("other owner").get(file).content.decode("utf-8-sig")


def test_references_stand_in_their_natural_order(found: Council, signed_in: SignedIn) -> None:
    for ref in ("1.10", "1.9", "1.2"):
        DefinitionFactory.create(section=found.front_door, ref=ref, title=f"Measure {ref}")
    table = signed_in("team").get(ADDRESS).context["table"]
    assert [row.ref for row in table.rows] == ["1.1", "1.2", "1.9", "1.10", "2.1"]


def test_the_comparators_view_says_how_far_each_is_and_the_rank_where_the_data_allows(
    found: Council, signed_in: SignedIn
) -> None:
    measure = found.visits.measure
    assert "No comparator has a figure" in text(signed_in("team"), "?view=compare")
    BenchmarkFactory.create(measure=measure, comparator="Region", area="South West", figure="83", period="2022/23")
    BenchmarkFactory.create(measure=measure, comparator="National", area="England", figure="79", period="2022/23")
    for name, figure in (("Ash", "85"), ("Birch", "70")):
        BenchmarkFactory.create(
            measure=measure, comparator="Statistical neighbours", area=name, figure=figure, period="2022/23"
        )
    client = signed_in("team")
    page = text(client, "?view=compare")
    assert "No comparator has a figure" not in page
    assert "4 points worse" in page
    assert "the same" in page
    assert "best of" not in page  # two neighbours are too few
    BenchmarkFactory.create(
        measure=measure, comparator="Statistical neighbours", area="Cedar", figure="90", period="2022/23"
    )
    assert "3rd best of 4, 2022/23" in text(client, "?view=compare")
    assert "points worse" not in text(signed_in("other owner"), "?view=compare")  # the draft is not theirs to see


def test_the_charts_view_draws_each_measure_with_its_figures_in_words(signed_in: SignedIn) -> None:
    page = text(signed_in("team"), "?view=charts")
    assert page.count('class="app-small-chart"') == 2
    assert "1.1 % of visits in time: 80% in Oct-23, 79% in Nov-23" in page
    assert "79%" not in text(signed_in("other owner"), "?view=charts")


def test_the_file_holds_exactly_what_the_page_shows(found: Council, signed_in: SignedIn) -> None:
    client = signed_in("team")
    file = reverse("measures:export", args=[SLUG, "2023-11", "csv"])
    asked = "?search=visits&chosen=1&columns=target&table=shown"
    lines = client.get(f"{file}{asked}").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Reference,Measure,Section,Target,Oct-23,Nov-23,Status,Direction,Stage",
        "1.1,% of visits in time,Front door,90%,80%,79%,Red,Steady,Submitted",
    ]
    assert f"{file}{asked.replace('&', '&amp;')}" in text(client, asked)
    theirs = signed_in("other owner").get(f"{file}{asked}").content.decode("utf-8-sig")
    assert "79%" not in theirs
    sheet = load_workbook(io.BytesIO(client.get(f"{file.replace('csv', 'xlsx')}{asked}").content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][3:6] == [0.9, 0.8, 0.79]
    assert sheet["F2"].number_format == "0%"


@pytest.mark.parametrize(
    ("view", "lines"),
    [
        (
            "heat",
            [
                "Reference,Measure,Section,Oct-23,Oct-23 status,Nov-23,Nov-23 status",
                "1.1,% of visits in time,Front door,80%,Red,79%,Red",
            ],
        ),
        (
            "compare",
            [
                "Reference,Measure,Section,Nov-23,Statistical neighbours,Gap to statistical neighbours,Region,"
                "Gap to region,National,Gap to national,Good or better authorities,Gap to good or better authorities,"
                "Rank among neighbours",
                "1.1,% of visits in time,Front door,79%,,,,,,,,,",
            ],
        ),
        ("charts", ["Reference,Measure,Section,Oct-23,Nov-23,Status,Direction,Stage"]),
        (
            "moved",
            [
                "Part,Reference,Measure,Section,Before,Now,Was,Is,What it means",
                "Newly red,2.1,% of stable placements,Care,93%,60%,Green,Red,Worsening: down 33 points on October.",
            ],
        ),
    ],
)
def test_each_view_is_taken_away_as_it_is_shown(signed_in: SignedIn, view: str, lines: list[str]) -> None:
    client = signed_in("team")
    file = f"{reverse('measures:export', args=[SLUG, '2023-11', 'csv'])}?view={view}&table=shown"
    assert file.replace("&", "&amp;") in text(client, f"?view={view}")
    assert client.get(file).content.decode("utf-8-sig").splitlines()[: len(lines)] == lines


def test_a_deputy_is_told_for_whom_they_stand_in(signed_in: SignedIn) -> None:
    assert "You stand in for Olive Owner" in signed_in("deputy").get("/").content.decode()
    assert "You stand in for" not in signed_in("owner").get("/").content.decode()


def test_counts_that_give_another_figure_are_marked_as_an_edition_marks_them(
    found: Council, signed_in: SignedIn
) -> None:
    slot = found.submission("1.1")
    counts = {"numerator": Decimal(87), "denominator": Decimal(205)}
    revision = RevisionFactory.create(submission=slot, number=2, value=Decimal(79), **counts)
    Submission.objects.filter(pk=slot.pk).update(submitted_revision=revision)
    Finding.objects.create(submission=slot, rule=Rule.RECONCILE, severity="error", message="The counts give 42%.")
    assert "≠ 87 / 205" in text(signed_in("team"))


def test_a_measure_for_context_waits_for_no_target(found: Council, signed_in: SignedIn) -> None:
    Target.objects.filter(measure=found.visits.measure).update(kind=TargetKind.TO_BE_CONFIRMED, figure=None)
    row = next(r for r in signed_in("team").get(ADDRESS).context["table"].rows if r.ref == "1.1")
    assert (row.target.text, row.target.note) == ("TBC", "To be confirmed")
    MeasureDefinition.objects.filter(measure=found.visits.measure).update(aim=Aim.CONTEXT)
    row = next(r for r in signed_in("team").get(ADDRESS).context["table"].rows if r.ref == "1.1")
    assert (row.target.text, row.target.missing) == ("", "no target")

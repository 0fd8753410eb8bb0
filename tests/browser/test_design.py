"""The design in a real browser: no complaint of its own, none of axe's, narrow screens, keyboard, no JavaScript."""

from __future__ import annotations

import copy

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _specimens(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.browser.specimens"
    engines = copy.deepcopy(settings.TEMPLATES)
    processors = engines[0]["OPTIONS"]["context_processors"]
    # The menu of the real site leads to pages that are not here.
    engines[0]["OPTIONS"]["context_processors"] = [name for name in processors if not name.startswith("portal.")]
    settings.TEMPLATES = engines


@pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/accessibility/", "/nowhere/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_a_fault_or_is_wider_than_the_window(
    live_server: LiveServer, page: Page, faults: list[str], path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + path)
    assert violations(page) == []
    assert overflow(page) <= 0
    assert [fault for fault in faults if "404 (Not Found)" not in fault] == []


def test_errors_take_the_focus_and_lead_to_their_field(live_server: LiveServer, page: Page, faults: list[str]) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="Save").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Select decision").click()
    expect(page.locator("#id_decision_0")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert violations(page) == []
    assert faults == []


def test_running_work_shows_by_itself_that_it_is_done(live_server: LiveServer, page: Page, faults: list[str]) -> None:
    page.goto(live_server.url)
    expect(page.locator("#job")).to_contain_text("The paper is ready.", timeout=10_000)
    assert faults == []


def test_the_first_key_offers_to_skip_to_the_content(live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url + "/accessibility/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_the_head_and_the_first_column_of_a_wide_table_stay(live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 300})
    page.goto(live_server.url)
    region = page.get_by_role("region", name="The scorecard, can be scrolled")
    before = page.locator("th[scope=row]").first.bounding_box()
    region.evaluate("node => { node.scrollLeft = 200; node.scrollTop = 60; }")
    after = page.locator("th[scope=row]").first.bounding_box()
    head = page.locator("thead th").first.bounding_box()
    frame = region.bounding_box()
    assert before
    assert after
    assert head
    assert frame
    assert after["x"] == before["x"]
    assert abs(head["y"] - frame["y"]) <= 2


def test_everything_is_there_without_scripts(live_server: LiveServer, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    for part in ("#figures", "#history"):
        expect(page.locator(part)).to_be_visible()
    expect(page.get_by_role("link", name="My measures")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Select decision")).to_be_visible()
    context.close()


def test_shapes_and_focus_stay_in_the_reader_s_own_colours(live_server: LiveServer, chromium: Browser) -> None:
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(live_server.url)
    border = page.locator(".app-status").first.evaluate("node => getComputedStyle(node).borderTopColor")
    ground = page.locator("body").evaluate("node => getComputedStyle(node).backgroundColor")
    assert border != ground
    context.close()


def test_on_paper_only_the_content_is_left(live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url)
    page.emulate_media(media="print")
    for part in (".app-header", ".govuk-pagination", ".app-footer"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Every component")).to_be_visible()
    assert page.locator(".app-scroll").first.evaluate("node => getComputedStyle(node).overflow") == "visible"
    folded = "<details id=said><summary>Revisions</summary>79%</details>"
    folded += "<details id=asked><summary>Print a part</summary><form><input></form></details>"
    page.locator("main").evaluate("(node, html) => { node.innerHTML = html; }", folded)
    expect(page.locator("#said")).to_be_visible()
    expect(page.locator("#asked")).to_be_hidden()


EDITION = """<div class="app-scroll" role="region">
<table class="app-table app-table--compact app-scorecard app-edition-cards"><thead><tr><th>Measure</th>
<th class="app-number">Apr-26 baseline</th><th class="app-number">Target</th>
<th class="app-number">Neighbours 2021/22 or 2022/23</th><th class="app-number">South West 2022/23</th>
<th class="app-number">National 2021/22</th><th class="app-number">Good or better 2022/23</th>%s
<th class="app-number">Number behind</th><th>Latest months</th><th>Status</th><th>Direction</th></tr></thead><tbody>
<tr><th scope="row">7.5 %% Care Leavers in suitable Accommodation (17-18 years old)</th>%s
<td class="app-number" data-label="Number">632 / 2039</td><td class="app-edition-line"><svg></svg></td>
<td data-label="Status"><strong class="app-status">Target TBC<svg class="app-status__shape"></svg></strong></td>
<td data-label="Direction">No comparison</td></tr></tbody></table></div>"""


def test_a_desk_shows_every_column_of_an_edition_with_eight_months(live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(live_server.url)
    table = EDITION % ('<th class="app-number">Nov-26</th>' * 8, '<td class="app-number">85.0%</td>' * 14)
    page.locator("body").evaluate("node => node.classList.add('app-wide', 'app-edition')")
    page.locator("main").evaluate("(node, html) => { node.innerHTML = html; }", table)
    hidden = page.locator(".app-scroll").evaluate("node => node.scrollWidth - node.clientWidth")
    assert hidden == 0


TABLE = """<div class="app-scroll" role="region"><table class="app-table app-table--compact app-scorecard"><thead><tr>
<th>Measure</th><th>Target</th>%s<th class="app-number app-current">Nov-23</th><th>Number</th>
<th>Status and direction</th></tr></thead><tbody><tr><th scope="row">1.1 %s</th>
<td class="app-number app-kept">90%% by March</td>%s
<td class="app-number app-current">31%%</td><td class="app-number">632 / 2039</td>
<td class="app-verdict"><strong class="app-status">Not rated</strong> for context</td></tr></tbody></table>
</div>"""


@pytest.mark.parametrize("width", [390, 1280])
def test_a_scorecard_of_many_months_opens_at_the_newest_beside_its_first_column(
    live_server: LiveServer, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(live_server.url)
    months = '<th class="app-number app-month">Jan-22</th>' * 35, '<td class="app-number">30%</td>' * 35
    table = TABLE % (months[0], "A measure with a long" + "word" * 60, months[1])
    page.locator("main").evaluate("(node, html) => { node.innerHTML = html; }", table)
    newest, first = (page.locator(f"thead th{which}").bounding_box() for which in (".app-current", ":first-child"))
    assert newest
    assert first
    assert first["x"] + first["width"] <= newest["x"] + 1
    assert newest["x"] + newest["width"] <= width
    assert first["width"] < 400
    assert overflow(page) == 0
    tallest = page.locator(".app-scroll").evaluate("node => getComputedStyle(node).maxHeight")
    assert (tallest == "none") == (width < 640)  # a telephone's page scrolls down, not a frame in it


SEVEN_MONTHS = """<div class="app-scroll app-scroll--whole" role="region">
<table class="app-table app-table--compact app-scorecard app-scorecard--brief"><thead><tr><th>Measure</th>
<th class="app-number">Baseline</th><th class="app-number app-kept">Target</th>
<th class="app-number">Statistical neighbours</th><th class="app-number">Region</th><th class="app-number">National</th>
<th class="app-number">Good or better authorities</th>%s<th class="app-number">Number</th>
<th>Status and direction</th></tr></thead><tbody><tr><th scope="row">1.1 % of assessments</th>
<td class="app-number">71%</td><td class="app-number app-kept">90% by March</td>%s
<td class="app-number">494 / 646</td><td class="app-verdict"><span class="app-status"><span class="app-status__word">
Target TBC</span><svg class="app-status__shape" viewBox="0 0 16 16" width="12" height="12"></svg></span><br>
<span class="app-nowrap">No comparison</span></td></tr></tbody></table></div>"""
REVISED = '<td class="app-number">76.47%<span class="app-mark"> r</span></td>'
NO_FIGURE = '<td class="app-number"><span class="app-secondary">not applicable</span></td>'


@pytest.mark.parametrize("width", [1280, 1360])
def test_a_desk_has_the_width_of_seven_months_also_of_words_and_of_revised_figures_with_two_decimals(
    live_server: LiveServer, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(live_server.url)
    cells = '<td class="app-number">80.4%</td>' * 4 + REVISED * 5 + NO_FIGURE * 2
    table = SEVEN_MONTHS.replace("%s", '<th class="app-number app-month">Sep-23</th>' * 7, 1).replace("%s", cells, 1)
    page.locator("body").evaluate("node => node.classList.add('app-wide')")
    page.locator("main").evaluate("(node, html) => { node.innerHTML = html; }", table)
    assert overflow(page) == 0

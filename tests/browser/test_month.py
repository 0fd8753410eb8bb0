"""A whole month in Chromium, worked by the people of the sample scorecard on the running portal.

Nobody types an address. The tests stand in the order of the month; each leaves what it does to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.month import (
    SUBMIT,
    approves_what_waits,
    as_displayed,
    decides,
    fills_in,
    holders_of_what_is_missing,
    leaves_out,
    measure,
    row_with,
    submits_what_is_due,
    text_of,
)
from tests.browser.people import Person
from tests.demonstration import Demonstration
from tests.measures.calculation.november import ROWS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

NOT_GIVEN: Final = "The case management system did not give this figure for November."

TOOL: Final = Path(__file__).parents[1] / "measures/sheets/data/interactive_tool.csv"

Arrives = Callable[..., Person]


@pytest.fixture
def arrives(chromium: Browser, portal: Demonstration) -> Iterator[Arrives]:
    """Bring people to the portal, signed in; at the end each leaves without a complaint of the browser."""
    there: list[Person] = []

    def arrive(name: str, **window: Any) -> Person:
        person = Person(chromium, portal.url, name, **window)
        there.append(person)
        return person.signs_in()

    yield arrive
    for person in there:
        person.leaves()


def test_the_performance_team_loads_a_file_and_sees_first_what_it_would_change(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.presses("Load figures")
    priya.writes("Which system was it taken from?", "Case management system")
    priya.sends("november.csv", b"ref,month,value\n7.1,Nov-23,76%\n7.0,Nov-23,93%\n")
    priya.sees("Nothing has been changed yet. 1 figure is as it is held already.")
    expect(priya.page.locator("main table tbody tr")).to_have_count(1)
    priya.looks_round()
    priya.presses("Load these figures")
    priya.sees("1 figure of november.csv loaded.")


def test_a_file_that_is_not_an_extract_is_refused_whole_and_says_where(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.presses("Load figures")
    priya.sends("november.csv", b"ref,month,value\n7.1,Nov-23,about 76%\n")
    priya.sees(re.compile("[Ll]ine 2"))
    priya.looks_round()


def test_published_figures_are_seen_before_they_are_taken_in(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.presses("Load figures")
    priya.opens(priya.page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Loads"))
    priya.presses("Take in published figures")
    priya.writes("Who published the figures?", "Local Authority Interactive Tool")
    priya.writes("When did this release come out?", "2025-11")
    priya.writes("Which published measure is which of ours?", "PrevRegCPR = 5.2")
    priya.sends("interactive_tool.csv", TOOL.read_bytes())
    priya.sees("Nothing has been changed yet.")
    priya.looks_round()


def test_the_performance_team_leaves_the_measures_without_a_figure_out_with_a_reason(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.follows("Not started")
    without = [text.split()[0] for text in priya.page.locator("main tbody th a").all_inner_texts()]
    assert without == ["9.0", "9.1", "9.2", "9.3", "9.4"]
    for ref in without:
        leaves_out(priya, ref, NOT_GIVEN)
    priya.goes_home()
    expect(priya.page.get_by_role("main").get_by_role("link", name="Not started")).to_have_count(0)


def test_an_owner_submits_by_keyboard_alone(arrives: Arrives) -> None:
    tom = arrives("Tom Okafor")
    tom.enters(measure("1.1"), "a")
    tom.tabs_to(re.compile(r"is counted here, but 1\.3 counts"), "textarea")
    tom.types("Some contacts of October became referrals in November.")
    for label in ("What is happening", "Why", "What is being done"):
        tom.tabs_to(label, "textarea")
        tom.types("More contacts became referrals. The front door manager reviews it by the end of January.")
    tom.enters(SUBMIT, "button")
    tom.sees("1.1 for November 2023 is submitted. It now waits for the director.")


def test_what_an_owner_types_on_one_page_is_saved_and_asks_for_what_it_needs(arrives: Arrives) -> None:
    tom = arrives("Tom Okafor")
    tom.follows("on one page")
    row = tom.page.locator("tbody.app-grid__measure", has_text="2.2 ")
    figure = row.get_by_label("Figure for November 2023")
    before = figure.input_value()
    figure.fill("95%")
    explanation = row.get_by_label("The figure entered is 95%")
    explanation.click()
    tom.types("Counted")
    expect(row.get_by_text("Saved")).to_be_visible()
    tom.types(" twice.")
    figure.fill("96%")
    expect(row.get_by_label("The figure entered is 96%")).to_be_visible()
    expect(explanation).to_have_count(0)
    tom.looks_round()
    figure.fill(before)
    expect(row.get_by_label("The figure entered is 96%")).to_have_count(0)
    expect(row.locator(".app-grid__stands strong").first).to_have_text(before)
    tom.goes_home()
    tom.follows("on one page")
    expect(figure).to_have_value(before)


def test_an_owner_answers_a_return_and_the_director_reads_the_answer(arrives: Arrives) -> None:
    tom = arrives("Tom Okafor")
    tom.sees("Please say what each team is doing, and when.")
    tom.follows(measure("2.2"))
    tom.sees("Helen Marsh returned this")
    tom.writes("What is being done", "Two teams have agency cover until posts are filled. Head of service, by January.")
    tom.presses(SUBMIT)
    tom.sees("2.2 for November 2023 is submitted.")

    helen = arrives("Helen Marsh")
    helen.follows(measure("2.2"))
    helen.sees("Two teams have agency cover until posts are filled.")
    helen.sees("What changed since it was returned")


def test_a_deputy_stands_in_for_the_owner(arrives: Arrives) -> None:
    daniel = arrives("Daniel Price")
    daniel.follows(measure("7.0"))
    fills_in(daniel)
    daniel.presses(SUBMIT)
    daniel.sees("7.0 for November 2023 is submitted.")
    daniel.sees(re.compile(r"Submitted\s.* by Daniel Price"))


def test_an_owner_confirms_comments_on_and_submits_everything_that_is_theirs(arrives: Arrives) -> None:
    callum = arrives("Callum Reid")
    callum.follows(measure("7.3"))
    callum.writes("Your comment", "The count is right: I asked the team.")
    callum.presses("Add comment")
    callum.sees("The count is right: I asked the team.")

    callum.goes_home()
    callum.follows("Enter all of them in one workbook")
    callum.sends("mine.xlsx", callum.downloads("Download the workbook"))
    callum.sees("Nothing would change")
    callum.looks_round()

    assert submits_what_is_due(callum) >= 5
    callum.sees("Nothing is due from you")


def test_a_figure_can_be_submitted_and_approved_without_javascript(arrives: Arrives) -> None:
    megan = arrives("Megan Hughes", java_script_enabled=False)
    megan.follows(measure("5.3"))
    megan.presses("Check these figures")
    megan.sees("As it stands in this form")
    fills_in(megan)
    megan.presses(SUBMIT)
    megan.sees("5.3 for November 2023 is submitted.")

    helen = arrives("Helen Marsh", java_script_enabled=False)
    helen.follows(measure("5.3"))
    helen.page.get_by_label("Approve", exact=True).check()
    helen.presses("Save decision")
    helen.sees("5.3 for November 2023 is approved.")


def test_a_director_approves_by_keyboard_alone(arrives: Arrives) -> None:
    helen = arrives("Helen Marsh")
    helen.enters(measure("1.2"), "a")
    helen.tabs_to("Approve", "input")
    helen.page.keyboard.press("Space")
    helen.enters("Save decision", "button")
    helen.sees("1.2 for November 2023 is approved.")


def test_a_director_returns_one_figure_and_approves_another_with_a_caveat(arrives: Arrives) -> None:
    helen = arrives("Helen Marsh")
    returned = decides(helen, "Return it to its owner", Reason_for_returning_it="Please say what is being done.")
    helen.sees(f"{returned} for November 2023 is returned to its owner.")
    caveat = decides(helen, "Approve with a caveat", Caveat="The count includes families of earlier months.")
    helen.sees(f"{caveat} for November 2023 is approved with a caveat.")


def test_a_decision_without_its_reason_is_refused_and_keeps_what_was_chosen(arrives: Arrives) -> None:
    james = arrives("James Otieno")
    james.opens(james.page.locator("tbody th a").first)
    james.page.get_by_label("Return it to its owner", exact=True).check()
    james.presses("Save decision")
    expect(james.page.locator(".govuk-error-summary")).to_be_focused()
    expect(james.page.get_by_label("Return it to its owner", exact=True)).to_be_checked()
    james.looks_round()


def test_what_is_missing_is_done_by_whoever_holds_it_until_the_month_can_be_signed(arrives: Arrives) -> None:
    ruth = arrives("Ruth Calder")
    for _ in range(4):
        for name in sorted(holders_of_what_is_missing(ruth)):
            holder = arrives(name, java_script_enabled=False)  # which is quicker, and has to do as well
            assert submits_what_is_due(holder) + approves_what_waits(holder) > 0
    ruth.goes_home()
    expect(ruth.page.get_by_role("button", name="Sign the month")).to_be_visible()


def test_a_closed_month_takes_no_figure_unless_it_is_opened_again(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.presses("Close the month")
    priya.presses("Close the month")
    priya.goes_home()
    priya.presses("Open the month again")
    priya.sees("Why is the month opened again?")
    priya.looks_round()
    priya.goes_home()
    priya.follows(measure("1.0"))
    priya.follows("Reopen this figure")
    priya.sees("the rest of the month stays closed")
    priya.looks_round()


def test_the_director_of_children_s_services_signs_by_keyboard_and_watches_the_report_being_made(
    arrives: Arrives,
) -> None:
    ruth = arrives("Ruth Calder")
    ruth.enters("Sign the month", "a")
    ruth.sees(NOT_GIVEN)
    ruth.sees("The count includes families of earlier months.")
    ruth.looks_round()
    ruth.tabs_to(re.compile("I have read what was left out"), "input")
    ruth.page.keyboard.press("Space")
    ruth.enters("Sign November 2023", "button")
    ruth.sees("Signed, and waiting to be published.")

    progress = ruth.page.get_by_role("link", name=re.compile("PDF: being made"))
    if progress.count():  # a quick worker may have made it already
        ruth.opens(progress)
        expect(ruth.page.get_by_role("button", name="Download the PDF")).to_be_visible(timeout=90_000)
        ruth.looks_round()


def test_a_board_member_sees_nothing_of_the_month_before_it_is_published(arrives: Arrives) -> None:
    anne = arrives("Anne Doyle")
    anne.sees("October 2023")
    expect(anne.page.get_by_role("main")).not_to_contain_text("November 2023, edition")


def test_the_performance_team_publishes_by_keyboard_alone(arrives: Arrives) -> None:
    priya = arrives("Priya Nair")
    priya.enters("Publish it to the board", "a")
    priya.looks_round()
    priya.enters("Publish November 2023", "button")
    priya.sees("Published")


def test_a_board_member_downloads_the_report_by_keyboard_and_it_holds_every_reference_and_figure(
    arrives: Arrives,
) -> None:
    anne = arrives("Anne Doyle")
    anne.sees("Children’s social care scorecard, November 2023")
    anne.enters("Read it", "a")
    anne.sees("November 2023, edition 1")
    anne.looks_round()
    anne.tabs_to("Download the PDF", "a")
    with anne.page.expect_download() as download:
        anne.page.keyboard.press("Enter")

    text = text_of(download.value.path().read_bytes())
    assert len(ROWS) == 45
    assert [row.ref for row in ROWS if not re.search(rf"(?<!\S){re.escape(row.ref)} ", text)] == []
    figures = {row.ref: as_displayed(row) for row in ROWS if row.actuals[-1]}
    assert len(figures) == 39
    figures["7.1"] = "76%"
    assert [ref for ref, figure in figures.items() if not re.search(row_with(ref, figure), text)] == []

"""What people do in a month, and what its report has to hold: the steps of tests/browser/test_month.py."""

from __future__ import annotations

import io
import re
from typing import Final

import pypdf
from playwright.sync_api import Browser

from measures.calculation.values import display, read_figure
from tests.browser.people import Person
from tests.measures.calculation.november import Row

DUE: Final = "What is due from you"
WAITING: Final = "Waiting for your decision"
SUBMIT: Final = "Submit to the director"


def measure(ref: str) -> re.Pattern[str]:
    """Return the pattern of the links to a measure."""
    return re.compile(rf"^{re.escape(ref)} ")


def fills_in(owner: Person) -> None:
    """Comment on a figure, and explain what the checks ask about, where that is still empty."""
    for box in owner.page.locator("form:has(button[value=submit]) textarea").all():
        if not box.input_value():
            box.fill("The team has looked at it. The head of service reports on it next month.")
    if owner.page.get_by_text(" returned this on ").count():
        owner.writes("What is happening", "480 children wait. The health trust has agreed to two clinics a week.")


def submits_what_is_due(owner: Person) -> int:
    """Submit everything that is due from an owner, one after another from their first page; return how many."""
    done = 0
    while True:
        owner.goes_home()
        links = owner.table(DUE).locator("tbody th a")
        if not links.count():
            return done
        measure = links.first.inner_text()
        owner.opens(links.first)
        fills_in(owner)
        owner.presses(SUBMIT)
        owner.sees(f"{measure.split()[0]} for November 2023 is submitted. It now waits for the director.")
        done += 1


def decides(director: Person, choice: str, **written: str) -> str:
    """Open the first figure that waits, and decide; return its reference."""
    link = director.table(WAITING).locator("tbody th a").first
    ref = link.inner_text().split()[0]
    director.opens(link)
    director.page.get_by_label(choice, exact=True).check()
    for label, text in written.items():
        director.writes(label.replace("_", " "), text)
    director.presses("Save decision")
    return ref


def approves_what_waits(director: Person) -> int:
    """Approve everything that waits for a director, the unremarkable together; return how many."""
    director.goes_home()
    done = 0
    together = director.page.get_by_role("link", name=re.compile("Approve together the"))
    if together.count():
        director.opens(together)
        done = director.page.get_by_role("checkbox", checked=True).count()
        director.presses("Approve those ticked")
        director.sees(re.compile(rf"{done} figures? (is|are) approved"))
    while director.table(WAITING).count():
        director.sees(f"{decides(director, 'Approve')} for November 2023 is approved.")
        done += 1
    return done


def holders_of_what_is_missing(signatory: Person) -> set[str]:
    """Return who holds what a month still needs before it can be signed; nobody where it can be signed."""
    signatory.goes_home()
    missing = signatory.page.get_by_role("link", name="See what is missing, and who holds it")
    if not missing.count():
        return set()
    signatory.opens(missing)
    table = signatory.page.get_by_role("table", name="Figures that are neither approved nor left out")
    return set(table.locator("tbody td:nth-child(3)").all_inner_texts())


def leaves_out(team: Person, ref: str, reason: str) -> None:
    """Leave a measure out of the month, with the reason that is printed."""
    team.goes_home()
    team.follows(measure(ref))
    team.follows("Leave it out of November 2023")
    team.writes("Reason", reason)
    team.presses("Leave out")
    team.sees(reason)


def finishes_the_month(chromium: Browser, url: str) -> None:
    """Leave out what has no figure, submit and approve the rest, sign, make the PDF and publish."""
    priya = Person(chromium, url, "Priya Nair").signs_in()
    priya.follows("Not started")
    for text in priya.page.locator("main tbody th a").all_inner_texts():
        leaves_out(priya, text.split()[0], "The case management system did not give this figure for November.")
    ruth = Person(chromium, url, "Ruth Calder").signs_in()
    while holders := holders_of_what_is_missing(ruth):
        for name in sorted(holders):
            holder = Person(chromium, url, name).signs_in()
            submits_what_is_due(holder)
            approves_what_waits(holder)
            holder.context.close()
    ruth.presses("Sign the month")
    ruth.page.get_by_role("checkbox", name="I have read what was left out").check()
    ruth.presses("Sign November 2023")
    priya.goes_home()
    priya.follows("Publish it to the board")
    priya.presses("Publish November 2023")
    for person in (priya, ruth):
        person.context.close()


def as_displayed(row: Row) -> str:
    """Return November's figure of a measure as the sample prints it, with its percent sign."""
    value = read_figure(row.actuals[-1], row.unit).value
    assert value is not None
    return display(value, row.unit, row.decimals)


def row_with(ref: str, figure: str) -> str:
    """Return the pattern of a measure's row in the report: its last figure, then its count, then its status."""
    return rf"(?<!\S){re.escape(ref)} [^●▲◆○]* {re.escape(figure)}(?: [≠\d,./ ]+)? ?[●▲◆○]"


def text_of(document: bytes) -> str:
    """Return the text of a PDF, with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())

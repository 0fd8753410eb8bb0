"""Every page in every role, along the links from each person's first page, in Chromium and under axe."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.addresses import OURS
from tests.browser.accessibility import WHOLE
from tests.browser.people import Person
from tests.browser.walk import FILES, Walk, walk
from tests.demonstration import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.timeout(0 if WHOLE else 900)]

PEOPLE: Final = (
    "Tom Okafor",  # owner
    "Daniel Price",  # deputy
    "Helen Marsh",  # director
    "Ruth Calder",  # director of children's services
    "Priya Nair",  # performance team
    "Anne Doyle",  # board member
    "Sam Whitlock",  # administrator
)
LATER: Final = {
    "measures:open_month_again",
    "measures:take_back_opening",
    "measures:reopen",
    "measures:load_waiting",
    "measures:benchmarks_waiting",
    "measures:own_waiting",
    "measures:action",
    "measures:delegations_of",
    "measures:one_sent",
    "measures:restatement",
    "measures:withdraw_restatement",
    "measures:search",
    "reports:early",
    "reports:early_pdf",
    "reports:publish",
    "reports:restate",
    "reports:rendering",
}
"""Pages that no link leads to in the sample: a form leads there, or nothing was sent in, lent, asked or mailed yet."""


@pytest.fixture(scope="module")
def walked(chromium: Browser, portal: Demonstration) -> Walk:
    """A walk by everybody, and by somebody who has not signed in."""
    found = Walk()
    visitor = Person(chromium, portal.url, "Nobody signed in")
    visitor.page.goto(portal.url)
    walk(visitor, found)
    visitor.context.close()
    for name in PEOPLE:
        person = Person(chromium, portal.url, name).signs_in()
        walk(person, found)
        person.context.close()
    return found


def test_axe_finds_nothing_on_any_page_in_any_role(walked: Walk) -> None:
    assert not walked.violations, "\n".join(walked.violations)


def test_no_page_is_wider_than_the_window_not_even_at_320_pixels(walked: Walk) -> None:
    assert not walked.too_wide, "\n".join(walked.too_wide)


def test_every_page_is_light_the_first_time_and_lighter_after(walked: Walk) -> None:
    over = [f"{weight}: {page}" for page, weight in walked.weights.items() if weight.is_over]
    assert not over, "\n".join(over)
    assert min(weight.again for weight in walked.weights.values()) > 0
    assert all(weight.first > weight.again for weight in walked.weights.values())


def test_no_page_complains_or_loads_from_another_host(walked: Walk) -> None:
    assert walked.faults == []


def test_no_link_leads_to_a_page_that_its_reader_may_not_see(walked: Walk) -> None:
    assert walked.refused == []


def test_every_page_of_the_site_was_looked_at(walked: Walk) -> None:
    pages = {row.name for row in OURS if row.data is None and 200 in row.answers.values()}
    pages = {name for name in pages if not name.startswith("api:")}
    left = pages - walked.names - FILES - LATER
    assert not left, f"No link from anybody's first page leads to: {sorted(left)}"

"""Looking at a page with axe, which finds what a rule can find."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "portal/design/frontend/node_modules/axe-core/axe.min.js"
RUN: Final = """async chosen => (await axe.run({resultTypes: ["violations"], ...chosen})).violations.map(
  found => ({id: found.id, help: found.help, html: found.nodes[0].html}))"""
WHOLE: Final = os.environ.get("GRID") == "whole"
"""Whether every page is looked at in four widths and by every rule of axe, as `make soak` does; else one of each kind,
in two, by the rules of WCAG 2.2 A and AA."""
CHOSEN: Final[dict[str, object]] = (
    {"rules": {"target-size": {"enabled": True}}}  # which axe leaves off unless it is asked for
    if WHOLE
    else {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
)

UNSEEN: Final = """() => [...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter(
  box => getComputedStyle(box).opacity === "0" && !box.closest(".govuk-checkboxes__item, .govuk-radios__item")
).map(box => box.outerHTML)"""
"""Boxes of which GOV.UK's styles leave nothing to see, because they draw a box around a label that is not there."""


@cache
def axe() -> str:
    """Return the source of axe. AssertionError where it is not installed."""
    assert AXE.exists(), "axe-core is not installed. Install it with: npm ci --prefix portal/design/frontend"
    return AXE.read_text()


def violations(page: Page) -> list[str]:
    """Return what axe has against the page, one line each, with the first element that it means, and unseen boxes."""
    # Evaluated through the debugger's protocol, which the page's own policy does not stop.
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe() + "; 0")
    found = page.evaluate(RUN, CHOSEN)
    unseen = [f"Nobody sees this box: {html[:200]}" for html in page.evaluate(UNSEEN)]
    return [*(f"{item['id']}: {item['help']}: {item['html'][:200]}" for item in found), *unseen]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

"""Looking at a page with axe, which finds what a rule can find."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[2] / "portal/design/frontend/node_modules/axe-core/axe.min.js"
PARTS: Final = """() => [...document.querySelectorAll(
  "section, figure, table, svg, p, dl > div, .govuk-form-group, tr, li, option"
)].filter(part => !part.closest("tbody:has([rowspan])"))"""
"""What pages repeat: sections, tables, pictures, paragraphs, fields, rows and items."""
UNSEEN: Final = """() => [...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter(
  box => getComputedStyle(box).opacity === "0" && !box.closest(".govuk-checkboxes__item, .govuk-radios__item")
).map(box => "Nobody sees this box: " + box.outerHTML.slice(0, 200))"""
"""Boxes of which GOV.UK's styles leave nothing to see, because they draw a box around a label that is not there."""
RUN: Final = """async ([chosen, away]) => {
  if (!window.axe && window.bringAxe) bringAxe();
  if (!window.axe) return null;
  const unseen = UNSEEN();
  const parts = PARTS(), marks = [];
  for (const part of away.map(place => parts[place])) {
    if (part.matches("tr, li, option") && part.parentElement.childElementCount === 1) continue;
    const mark = document.createComment("");
    part.replaceWith(mark);
    marks.push([mark, part]);
  }
  const found = await axe.run({resultTypes: ["violations"], preload: false, ...chosen});
  for (const [mark, part] of marks) mark.replaceWith(part);
  return [...found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 200)}`), ...unseen];
}""".replace("UNSEEN", f"({UNSEEN})").replace("PARTS", f"({PARTS})")
"""Runs axe on the page without some of its parts, and puts them back; of a list or a table one item or row is left.
Only for sound, video and what turns with a telephone would axe have to load anything before."""
WHOLE: Final = os.environ.get("GRID") == "whole"
"""Whether every page is looked at whole, in four widths and by every rule of axe, as `make soak` does; else one of each
kind, without the parts that were looked at elsewhere, in two widths, by the rules of WCAG 2.2 A and AA."""
CHOSEN: Final[dict[str, object]] = (
    {"rules": {"target-size": {"enabled": True}}}  # which axe leaves off unless it is asked for
    if WHOLE
    else {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
)


@cache
def axe() -> str:
    """Return the source of axe. AssertionError where it is not installed."""
    assert AXE.exists(), "axe-core is not installed. Install it with: npm ci --prefix portal/design/frontend"
    return AXE.read_text()


def comes_with_axe(context: BrowserContext) -> None:
    """Let every page of a window hold axe, which is read where it is asked for: that is quicker where many are."""
    context.add_init_script("window.bringAxe = () => {" + axe() + "\n}")


def violations(page: Page, away: Sequence[int] = ()) -> list[str]:
    """Return what axe has against the page, one line each, with the first element that it means, and unseen boxes.

    The parts in these places (of PARTS) are left out.
    """
    # Evaluated through the debugger's protocol, which the page's own policy does not stop.
    looked = [CHOSEN, list(away)]
    found: list[str] | None = page.evaluate(RUN, looked)
    if found is None:
        page.evaluate(axe() + "; 0")
        found = page.evaluate(RUN, looked)
    assert found is not None
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

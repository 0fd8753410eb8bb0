"""People at the running portal: each with a browser window of their own, who press what a page offers.

Nobody types an address: a person opens the portal, signs in, and from there follows links and presses buttons.
"""

from __future__ import annotations

import re
from typing import Any, Final

from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, expect

from tests.browser.accessibility import overflow, violations

SERVICE: Final = "Children’s social care scorecard"
MOST_TABS: Final = 250
PATIENCE: Final = 30_000  # milliseconds; all tests share the machine
expect.set_options(timeout=PATIENCE)
FOCUSED: Final = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const label = at.labels && at.labels.length ? at.labels[0].innerText : at.getAttribute("aria-label") || at.innerText;
  const drawn = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const seen = drawn || style.backgroundColor === "rgb(255, 221, 0)";
  return {tag: at.tagName, name: (label || "").trim(), seen: seen || at.tagName === "MAIN"};
}"""
"""Which element has the focus, what it is called, and whether one can see that it has it."""


class Person:
    """Somebody with a browser window, who remembers what went wrong in it."""

    def __init__(self, chromium: Browser, url: str, name: str, **window: Any) -> None:
        self.name, self.url = name, url
        self.faults: list[str] = []
        """What the browser complained of, and every request to another host."""
        self.context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **window})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._note_host)

    def _note(self, message: ConsoleMessage) -> None:
        # A refused form answers 422, which Chromium writes to the console as it does every such answer.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _note_host(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"{self.page.url} asked for {request.url}")

    def signs_in(self) -> Person:
        """Open the portal and sign in with the button of the sample account."""
        self.page.goto(self.url)
        self.presses(f"Sign in as {self.name}")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        return self

    def opens(self, link: Locator) -> None:
        """Press a link or a button, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            link.click()

    def goes_home(self) -> None:
        """Press the name of the service at the top."""
        self.opens(self.page.get_by_role("banner").get_by_role("link", name=SERVICE, exact=True))

    def follows(self, text: str | re.Pattern[str]) -> None:
        """Follow the first link of the page's content with this text, whether it looks like a link or like a button."""
        main = self.page.get_by_role("main")
        self.opens(main.get_by_role("link", name=text).or_(main.locator("a").get_by_text(text)).first)

    def chooses(self, item: str) -> None:
        """Follow an item of the menu."""
        self.opens(self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=item))

    def presses(self, text: str) -> None:
        """Press the button with exactly this text, and wait for the page that answers."""
        self.opens(self.page.get_by_role("button", name=text, exact=True).first)

    def downloads(self, text: str) -> bytes:
        """Press the button with exactly this text, and return the file that it gives."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=text, exact=True).first.click()
        return download.value.path().read_bytes()

    def writes(self, label: str, text: str) -> None:
        """Write into the box with this label, in the place of what it holds."""
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page's content shows this. AssertionError where it does not."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def table(self, caption: str) -> Locator:
        """Return the table with this caption."""
        return self.page.get_by_role("table", name=caption)

    def tabs_to(self, name: str | re.Pattern[str], tag: str = "") -> None:
        """Press Tab until this has the focus. AssertionError where no Tab leads to it or a focus can not be seen."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if at is None:
                continue
            assert at["seen"], f"{self.page.url}: nobody sees that {at['tag']} {at['name']!r} has the focus"
            matches = name.search(at["name"]) if isinstance(name, re.Pattern) else at["name"] == name
            if matches and tag.upper() in {"", at["tag"]}:
                return
        message = f"{self.page.url}: no Tab leads to {name!r}"
        raise AssertionError(message)

    def types(self, text: str) -> None:
        """Type where the focus is, in the place of what is there."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def enters(self, name: str | re.Pattern[str], tag: str = "") -> None:
        """Go to a link or a button by Tab and press Enter; wait for the page that it leads to."""
        self.tabs_to(name, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def looks_round(self) -> None:
        """Look at the page as axe does, in a wide window and a narrow one, and remember what is wrong with it."""
        for width in (1280, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"{self.page.url}, {width} px: {found}" for found in violations(self.page)]
            if overflow(self.page) > 0:
                self.faults.append(f"{self.page.url} is wider than {width} px")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def sends(self, name: str, content: bytes) -> None:
        """Choose a file in the page's form and send it."""
        self.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.presses("Show what would change")

    def leaves(self) -> None:
        """Close the window. AssertionError where something went wrong in it."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)

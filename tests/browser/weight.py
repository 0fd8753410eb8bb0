"""What a page weighs on the wire: the bytes that Chromium takes in for it, headers and compression as they are sent.

A browser that has been here before holds the styles, scripts and pictures, which never change under their names; what
it still takes in is `again`. Whoever comes for the first time takes in those as well: `first`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page

MOST_FIRST: Final = 150_000
MOST_AGAIN: Final = 40_000
"""Bytes."""
IDLE: Final = "() => new Promise(done => requestIdleCallback(done))"


@dataclass(frozen=True)
class Weight:
    """The bytes of one page."""

    first: int
    again: int

    @property
    def is_over(self) -> bool:
        """Return whether the page weighs more than it may."""
        return self.first > MOST_FIRST or self.again > MOST_AGAIN


@dataclass
class Scales:
    """Weighs the pages of one window; what its browser has taken in already is remembered with its bytes."""

    page: Page
    held: dict[str, int] = field(default_factory=dict)
    """The bytes of each file when it was taken in, by its address."""
    taken: dict[str, int] = field(default_factory=dict)
    """The bytes of each address since the last weighing, 0 for what the browser held."""
    _asked: dict[str, str] = field(default_factory=dict)
    _coming: set[str] = field(default_factory=set)
    """What was asked for and has neither arrived nor failed."""

    def __post_init__(self) -> None:
        self._wire = self.page.context.new_cdp_session(self.page)
        self._wire.send("Network.enable")
        self._wire.on("Network.requestWillBeSent", self._sent)
        self._wire.on("Network.loadingFinished", self._finished)
        self._wire.on("Network.loadingFailed", lambda event: self._coming.discard(event["requestId"]))

    def _sent(self, event: dict[str, Any]) -> None:
        self._coming.add(event["requestId"])
        self._asked[event["requestId"]] = event["request"]["url"]
        self.taken.setdefault(event["request"]["url"], 0)

    def _finished(self, event: dict[str, Any]) -> None:
        self._coming.discard(event["requestId"])
        address, size = self._asked.get(event["requestId"], ""), int(event["encodedDataLength"])
        self.taken[address] = self.taken.get(address, 0) + size
        self.held[address] = max(self.held.get(address, 0), size)

    def takes_in(self) -> None:
        """Load the page anew as a browser does that holds nothing, so that what pages share has its bytes."""
        self._wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.page.reload()
        self._all_arrived()
        self._wire.send("Network.setCacheDisabled", {"cacheDisabled": False})

    def _all_arrived(self) -> None:
        """Wait until the page has nothing left to do and all that it asked for has arrived.

        Chromium's own `networkidle` waits half a second more for each page.
        """
        self.page.evaluate(IDLE)
        while self._coming:
            self.page.wait_for_timeout(10)

    def starts(self) -> None:
        """Put nothing on the scales."""
        self.taken.clear()

    def weighs(self) -> Weight:
        """Return what has been taken in since the start, once all of it has arrived."""
        self._all_arrived()
        again = sum(self.taken.values())
        first = sum(max(size, self.held.get(address, 0)) for address, size in self.taken.items())
        return Weight(first, again)

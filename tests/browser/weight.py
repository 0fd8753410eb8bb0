"""What a page weighs on the wire: the bytes that Chromium takes in for it, headers and compression as they are sent.

A browser that has been here before holds the styles, scripts and pictures, which never change under their names; what
it still takes in is `again`. Whoever comes for the first time takes in those as well: `first`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page

MOST_FIRST: Final = 150_000
MOST_AGAIN: Final = 40_000
"""Bytes."""
ARRIVES_WITHIN: Final = 10.0
"""Seconds, for all that a page asks for. Chromium now and then leaves out that a request has ended."""
TRIES: Final = 3
IDLE: Final = "() => new Promise(done => requestIdleCallback(done, {timeout: 5000}))"


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
        self._load_again()
        self._wait_for_all()
        self._wire.send("Network.setCacheDisabled", {"cacheDisabled": False})

    def _load_again(self) -> None:
        self._coming.clear()
        self.starts()
        self.page.reload()

    def _all_arrived(self) -> bool:
        """Wait until the page has nothing left to do, and return whether all that it asked for has arrived in time.

        Chromium's own `networkidle` waits half a second more for each page.
        """
        self.page.evaluate(IDLE)
        ends = time.monotonic() + ARRIVES_WITHIN
        while self._coming and time.monotonic() < ends:
            self.page.wait_for_timeout(10)
        return not self._coming

    def _wait_for_all(self) -> None:
        """Wait for all that the page asked for; load it again where something does not arrive. AssertionError then."""
        for _ in range(TRIES):
            if self._all_arrived():
                return
            missing = [self._asked[number] for number in self._coming]
            self._load_again()
        raise AssertionError(f"{self.page.url}: not arrived in {ARRIVES_WITHIN:.0f} seconds: {missing}")

    def starts(self) -> None:
        """Put nothing on the scales."""
        self.taken.clear()

    def weighs(self) -> Weight:
        """Return what has been taken in since the start, once all of it has arrived."""
        self._wait_for_all()
        again = sum(self.taken.values())
        first = sum(max(size, self.held.get(address, 0)) for address, size in self.taken.items())
        return Weight(first, again)

"""Chromium, as Debian installs it, pages that remember what they complained of, and the whole portal running."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.demonstration import Demonstration, fresh_services, running_demonstration

# As root Chromium wants --no-sandbox; the others keep it from asking the internet for anything.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is not installed. Install it with: apt-get install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The portal on the sample scorecard: web, worker and scheduler, on the database and broker under test.

    All tests of the browser share it, in the order of their files: the walk reads, then the month is worked.
    """
    with (
        fresh_services(f"browser_{os.getpid()}") as variables,
        running_demonstration(tmp_path_factory.mktemp("state"), **variables) as it,
    ):
        yield it


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained of: errors of scripts and of the Content-Security-Policy, components that failed."""
    return []


@pytest.fixture
def page(chromium: Browser, faults: list[str]) -> Iterator[Page]:
    """A fresh page, as wide as a laptop."""

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "log"}:
            faults.append(message.text)

    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.on("console", note)
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()

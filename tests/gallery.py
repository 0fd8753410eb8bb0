"""`make gallery`: pictures of every page in every role, taken from the running portal, and of the report it makes.

Those that the README shows go to portal/gallery, the others to portal/gallery/every, which git leaves out. The month is
begun as the sample has it and then finished by its people, so that there is an edition to show.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pypdf
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.demonstration import Demonstration, running_demonstration
from tests.processes import ROOT

FOLDER: Final = ROOT / "portal" / "gallery"
WIDTH, HEIGHT = 1280, 900
PHONE: Final = 390  # pixels across
TALLEST: Final = 5000  # pixels of a page's picture; what is below is left out
COLOURS: Final = 256
PAPER_RESOLUTION: Final = 96  # dots per inch
PAPER_SHOWN: Final = {"cover": "Contents", "summary": "Turned red", "scorecard": "Scorecard", "exception": "Exceptions"}
"""The report's pages that the README shows: by file, a word that the first page of the kind has."""
SHOWN: Final = {"scorecard"}
"""The portal's pages that the README shows."""
LARGEST: Final = 2_500_000  # bytes of all the pictures that the README shows


def save(picture: bytes, path: Path) -> None:
    """Write a picture with few colours, so that it stays small; a small sign keeps its own, as the commonest do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    reduced = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)


def photograph_everything(chromium: Browser, portal: Demonstration, when: str) -> None:
    """Take one picture of each kind of page of each person."""
    from tests.browser.people import Person
    from tests.browser.test_accessibility import PEOPLE
    from tests.browser.walk import Walk, walk

    for name in PEOPLE:
        person = Person(chromium, portal.url, name).signs_in()
        taken = 0

        def photograph(visitor: Person) -> None:
            nonlocal taken
            taken += 1
            height = min(TALLEST, visitor.page.evaluate("document.documentElement.scrollHeight"))
            file = f"{visitor.name.replace(' ', '-').lower()}-{when}-{taken:02}.png"
            picture = visitor.page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
            save(picture, FOLDER / "every" / file)

        walk(person, Walk(), photograph)
        person.context.close()
        print(f"{name}: {taken} pages", flush=True)


def photograph_tops(
    chromium: Browser, portal: Demonstration, width: int = WIDTH, **pages: tuple[str, str, int]
) -> None:
    """Take a picture of the top of each page: by its file's name the person, the link from home, the height."""
    from tests.browser.month import measure
    from tests.browser.people import Person

    for file, (name, link, height) in pages.items():
        person = Person(chromium, portal.url, name, viewport={"width": width, "height": height}).signs_in()
        if link.startswith("Menu: "):
            person.chooses(link.removeprefix("Menu: "))
        elif link:
            person.follows(measure(link) if link[0].isdigit() else link)
        person.page.wait_for_load_state()
        folder = FOLDER if file in SHOWN else FOLDER / "every"
        save(person.page.screenshot(), folder / f"{file.replace('_', '-')}.png")
        person.context.close()


def photograph_the_report(chromium: Browser, portal: Demonstration) -> None:
    """Download the report as a board member does, and take pictures of its first pages."""
    from tests.browser.people import Person

    anne = Person(chromium, portal.url, "Anne Doyle").signs_in()
    anne.follows("Read it")
    ready = anne.page.get_by_role("button", name="Download the PDF")
    for _ in range(60):
        if ready.count():
            break
        time.sleep(2)  # the worker is at it
        anne.page.reload()
    document = anne.downloads("Download the PDF")
    shown = shown_pages(document)
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", str(PAPER_RESOLUTION), "-", f"{folder}/page"]
        subprocess.run(command, input=document, check=True)
        for number, page in enumerate(sorted(Path(folder).glob("*.png")), start=1):
            save(page.read_bytes(), FOLDER / "every" / f"report-{number:02}.png")
            for name in [name for name, at in shown.items() if at == number]:
                save(page.read_bytes(), FOLDER / f"report-{name}.png")
    anne.context.close()


def shown_pages(document: bytes) -> dict[str, int]:
    """Return the number of each page of the report that the README shows."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]
    found = {}
    for name, word in PAPER_SHOWN.items():
        pages = [i for i, text in enumerate(texts, start=1) if re.search(rf"^{word}", text, re.MULTILINE)]
        found[name] = pages[0] if name == "cover" else next(i for i in pages if i > 1)
    return found


def main() -> int:
    """Take every picture. Returns 1 where a program is missing or the pictures for the README are too large."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("PORTAL_STATE", tempfile.mkdtemp(prefix="scorecard-gallery-"))
    import django

    django.setup()
    from tests.browser.conftest import ARGUMENTS
    from tests.browser.month import finishes_the_month

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable or not shutil.which("pdftoppm"):
        print("The gallery needs Chromium and pdftoppm. Install them with: apt-get install chromium poppler-utils")
        return 1
    with (
        tempfile.TemporaryDirectory() as state,
        running_demonstration(Path(state) / "state") as portal,
        sync_playwright() as driver,
    ):
        chromium = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        photograph_tops(
            chromium,
            portal,
            home_owner=("Tom Okafor", "", 1100),
            entry=("Tom Okafor", "2.2", 1250),
            approve=("Helen Marsh", "3.1", 1250),
            board=("Priya Nair", "", 1100),
            scorecard=("Priya Nair", "Menu: Scorecard", 1250),
        )
        photograph_tops(
            chromium,
            portal,
            PHONE,
            phone_owner=("Tom Okafor", "", 3000),
            phone_entry=("Tom Okafor", "2.2", 3000),
            phone_director=("Helen Marsh", "", 3000),
            phone_team=("Priya Nair", "", 3000),
            phone_board=("Anne Doyle", "", 2000),
        )
        photograph_everything(chromium, portal, "open")
        finishes_the_month(chromium, portal.url)
        photograph_the_report(chromium, portal)
        photograph_tops(chromium, portal, edition=("Anne Doyle", "Read it", 1250))
        photograph_everything(chromium, portal, "published")
        chromium.close()
    size = sum(picture.stat().st_size for picture in FOLDER.glob("*.png"))
    print(f"{FOLDER}: the README's pictures have {size / 1_000_000:.1f} MB")
    return 0 if size <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())

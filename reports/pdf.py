"""Finished HTML -> a tagged PDF. The only module that imports WeasyPrint; run as a process of its own.

    python -m reports.pdf --output FILE [--seconds N] [--megabytes N] < report.html

It fetches nothing but the project's own style sheet and fonts, and drawings that can only be those of the charts. It
imports neither Django nor the database, so that a rendering that goes wrong takes nothing with it. Progress goes to
standard error as lines "progress PERCENT STEP".
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gc
import hashlib
import logging
import os
import re
import resource
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote

ASSETS: Final = Path(__file__).resolve().parent / "assets"
ASSET_TYPES: Final = {
    "report.css": "text/css",
    "fonts/source-sans-3-400.ttf": "font/ttf",
    "fonts/source-sans-3-600.ttf": "font/ttf",
    "fonts/source-sans-3-700.ttf": "font/ttf",
    "fonts/DejaVuSans.ttf": "font/ttf",
}
"""All that a report may load, by its address after "asset:"."""
OWN_DRAWING: Final = "data:image/svg+xml;base64,"
LONGEST_DRAWING: Final = 200_000
"""Characters: a chart of many years has a tenth of it."""
_ELEMENT: Final = re.compile(r"<\s*/?\s*([^\s/>]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ELEMENTS: Final = frozenset({"svg", "title", "desc", "g", "path", "rect", "circle", "text"})
_ATTRIBUTE: Final = re.compile(r"([^\s=]+)\s*=")
_ATTRIBUTES: Final = frozenset(
    {
        "aria-labelledby",
        "class",
        "cx",
        "cy",
        "d",
        "fill",
        "fill-opacity",
        "font-family",
        "font-size",
        "font-weight",
        "height",
        "id",
        "r",
        "role",
        "stroke",
        "stroke-dasharray",
        "stroke-linejoin",
        "stroke-width",
        "tabindex",
        "text-anchor",
        "transform",
        "viewbox",
        "width",
        "x",
        "xmlns",
        "y",
    }
)
OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000
"""At Python's own 700 the collector took 8% of the time of the sample's report, and freed no memory that it needed."""
STEPS: Final = re.compile(r"Step (\d) - (.*)")
LAST_STEP: Final = 7


class Refused(ValueError):
    """The report asked for something that is not its own."""


def own_drawing(svg: str) -> bool:
    """Return whether a drawing has nothing but what the charts are drawn with: no link, style, script or entity."""
    if "<!" in svg or "<?" in svg or "url(" in svg.lower():
        return False
    for name, attributes in _ELEMENT.findall(svg):
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", attributes)
        if name not in _ELEMENTS or any(a.lower() not in _ATTRIBUTES for a in _ATTRIBUTE.findall(bare)):
            return False
    return svg.count("<") == len(_ELEMENT.findall(svg))


def fetched(url: str) -> tuple[bytes, str]:
    """Return the bytes and the type of one of the project's own parts. Raises `Refused` for anything else."""
    scheme, _, rest = url.partition(":")
    name = unquote(rest)
    if scheme == "asset" and name in ASSET_TYPES:
        return (ASSETS / name).read_bytes(), ASSET_TYPES[name]
    if url.startswith(OWN_DRAWING) and len(url) <= LONGEST_DRAWING:
        try:
            content = base64.b64decode(unquote(url[len(OWN_DRAWING) :]), validate=True)
            if own_drawing(content.decode()):
                return content, "image/svg+xml"
        except (binascii.Error, UnicodeDecodeError):
            pass
    raise Refused(f"A report may not load {url[:60]}")


def to_pdf(html: str) -> bytes:
    """Return a report as PDF/UA-1. The same HTML gives the same bytes."""
    from weasyprint import HTML  # noqa: PLC0415 - heavy, and only this process needs it
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    from reports.glyphs import printable  # noqa: PLC0415

    class OwnPartsOnly(URLFetcher):
        """Refuses everything but the project's own parts, before anything is opened."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            content, kind = fetched(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    text = printable(html)
    document = HTML(string=text, url_fetcher=OwnPartsOnly(), base_url="asset:")
    return bytes(
        document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
        )
    )


def collect_seldom() -> None:
    """Let Python look for unreachable objects seldom: a layout makes many objects and drops few before its end."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 20)


class _Progress(logging.Handler):
    """Passes the steps of WeasyPrint on, for whoever started this process."""

    def emit(self, record: logging.LogRecord) -> None:
        match = STEPS.match(record.getMessage())
        if match:
            percent = round(100 * (int(match[1]) - 1) / LAST_STEP)
            sys.stderr.write(f"progress {percent} {match[2]}\n")
            sys.stderr.flush()


def limit(seconds: int | None, megabytes: int | None) -> None:
    """Let this process use no more than so much processor time and memory."""
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)


def main(arguments: list[str] | None = None) -> int:
    """Read HTML on standard input, write the PDF to a file (or standard output); return 0."""
    parser = argparse.ArgumentParser(prog="python -m reports.pdf", description="Print a report as a tagged PDF.")
    parser.add_argument("--output", type=Path, help="where to write it; standard output if left out")
    parser.add_argument("--seconds", type=int, help="processor time that it may take")
    parser.add_argument("--megabytes", type=int, help="memory that it may take")
    options = parser.parse_args(arguments)
    limit(options.seconds, options.megabytes)
    collect_seldom()
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # font subsets carry no time of their own
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.addHandler(_Progress())
    content = to_pdf(sys.stdin.buffer.read().decode("utf-8"))
    if options.output is None:
        sys.stdout.buffer.write(content)
    else:
        options.output.write_bytes(content)
    sys.stderr.write("progress 100 Finished\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

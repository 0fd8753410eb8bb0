"""`make soak`: what is left to chance is tried far oftener than in a test run, on both databases.

In all, half of it on each: every race a thousand times, a thousand figures submitted while the web process is killed,
and ten thousand forms and uploads made up. On each: everything done to a month in twenty other orders.
"""

import os
import sys

from tests import run

TRIED = [
    "tests/measures/actions/test_races.py",
    "tests/measures/actions/test_load_races.py",
    "tests/measures/actions/test_public_texts.py",
    "tests/measures/actions/test_reminding_races.py",
    "tests/measures/actions/test_statuses_follow.py",
    "tests/measures/actions/test_taking_back.py",
    "tests/measures/calculation/test_engine.py",
    "tests/measures/calculation/test_verdicts.py",
    "tests/measures/views/test_web_killed.py",
    "tests/measures/views/test_generated_forms.py",
    "tests/measures/views/test_generated_keeping.py",
    "tests/measures/views/test_generated_uploads.py",
    "tests/reports/test_restating_races.py",
    "tests/reports/test_signing.py",
    "tests/reports/test_worker_killed.py",
]


def main() -> int:
    """Run them, and return the exit code."""
    os.environ.update(GENERATED_UPLOADS="10000", GENERATED_SCORECARDS="1000")
    os.environ.update(WALKS="20", WALK_STEPS="200")
    os.environ["KILLED_WORKERS"] = "3"
    os.environ["RACE_ROUNDS"] = os.environ["KILLED_SUBMISSIONS"] = "1000"
    return run.main([*TRIED, "--timeout=0", "-p", "no:cacheprovider", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

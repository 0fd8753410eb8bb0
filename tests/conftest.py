"""What every test stands on: a state folder of its own, and the real parts where a test asks for them.

The environment decides what is tested: nothing set is SQLite and a folder as broker; tests/run.py sets DATABASE_URL
and REDIS_URL for the other run. Settings are read once, so the environment is put in order before anything else.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# Each of pytest's processes has a state folder, and a database of Redis, of its own.
STATE = tempfile.mkdtemp(prefix="scorecard-tests-")
atexit.register(shutil.rmtree, STATE, ignore_errors=True)
for name in ("ALLOWED_HOSTS", "PORTAL_DEMO", "EMAIL_URL", "OIDC_SERVER_URL", "DEBUG", "BEHIND_PROXY", "LOG_LEVEL"):
    os.environ.pop(name, None)
os.environ["PORTAL_STATE"] = STATE
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in the tests' own thread
if os.environ.get("DATABASE_URL"):
    os.environ.setdefault("SECRET_KEY", "only the tests sign anything with this key, which is long enough for them")
if os.environ.get("REDIS_URL"):
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{_worker}"

from tests.processes import running_worker  # noqa: E402 - after the environment is in order


def pytest_configure() -> None:
    """Change what would only cost time in a test; tests/portal/test_settings.py looks at the real values."""
    from django.conf import settings

    # The cores are shared, so that a slow example says nothing of the rule.
    hypothesis.settings.register_profile("scorecard", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("scorecard")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _let_tables_be_emptied() -> None:
    """Take the triggers away before a test with transactions empties its tables, which then puts them back.

    Emptying ends with Django's signal for a migration, at which the triggers of append-only tables are made again.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from measures.models import append_only

    cases: Any = TransactionTestCase  # its stubs leave the method out
    empty = cases._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        append_only.remove(connection)
        empty(case)

    cases._fixture_teardown = teardown


@pytest.fixture(autouse=True, scope="session")
def _emptying_tables() -> None:
    _let_tables_be_emptied()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Forget the name of the settings, which are read by now.

    The processes that xdist starts would else read them before this file has put their environment in order.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Under CI a test that was left out fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") and reporter.stats.get("skipped") and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[Path]:
    """A worker process on the test's own database and broker, ready for tasks; gives the path of its log."""
    with running_worker(Path(STATE)) as log:
        yield log

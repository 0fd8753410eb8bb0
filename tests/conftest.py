"""What every test stands on: a state folder of its own, and the real parts where a test asks for them.

The environment decides what is tested: nothing set is SQLite and a folder as broker; tests/run.py sets DATABASE_URL
and REDIS_URL for the other run. Settings are read once, so the environment is put in order before anything else.
"""

from __future__ import annotations

import atexit
import copy
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from django.test import Client

    from tests.addresses.town import Town
    from tests.factories.council import Council

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

from tests import racing  # noqa: E402 - after the environment is in order
from tests.processes import running_worker  # noqa: E402 - as above


def pytest_configure() -> None:
    """Change what would only cost time in a test; tests/portal/test_settings.py looks at the real values."""
    from django.conf import settings

    # The cores are shared, so that a slow example says nothing of the rule.
    hypothesis.settings.register_profile("scorecard", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("scorecard")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if os.environ.get("MIGRATED") and os.environ.get("DATABASE_URL"):  # a database to copy, which tests/run.py has made
        settings.DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["MIGRATED"]}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _empty_tables(case: object) -> None:
    """Take every row away, after a test whose transactions were real, with the triggers that keep rows out of the way.

    Django's own way empties all tables by TRUNCATE, of which PostgreSQL makes new files, and writes its permissions
    anew each time.
    """
    from django.db import connection, transaction

    from measures.models import append_only

    racing.leave()
    made_by_migrations = {"django_content_type", "auth_permission", "django_migrations"}
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    with transaction.atomic(), connection.cursor() as cursor:
        append_only.remove(connection)
        for table in tables - made_by_migrations:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of Django's
        connection.check_constraints()
        append_only.install(connection)


@pytest.fixture(autouse=True, scope="session")
def _emptying_tables() -> None:
    from django.test import TransactionTestCase

    cases: Any = TransactionTestCase  # its stubs leave the method out
    cases._fixture_teardown = _empty_tables


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool) -> None:
    """Copy the file of SQLite that tests/run.py has made, if it has, to where pytest-django looks for one to keep."""
    from django.conf import settings

    if django_db_keepdb:
        shutil.copy(os.environ["MIGRATED"], settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Say whether the tables are there already; they go with the state folder."""
    return bool(os.environ.get("MIGRATED")) and not os.environ.get("DATABASE_URL")


@pytest.fixture(scope="module")
def council_of_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    """Make the council once for a file, whose tests take back what they do to it; none of them may really commit."""
    from django.db import transaction

    from tests.factories.council import council

    with django_db_blocker.unblock(), transaction.atomic():
        yield council()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(council_of_the_file: Council, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """A session of each person of the council, in which they are signed in, once for a file."""
    from tests.factories.accounts import sessions_of

    with django_db_blocker.unblock():
        return sessions_of(council_of_the_file.people)


@pytest.fixture
def signed_in(found: Council, sessions: dict[str, str]) -> Callable[[str], Client]:
    """Return a browser in which somebody of the council is signed in."""
    from tests.factories.accounts import browser_with

    return lambda role: browser_with(sessions[role])


@pytest.fixture
def found(council_of_the_file: Council, db: None) -> Council:
    """The council of tests/factories/council.py, with rows of the test's own to change."""
    return copy.deepcopy(council_of_the_file)


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The council of tests/addresses/town.py, once for all tests in a row before which the same has happened."""
    from tests.addresses.town import made_once

    with django_db_blocker.unblock(), made_once(request.param) as made:
        yield made


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


LONGEST_FIRST = (
    "tests/browser/",
    "tests/reports/test_worker_killed.py",
    "tests/portal/test_demo.py",
    "tests/test_addresses.py",
    "tests/measures/actions/test_statuses_follow.py",
    "tests/measures/actions/test_races.py",
    "tests/measures/views/test_web_killed.py",
    "tests/reports/",
    "tests/measures/views/",
)
"""Files and folders that take long: they start first, so that no process waits for another in the end."""


def pytest_collection_finish() -> None:
    """Keep what has been imported and collected out of the sight of the collector of garbage, and call it less often.

    All of it lives to the end; to look through it again and again took a fifteenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; within a file the tests keep their order."""

    def place(item: pytest.Item) -> int:
        return next(
            (place for place, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)), len(LONGEST_FIRST)
        )

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file's tests in one process, and those of the browser too, which share one running portal."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/browser" if nodeid.startswith("tests/browser/") else str(super()._split_scope(nodeid))

    return ByFile(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that really commits in a file whose council would be taken back with it."""
    fixtures = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    commits = "transactional_db" in fixtures or (marker is not None and marker.kwargs.get("transaction"))
    assert not (commits and "council_of_the_file" in fixtures), "call council() in a test that really commits"


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[Path]:
    """A worker process on the test's own database and broker, ready for tasks; gives the path of its log."""
    with running_worker(Path(STATE)) as log:
        yield log

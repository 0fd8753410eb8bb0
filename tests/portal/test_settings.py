"""What the environment makes of the settings, each time in a Python of its own."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, run

PRINT = """
import json, sys
from django.conf import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""
KEY = "a key that is long enough for Django to call it one, and that only this test has ever used"


def settings_with(state: Path, *names: str, **variables: str) -> dict[str, Any]:
    """These settings as an installation with these variables has them."""
    variables = {"PORTAL_STATE": str(state), "DJANGO_SETTINGS_MODULE": "portal.settings", **variables}
    done = run("-c", PRINT, *names, variables=variables)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check_with(state: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py check` as an installation with these variables runs it."""
    return run("manage.py", "check", *arguments, variables={"PORTAL_STATE": str(state), **variables})


def test_an_empty_environment_is_sqlite_and_a_folder_as_broker_on_loopback(tmp_path: Path) -> None:
    found = settings_with(tmp_path, "DATABASES", "CELERY_BROKER_URL", "ALLOWED_HOSTS", "DEBUG", "SECURE_SSL_REDIRECT")

    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "portal.sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CELERY_BROKER_URL"] == "filesystem://localhost"
    assert set(found["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert found["DEBUG"] is False
    assert found["SECURE_SSL_REDIRECT"] is False


def test_an_empty_environment_passes_every_check(tmp_path: Path) -> None:
    done = check_with(tmp_path, "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_the_state_folder_may_have_blanks_and_signs_in_its_path(tmp_path: Path) -> None:
    state = tmp_path / "a folder, 50% full? #1"

    found = settings_with(state, "DATABASES")

    assert found["DATABASES"]["default"]["NAME"] == str(state / "portal.sqlite3")


def test_a_state_folder_that_can_not_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = check_with(tmp_path / "file" / "state")

    assert done.returncode != 0
    assert "Set PORTAL_STATE to a folder that this user may write." in done.stderr


def test_database_url_and_redis_url_switch_to_postgresql_and_redis(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path,
        "DATABASES",
        "CELERY_BROKER_URL",
        "CACHES",
        DATABASE_URL="postgresql://portal:pass%2Fword@db.example/scorecard",
        REDIS_URL="redis://queue.example/3",
        SECRET_KEY=KEY,
    )

    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert found["DATABASES"]["default"]["PASSWORD"] == "pass/word"
    assert found["DATABASES"]["default"]["ATOMIC_REQUESTS"] is False
    assert found["CELERY_BROKER_URL"] == "redis://queue.example/3"
    assert found["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache"


@pytest.mark.parametrize(
    "variables",
    [{"DATABASE_URL": "postgresql://portal@db.example/scorecard"}, {"ALLOWED_HOSTS": "scorecard.example.gov.uk"}],
)
def test_a_database_or_host_of_its_own_needs_a_key_of_its_own(tmp_path: Path, variables: dict[str, str]) -> None:
    done = check_with(tmp_path, **variables)

    assert done.returncode != 0
    assert "SECRET_KEY is not set. An installation with a database or a host of its own" in done.stderr
    assert not (tmp_path / "secret_key").exists()


def test_the_demonstration_makes_its_own_key_whatever_the_database_and_answers_loopback_only(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path,
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        PORTAL_DEMO="1",
        DATABASE_URL="postgresql://portal@db.example/scorecard",
        ALLOWED_HOSTS="scorecard.example.gov.uk",
    )

    assert found["SECRET_KEY"] == (tmp_path / "secret_key").read_text()
    assert set(found["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}


def test_an_installation_with_a_host_passes_the_deploy_check(tmp_path: Path) -> None:
    done = check_with(
        tmp_path,
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="scorecard.example.gov.uk",
        BEHIND_PROXY="1",
    )

    assert done.returncode == 0, done.stderr


def test_an_installation_with_a_host_answers_over_https_alone(tmp_path: Path) -> None:
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]

    found = settings_with(tmp_path, *names, SECRET_KEY=KEY, ALLOWED_HOSTS="scorecard.example.gov.uk")

    assert found == {
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    }


def test_passwords_are_hashed_with_argon2_and_accounts_lock_by_name_alone(tmp_path: Path) -> None:
    found = settings_with(tmp_path, "PASSWORD_HASHERS", "AXES_LOCKOUT_PARAMETERS")

    assert found["PASSWORD_HASHERS"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert found["AXES_LOCKOUT_PARAMETERS"] == ["username"]


def test_pages_may_load_nothing_from_elsewhere_and_nothing_inline(tmp_path: Path) -> None:
    directives = settings_with(tmp_path, "CONTENT_SECURITY_POLICY")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert {source for sources in directives.values() for source in sources} == {"'none'", "'self'"}


def test_forms_may_go_on_to_the_sign_in_provider_where_there_is_one(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path,
        "CONTENT_SECURITY_POLICY",
        "SOCIALACCOUNT_PROVIDERS",
        OIDC_SERVER_URL="https://login.example/tenant/v2.0",
        OIDC_CLIENT_ID="the portal",
    )

    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'", "https://login.example"]
    assert found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]["client_id"] == "the portal"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://portal:pass%40word@mail.example", ("mail.example", 587, "pass@word", True, False)),
        ("smtps://portal:secret@mail.example:4465", ("mail.example", 4465, "secret", False, True)),
        ("smtp://relay.example:25", ("relay.example", 25, "", False, False)),
    ],
)
def test_mail_goes_to_the_server_that_email_url_names(
    tmp_path: Path, address: str, expected: tuple[str, int, str, bool, bool]
) -> None:
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL"]

    found = settings_with(tmp_path, *names, EMAIL_URL=address)

    assert tuple(found[name] for name in names) == expected


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'. Set it to 1 or 0."),
        ("EMAIL_URL", "mail.example", "EMAIL_URL is not a mail server."),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_a_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    done = check_with(tmp_path, **{name: value})

    assert done.returncode != 0
    assert sentence in done.stderr


def test_commands_that_print_data_keep_the_log_out_of_it(tmp_path: Path) -> None:
    code = "import django, logging; django.setup(); logging.getLogger('measures').warning('told'); print('data')"

    done = run("-c", code, variables={"PORTAL_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"})

    assert done.stdout == "data\n"
    assert json.loads(done.stderr.splitlines()[-1])["event"] == "told"


def test_the_name_of_the_service_and_whom_to_ask_are_what_the_council_says(tmp_path: Path) -> None:
    names = ("PORTAL_SERVICE_NAME", "PORTAL_CONTACT")
    assert list(settings_with(tmp_path, *names).values()) == ["Children’s social care scorecard", ""]
    found = settings_with(tmp_path, *names, PORTAL_NAME="Adult social care scorecard", PORTAL_CONTACT="020 7946 0000")
    assert list(found.values()) == ["Adult social care scorecard", "020 7946 0000"]


def test_the_table_of_the_documentation_has_every_variable_that_is_read_and_no_other() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "portal").rglob("*.py") if "node_modules" not in path.parts)
    read = set(re.findall(r"""(?:text|switch|whole|parts)\(\s*"([A-Z][A-Z_]+)\"""", sources))
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("## Deploy")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", line.partition(" | ")[0])}
    assert named - {"TEST_PROCESSES"} == read

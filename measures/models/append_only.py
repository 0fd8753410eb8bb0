"""Tables to which rows are only ever added: the database itself refuses to change or remove one.

A model says so with `APPEND_ONLY = True`. The triggers are put back after every migration (SQLite drops a table's
triggers in silence when it rebuilds the table) and looked for by a system check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "is append-only: its rows are never changed or removed"

SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% {refusal}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRES = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {VERB} ON {table}
FOR EACH {each} EXECUTE FUNCTION append_only_refused()
"""

VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def tables() -> list[str]:
    """Return the names of the append-only tables, in order."""
    models = (model for model in apps.get_models() if getattr(model, "APPEND_ONLY", False))
    return sorted(model._meta.db_table for model in models)  # noqa: SLF001 - Django documents _meta


def triggers_present(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the refusing triggers that the database has."""
    source = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_refused'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE '%_refused' AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(source)
        return {str(name) for (name,) in cursor.fetchall()}


def triggers_wanted(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that the existing append-only tables need."""
    existing = set(connection.introspection.table_names())
    return {f"{table}_{verb}_refused" for table in tables() if table in existing for verb in VERBS[connection.vendor]}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing."""
    missing = triggers_wanted(connection) - triggers_present(connection)
    if not missing:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION.format(refusal=REFUSAL))
        for name in sorted(missing):
            table, verb = name.removesuffix("_refused").rsplit("_", 1)
            statement = SQLITE if connection.vendor == "sqlite" else POSTGRES
            each = "STATEMENT" if verb == "truncate" else "ROW"
            cursor.execute(statement.format(table=table, verb=verb, VERB=verb.upper(), each=each, refusal=REFUSAL))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. Only a test that empties its tables between cases has reason to."""
    with connection.cursor() as cursor:
        for name in sorted(triggers_present(connection)):
            table = name.removesuffix("_refused").rsplit("_", 1)[0]
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put the triggers back (connected to post_migrate)."""
    install(connections[using])


def check(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report append-only tables that the database would let somebody change."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        missing = triggers_wanted(connections[alias]) - triggers_present(connections[alias])
        found += [
            checks.Error(
                f"The trigger {name} is missing.",
                hint="Run 'manage.py migrate', which puts it back; then find out who removed it.",
                id="measures.E001",
            )
            for name in sorted(missing)
        ]
    return found

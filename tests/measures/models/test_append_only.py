"""Events, revisions and their like are only ever added to: the database refuses anything else, whoever asks."""

# ruff: noqa: S608 - SQL is what is tried here, on tables of ours

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Model

from measures.choices import JobState
from measures.models import (
    Event,
    Evidence,
    Explanation,
    Finding,
    Load,
    LoadedCell,
    Part,
    PublicText,
    PublicTextRevision,
    Revision,
    RevisionEvidence,
    append_only,
)
from reports.actions import publish, sign
from reports.models import Edition, Format, RenderedFile, Rendering
from tests.factories.reports import ready_round

TABLES = sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False))


def every_row() -> None:
    """Put at least one row into each append-only table."""
    november = ready_round(measures=2)
    submission = november.submissions[0]
    Part.objects.create(revision=Revision.objects.earliest("pk"), kind="locality", name="North")
    evidence = Evidence.objects.create(
        submission=submission, file_name="a.pdf", kind="pdf", size=1, sha256="", content=b"", added_by=november.owner
    )
    RevisionEvidence.objects.create(revision=Revision.objects.earliest("pk"), evidence=evidence)
    finding = Finding.objects.create(submission=submission, rule="unusual", severity="warning", message="High.")
    Explanation.objects.create(finding=finding, text="It is.", by=november.owner)
    public_text = PublicText.objects.create(submission=submission)
    PublicTextRevision.objects.create(public_text=public_text, number=1, text="Visits are on time.")
    load = Load.objects.create(scorecard=november.scorecard, file_name="november.csv", sha256="")
    LoadedCell.objects.create(load=load, heading="Nov-23", line=1, column=1, read_as="79")
    edition = sign(period=november.period, by=november.signatory)
    november.period.refresh_from_db()
    publish(period=november.period, by=november.performance)
    rendering, _ = Rendering.objects.get_or_create(
        edition=edition, format=Format.PDF, defaults={"key": "another", "state": JobState.DONE}
    )
    RenderedFile.objects.create(rendering=rendering, attempt=1, content=b"%PDF", sha256="", size=4)
    connection.check_constraints()  # PostgreSQL would keep a table from being truncated before that


def columns(table: str) -> list[str]:
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    return [str(field.column) for field in model._meta.concrete_fields]


def statements(table: str) -> dict[str, str]:
    """Return every way in which SQL changes or removes a row."""
    names = ", ".join(f'"{name}"' for name in columns(table))
    last = columns(table)[-1]
    upsert = f'INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE true ON CONFLICT ("id") DO UPDATE'
    found = {
        "update": f'UPDATE {table} SET "{last}" = "{last}"',
        "update of the key": f"UPDATE {table} SET id = id + 1000",
        "delete": f"DELETE FROM {table}",
        "delete of one": f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
        "upsert": f'{upsert} SET "{last}" = excluded."{last}"',
    }
    if connection.vendor == "sqlite":
        found["insert or replace"] = f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}"
        found["update or replace"] = f"UPDATE OR REPLACE {table} SET id = (SELECT min(id) FROM {table})"
    else:
        found["truncate"] = f"TRUNCATE {table} CASCADE"
    return found


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def test_events_revisions_and_editions_are_among_the_tables() -> None:
    wanted = {m._meta.db_table for m in (Event, Revision, Part, Explanation, LoadedCell, Edition)}
    assert wanted <= set(append_only.tables()) == set(TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_or_remove_a_row_by_any_statement(table: str) -> None:
    every_row()
    before = rows(table)
    assert before
    for name, statement in statements(table).items():
        with pytest.raises(DatabaseError, match="append-only") as error:
            execute(statement)
        assert table in str(error.value) or name == "truncate"
        assert rows(table) == before, name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.delete(),
        lambda row: row.save(),
        lambda row: type(row).objects.filter(pk=row.pk).update(id=row.pk),
        lambda row: type(row).objects.all()._raw_delete("default"),
    ],
    ids=["delete", "save", "update", "delete without asking"],
)
@pytest.mark.parametrize("model", [Event, Explanation])
def test_the_models_can_not_change_or_remove_a_row_either(model: type[Model], change: Callable[[Model], None]) -> None:
    every_row()
    row = model._default_manager.earliest("pk")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(row)


@pytest.mark.django_db
def test_rows_are_still_added() -> None:
    every_row()
    before = Event.objects.count()
    Event.objects.create(what="comment")
    assert Event.objects.count() == before + 1


@pytest.mark.django_db
def test_without_its_trigger_a_row_would_change() -> None:
    every_row()
    append_only.remove(connection)
    assert Event.objects.filter(what="sign_period").update(why="Nobody would know.") == 1
    append_only.install(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(what="sign_period").update(why="")


def rebuild(model: Any) -> None:
    """Alter a column in a way for which SQLite makes the table anew."""
    old = model._meta.get_field("system")
    new = models.CharField(max_length=301, blank=True)
    new.set_attributes_from_name("system")
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(model, new, old)


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_after_a_migration_that_makes_the_table_anew() -> None:
    every_row()
    before = append_only.triggers_present(connection)
    assert before == append_only.triggers_wanted(connection)
    rebuild(Revision)
    lost = before - append_only.triggers_present(connection)
    if connection.vendor == "sqlite":
        assert lost == {"measures_revision_update_refused", "measures_revision_delete_refused"}
    else:
        assert not lost
    call_command("migrate", verbosity=0)
    assert append_only.triggers_present(connection) == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Revision.objects.update(why="Changed.")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_system_check_names_a_trigger_that_is_missing(table: str) -> None:
    assert append_only.check(databases=["default"]) == []
    on = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_delete_refused{on}")
    (found,) = append_only.check(databases=["default"])
    assert (found.id, found.msg) == ("measures.E001", f"The trigger {table}_delete_refused is missing.")
    with pytest.raises(SystemCheckError, match=f"{table}_delete_refused"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_the_system_check_asks_no_database_that_was_not_named() -> None:
    append_only.remove(connection)
    assert append_only.check() == []

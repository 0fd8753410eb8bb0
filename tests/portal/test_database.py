"""What the settings ask of the database holds on a real connection, on whichever database this run is."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.processes import database_url


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_nowhere_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (999999, 999999)")


@pytest.mark.django_db(transaction=True)
def test_sqlite_waits_for_writers_and_fires_triggers_on_replace() -> None:
    if connection.vendor != "sqlite":
        assert database_url().startswith("postgresql://")
        return
    with connection.cursor() as cursor:
        answers = {}
        for pragma in ("journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            answers[pragma] = cursor.fetchone()[0]

    assert answers == {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 20000}


@pytest.mark.parametrize("again", ["once", "and once more after the tables were emptied"])
@pytest.mark.django_db(transaction=True)
def test_an_append_only_table_refuses_to_be_changed(again: str) -> None:
    from measures.models import append_only

    assert append_only.triggers_present(connection) == append_only.triggers_wanted(connection)

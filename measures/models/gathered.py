"""Rows of several querysets, read with one question to the database.

A page that shows a dozen kinds of rows would ask a dozen times; each time costs a round trip to the database, which
may be another host. `gathered` asks once: every queryset becomes one column that holds its rows as JSON, and Django
makes its objects of them as it does of any answer (related rows, annotations, tuples). For the few hundred rows of a
page, not for tables of thousands.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

MOST_COLUMNS: Final = 90
"""Columns of a row that one call of the database's function takes; a wider row is made of several lists."""
FROM_JSON: Final[Mapping[str, Callable[[Any], Any]]] = {
    "DateTimeField": dt.datetime.fromisoformat,
    "DateField": dt.date.fromisoformat,
    "DecimalField": Decimal,
}
"""PostgreSQL's JSON -> what its driver gives for a kind of field; SQLite has these as they are in its JSON."""


def gathered(*wanted: QuerySet[Any, Any]) -> list[list[Any]]:
    """Return the rows of each queryset, in its order, all read with one query.

    Raises TypeError for rows with a file's bytes, which JSON does not hold: defer them.
    """
    connection = connections[wanted[0].db]
    made = [_Part(rows, f"q{place}") for place, rows in enumerate(wanted)]
    asked = [part for part in made if part.sql]
    if asked:
        tables = ", ".join(f"{part.name}({part.names}) AS ({part.sql})" for part in asked)
        columns = ", ".join(part.collected(connection.vendor) for part in asked)
        statement = f"WITH {tables} SELECT {columns}"
        with connection.cursor() as cursor:
            cursor.execute(statement, [each for part in asked for each in part.params])
            for part, found in zip(asked, cursor.fetchone(), strict=True):
                part.answer(found, connection.vendor)
    return [list(part.rows) for part in made]


def hold_related(rows: Iterable[Any], name: str, related: Iterable[Any]) -> None:
    """Give each row those of `related` that point to it, as a prefetch of `name` does: asking for them asks nothing."""
    some = list(rows)
    if not some:
        return
    link = some[0]._meta.get_field(name).field.attname  # noqa: SLF001 - Django documents it
    found: dict[int, list[Any]] = {}
    for each in related:
        found.setdefault(getattr(each, link), []).append(each)
    for row in some:
        held = getattr(row, name).all()
        vars(held).update(_result_cache=found.get(row.pk, []), _prefetch_done=True)
        vars(row).setdefault("_prefetched_objects_cache", {})[name] = held


class _Part:
    """One queryset on its way: its statement, and its rows once they are known."""

    def __init__(self, rows: QuerySet[Any, Any], name: str) -> None:
        self.rows, self.name = rows.all(), name
        self.compiler = self.rows.query.get_compiler(using=self.rows.db)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()
            self.rows = rows.none()
            return
        self.kinds = [_kind(column[0]) for column in self.compiler.select]
        if "BinaryField" in self.kinds:
            raise TypeError(f"{rows.model.__name__} has a file's bytes: defer them.")
        self.names = ", ".join(f"c{place}" for place in range(len(self.kinds)))

    def collected(self, vendor: str) -> str:
        """Return the expression that makes one text of all rows, in their order."""
        array = "json_array" if vendor == "sqlite" else "json_build_array"
        group = "json_group_array" if vendor == "sqlite" else "json_agg"
        some = range(0, len(self.kinds), MOST_COLUMNS)
        columns = [self._column(place, vendor) for place in range(len(self.kinds))]
        lists = (f"{array}({', '.join(columns[start : start + MOST_COLUMNS])})" for start in some)
        whole = f"{group}({array}({', '.join(lists)}))"
        text = whole if vendor == "sqlite" else f"{whole}::text"
        return f"(SELECT {text} FROM {self.name})"  # noqa: S608 - only names of our own

    def _column(self, place: int, vendor: str) -> str:
        """Return a column as it goes into the list: JSON as the text that Django reads, its numbers as they stand."""
        return f"c{place}::text" if vendor != "sqlite" and self.kinds[place] == "JSONField" else f"c{place}"

    def answer(self, text: str | None, vendor: str) -> None:
        """Take the rows as the database gave them: the queryset makes its objects of them and does not ask."""
        lists = json.loads(text, parse_float=float if vendor == "sqlite" else Decimal) if text else []
        found = [row[0] if len(row) == 1 else [value for some in row for value in some] for row in lists]
        if vendor != "sqlite":
            for place, turn in [(place, FROM_JSON[kind]) for place, kind in enumerate(self.kinds) if kind in FROM_JSON]:
                for row in found:
                    if row[place] is not None:
                        row[place] = turn(row[place])
        vars(self.compiler)["execute_sql"] = lambda *_, **__: [found]
        vars(self.rows.query)["get_compiler"] = lambda *_, **__: self.compiler


def _kind(column: Any) -> str:
    """Return the kind of field that a column holds."""
    kind: str = column.output_field.get_internal_type()
    return kind

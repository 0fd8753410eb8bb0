"""Content -> plain data -> content, without loss: decimals, dates and words as text, lists for tuples.

What an edition keeps is JSON of this. Reading goes by the types of the dataclasses: a field that an older edition
does not have takes its default, a field that this version does not know is passed over. Imports the content's model.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.content.model import SCHEMA, EditionContent


class NewerContent(ValueError):
    """The content was written by a later version of the portal than this one."""


def to_data(content: EditionContent) -> dict[str, Any]:
    """Return an edition as plain data, the same for the same content. Fields that have their default are left out."""
    data = _plain(content)
    return {**data, "schema": content.schema} if isinstance(data, dict) else {}


def from_data(data: Mapping[str, Any]) -> EditionContent:
    """Return the edition that plain data describes. Raises `NewerContent`, KeyError where an essential is missing."""
    if int(data.get("schema", SCHEMA)) > SCHEMA:
        raise NewerContent("This edition was made by a newer version of the portal. Update the portal to open it.")
    content = _read(EditionContent, data)
    if not isinstance(content, EditionContent):
        raise TypeError("The data do not describe an edition.")
    return content


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):  # most values are; an edition has thousands
        return value
    if own := _fields(value.__class__):
        held = ((name, getattr(value, name), default) for name, default in own)
        return {name: _plain(found) for name, found, default in held if default is MISSING or found != default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


@cache
def _fields(cls: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a dataclass with their defaults; none of anything else."""
    return tuple((field.name, field.default) for field in fields(cls)) if is_dataclass(cls) else ()


def _read(wanted: Any, value: Any) -> Any:
    """Return a plain value as the type that a field declares."""
    return None if value is None else _reader(wanted)(value)


@cache
def _reader(wanted: Any) -> Callable[[Any], Any]:
    """Return what makes a declared type of a plain value that is not None; an edition has thousands of a few types."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _reader(next(kind for kind in get_args(wanted) if kind is not type(None)))
    if origin is tuple:
        kind = get_args(wanted)[0]
        return lambda items: tuple(_read(kind, item) for item in items)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return lambda held: wanted(
            **{name: _read(kind, held[name]) for name, kind in _declared(wanted) if name in held}
        )
    if isinstance(wanted, type) and issubclass(wanted, (Enum, Decimal)):
        return wanted
    if isinstance(wanted, type) and issubclass(wanted, dt.date):
        return wanted.fromisoformat
    return lambda value: value


@cache
def _declared(cls: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a dataclass with their types."""
    hints = get_type_hints(cls)
    return tuple((name, hints[name]) for name, _ in _fields(cls))

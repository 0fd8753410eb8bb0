"""Content -> plain data -> content, without loss: decimals, dates and words as text, lists for tuples.

What an edition keeps is JSON of this. Reading goes by the types of the dataclasses: a field that an older edition
does not have takes its default, a field that this version does not know is passed over. Imports the content's model.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
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
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
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
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(wanted: Any, value: Any) -> Any:
    """Return a plain value as the type that a field declares."""
    if value is None:
        return None
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _read(next(kind for kind in get_args(wanted) if kind is not type(None)), value)
    if origin is tuple:
        return tuple(_read(get_args(wanted)[0], item) for item in value)
    if is_dataclass(wanted) and isinstance(wanted, type):
        hints = _hints(wanted)
        return wanted(
            **{
                field.name: _read(hints[field.name], value[field.name])
                for field in fields(wanted)
                if field.name in value
            }
        )
    if isinstance(wanted, type) and issubclass(wanted, (Enum, Decimal)):
        return wanted(value)
    if isinstance(wanted, type) and issubclass(wanted, dt.date):
        return wanted.fromisoformat(value)
    return value

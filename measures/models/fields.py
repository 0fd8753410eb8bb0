"""Fields that several models share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField

LETTERS_AND_DIGITS = re.compile(r"\d+|[^\d.]+")


def reference_key(ref: str) -> str:
    """Return text that sorts references as people number them: 7.9 before 7.10, and 7.1 apart from 7.10."""
    parts = LETTERS_AND_DIGITS.findall(ref)
    return ".".join(part.zfill(6) if part.isdigit() else part.strip().lower() for part in parts)


class ReferenceKeyField(TextColumn):
    """The sorting form of a reference, worked out from the field named `ref` whenever the row is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=120, editable=False)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the reference as it is now (bulk_create calls this too)."""
        key = reference_key(str(getattr(model_instance, "ref", "")))
        setattr(model_instance, self.attname, key)
        return key


def figure_field(**kwargs: Any) -> models.DecimalField[Any, Any]:
    """A published figure, count or target: 15 digits (what SQLite keeps exactly), six after the point."""
    return models.DecimalField(max_digits=15, decimal_places=6, **{"null": True, "blank": True, **kwargs})


def person_field(**kwargs: Any) -> models.ForeignKey[Any, Any]:
    """Who did something. People are never deleted while anything of theirs is kept."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, **{"on_delete": models.PROTECT, "related_name": "+", "null": True, **kwargs}
    )

"""Keeping which columns a person wants to see. Only their own pages change with it, so it writes no event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from measures.models import ColumnChoice, Scorecard


@transaction.atomic
def choose_columns(*, scorecard: Scorecard, columns: Sequence[str], by: Any) -> None:
    """Keep the columns of a scorecard that a person chose, in the place of those before."""
    ColumnChoice.objects.update_or_create(person=by, scorecard=scorecard, defaults={"columns": list(columns)})

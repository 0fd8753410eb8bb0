"""How the catalogue's forms are answered: valid, then done, or shown again with what was wrong. Called by its views."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from measures.actions.outcome import Refused
from measures.forms.base import ActionForm
from measures.views.access import status_code

T = TypeVar("T")


def attempt(form: ActionForm, do: Callable[[], T]) -> tuple[int, T | None]:
    """Do it if the form is right; return (200, what came of it), or the status of a page that says what is wrong."""
    if not form.is_valid():
        return 422, None
    try:
        return 200, do()
    except Refused as refused:
        form.show_refusal(refused)
        return status_code(refused), None

"""What an address of a scorecard asks to see: which measures in which order, which months and columns.

Used by its page and its files.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.http import HttpRequest

from measures.forms.month import ChoiceForm
from measures.models import Period, Scorecard
from measures.queries.chosen import Choice, chosen, options_of
from measures.queries.columns import USUAL, Columns
from measures.queries.ordered import ordered
from measures.queries.scorecard import Table, scorecard_table
from measures.queries.version import columns_chosen
from measures.views.access import standing_of

MONTHS: Final = (7, 12, 13, 24, 36)
GIVEN: Final = "chosen"
"""The part of an address that says that it names the columns, even where it names none."""


@dataclass(frozen=True)
class Shown:
    """The table that an address asks for."""

    whole: Table
    table: Table
    columns: Columns
    form: ChoiceForm
    months: int
    brief: bool = False
    """The address names no months and no columns: a telephone then shows the newest month alone."""

    @property
    def refused(self) -> bool:
        """Return whether the address chooses by what there is not: then all are shown, and the page says so.

        Not by findings: whether a month has any that the person sees is not to be an error.
        """
        return bool(set(self.form.errors) - {"findings"})

    @property
    def choosing(self) -> bool:
        """Return whether the choice of measures stands open."""
        return self.filtered or self.refused

    @property
    def filtered(self) -> bool:
        """Return whether some measures are left out."""
        return len(self.table.rows) < len(self.whole.rows)


def shown_at(request: HttpRequest, scorecard: Scorecard, period: Period) -> Shown:
    """Return what the address asks for, as far as the person may look."""
    months = months_asked(request)
    whole = scorecard_table(scorecard, period.month, standing_of(request), months=months)
    form = ChoiceForm(request.GET, options=options_of(whole, period.state))
    table = chosen(whole, Choice(**form.cleaned_data)) if form.is_valid() else whole
    order = request.GET.get("sort", "")
    columns = columns_at(request, scorecard)
    if order == "gap":
        columns = columns.with_gap()  # what the rows are sorted by is seen
    brief = not {"months", "columns", GIVEN} & set(request.GET)
    return Shown(whole, ordered(table, order), columns, form, months, brief)


def months_asked(request: HttpRequest) -> int:
    """Return how many months the address asks for; the fewest where it names none that there is."""
    asked = request.GET.get("months", "")
    return int(asked) if asked in {str(choice) for choice in MONTHS} else MONTHS[0]


def months_offered(begun: int) -> list[int]:
    """Return how many months there is a choice of where so many have begun: no two that would show the same."""
    return [choice for before, choice in pairwise((0, *MONTHS)) if not before or before < begun]


def columns_at(request: HttpRequest, scorecard: Scorecard) -> Columns:
    """Return the columns that the address names, else those that the person chose last."""
    if GIVEN in request.GET or "columns" in request.GET:
        return Columns.of(request.GET.getlist("columns"))
    chosen = columns_chosen(scorecard)
    return Columns.of(USUAL if chosen is None else chosen)

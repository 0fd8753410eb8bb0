"""What the page of a figure says of where it came from."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template.loader import render_to_string

from measures.models import Revision


@pytest.mark.parametrize(
    ("system", "said"), [("", "Taken on 1 December 2023."), ("Audits", "From Audits, taken on 1 December 2023.")]
)
def test_a_system_that_nobody_named_is_not_spoken_of(system: str, said: str) -> None:
    revision = Revision(system=system, taken_on=dt.date(2023, 12, 1))
    assert said in render_to_string("measures/parts/where_from.html", {"revision": revision, "definition": None})

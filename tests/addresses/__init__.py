"""The table of every address of the site, an area a file: who gets the page, who is refused, who learns of nothing."""

from __future__ import annotations

from tests.addresses.api import API
from tests.addresses.catalogue import CATALOGUE
from tests.addresses.editions import EDITIONS
from tests.addresses.figures import FIGURES
from tests.addresses.inputs import INPUTS
from tests.addresses.months import MONTHS
from tests.addresses.people import PEOPLE
from tests.addresses.reading import READING
from tests.addresses.row import Row

OURS: tuple[Row, ...] = (
    *READING,
    *FIGURES,
    *MONTHS,
    *CATALOGUE,
    *INPUTS,
    *PEOPLE,
    *EDITIONS,
    *API,
)

"""What an edition says of the outturn of a financial year. Plain values only; imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OutturnContent:
    """The figure of the last financial year that has ended: March's, or the validated return's beside it."""

    year: int
    """The calendar year in which it began."""
    march: str = ""
    """March's figure as it is printed."""
    shown: str = ""
    """The validated figure as it is printed; empty while the outturn is provisional."""
    value: Decimal | None = None
    places: int = 0
    source: str = ""
    """The validated return, as it is named."""

    @property
    def printed(self) -> str:
        """Return the outturn with how it stands: "86%, validated"."""
        figure = self.shown or self.march
        return f"{figure}, {'validated' if self.shown else 'provisional'}" if figure else ""

    @property
    def sentence(self) -> str:
        """Return the outturn with its source and what March had: "86%, validated: SSDA903 return (March: 85%)"."""
        if not self.shown:
            return self.printed
        return f"{self.printed}: {self.source}" + (f" (March: {self.march})" if self.march else "")

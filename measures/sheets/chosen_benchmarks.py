"""What is chosen with a file of published figures: who published it and when, and which measure is which of ours."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from measures.actions.outcome import Refused
from measures.sheets.apply import SAMPLE

PUBLISHED_MEASURES: Final = SAMPLE / "published_measures.csv"


RELEASE: Final = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")
"""When a release came out: 2025, 2025-11 or 2025-11-20, so that the newer of two can be told."""


@dataclass(frozen=True)
class Chosen:
    """What is chosen with a file of published figures."""

    source: str
    """Who published it, as it is printed: 'Local Authority Interactive Tool'."""
    release: str
    measures: Mapping[str, str]
    """The publisher's name of a measure -> our reference."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Column -> the value that is wanted, where a file has several breakdowns."""
    region: str = ""
    authority: str = ""
    """The council itself, as the publisher names it, where its own figures are wanted beside its neighbours'."""
    note: str = ""
    """How far the figures can be compared with ours; stands beside each."""

    def as_data(self) -> dict[str, Any]:
        """Return the choice as an upload keeps it."""
        return {**self.__dict__, "measures": dict(self.measures), "filters": dict(self.filters)}


def published_measures(path: Path = PUBLISHED_MEASURES) -> dict[str, str]:
    """Return the publisher's names of the sample's measures: code -> reference."""
    with path.open(newline="", encoding="utf-8") as rows:
        return {row["code"]: row["ref"] for row in csv.DictReader(rows)}


def check_chosen(chosen: Chosen) -> None:
    """Raise `Refused` with a sentence for each field that has to be corrected."""
    missing = {}
    if not chosen.source.strip():
        missing["source"] = "Enter who published the figures."
    if not RELEASE.fullmatch(chosen.release):
        missing["release"] = "Enter when the release came out, such as 2025-11."
    if not chosen.measures:
        missing["measures"] = "Enter which published measure is which of ours."
    refs = [*chosen.measures.values()]
    twice = sorted({ref for ref in refs if refs.count(ref) > 1})
    if twice:
        missing["measures"] = f"Two published measures are both our {', '.join(twice)}: choose one."
    if missing:
        raise Refused(" ".join(missing.values()), missing)

"""The sample scorecard in the database, as the import command brings it in; extracts to load into it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.apps import apps

from measures.actions.load import Applied
from measures.choices import RoleName
from measures.models import Scorecard, Submission
from measures.sheets.apply import Imported, catalogue_of, import_sheet
from measures.sheets.apply_extract import load_extract
from measures.sheets.extract import read_extract
from measures.sheets.scorecard import read_scorecard

from .people import PersonFactory, RoleFactory
from .sheets import SCORECARD, as_csv, sample_catalogue

NOVEMBER = dt.date(2023, 11, 1)
OCTOBER = dt.date(2023, 10, 1)
EXTRACT_HEADINGS = [
    "ref",
    "month",
    "numerator",
    "denominator",
    "value",
    "breakdown",
    "part",
    "additive",
    "extract date",
]


def imported(content: bytes | None = None, name: str = "scorecard.txt", **options: Any) -> Imported:
    """Import a scorecard file, the sample's unless another is given."""
    content = SCORECARD.read_bytes() if content is None else content
    catalogue = sample_catalogue()
    options.setdefault("by", None)
    return import_sheet(
        sheet=read_scorecard(content, catalogue, name),
        catalogue=catalogue,
        sha256=hashlib.sha256(content).hexdigest(),
        **options,
    )


def sample_scorecard() -> Scorecard:
    """Return the sample scorecard, imported: May to October 2023 published, November open with 39 drafts."""
    return imported().scorecard


def extract_row(
    ref: str, month: str = "Nov-23", numerator: str = "", denominator: str = "", value: str = "", *more: str
) -> list[str]:
    """Return one row of an extract."""
    row = [ref, month, numerator, denominator, value, *more]
    return row + [""] * (len(EXTRACT_HEADINGS) - len(row))


def loaded(scorecard: Scorecard, *rows: list[str], by: Any = None, **options: Any) -> Applied:
    """Load an extract of these rows."""
    content = as_csv([EXTRACT_HEADINGS, *rows])
    extract = read_extract(content, catalogue_of(scorecard), "extract.csv")
    return load_extract(
        scorecard=scorecard, extract=extract, sha256=hashlib.sha256(content).hexdigest(), by=by, **options
    )


def slot(scorecard: Scorecard, ref: str, month: dt.date = NOVEMBER) -> Submission:
    """Return the submission of a measure in a month, as the database has it now."""
    return Submission.objects.select_related(
        "measure", "definition__section", "period__scorecard", "published_revision", "pending_revision"
    ).get(period__scorecard=scorecard, period__month=month, definition__ref=ref)


def team_member(scorecard: Scorecard) -> Any:
    """Return a person of the performance team."""
    return RoleFactory.create(role=RoleName.PERFORMANCE.value, scorecard=scorecard).person


def owner_of(scorecard: Scorecard, *refs: str) -> Any:
    """Return a person who owns these measures."""
    person = PersonFactory.create()
    for ref in refs:
        RoleFactory.create(role=RoleName.OWNER.value, measure=slot(scorecard, ref).measure, person=person)
    return person


def rows_in_all_tables() -> dict[str, int]:
    """Return how many rows each table of the project has."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("measures", "reports", "accounts")
    }

"""The sample's November with something to say in each part of its report: parts, caveats, findings, corrections."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache

from measures.choices import Severity
from reports.content import EditionContent
from reports.content.measure_model import Approval, Commentary, FindingContent, MeasureContent, PartContent
from reports.content.model import RestatementContent, RevisedFigure

from .editions import SIGNED_AT, sample_edition

IN_PARTS = ("1.0", "2.2")
PARTS = (
    PartContent("locality", "Northtown & Dale", "87.5%", Decimal("87.5"), Decimal(35), Decimal(40), additive=True),
    PartContent("team", "Team 2", numerator=Decimal(3)),
)
FINDINGS = (
    FindingContent("unusual", Severity.WARNING, "It is far < from last month.", ("A team moved.", "And back.")),
    FindingContent("reconcile", Severity.INFORMATION, "It rests on 4 cases."),
)
OCTOBER = dt.date(2023, 10, 1)
RESTATED = (RestatementContent("2.2", "Assessments", dt.date(2023, 11, 1), "79%", "81%", "Counted < twice."),)
REVISED = (
    RevisedFigure("1.0", "Contacts", OCTOBER, "459 per 10,000", "460 per 10,000"),
    RevisedFigure("1.1", "Referrals & more", OCTOBER, "not available", "31%"),
)


def _told(measure: MeasureContent) -> MeasureContent:
    """Return a measure of which something else is said than of every other."""
    if measure.commentary.empty:
        return measure
    ref = measure.ref
    said = Commentary(f"{ref} fell.", f"{ref} lost staff & time.", f"{ref} is tracked.")
    at = SIGNED_AT if ref < "5" else SIGNED_AT + dt.timedelta(days=1)
    caveat = "One team is missing." if ref in IN_PARTS else ""
    return replace(
        measure,
        commentary=said,
        parts=PARTS if ref in IN_PARTS else (),
        approval=Approval("Del Egate", at, caveat, "Ruth Calder" if ref < "3" else ""),
        findings=(*measure.findings, *FINDINGS) if ref == "2.2" else measure.findings,
    )


@cache
def told_edition() -> EditionContent:
    """Return the sample's November with something to compare in each of its parts."""
    sample = sample_edition()
    sections = (replace(each, measures=tuple(map(_told, each.measures))) for each in sample.sections)
    return replace(sample, sections=tuple(sections), restatements=RESTATED, revised=REVISED)

"""The vocabulary of the portal: the words that the council uses.

Imports nothing of the project and nothing of Django, so that every other module may import it.
The values of these enumerations are the words themselves, as `calculation.md`'s vocabulary writes them:
they are stored, exported and printed as they stand.
"""

from __future__ import annotations

from measures.choices.files import RESPONSIBLE, EvidenceKind, FigureSource, UploadKind
from measures.choices.judging import Assurance, Direction, Rag, RecordedDirection, Rule, Severity, Variation
from measures.choices.measuring import (
    Aim,
    Basis,
    Comparator,
    Counts,
    Frequency,
    Missing,
    TargetKind,
    Unit,
    is_no_target,
)
from measures.choices.people import ROLE_SCOPES, Audience, NoticeKind, RoleName
from measures.choices.states import JobState, PeriodState, PublicTextState, RestatementState, SubmissionState
from measures.choices.word import Word

__all__ = [
    "RESPONSIBLE",
    "ROLE_SCOPES",
    "Aim",
    "Assurance",
    "Audience",
    "Basis",
    "Comparator",
    "Counts",
    "Direction",
    "EvidenceKind",
    "FigureSource",
    "Frequency",
    "JobState",
    "Missing",
    "NoticeKind",
    "PeriodState",
    "PublicTextState",
    "Rag",
    "RecordedDirection",
    "RestatementState",
    "RoleName",
    "Rule",
    "Severity",
    "SubmissionState",
    "TargetKind",
    "Unit",
    "UploadKind",
    "Variation",
    "Word",
    "is_no_target",
]

"""The rows: one subject a file. What concerns one row is a method here; what concerns many, of its QuerySet."""

from measures.models.benchmark import Benchmark, Neighbour, NeighbourSet, headlines
from measures.models.columns import ColumnChoice
from measures.models.email_change import EmailChange
from measures.models.event import Event
from measures.models.evidence import Evidence, RevisionEvidence
from measures.models.gathered import gathered, hold_related
from measures.models.inputs import Recorded
from measures.models.invitation import Invitation
from measures.models.job import Job, JobQuerySet, LastRun, Recalculation
from measures.models.load import Load, LoadedCell, RecordedDirection
from measures.models.notice import Notice
from measures.models.outturn import Baseline, Outturn
from measures.models.period import Period, financial_year
from measures.models.population import Population
from measures.models.public_text import PublicText, PublicTextRevision
from measures.models.query import LoadQuery
from measures.models.record import Action, Annotation, Comment, Explanation, Finding, Restatement
from measures.models.roles import Role
from measures.models.scorecard import Measure, MeasureDefinition, Scorecard, Section, scorecard_order
from measures.models.status import Status
from measures.models.submission import Part, Revision, Submission
from measures.models.target import Target, TargetMonth
from measures.models.upload import ColumnMapping, Upload

__all__ = [
    "Action",
    "Annotation",
    "Baseline",
    "Benchmark",
    "ColumnChoice",
    "ColumnMapping",
    "Comment",
    "EmailChange",
    "Event",
    "Evidence",
    "Explanation",
    "Finding",
    "Invitation",
    "Job",
    "JobQuerySet",
    "LastRun",
    "Load",
    "LoadQuery",
    "LoadedCell",
    "Measure",
    "MeasureDefinition",
    "Neighbour",
    "NeighbourSet",
    "Notice",
    "Outturn",
    "Part",
    "Period",
    "Population",
    "PublicText",
    "PublicTextRevision",
    "Recalculation",
    "Recorded",
    "RecordedDirection",
    "Restatement",
    "Revision",
    "RevisionEvidence",
    "Role",
    "Scorecard",
    "Section",
    "Status",
    "Submission",
    "Target",
    "TargetMonth",
    "Upload",
    "financial_year",
    "gathered",
    "headlines",
    "hold_related",
    "scorecard_order",
]

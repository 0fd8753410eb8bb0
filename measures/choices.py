"""The vocabulary of the portal: the words that the council uses, and which state follows which.

Imports nothing of the project and nothing of Django, so that every other module may import it.
The values of these enumerations are the words themselves, as `calculation.md`'s vocabulary writes them:
they are stored, exported and printed as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Word(StrEnum):
    """A closed list of words. `choices()` is what a model field takes."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (stored value, label) pairs in the order declared."""
        return [(member.value, member.label) for member in cls]

    @property
    def label(self) -> str:
        """Return the word with a capital, as a page shows it."""
        return self.value[:1].upper() + self.value[1:]


class Unit(Word):
    """What a figure is. It decides how the figure is worked out and written."""

    PERCENT = "percent"
    RATE = "rate per 10,000"
    COUNT = "count"
    AVERAGE = "average"


class Aim(Word):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEAR_TARGET = "near target"
    CONTEXT = "context"


class Basis(Word):
    """What one month's figure covers; printed wherever the figure is."""

    SNAPSHOT = "snapshot"
    MONTH = "month"
    MONTH_ANNUALISED = "month-annualised"
    ROLLING = "rolling-12-months"
    YEAR_TO_DATE = "year-to-date"


class Frequency(Word):
    """How often a figure is due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class Counts(Word):
    """What a measure counts; disclosure control is on where that is people."""

    CONTACTS = "contacts"
    CHILDREN = "children"
    YOUNG_PEOPLE = "young people"
    STAFF = "staff"
    SUPERVISIONS = "supervisions"
    AUDITS = "audits"

    @property
    def needs_disclosure_control(self) -> bool:
        """Return whether a small number of these could point at a child."""
        return self in (Counts.CHILDREN, Counts.YOUNG_PEOPLE)


class Missing(Word):
    """Why there is no figure. None of these is zero."""

    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    NOT_DUE = "not due"
    NOT_COLLECTED = "not collected yet"
    SUPPRESSED = "suppressed"

    @classmethod
    def unexplained(cls) -> frozenset[Missing]:
        """Return the reasons that do not say why by themselves: somebody has to."""
        return frozenset({cls.NOT_AVAILABLE, cls.NOT_COLLECTED})


class TargetKind(Word):
    """What a target is."""

    FIGURE = "figure"
    RANGE = "range"
    PROFILE = "monthly profile"
    LINEAR = "linear from baseline"
    TO_BE_CONFIRMED = "to be confirmed"
    NONE = "no target"


class Comparator(Word):
    """Who a measure is compared with."""

    STATISTICAL_NEIGHBOURS = "Statistical neighbours"
    REGION = "Region"
    NATIONAL = "National"
    GOOD = "Good or better authorities"


class Rag(Word):
    """The status of a figure against its target; each has a word, a shape and a tone (colour)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not rated"
    TO_BE_CONFIRMED = "target to be confirmed"
    PROVISIONAL = "provisional"
    SUPPRESSED = "suppressed"
    NO_DATA = "no data"

    @property
    def short(self) -> str:
        """Return the word for a narrow column."""
        return "Target TBC" if self is Rag.TO_BE_CONFIRMED else self.label

    @property
    def shape(self) -> str:
        """Return the name of the shape drawn beside the word, so that colour is never alone."""
        return {Rag.GREEN: "circle", Rag.AMBER: "triangle", Rag.RED: "diamond"}.get(self, "ring")

    @property
    def tone(self) -> str:
        """Return the name of the colour (a CSS modifier)."""
        return {Rag.GREEN: "green", Rag.AMBER: "amber", Rag.RED: "red"}.get(self, "grey")


class Direction(Word):
    """Direction of travel against the previous reported period."""

    IMPROVING = "improving"
    STEADY = "steady"
    WORSENING = "worsening"
    ROSE = "rose"
    UNCHANGED = "unchanged"
    FELL = "fell"
    NO_COMPARISON = "no comparison"

    @property
    def arrow(self) -> str:
        """Return the sign drawn beside the word: which way performance, or the bare figure, went."""
        return {
            Direction.IMPROVING: "↑",
            Direction.STEADY: "→",
            Direction.WORSENING: "↓",
            Direction.ROSE: "▴",
            Direction.UNCHANGED: "=",
            Direction.FELL: "▾",
        }.get(self, "")


class RecordedDirection(Word):
    """An arrow that came with an import, kept as it was recorded."""

    UP = "↑"
    LEVEL = "→"
    DOWN = "↓"


class Variation(Word):
    """What a control chart says of a point (NHS England, Making Data Count)."""

    COMMON_CAUSE = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"


class Assurance(Word):
    """What a control chart says of a target."""

    MEETS = "meets"
    MISSES = "misses"
    HIT_AND_MISS = "hit and miss"


class Severity(Word):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Rule(Word):
    """The checks of a figure (calculation.md, section 2)."""

    RECONCILE = "reconcile"
    RELATION = "relation"
    RANGE = "range"
    UNUSUAL = "unusual"
    FORMAT = "format"
    COMMENTARY_FIGURE = "commentary-figure"
    LATE = "late"
    STALE = "stale"


class FigureSource(Word):
    """How a figure came to be in a revision."""

    LOADED = "loaded"
    ENTERED = "entered"
    IMPORTED = "imported history"


class UploadKind(Word):
    """What somebody says that a file is."""

    EXTRACT = "monthly extract"
    SCORECARD = "scorecard"
    OWN_MEASURES = "own measures"
    BENCHMARKS = "published figures"
    OUTTURN = "validated return"


class EvidenceKind(Word):
    """What a file of evidence is, by what it holds. The word is how its name ends."""

    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"
    PNG = "png"
    JPG = "jpg"

    @property
    def content_type(self) -> str:
        """Return the media type with which it is given out."""
        office = "application/vnd.openxmlformats-officedocument"
        return {
            EvidenceKind.PDF: "application/pdf",
            EvidenceKind.XLSX: f"{office}.spreadsheetml.sheet",
            EvidenceKind.DOCX: f"{office}.wordprocessingml.document",
            EvidenceKind.PNG: "image/png",
            EvidenceKind.JPG: "image/jpeg",
        }[self]


class RoleName(Word):
    """What a person may be, on a scope and between dates."""

    OWNER = "owner"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    SIGNATORY = "signatory"
    PERFORMANCE = "performance team"
    BOARD = "board member"
    EARLY_READER = "early reader"
    ADMINISTRATOR = "administrator"


ROLE_SCOPES: Final[Mapping[RoleName, str | None]] = {
    RoleName.OWNER: "measure",
    RoleName.DEPUTY: "measure",
    RoleName.DIRECTOR: "section",
    RoleName.SIGNATORY: "scorecard",
    RoleName.PERFORMANCE: "scorecard",
    RoleName.BOARD: "scorecard",
    RoleName.EARLY_READER: "scorecard",
    RoleName.ADMINISTRATOR: None,
}
"""What each role is held on; the administrator's is the site."""


class NoticeKind(Word):
    """Why somebody is written to."""

    REMINDER = "reminder"
    INVITATION = "invitation"
    DELEGATION = "delegation"
    NEW_ADDRESS = "new address"
    OLD_ADDRESS = "old address"


class PeriodState(Word):
    """Where a month stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    PUBLISHED = "published"


class SubmissionState(Word):
    """Where one measure of one month stands."""

    NOT_STARTED = "not started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    LEFT_OUT = "left out"


class RestatementState(Word):
    """Where the correction of a published figure stands."""

    ASKED = "asked"
    AGREED = "agreed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REFUSED = "refused"


class PublicTextState(Word):
    """Where what the public edition says of a figure stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class JobState(Word):
    """Where a piece of work done by Celery stands; the database row is the job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Audience(Word):
    """Who an edition is for."""

    INTERNAL = "internal"
    PUBLIC = "public"

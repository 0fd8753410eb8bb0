"""What is said of a figure: its status, where it goes, what the chart and the checks find."""

from __future__ import annotations

from measures.choices.word import Word


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

"""The scorecard as a table: measures down, months across, as far as one person may look.

A stored status is shown where a revision speaks; a draft's is worked out here and stored nowhere. Calls `series`,
`results` and `scope`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from django.db.models import QuerySet

from measures.assessment import assess_briefly
from measures.calculation.courses import Judgement
from measures.calculation.direction import Movement
from measures.calculation.due import months_later
from measures.calculation.sentences import gap_words
from measures.choices import Aim, Comparator, Rag, Rule, SubmissionState
from measures.models import (
    Finding,
    Period,
    Scorecard,
    Section,
    financial_year,
    gathered,
)
from measures.permissions import Standing
from measures.queries.cells import (
    NOT_PUBLISHED,
    Cell,
    baseline_cell,
    benchmark_cell,
    number_of,
    published_words,
    standing_cell,
    target_cell,
)
from measures.queries.published_as import of_published, told_apart, with_published
from measures.queries.results import UNRATED, Result, result_of, results_and_rated_again, standing_revisions
from measures.queries.scope import sight_of
from measures.series import Known, LightLine, LightSlot, read_light_lines

T = TypeVar("T")
Findings: TypeAlias = dict[int, tuple[str, str, str]]
"""Findings by their id: the rule, the message, and its latest explanation."""
COMPARATORS = tuple(Comparator)
COMPARED_OVER = 13
"""Months that are read at least, so that a draft's direction finds the same month last year."""


@dataclass(frozen=True, repr=False)  # a table asks for the repr, and that of rows would ask the database
class Row:
    """One measure of the table."""

    scorecard: Scorecard
    month: dt.date
    line: LightLine
    baseline: Cell
    target: Cell
    comparators: tuple[Cell, ...]
    months: tuple[Cell, ...]
    number: str
    result: Result | None
    slot: LightSlot | None
    """The month's submission, where the person sees it in every state."""
    caveat: str = ""
    """With which the month's figure was approved, where the person sees the approved figure."""
    findings: int = 0
    """How many things the checks found of the month's figure, where the person sees it in every state."""
    explained: str = ""
    """What the submitter said to them."""
    unexplained: str = ""
    """Those to which nobody has said anything."""
    contradicted: bool = False
    """Whether one of them is that the counts give another figure."""

    @property
    def ref(self) -> str:
        """Return the reference."""
        return self.line.definition.ref

    @property
    def title(self) -> str:
        """Return the title."""
        return self.line.definition.title

    @property
    def unrated(self) -> str:
        """Return why a figure has no colour where its status does not say so itself; empty where it has one."""
        if self.result is None or self.result.rag is not Rag.NOT_RATED:
            return ""
        if self.line.definition_in(self.result.month or self.month).aim == Aim.CONTEXT:
            return "for context"
        return UNRATED.get(self.result.rule, "")

    @property
    def published(self) -> str:
        """Return what was published of the month, where a later extract's figure stands: "Published: 73%"; or empty."""
        was = self.slot.published if self.slot else None
        return published_words(self.slot.definition, was) if self.slot and was else ""

    @cached_property
    def judged(self) -> Judgement:
        """Return what the rules say of the month, with what it was worked out from; for a row that has a result."""
        return assess_briefly(self.line, self.month, screening=self.scorecard.screening)

    @cached_property
    def movement(self) -> Movement:
        """Return how the figure moved, as its result says it; for a row that has one.

        What is stored of a revision was worked out without the drafts of earlier months, which the reader may see.
        """
        slot, slots = self.line.slots.get(self.month), self.line.slots
        if slot is None or slot.revision_id is None or all(each.revision_id for each in slots.values()):
            return self.judged.movement
        sent = replace(self.line, slots={month: each for month, each in slots.items() if each.revision_id})
        return assess_briefly(sent, self.month, screening=self.scorecard.screening).movement

    @property
    def gap(self) -> Cell:
        """Return how far the figure is from its target; worked out only where it is looked at."""
        return Cell(gap_words(self.judged.rating) if self.result else "")

    @property
    def state(self) -> SubmissionState | None:
        """Return where the month's submission stands, where the person may know."""
        return self.slot.state if self.slot else None


@dataclass(frozen=True)
class Table:
    """The scorecard at one month."""

    scorecard: Scorecard
    month: dt.date
    months: tuple[dt.date, ...]
    rows: tuple[Row, ...]
    order: str = ""
    """One of `ordered.ORDERS`; empty is section by section."""

    @property
    def withholds(self) -> bool:
        """Return whether a figure is blank because whoever looks may not see it before it is published."""
        return any(NOT_PUBLISHED in row.months for row in self.rows)

    def grouped(self, found: Sequence[T]) -> Sequence[tuple[Section | None, list[T]]]:
        """Return what was found of each row as it is shown: by section, or all together in another order."""
        return [(None, list(found))] if self.order else self.by_section(found)

    @property
    def groups(self) -> Sequence[tuple[Section | None, list[Row]]]:
        """Return the rows as they are shown."""
        return self.grouped(self.rows)

    @property
    def sections(self) -> list[tuple[Section, list[Row]]]:
        """Return the rows by section, in the scorecard's order."""
        return self.by_section(self.rows)

    def by_section(self, found: Sequence[T]) -> list[tuple[Section, list[T]]]:
        """Return what was found of each row, in the order of the rows, by section in the scorecard's order."""
        grouped: dict[int, tuple[Section, list[T]]] = {}
        for row, each in zip(self.rows, found, strict=True):
            section = row.line.definition.section
            grouped.setdefault(section.pk, (section, []))[1].append(each)
        return sorted(grouped.values(), key=lambda pair: pair[0].position)

    @property
    def counts(self) -> dict[Rag, int]:
        """Return how many rows have each status, in the order of the vocabulary."""
        found = [row.result.rag for row in self.rows if row.result]
        return {rag: found.count(rag) for rag in Rag if rag in found}

    @property
    def published_counts(self) -> dict[Rag, int]:
        """Return how many rows were published with each status, of the statuses of which that is another number now."""
        found = [
            row.result.published.rag if row.result.published else row.result.rag for row in self.rows if row.result
        ]
        return {rag: found.count(rag) for rag in Rag if found.count(rag) != self.counts.get(rag, 0)}

    @property
    def proposed(self) -> int:
        """Return how many rows have a later extract's figure in the place of the published one."""
        return sum(bool(row.published) for row in self.rows)


def scorecard_table(
    scorecard: Scorecard, month: dt.date, standing: Standing, *, months: int = 7, measures: Iterable[int] | None = None
) -> Table:
    """Return the table of a scorecard at a month: a fixed number of queries, whatever the size."""
    lines = read_light_lines(
        scorecard,
        month,
        sight=sight_of(standing, scorecard),
        months=max(months, COMPARED_OVER),
        shown=months if measures is None else None,  # those of a few measures cost less than a question more
        measures=measures,
    )
    results, again = results_and_rated_again(standing_revisions(lines, month))
    stored, frozen, findings = gathered(*of_published(again), _findings_of(scorecard, month))
    results = with_published(results, told_apart(stored, frozen))
    shown = tuple(months_later(month, offset - months + 1) for offset in range(months))
    shown = tuple(m for m in shown if m == month or any(m in line.slots for line in lines))
    rows = [table_row(line, month, shown, results, scorecard) for line in lines]
    found = _explained(findings)
    return Table(scorecard, month, shown, tuple(_with_findings(row, found) for row in rows))


def _with_findings(row: Row, found: Mapping[int, Findings]) -> Row:
    """Return the row with what the checks found of its submission, where the person sees it in every state."""
    findings = found.get(row.slot.submission_id) if row.slot else None
    if not findings:
        return row
    said = dict.fromkeys(text for _, _, text in findings.values() if text)  # one may be of several findings
    unexplained = [message for _, message, text in findings.values() if not text]
    return replace(
        row,
        findings=len(findings),
        explained=" ".join(said),
        unexplained=" ".join(unexplained),
        contradicted=any(rule == Rule.RECONCILE for rule, _, _ in findings.values()),
    )


def _findings_of(scorecard: Scorecard, month: dt.date) -> QuerySet[Any, Any]:
    """Return the findings that hold in a month with their explanations, as `_explained` reads them."""
    held = Finding.objects.filter(Finding.counted())
    rows = held.filter(submission__period__scorecard=scorecard, submission__period__month=month)
    return rows.order_by("pk", "explanations__pk").values_list(
        "submission_id", "pk", "rule", "message", "explanations__text"
    )


def _explained(rows: Iterable[tuple[int, int, str, str, str | None]]) -> dict[int, Findings]:
    """Return findings by submission, each with its latest explanation."""
    found: dict[int, Findings] = {}
    for submission, pk, rule, message, text in rows:
        found.setdefault(submission, {})[pk] = (rule, message, text or "")
    return found


def table_row(
    line: LightLine,
    month: dt.date,
    months: Iterable[dt.date],
    results: Mapping[int, Result],
    scorecard: Scorecard,
) -> Row:
    """Return one measure's row."""
    slot = line.slots.get(month)
    sees_all = slot is not None and slot.known >= Known.DRAFT
    year = financial_year(month)
    return Row(
        scorecard=scorecard,
        month=month,
        line=line,
        baseline=baseline_cell(line.baselines.get(year), line.facts.unit),
        target=target_cell(line.targets.get(year), line.facts.unit, line.facts.aim),
        comparators=tuple(benchmark_cell(line, comparator) for comparator in COMPARATORS),
        months=tuple(standing_cell(line, each) for each in months),
        number=number_of(slot),
        result=result_of(line, slot, month, results, screening=scorecard.screening, sees_all=sees_all, brief=True),
        slot=slot if sees_all else None,
        caveat=slot.caveat if slot is not None and slot.revision_id is not None else "",
    )


def months_to_choose(scorecard: Scorecard) -> list[Period]:
    """Return the months of a scorecard that have begun, newest first (one query)."""
    return list(Period.objects.filter(scorecard=scorecard).exclude(state="planned").newest_first())

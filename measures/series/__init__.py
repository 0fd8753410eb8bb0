"""The one reader of figures that is not scoped to a person: rows -> plain lines for the rules, pages and editions.

Callers (queries, actions, the commands, reports) decide what may be known: `known` tells for each submission how
far to look, from the published revision only to the draft as typed. A fixed number of queries, however many measures.
"""

from __future__ import annotations

from measures.series.drafts import DraftReading, read_draft
from measures.series.facts import denominator_for, holding, is_rate, measure_facts, target_facts
from measures.series.given import Given
from measures.series.known import (
    Depth,
    Known,
    approved,
    everything,
    speaking,
    speaking_field,
    submitted,
    with_revisions,
)
from measures.series.light import LightLine, LightSlot, Sight, read_light_lines
from measures.series.lines import AnyLine, AnySlot, Line, Slot, shown
from measures.series.loaded import changed_from, draft_changed_from
from measures.series.parts import PartReading, read_part
from measures.series.reading import by_submission, findings_of, open_findings, read_lines
from measures.series.slots import Said, figure_of, published_beside, slot_of

__all__ = [
    "AnyLine",
    "AnySlot",
    "Depth",
    "DraftReading",
    "Given",
    "Known",
    "LightLine",
    "LightSlot",
    "Line",
    "PartReading",
    "Said",
    "Sight",
    "Slot",
    "approved",
    "by_submission",
    "changed_from",
    "denominator_for",
    "draft_changed_from",
    "everything",
    "figure_of",
    "findings_of",
    "holding",
    "is_rate",
    "measure_facts",
    "open_findings",
    "published_beside",
    "read_draft",
    "read_light_lines",
    "read_lines",
    "read_part",
    "shown",
    "slot_of",
    "speaking",
    "speaking_field",
    "submitted",
    "target_facts",
    "with_revisions",
]

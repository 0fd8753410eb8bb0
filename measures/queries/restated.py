"""A published figure as its correction would have it, and as it was published, with what the rules say of each.

Called by the page of a restatement, for one that has a corrected figure and is not published yet.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

from measures.charts import ChartData
from measures.models import Population, Restatement, Revision
from measures.permissions import Standing
from measures.queries.chart import chart_data
from measures.queries.differences import Changed, differences
from measures.queries.submission import Page, submission_page
from measures.queries.timeline import Happening, happening
from measures.series import Known, slot_of


@dataclass(frozen=True)
class Restated:
    """The page of a figure as it is restated, beside that of the figure as it was published."""

    row: Restatement
    page: Page
    before: Page

    @property
    def chart(self) -> ChartData:
        """Return the chart with the restated figure, and a note on its month that says what was published."""
        figure = self.before.figure
        was = figure.text or figure.missing or "no figure"
        return chart_data(self.page.assessment, {self.page.month: (f"Published: {was}.",)})

    @property
    def changes(self) -> list[Changed]:
        """Return what the corrected figure changes in the published one: counts, commentary, source, parts, files."""
        read = {revision.pk: revision for revision in self.page.revisions}
        was, now = read[self.row.published_revision_id], read[self.row.revision_id or 0]
        return differences(was, now, self.row.submission.definition)

    @property
    def timeline(self) -> list[Happening]:
        """Return what happened to the restatement, newest first."""
        read: dict[int | None, Revision] = {revision.pk: revision for revision in self.page.revisions}
        about = [event for event in self.page.events if event.about == f"restatement {self.row.pk}"]
        return [happening(event, read.get(event.revision_id)) for event in about]


def restated_of(row: Restatement, standing: Standing) -> Restated | None:
    """Return both figures with what the rules say of them: a fixed number of queries; None where there is nothing new.

    The months around them are shown as far as the person may see them.
    """
    if row.revision is None or row.has_ended:
        return None
    page = submission_page(row.submission, standing)
    populations = list(Population.objects.current().filter(scorecard=row.submission.period.scorecard_id))
    return Restated(
        row,
        _with(page, row.revision, populations),
        _with(page, row.published_revision, populations),
    )


def _with(page: Page, revision: Revision, populations: list[Population]) -> Page:
    """Return the page as if the revision were what is published."""
    stood = copy.copy(page.slot.submission)
    stood.pending_revision, stood.published_revision = None, revision
    slot = slot_of(stood, Known.PUBLISHED, populations)
    return replace(page, line=replace(page.line, slots={**page.line.slots, page.month: slot}))

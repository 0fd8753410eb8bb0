"""The addresses of the month. A month is 2023-11, a reference is text (7.10 is not 7.1)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from measures.views import (
    actions,
    annotating,
    approvals,
    arrows,
    autosave,
    benchmarks,
    entry,
    export,
    grid,
    history,
    known,
    loads,
    measure,
    own_measures,
    periods,
    restatements,
    revised,
    scorecard,
    unremarkable,
    work,
)
from measures.views.catalogue import addresses as catalogue

app_name = "measures"

SCORECARD = "scorecards/<slug:slug>/"
MONTH = f"{SCORECARD}<month:month>/"
SUBMISSION = f"{MONTH}<str:ref>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("my-measures/", work.work, name="work"),
    path("my-measures/<slug:slug>/<month:month>/workbook/", own_measures.own_workbook_file, name="own_workbook"),
    path("my-measures/<slug:slug>/<month:month>/upload/", own_measures.own_upload, name="own_upload"),
    path("my-measures/<slug:slug>/<month:month>/on-one-page/", grid.grid, name="grid"),
    path("my-measures/uploads/<int:pk>/", own_measures.own_waiting, name="own_waiting"),
    path("approvals/", approvals.queue, name="queue"),
    path("approvals/unremarkable/", unremarkable.unremarkable, name="unremarkable"),
    path(SCORECARD, scorecard.latest, name="latest"),
    path(f"{SCORECARD}loads/", loads.loads, name="loads"),
    path(f"{SCORECARD}load/", loads.load, name="load"),
    path(f"{SCORECARD}load/<int:pk>/", loads.load_waiting, name="load_waiting"),
    path(f"{SCORECARD}benchmarks/", benchmarks.benchmarks, name="benchmarks"),
    path(f"{SCORECARD}benchmarks/<int:pk>/", benchmarks.benchmarks_waiting, name="benchmarks_waiting"),
    path(f"{SCORECARD}export/<month:month>/<str:form>/", export.export, name="export"),
    path(f"{SCORECARD}months/", periods.months, name="months"),
    path(f"{SCORECARD}months/<month:month>/open/", periods.open_month, name="open_month"),
    path(f"{SCORECARD}months/<month:month>/close/", periods.close_month, name="close_month"),
    path(f"{SCORECARD}months/<month:month>/open-again/", periods.open_month_again, name="open_month_again"),
    path(f"{SCORECARD}board/<month:month>/", periods.board, name="board"),
    path(f"{SCORECARD}restatements/", restatements.restatements, name="restatements"),
    path("restatements/<int:pk>/", restatements.restatement, name="restatement"),
    path(f"{SCORECARD}arrows/<month:month>/", arrows.arrows, name="arrows"),
    path(f"{SCORECARD}audit/", history.audit, name="audit"),
    path(f"{SCORECARD}revised/<month:month>/", revised.revised, name="revised"),
    path(f"{SCORECARD}as-known/<month:month>/", known.scorecard_as_known, name="scorecard_as_known"),
    path(f"{SCORECARD}measures/<str:ref>/", measure.measure, name="measure"),
    path(f"{SCORECARD}measures/<str:ref>/actions/new/", actions.new_action, name="new_action"),
    path(f"{SCORECARD}actions/<int:pk>/", actions.action, name="action"),
    path(f"{SCORECARD}actions/<int:pk>/move/", actions.move_action, name="move_action"),
    path(f"{SCORECARD}actions/<int:pk>/close/", actions.close_action, name="close_action"),
    path(f"{SCORECARD}measures/<str:ref>/notes/", annotating.annotate, name="annotate"),
    path(f"{SCORECARD}measures/<str:ref>/notes/<int:pk>/remove/", annotating.remove, name="remove_annotation"),
    *catalogue.urlpatterns,
    path(f"{SCORECARD}measures/<str:ref>/history/", history.measure_history, name="measure_history"),
    path(f"{SCORECARD}measures/<str:ref>/as-known/", known.measure_as_known, name="measure_as_known"),
    path(MONTH, scorecard.scorecard, name="scorecard"),
    path(f"{MONTH}columns/", scorecard.columns, name="columns"),
    path(SUBMISSION, entry.entry, name="entry"),
    path(f"{SUBMISSION}autosave/", autosave.autosave, name="autosave"),
    path(f"{SUBMISSION}preview/", entry.preview, name="preview"),
    path(f"{SUBMISSION}take-back/", entry.withdraw, name="withdraw"),
    path(f"{SUBMISSION}comment/", entry.comment, name="comment"),
    path(f"{SUBMISSION}approve/", approvals.approve, name="approve"),
    path(f"{SUBMISSION}leave-out/", approvals.leave_out, name="leave_out"),
    path(f"{SUBMISSION}bring-back/", approvals.bring_back, name="bring_back"),
    path(f"{SUBMISSION}reopen/", approvals.reopen, name="reopen"),
    path(f"{SUBMISSION}history/", history.submission_history, name="submission_history"),
    path(f"{SUBMISSION}restate/", restatements.ask, name="ask_restatement"),
]

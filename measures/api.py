"""The month for programs: scorecards, measures with their series, and a figure as its holder enters it.

Everything is as far as the person may look; a figure goes through the same form and actions as the page's, so that
each input has one meaning and one refusal. `portal.api` mounts it, says who asks and how a refusal is answered.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from measures.actions import drafts
from measures.actions.outcome import Refused, fetch
from measures.api_schemas import (
    DraftOut,
    FigureIn,
    FigureOut,
    FindingOut,
    MeasureOut,
    MonthOut,
    PartIn,
    PublicTextOut,
    ScorecardMonths,
    ScorecardOut,
    SeriesMonth,
)
from measures.choices import SubmissionState
from measures.forms.entry import EntryForm
from measures.models import Explanation, Finding, Submission
from measures.permissions import allowed_actions, may
from measures.queries.measure import find_measure, measure_page
from measures.queries.public_texts import texts_of
from measures.queries.returned import nothing_since, returned_as_it_is
from measures.queries.scope import depth_of
from measures.queries.scorecard import months_to_choose
from measures.series import read_draft
from measures.sheets.export import ScorecardExport, export_month
from measures.sheets.exported import as_digits, as_number
from measures.views.access import period_at, scorecard_at, scorecards_of, standing_of, submission_at

router = Router(tags=["The month"])

DRAFTS = (SubmissionState.DRAFT, SubmissionState.RETURNED)
ENTRY = {"value": "figure"}
"""Where a field's name here is not the form's."""


@router.get("/scorecards", response=list[ScorecardOut], url_name="scorecards", summary="The scorecards you work on")
def scorecards(request: HttpRequest) -> list[ScorecardOut]:
    """Return the scorecards that the person works on, by title."""
    return [ScorecardOut(scorecard=row.slug, title=row.title) for row in scorecards_of(request)]


@router.get("/scorecards/{slug:slug}", response=ScorecardMonths, url_name="scorecard", summary="Its months")
def scorecard(request: HttpRequest, slug: str) -> ScorecardMonths:
    """Return a scorecard with its months."""
    found = scorecard_at(request, slug)
    months = [MonthOut(period=period.key, state=period.state) for period in months_to_choose(found)]
    return ScorecardMonths(scorecard=found.slug, title=found.title, months=months)


@router.get(
    "/scorecards/{slug:slug}/months/{month:month}",
    response=ScorecardExport,
    url_name="month",
    exclude_defaults=True,
    summary="A month of a scorecard: what export_scorecard writes",
)
def month(request: HttpRequest, slug: str, month: dt.date) -> ScorecardExport:
    """Return a month with its figures, statuses and findings, as far as the person may look."""
    period = period_at(request, slug, month)
    return export_month(period.scorecard, month, known=depth_of(standing_of(request)))


@router.get(
    "/scorecards/{slug:slug}/measures/{ref}",
    response=MeasureOut,
    url_name="measure",
    summary="A measure and its series",
)
def measure(request: HttpRequest, slug: str, ref: str) -> MeasureOut:
    """Return what a measure means and every month of it that the person may see."""
    found = scorecard_at(request, slug)
    known = find_measure(found, ref)
    page = measure_page(found, known, standing_of(request)) if known else None
    if page is None:
        raise Http404("There is no such measure.")
    definition = page.line.definition
    series = []
    for row in reversed(page.rows):
        figure = page.line.figure(row.period.month)
        result = row.result
        series.append(
            SeriesMonth(
                period=row.period.key,
                value=row.figure.text or None,
                exact=as_digits(figure.value) if figure.reported and figure.value is not None else None,
                numerator=as_number(figure.numerator),
                denominator=as_number(figure.denominator),
                missing=figure.missing.value if figure.missing else None,
                provisional=figure.provisional,
                revised=figure.revised,
                rag=result.rag.value if result else None,
                rag_reason=result.sentence if result else None,
                published_as=result.published.words if result and result.published else None,
                direction=result.direction.value if result else None,
                direction_reason=result.direction_sentence if result else None,
                state=row.state.value if row.state else ("published" if row.revision else None),
                public_text=row.approved_text or None,
            )
        )
    return MeasureOut(
        scorecard=found.slug,
        section=definition.section.title,
        owner=page.line.owner or None,
        series=series,
        **{name: getattr(definition, name) for name in ("ref", "title", "unit", "aim", "basis", "frequency")},
        **{name: getattr(definition, name) for name in ("decimals", "definition")},
        **{name: getattr(definition, name) for name in ("numerator_label", "denominator_label")},
    )


FIGURE = "/scorecards/{slug:slug}/months/{month:month}/{ref}"


@router.get(FIGURE, response=FigureOut, url_name="figure", summary="A figure as its holder sees it")
def figure(request: HttpRequest, slug: str, month: dt.date, ref: str) -> FigureOut:
    """Return where a figure stands, with its draft, its findings and the version to send back."""
    return _shown(request, submission_at(request, slug, month, ref))


@router.post(f"{FIGURE}/save", response=FigureOut, url_name="save", summary="Keep a draft of a figure")
def save(request: HttpRequest, slug: str, month: dt.date, ref: str, entry: FigureIn) -> FigureOut:
    """Keep what is sent as the draft, right or wrong; `problems` says what can not be submitted as it is."""
    submission = submission_at(request, slug, month, ref)
    form = _form(submission, entry)
    saved = drafts.save_draft(
        submission=submission, version=entry.version, draft=_draft(form, entry), by=request.user, channel="api"
    )
    return _shown(request, saved)


@router.post(f"{FIGURE}/submit", response=FigureOut, url_name="submit", summary="Submit a figure to its director")
def submit(request: HttpRequest, slug: str, month: dt.date, ref: str, entry: FigureIn) -> FigureOut:
    """Keep what is sent and submit it. Where it is refused, the draft stays kept: read its version and send again."""
    submission = submission_at(request, slug, month, ref)
    form = _form(submission, entry)
    draft = _draft(form, entry)
    explanations = {pk: text for pk, text in entry.explanations.items() if text.strip()}
    if not (entry.again or explanations):
        _ask_again(request, submission, entry.version, draft)
    submitted = drafts.submit(
        submission=submission,
        version=entry.version,
        draft=draft,
        explanations=explanations,
        by=request.user,
        channel="api",
    )
    return _shown(request, submitted)


def _ask_again(request: HttpRequest, submission: Submission, version: int, draft: drafts.Draft) -> None:
    """Raise `Refused` where a figure came back and nothing is new; who may not send it, or was late, is told that."""
    if submission.version != version or not may(standing_of(request), "save", submission):
        return
    back = returned_as_it_is(submission, draft)
    if back is not None:
        sentence = f"{nothing_since(back)} Change it, or send “again” as true to submit it again as it was."
        raise Refused(sentence, {"again": sentence})


def _form(submission: Submission, entry: FigureIn) -> EntryForm:
    """Return the page's own form with what was sent over what is kept. Raises `Refused` with its sentences."""
    kept = drafts.Draft.of(submission)
    typed = entry.model_dump(exclude_unset=True, exclude={"version", "explanations", "parts", "again"})
    data = {name: getattr(kept, name) or "" for name in kept.__dataclass_fields__ if name != "parts"}
    data.update({ENTRY.get(name, name): value or "" for name, value in typed.items()}, version=str(entry.version))
    for number, part in enumerate(entry.parts or ()):
        typed_part = {**part.model_dump(), "additive": "yes" if part.additive else ""}
        data.update({f"part{number}-{name}": text for name, text in typed_part.items()})
    form = EntryForm(data, submission=submission)
    refused = {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
    if typed.get("denominator") and "denominator" not in form.fields:
        refused["denominator"] = "This measure is not out of a number that is entered. Leave the denominator out."
    if refused:
        raise Refused("The figure can not be read.", refused)
    return form


def _draft(form: EntryForm, entry: FigureIn) -> drafts.Draft:
    """Return the draft that was sent; of parts that were sent as none, none stay."""
    return replace(form.draft(), parts=[]) if entry.parts == [] else form.draft()


def _part(part: dict[str, str]) -> PartIn:
    """Return a part as the draft holds it."""
    texts = {name: part.get(name, "") for name in ("kind", "name", "value", "numerator", "denominator")}
    return PartIn(**texts, additive=bool(part.get("additive")))


def _shown(request: HttpRequest, submission: Submission) -> FigureOut:
    """Return a figure as it now stands."""
    now = fetch(submission.pk)
    draft = drafts.Draft.of(now)
    typed: dict[str, Any] = {name: getattr(draft, ENTRY.get(name, name)) for name in DraftOut.model_fields}
    typed["parts"] = [_part(part) for part in draft.parts]
    return FigureOut(
        ref=now.definition.ref,
        period=now.period.key,
        state=now.state,
        version=now.version,
        draft=DraftOut(**typed),
        problems=list(read_draft(now).problems.values()) if now.state in DRAFTS else [],
        findings=_findings(now),
        public_text=_public_text(now),
        may=allowed_actions(standing_of(request), now),
    )


def _public_text(submission: Submission) -> PublicTextOut | None:
    text = texts_of([submission.pk]).get(submission.pk)
    if text is None:
        return None
    return PublicTextOut(state=text.state, text=text.wording)


def _findings(submission: Submission) -> list[FindingOut]:
    told: dict[int, list[str]] = {}
    for said in Explanation.objects.filter(finding__submission=submission, finding__cleared_at__isnull=True):
        told.setdefault(said.finding_id, []).append(said.text)
    return [
        FindingOut(
            id=row.pk,
            rule=row.rule,
            severity=row.severity,
            message=row.message,
            explanations=told.get(row.pk, []),
        )
        for row in Finding.objects.open().filter(submission=submission)
    ]

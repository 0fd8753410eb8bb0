"""Search over measures, definitions, commentary and public texts: only what the person may see is looked through, so
that another's draft is neither found nor counted. With a commentary its caveat and, for those who see the figure in
every state, its comments and the names of its files. One function, `holding`, knows the database: PostgreSQL finds
words by their stem (its full text search), SQLite finds the letters typed. Five queries, whatever is typed and however
much there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db import connection
from django.db.models import F, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from measures.choices import PublicTextState, SubmissionState
from measures.models import (
    Comment,
    Event,
    Evidence,
    MeasureDefinition,
    PublicText,
    Scorecard,
    Submission,
    gathered,
)
from measures.permissions import SEES_ALL_STATES, Standing
from measures.queries import scope
from measures.queries.public_texts import texts_for_all

LONGEST: Final = 200
"""Characters of what is looked for; what is beyond is not looked for."""
MOST: Final = 50
"""Results of each kind on the page."""
MOST_WORDS: Final = 12
AROUND: Final = 90
"""Characters of an excerpt on each side of what was found."""
DEFINED: Final = ("ref", "title", "definition", "numerator_label", "denominator_label")
SAID: Final = ("happening", "why", "doing")
DRAFTED: Final = tuple(f"draft_{name}" for name in SAID)


@dataclass(frozen=True)
class Excerpt:
    """One result: where it leads, what it is called, and the words around what was found, marked."""

    scorecard: Scorecard
    ref: str
    title: str
    text: SafeString
    submission: Submission | None = None
    """The month of a commentary."""
    opens: bool = False
    """Whether the person may open the month's own page."""


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    words: tuple[str, ...]
    measures: list[Excerpt]
    commentaries: list[Excerpt]
    public_texts: list[Excerpt]
    more: bool
    """Whether there is more than the page shows."""


def words_of(asked: str) -> tuple[str, ...]:
    """Return the words that are looked for: no characters that a database refuses, not too long, not too many."""
    kept = "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else " " for c in asked[:LONGEST])
    return tuple(dict.fromkeys(kept.split()))[:MOST_WORDS]


def search(standing: Standing, scorecards: Iterable[Scorecard], asked: str) -> Found:
    """Return what the person may see that holds every word asked for."""
    words, ids = words_of(asked), [scorecard.pk for scorecard in scorecards]
    if not words or not ids:
        return Found(words, [], [], [], more=False)
    found = _measures(ids, words), _commentaries(standing, ids, words), _public_texts(standing, ids, words)
    measures, commentaries, texts = (each[:MOST] for each in found)
    return Found(words, measures, commentaries, texts, more=any(len(each) > MOST for each in found))


def holding(words: Sequence[str], fields: Sequence[str]) -> Q:
    """Return the condition that the fields, taken together, hold every word."""
    letters = reduce(and_, (reduce(or_, (_begins(name, word) for name in fields)) for word in words))
    if connection.vendor != "postgresql":
        return letters
    query = SearchQuery(" ".join(words), config="english", search_type="plain")
    return letters | Q(SearchVectorExact(SearchVector(*fields, config="english"), query))


def _begins(field: str, word: str) -> Q:
    """Return the condition that a word of the field begins so: EET is not found in "meeting".

    The plain look for its letters comes first, which is quick and leaves little for the pattern.
    """
    letters = Q(**{f"{field}__icontains": word})
    return letters & Q(**{f"{field}__iregex": rf"(^|\W){re.escape(word)}"}) if _is_word(word) else letters


def _is_word(word: str) -> bool:
    """Return whether it begins as a word does; a sign is found wherever it stands."""
    return re.match(r"\w", word) is not None


def _measures(scorecards: list[int], words: tuple[str, ...]) -> list[Excerpt]:
    """Return the measures whose definition, as it now is, holds the words, in the natural order of reference."""
    found = (
        MeasureDefinition.objects.filter(measure__scorecard__in=scorecards, pk=F("measure__definition"))
        .filter(holding(words, DEFINED))
        .select_related("measure__scorecard")
        .order_by("measure__scorecard__title", "ref_key")[: MOST + 1]
    )
    return [
        Excerpt(each.measure.scorecard, each.ref, each.title, excerpt([getattr(each, n) for n in DEFINED[2:]], words))
        for each in found
    ]


def _commentaries(standing: Standing, scorecards: list[int], words: tuple[str, ...]) -> list[Excerpt]:
    """Return the months whose commentary holds the words: as published, or as it stands where the person sees that."""
    own = Q()
    for revision in ("pending_revision", "approved_revision", "submitted_revision"):
        own |= holding(words, [f"{revision}__{name}" for name in SAID])
    own |= Q(state__in=[SubmissionState.DRAFT, SubmissionState.RETURNED]) & holding(words, DRAFTED)
    own |= holding(words, ["caveat"])
    for texts, name in ((Comment.objects.all(), "text"), (Evidence.objects.held(), "file_name")):
        named = texts.filter(submission__period__scorecard__in=scorecards).filter(holding(words, [name])).order_by()
        own |= Q(pk__in=named.values("submission"))
    signed = Event.objects.filter(scorecard__in=scorecards).signed_only().order_by()
    published = (
        Submission.objects.filter(period__scorecard__in=scorecards)
        .filter(
            holding(words, [f"published_revision__{name}" for name in SAID])
            | Q(published_revision=F("approved_revision")) & holding(words, ["caveat"])
        )
        .exclude(published_revision__in=signed.values("revision"))
    )
    related = ("period__scorecard", "definition", "published_revision", "pending_revision", "approved_revision")
    latest = ("-period__month", "definition__ref_key", "pk")
    rows = {row.pk: row for row in published.select_related(*related).order_by(*latest)[: MOST + 1]}
    seen = scope.submissions(standing).filter(period__scorecard__in=scorecards).filter(own)
    mine = {row.pk: row for row in seen.select_related(*related, "submitted_revision").order_by(*latest)[: MOST + 1]}
    rows |= mine
    ordered = sorted(rows.values(), key=lambda row: row.definition.ref_key)
    ordered.sort(key=lambda row: row.period.month, reverse=True)
    beside = _beside(mine)
    return [_commentary(row, standing, words, beside.get(row.pk, [])) for row in ordered]


def _beside(submissions: Iterable[int]) -> dict[int, list[str]]:
    """Return the comments of figures and the names of their files, by submission (one query)."""
    some = list(submissions)
    if not some:
        return {}
    found: dict[int, list[str]] = {}
    comments = Comment.objects.filter(submission__in=some).values_list("submission_id", "text")
    files = Evidence.objects.held().filter(submission__in=some).values_list("submission_id", "file_name")
    for rows in gathered(comments, files):
        for submission, text in rows:
            found.setdefault(submission, []).append(text)
    return found


def _commentary(row: Submission, standing: Standing, words: tuple[str, ...], beside: list[str]) -> Excerpt:
    """Return a month; `beside` is what stands beside its figure for those who see it in every state."""
    sees_all = bool(standing.roles_on(row) & SEES_ALL_STATES)
    revisions = [row.published_revision]
    if sees_all:
        revisions = [row.pending_revision, row.submitted_revision, row.approved_revision, row.published_revision]
    texts = [getattr(revision, name) for revision in revisions if revision is not None for name in SAID]
    if sees_all and row.state in (SubmissionState.DRAFT, SubmissionState.RETURNED):
        texts = [*(getattr(row, name) for name in DRAFTED), *texts]
    if sees_all or (row.published_revision_id and row.published_revision_id == row.approved_revision_id):
        texts.append(row.caveat)
    texts += beside
    definition = row.definition
    text = excerpt(texts, words)
    return Excerpt(row.period.scorecard, definition.ref, definition.title, text, row, opens=sees_all)


def _public_texts(standing: Standing, scorecards: list[int], words: tuple[str, ...]) -> list[Excerpt]:
    """Return the months whose public text holds the words: as published, or as it stands where the person sees that."""
    wording = Q(state__in=[PublicTextState.DRAFT, PublicTextState.RETURNED]) & holding(words, ["draft"])
    wording |= Q(state=PublicTextState.SUBMITTED) & holding(words, ["submitted_revision__text"])
    approved = Q(state=PublicTextState.APPROVED) & holding(words, ["approved_revision__text"])
    own = Q(submission__in=scope.submissions(standing).values("pk"))
    rows = (
        PublicText.objects.filter(submission__period__scorecard__in=scorecards)
        .filter((own & (wording | approved)) | (texts_for_all() & approved))
        .select_related(
            "submission__period__scorecard", "submission__definition", "submitted_revision", "approved_revision"
        )
        .order_by("-submission__period__month", "submission__definition__ref_key", "pk")[: MOST + 1]
    )
    return [_public_text(row, standing, words) for row in rows]


def _public_text(text: PublicText, standing: Standing, words: tuple[str, ...]) -> Excerpt:
    row = text.submission
    opens = bool(standing.roles_on(row) & SEES_ALL_STATES)
    definition = row.definition
    return Excerpt(
        row.period.scorecard, definition.ref, definition.title, excerpt([text.wording], words), row, opens=opens
    )


def excerpt(texts: Iterable[str], words: Sequence[str]) -> SafeString:
    """Return the words around what was found in the first text that has any, marked; else how the first text begins."""
    some = [" ".join(text.split()) for text in texts if text and text.strip()]
    wanted = _beginning(words)
    text = next((each for each in some if wanted.search(each)), some[0] if some else "")
    at = found.start() if (found := wanted.search(text)) else 0
    begins, ends = max(at - AROUND, 0), min(at + AROUND * 2, len(text))
    cut = f"{'…' if begins else ''}{text[begins:ends]}{'…' if ends < len(text) else ''}"
    return marked(cut, words)


def _beginning(words: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of what begins with any of the words, as they are looked for."""
    longest_first = sorted(words, key=len, reverse=True)
    either = (rf"(?<!\w){re.escape(word)}" if _is_word(word) else re.escape(word) for word in longest_first)
    return re.compile("|".join(either), re.IGNORECASE)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """Return a text, escaped, with the words marked wherever they stand in it."""
    wanted = _beginning(words)
    parts, at = [], 0
    for found in wanted.finditer(text):
        parts += [escape(text[at : found.start()]), f"<mark>{escape(found[0])}</mark>"]
        at = found.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - every part is escaped

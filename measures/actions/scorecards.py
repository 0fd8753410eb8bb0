"""A scorecard beside those there are, or the first of all: empty, or with the structure of another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions.catalogue import COMPARED, add_scorecard
from measures.actions.inputs import insist_on_keeper
from measures.actions.outcome import Refused, insist, record
from measures.actions.people import put_in
from measures.choices import RoleName
from measures.models import Measure, MeasureDefinition, Role, Scorecard, Section
from measures.people_permissions import may_add_scorecard
from measures.permissions import Standing

RESERVED = frozenset({"add", "new", "catalogue", "first-steps"})


@transaction.atomic
def start_scorecard(
    *,
    slug: str,
    title: str,
    keeper: Any,
    by: Any,
    organisation: str = "",
    area: str = "",
    like: Scorecard | None = None,
    now: dt.datetime | None = None,
) -> Scorecard:
    """Add a scorecard that `keeper` keeps as its performance team.

    `like` is a scorecard of the same person's whose sections and measures are copied, with what they mean now; owners,
    targets and figures are not. Raises `Refused`.
    """
    now = now or timezone.now()
    standing = Standing.of(by, timezone.localdate(now))
    insist(may_add_scorecard(standing, is_superuser=by.is_superuser))
    if like is not None:
        insist_on_keeper(by, like, now)
    if slug in RESERVED:
        raise Refused("That short name can not be used.", {"slug": "Enter another short name."})
    if not keeper.is_active:
        raise Refused("That account is closed.", {"keeper": "Enter the address of somebody who can sign in."})
    scorecard = add_scorecard(slug=slug, title=title, organisation=organisation, area=area, by=by, now=now)
    put_in(
        person=keeper,
        role=RoleName.PERFORMANCE,
        scope=scorecard,
        starts=timezone.localdate(now),
        ends=None,
        why="Keeps the scorecard from its beginning.",
        by=by,
        now=now,
    )
    if by.is_superuser and not Role.objects.filter(role=RoleName.ADMINISTRATOR).exists():
        put_in(
            person=by,
            role=RoleName.ADMINISTRATOR,
            scope=None,
            starts=timezone.localdate(now),
            ends=None,
            why="The first administrator.",
            by=by,
            now=now,
        )
    if like is not None:
        _copy(like, scorecard, by=by, now=now)
    return scorecard


def _copy(like: Scorecard, scorecard: Scorecard, *, by: Any, now: dt.datetime) -> None:
    """Give a scorecard the sections in use of another, and their measures as they are defined now."""
    sections = {}
    for position, section in enumerate(Section.objects.filter(scorecard=like).in_use().order_by("position"), 1):
        sections[section.pk] = Section.objects.create(scorecard=scorecard, title=section.title, position=position)
    copied = 0
    for measure in Measure.objects.filter(scorecard=like).in_use().select_related("definition"):
        held = measure.definition
        if held is None or held.section_id not in sections:
            continue
        said = {name: getattr(held, name) for name in COMPARED if name != "section_id"}
        made = Measure.objects.create(scorecard=scorecard, created_at=now)
        definition = MeasureDefinition.objects.create(
            measure=made,
            section=sections[held.section_id],
            holds_from=held.holds_from,
            recorded_at=now,
            recorded_by=by,
            why=f"As in {like}",
            **said,
        )
        Measure.objects.filter(pk=made.pk).update(definition=definition)
        copied += 1
    record(
        "copy_scorecard",
        by=by,
        now=now,
        scorecard=scorecard,
        details={"title": like.title, "sections": len(sections), "measures": copied},
    )

"""Whatever is done, and in whatever order: once the worker has done what was queued, no status is left to change.

The worker does what the actions queued and nothing else; the nightly comparison, to the word, then finds nothing.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from measures.actions.recalculate import Depth, run_recalculation, tally
from measures.choices import JobState
from measures.models import Event, Recalculation, Scorecard
from measures.transitions import PERIOD, RESTATEMENT, SUBMISSION
from reports.models import Edition
from tests.factories.walk import DEEDS, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

WALKS = int(os.environ.get("WALKS", "1"))
STEPS = int(os.environ.get("WALK_STEPS", "0"))
"""Steps of a walk at least; it goes on until everything has been done."""
MOST_STEPS = 300


def work_off(scorecard: Scorecard) -> None:
    """Do what waits, as the worker would."""
    waiting = Recalculation.objects.filter(scorecard=scorecard, state=JobState.WAITING)
    for job in waiting.select_related("scorecard").order_by("pk"):
        run_recalculation(job)
    waiting.update(state=JobState.DONE)


@pytest.mark.parametrize("seed", range(WALKS))
def test_no_status_is_left_to_change_whatever_is_done(seed: int) -> None:
    walk, done = Walk(seed), Counter(dict.fromkeys(DEEDS, 0))
    steps: list[str] = []
    frozen: dict[int, str] = {}
    while (len(steps) < STEPS or not all(done.values())) and len(steps) < MOST_STEPS:
        rarest_first = sorted(DEEDS, key=lambda name: (done[name], walk.random.random()))
        steps.append(next(name for name in rarest_first if walk.do(name)))
        done[steps[-1]] += 1
        work_off(walk.scorecard)
        found = tally(scorecard=walk.scorecard, depth=Depth.WORDS)
        assert found.changed == 0, f"seed {seed}, after {', '.join(steps[-5:])}: {found}"
        frozen = {**dict(Edition.objects.values_list("pk", "content")), **frozen}
    assert all(done.values()), done
    assert dict(Edition.objects.values_list("pk", "content")) == frozen
    assert all(edition.is_whole() for edition in Edition.objects.all())
    assert every_transition() - set(Event.objects.values_list("what", flat=True)) == set()


def every_transition() -> set[str]:
    """Return what the events of all transitions are called."""
    of_others = {f"{name}_period" for name in PERIOD} | {f"{name}_restatement" for name in RESTATEMENT}
    return {*SUBMISSION, *of_others}

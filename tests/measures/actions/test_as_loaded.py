"""A loaded figure that a person confirms stays the load's: what is found of how it was written is still asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.actions.drafts import Draft, save_draft, submit
from measures.actions.outcome import Refused, fetch
from measures.choices import Rule
from measures.models import Finding, Scorecard, Submission
from tests.factories.imports import owner_of, slot

pytestmark = pytest.mark.django_db

SAID = "More visits were recorded late."


def told(sample: Scorecard, draft: Draft, **explanations: str) -> Submission:
    """Submit 8.2, which was loaded as 10.2, with a draft and an explanation of the findings of some rules."""
    held = fetch(slot(sample, "8.2").pk)
    by_id = {row.pk: explanations[row.rule] for row in found(sample) if row.rule in explanations}
    return submit(submission=held, version=held.version, draft=draft, by=owner_of(sample, "8.2"), explanations=by_id)


def found(sample: Scorecard) -> list[Finding]:
    rows = Finding.objects.open().filter(submission=slot(sample, "8.2"), rule__in=(Rule.FORMAT, Rule.RECONCILE))
    return list(rows.order_by("rule").prefetch_related("explanations"))


def confirmed(sample: Scorecard, **changes: Any) -> Draft:
    return replace(Draft.of(slot(sample, "8.2")), happening=SAID, **changes)


def test_what_had_to_be_explained_of_a_loaded_figure_stays_with_it_when_it_is_submitted(sample: Scorecard) -> None:
    with pytest.raises(Refused) as refused:
        told(sample, confirmed(sample))
    assert len(refused.value.fields) == 2
    sent = told(sample, confirmed(sample), format="The extract has no signs.", reconcile="Two extracts.")
    assert sent.submitted_revision is not None
    assert sent.submitted_revision.said == "10.2"
    said = [(row.rule, [each.text for each in row.explanations.all()]) for row in found(sample)]
    assert said == [("format", ["The extract has no signs."]), ("reconcile", ["Two extracts."])]


def test_a_sign_that_is_typed_in_is_no_longer_asked_for(sample: Scorecard) -> None:
    held = fetch(slot(sample, "8.2").pk)
    draft = confirmed(sample, figure="10.2%")
    save_draft(submission=held, version=held.version, draft=draft, by=owner_of(sample, "8.2"))
    assert [row.rule for row in found(sample)] == ["reconcile"]


def test_another_figure_that_is_typed_into_the_portal_needs_no_sign(sample: Scorecard) -> None:
    held = fetch(slot(sample, "8.2").pk)
    draft = confirmed(sample, figure="10.5")
    save_draft(submission=held, version=held.version, draft=draft, by=owner_of(sample, "8.2"))
    assert [row.rule for row in found(sample)] == ["reconcile"]

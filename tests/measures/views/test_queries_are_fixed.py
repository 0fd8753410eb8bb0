"""Each page asks the database the same number of questions, however much it shows; and a GET writes nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from measures.choices import FigureSource, RoleName, SubmissionState
from measures.models import Revision, Submission
from tests.factories.accounts import browser_with
from tests.factories.catalogue import DefinitionFactory
from tests.factories.council import NOVEMBER, OCTOBER, SLUG, Council
from tests.factories.inputs import TargetFactory
from tests.factories.months import figure_of
from tests.factories.people import RoleFactory

SignedIn = Callable[[str], Client]

MOST = 15
"""Questions of one page, those for the session, the person and their roles among them."""
PAGES = (
    ("owner", reverse("home")),
    ("director", reverse("home")),
    ("signatory", reverse("home")),
    ("team", reverse("home")),
    ("board", reverse("home")),
    ("administrator", reverse("home")),
    ("team", reverse("measures:people")),
    ("administrator", reverse("measures:people")),
    ("team", reverse("measures:people") + "?role=owner&search=o"),
    ("team", reverse("measures:holders", args=[SLUG, "1.1"])),
    ("director", reverse("measures:delegations")),
    ("team", reverse("measures:rule", args=[SLUG])),
    ("team", reverse("measures:control_charts", args=[SLUG])),
    ("team", reverse("measures:sent_mail")),
    ("owner", reverse("measures:work")),
    ("director", reverse("measures:queue")),
    ("team", reverse("measures:board", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:board", args=[SLUG, NOVEMBER]) + "?only=findings"),
    ("team", reverse("measures:board", args=[SLUG, OCTOBER])),
    ("team", reverse("measures:months", args=[SLUG])),
    ("team", reverse("measures:close_month", args=[SLUG, NOVEMBER])),
    ("owner", reverse("measures:scorecard", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:scorecard", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:arrows", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=heat"),
    ("team", reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=moved"),
    ("team", reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=compare"),
    ("team", reverse("measures:scorecard", args=[SLUG, NOVEMBER]) + "?view=charts"),
    ("owner", reverse("measures:search") + "?q=measure"),
    ("team", reverse("measures:search") + "?q=said"),
    ("owner", reverse("measures:measure", args=[SLUG, "1.1"])),
    ("owner", reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])),
    ("deputy", reverse("measures:entry", args=[SLUG, NOVEMBER, "1.1"])),
    ("director", reverse("measures:approve", args=[SLUG, NOVEMBER, "1.1"])),
    ("team", reverse("measures:revised", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:audit", args=[SLUG])),
    ("owner", reverse("measures:measure_history", args=[SLUG, "1.1"])),
    ("owner", reverse("measures:submission_history", args=[SLUG, NOVEMBER, "1.1"])),
    ("owner", reverse("measures:scorecard_as_known", args=[SLUG, NOVEMBER])),
    ("owner", reverse("measures:measure_as_known", args=[SLUG, "1.1"])),
    ("team", reverse("measures:restatements", args=[SLUG])),
    ("team", reverse("measures:ask_restatement", args=[SLUG, OCTOBER, "1.1"])),
    ("team", reverse("measures:catalogue", args=[SLUG])),
    ("team", reverse("measures:sections", args=[SLUG])),
    ("team", reverse("measures:kept_measures", args=[SLUG])),
    ("team", reverse("measures:add_measure", args=[SLUG])),
    ("team", reverse("measures:first_steps_of", args=[SLUG])),
    ("team", reverse("measures:holders_of", args=[SLUG])),
    ("team", reverse("measures:targets", args=[SLUG, 2023])),
    ("team", reverse("measures:comparators", args=[SLUG])),
    ("team", reverse("measures:add_comparator", args=[SLUG])),
    ("team", reverse("measures:new_year", args=[SLUG, 2024])),
    ("director", reverse("measures:unremarkable")),
    ("team", reverse("measures:remind", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:leave_several_out", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:loads", args=[SLUG])),
    ("team", reverse("measures:load_template", args=[SLUG, NOVEMBER])),
    ("team", reverse("measures:scorecards")),
    ("team", reverse("reports:early_readings", args=[SLUG, NOVEMBER])),
)


def grow(found: Council) -> None:
    """Give the scorecard twelve more measures of the same people, half of them submitted, half drafts."""
    owner, director = found.people["owner"], found.people["director"]
    for number in range(2, 14):
        definition = DefinitionFactory.create(section=found.front_door, ref=f"1.{number}", title=f"Measure {number}")
        TargetFactory.create(measure=definition.measure)
        RoleFactory.create(person=owner, role=RoleName.OWNER.value, measure=definition.measure)
        figure_of(
            definition, OCTOBER, "80", state=SubmissionState.PUBLISHED, source=FigureSource.IMPORTED.value, places=0
        )
        state = SubmissionState.SUBMITTED if number % 2 else SubmissionState.DRAFT
        figure_of(definition, NOVEMBER, "79", state=state, by=owner, approver=director)
    Submission.objects.filter(state=SubmissionState.DRAFT).update(draft_figure="79%", draft_by=owner)
    revise(found)
    for _ in range(10):
        RoleFactory.create(role=RoleName.DEPUTY.value, measure=found.visits.measure)


def revise(found: Council) -> None:
    """Let a later extract have every figure of October otherwise: the revisions wait."""
    for submission in Submission.objects.filter(period=found.october, pending_revision=None):
        revision = Revision.objects.create(submission=submission, number=2, value=81, source=FigureSource.LOADED)
        Submission.objects.filter(pk=submission.pk).update(pending_revision=revision)


def asked(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def tables_of(query: str) -> str:
    """Return what a query reads, in a few words."""
    return query[query.find(" FROM ") :][:60]


@pytest.fixture(scope="module")
def questions(
    council_of_the_file: Council, sessions: dict[str, str], django_db_blocker: DjangoDbBlocker
) -> dict[tuple[str, str], tuple[list[str], ...]]:
    """What each page asks when it is first looked at, when it is again, and when the scorecard has grown."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = copy.deepcopy(council_of_the_file)
        found.put(SubmissionState.SUBMITTED)
        revise(found)
        browsers = {page: browser_with(sessions[page[0]]) for page in PAGES}
        small = {page: [asked(browsers[page], page[1]) for _ in range(2)] for page in PAGES}
        grow(found)
        asked_of_all = {page: (*small[page], asked(browsers[page], page[1])) for page in PAGES}
        transaction.set_rollback(True)
    return asked_of_all


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_page_asks_as_much_of_a_small_scorecard_as_of_a_large_one_and_writes_nothing(
    questions: dict[tuple[str, str], tuple[list[str], ...]], page: tuple[str, str]
) -> None:
    first, small, large = questions[page]
    assert len(large) == len(small), "\n".join(sorted(map(tables_of, large)))
    assert len(large) <= MOST, "\n".join(sorted(map(tables_of, large)))
    assert not [query for query in first + large if query.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_the_page_of_ones_own_workbook_asks_as_much_for_one_measure_as_for_many(
    found: Council, signed_in: SignedIn
) -> None:
    client, address = signed_in("owner"), reverse("measures:own_upload", args=[SLUG, NOVEMBER])
    asked(client, address)
    small = asked(client, address)
    grow(found)
    large = asked(client, address)
    assert len(large) == len(small) <= MOST, "\n".join(sorted(map(tables_of, large)))

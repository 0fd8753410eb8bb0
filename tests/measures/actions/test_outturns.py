"""March's outturn is provisional until the validated return stands beside it; the next baseline is taken from that."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions import outturns
from measures.actions.inputs import set_baseline
from measures.actions.outcome import Overtaken, Refused
from measures.actions.outturns import WantedOutturn, keep_outturns
from measures.actions.years import begin_year
from measures.choices import Audience, Counts, SubmissionState
from measures.models import Baseline, Event, MeasureDefinition, Outturn, Period
from reports.content import EditionContent, build_content, from_data, to_data
from tests.factories.council import OCTOBER, SLUG, Council, council
from tests.factories.months import figure_of
from tests.racing import at_once

RETURN = "SSDA903 return 2022/23"
MARCH, VALIDATED = dt.date(2023, 3, 1), dt.date(2023, 9, 14)
pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Council:
    made = council()
    figure_of(made.visits, MARCH, None, state=SubmissionState.PUBLISHED, numerator=85, denominator=100)
    return made


def enter(found: Council, figure: str = "86", seen: int | None = None, **options: Any) -> list[Outturn]:
    wanted = [WantedOutturn(found.visits.measure, Decimal(figure), 0, f"{figure}%", seen)]
    given = {"year": 2022, "source": RETURN, "validated_on": VALIDATED, "by": found.people["team"], **options}
    return keep_outturns(scorecard=found.scorecard, wanted=wanted, **given)


def test_a_validated_outturn_has_its_return_its_date_and_its_event_and_an_older_one_is_kept(found: Council) -> None:
    (first,) = enter(found)
    (second,) = enter(found, "87", seen=first.pk)
    kept = [(row.figure, row.superseded_at is None) for row in Outturn.objects.order_by("pk")]
    assert kept == [(86, False), (87, True)]
    assert (second.source, second.validated_on, second.recorded_by) == (RETURN, VALIDATED, found.people["team"])
    event = Event.objects.filter(what="set_outturn").latest("pk")
    assert event.details == {"year": 2022, "was": "86%", "is": "87%", "source": RETURN}
    assert enter(found, "87", seen=second.pk) == []


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"source": " "}, "source"),
        ({"validated_on": dt.date(2023, 3, 31)}, "validated_on"),
        ({"validated_on": dt.date(2999, 1, 1)}, "validated_on"),
    ],
)
def test_a_return_without_a_name_or_of_another_time_is_refused(
    found: Council, options: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(found, **options)
    assert list(refused.value.fields) == [field]
    assert not Outturn.objects.exists()


@pytest.mark.parametrize("who", ["owner", "director", "signatory", "board", "stranger"])
def test_only_the_performance_team_enters_it(found: Council, who: str) -> None:
    with pytest.raises(Refused) as refused:
        enter(found, by=found.people[who])
    assert refused.value.hidden


def test_a_new_year_takes_its_baseline_from_the_validated_outturn_where_there_is_one(found: Council) -> None:
    enter(found)
    done = begin_year(scorecard=found.scorecard, year=2023, by=found.people["team"])
    assert done.baselines == 1
    baseline = Baseline.objects.current().get(measure=found.visits.measure, year=2023)
    assert (baseline.figure, baseline.outturn) == (86, Outturn.objects.get())
    assert not Baseline.objects.filter(measure=found.placements.measure).exists()


def test_the_baseline_of_a_year_that_has_begun_follows_unless_somebody_has_set_it(found: Council) -> None:
    begin_year(scorecard=found.scorecard, year=2023, by=found.people["team"])
    (first,) = enter(found)
    enter(found, "87", seen=first.pk)
    current = Baseline.objects.current().filter(measure=found.visits.measure, year=2023)
    assert current.get().figure == 87
    set_baseline(
        measure=found.visits.measure, year=2023, figure=Decimal(80), missing=None, by=found.people["team"], said="80%"
    )
    enter(found, "88", seen=Outturn.objects.current().get().pk)
    assert current.get().figure == 80


def test_an_entry_that_is_interrupted_leaves_nothing_behind(found: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **about: Any) -> None:
        raise RuntimeError("The process is gone.")

    monkeypatch.setattr(outturns, "record", fails)
    with pytest.raises(RuntimeError):
        enter(found)
    assert not Outturn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_it_at_once_one_does_and_the_other_is_told(found: Council) -> None:
    outcomes = at_once(lambda: enter(found, "86"), lambda: enter(found, "87"))
    (told,) = [outcome for outcome in outcomes if isinstance(outcome, Overtaken)]
    assert "since you opened the page" in " ".join(told.fields.values())
    assert Outturn.objects.count() == 1


def test_the_pages_show_march_beside_the_validated_return(found: Council, client: Client) -> None:
    client.force_login(found.people["team"], backend="django.contrib.auth.backends.ModelBackend")
    measure = reverse("measures:measure", args=[SLUG, "1.1"])
    assert "85% in March, provisional until the validated return is entered." in client.get(measure).content.decode()
    address = reverse("measures:outturns", args=[SLUG, 2022])
    name = f"figure_{found.visits.measure_id}"
    posted = {"source": RETURN, "validated_on": "14/9/2023", name: "many"}
    refused = client.post(address, posted)
    assert refused.status_code == 422
    assert 'value="many"' in refused.content.decode()
    assert client.post(address, {**posted, name: "86%"}).status_code == 302
    assert "Validated, differs from March: SSDA903 return 2022/23" in client.get(address).content.decode()
    shown = client.get(measure).content.decode()
    assert "86%, validated (SSDA903 return 2022/23, 14 September 2023" in shown
    assert "March’s figure: 85%." in shown
    assert "86%, validated" in client.get(reverse("measures:new_year", args=[SLUG, 2023])).content.decode()


def edition(found: Council, audience: Audience = Audience.INTERNAL) -> EditionContent:
    period = Period.objects.get(scorecard=found.scorecard, month=OCTOBER)
    made = build_content(found.scorecard, period, audience=audience, number=1)
    return from_data(to_data(made))


def test_the_edition_says_provisional_then_validated_and_names_the_return(found: Council) -> None:
    assert edition(found).by_ref("1.1").last_outturn == "85%, provisional"
    enter(found)
    said = edition(found).by_ref("1.1")
    assert said.last_outturn == "86%, validated"
    assert said.outturn is not None
    assert said.outturn.sentence == "86%, validated: SSDA903 return 2022/23 (March: 85%)"


@pytest.mark.parametrize("counts", [Counts.STAFF, Counts.CHILDREN])
def test_a_validated_outturn_of_few_children_is_kept_out_of_the_public_edition(found: Council, counts: Counts) -> None:
    MeasureDefinition.objects.update(counts=counts.value)
    enter(found, "97")
    public = edition(found, Audience.PUBLIC)
    kept_out = [decision.reason for decision in public.decisions if "1.1 outturn" in decision.reason]
    outturn = public.by_ref("1.1").outturn
    if counts is Counts.STAFF:
        assert outturn is not None
        assert (outturn.shown, kept_out) == ("97%", [])
    else:
        assert outturn is None
        assert len(kept_out) == 1

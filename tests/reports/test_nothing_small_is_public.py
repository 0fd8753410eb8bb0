"""The public edition's three files have no trace of what it suppresses, wherever somebody has typed it.

The month is made up of numbers that stand nowhere else, so that each of them can be searched for as a text.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf
import pypdf
import pytest
from django.urls import reverse

from measures.actions import restatements
from measures.actions.drafts import Draft
from measures.choices import Audience, Missing, RoleName, TargetKind
from measures.models import Action, Annotation, Finding, MeasureDefinition, Outturn, Submission
from reports.actions import queue_rendering, sign
from reports.content import EditionContent, from_data
from reports.models import Edition, Format, RenderedFile
from reports.rendering import render
from tests.factories.accounts import browser_of
from tests.factories.catalogue import DefinitionFactory
from tests.factories.inputs import BaselineFactory, TargetFactory
from tests.factories.months import figure_of
from tests.factories.people import RoleFactory
from tests.factories.reports import NOVEMBER, Round, ready_round
from tests.factories.restating import fresh, publish_period, published

pytestmark = pytest.mark.django_db

MARCH, SEPTEMBER, OCTOBER = (dt.date(2023, month, 1) for month in (3, 9, 10))
FEW, MANY = (4, 4421), (7916, 7919)
"""Of 4,421 children 4; of 7,919 all but 3."""
GROUPS = {"": (48611, 52301), " 17-18": (19501, 21617), " 19-21": (29107, 30682)}
"""Care leavers in touch: all less the two groups leaves 3 of 2."""
PRINTED = (6719, 8002)
"""Large enough for everybody to read; but the baseline that its target climbs from is not known to be."""
BASELINE, OUTTURN, TARGET = Decimal("61.73"), Decimal("57.13"), Decimal("87.41")
CLIMBED = "78.85"
"""The target of November on the line from the baseline."""
SECRETS = ("4421", "7916", "7919", "0.09", "0.11", "99.96", "61.73", "57.13", CLIMBED)
SAID = "Of 4,421 children 4 waited, of 7,919 all but 3, after 61.73% and 57.13%: 0.09% and 99.96%."


def measure(november: Round, ref: str, counts: tuple[int, int], **definition: Any) -> MeasureDefinition:
    """Add a measure with an approved figure; everything that can be said of it quotes the secrets."""
    made = DefinitionFactory.create(section=november.section, ref=ref, decimals=2, **definition)
    RoleFactory.create(role=RoleName.OWNER.value, person=november.owner, measure=made.measure)
    numerator, denominator = map(Decimal, counts)
    slot = figure_of(
        made, NOVEMBER, None, by=november.owner, approver=november.director, numerator=numerator,
        denominator=denominator, happening=SAID, why=SAID, doing=SAID,
    )  # fmt: skip
    Submission.objects.filter(pk=slot.pk).update(caveat=SAID)
    Finding.objects.create(submission=slot, rule="unusual", severity="warning", message=SAID)
    Action.objects.create(measure=made.measure, what=SAID, owner=SAID[:40], due=NOVEMBER, opened_by=november.director)
    Annotation.objects.create(measure=made.measure, period=november.period, text=SAID, by=november.owner)
    november.definitions.append(made)
    november.submissions.append(slot)
    return made


def unusual_month() -> Round:
    """Return a November with a small number, a small complement, a small rest, a baseline and an outturn to hide."""
    november = ready_round(1)
    TargetFactory.create(measure=measure(november, "2.0", FEW).measure, figure=Decimal(50))
    TargetFactory.create(measure=measure(november, "2.1", MANY).measure, figure=Decimal(100))
    for ref, (ages, counts) in zip(("2.2", "2.3", "2.4"), GROUPS.items(), strict=True):
        measure(november, ref, counts, title=f"% in touch{ages}", denominator_source=f"group:leavers{ages}")
    climbing = measure(november, "2.5", PRINTED)
    TargetFactory.create(measure=climbing.measure, kind=TargetKind.LINEAR.value, figure=TARGET, places=2)
    BaselineFactory.create(measure=climbing.measure, figure=BASELINE, places=2)
    Outturn.objects.create(
        measure=climbing.measure, year=2022, figure=OUTTURN, places=2, source="Return 2022/23", validated_on=SEPTEMBER
    )
    return november


def corrected(november: Round) -> None:
    """Correct the small number in a second edition, with a reason that quotes it."""
    november.period = publish_period(november)
    reason = "Of 4,421 children 5 waited, and not 4."
    row = restatements.ask(submission=fresh(november, 1), reason=reason, by=november.owner)
    row = restatements.agree(restatement=row, version=row.version, by=november.performance)
    right = Draft(figure="0.11%", numerator="5", denominator="4421", happening=SAID)
    row = restatements.submit(restatement=row, version=row.version, draft=right, by=november.owner)
    row = restatements.approve(restatement=row, version=row.version, by=november.director)
    published(november, restatements.fetch(row.pk))


def hidden(content: EditionContent, whole: EditionContent) -> set[str]:
    """Return the counts and figures of what the public edition suppresses, as they would be printed."""
    found = set()
    for known in whole.measures:
        for figure in known.series:
            if content.by_ref(known.ref).figure(figure.month).missing is Missing.SUPPRESSED:
                counts = (figure.numerator, figure.denominator)
                found |= {figure.shown.rstrip("%"), *(str(count) for count in counts if count is not None)}
    return {number for number in found if len(number.replace(".", "")) > 2}


def texts_of_pdf(data: bytes) -> Iterator[str]:
    """Yield what a PDF prints and everything that it holds as text: descriptions, bookmarks, properties."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    yield from (page.extract_text() for page in reader.pages)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for held in pdf.objects:
            if isinstance(held, pikepdf.Dictionary):
                yield from (str(value) for value in held.values() if isinstance(value, pikepdf.String))
            if isinstance(held, pikepdf.Stream) and held.get("/Type") == "/Metadata":
                yield held.read_bytes().decode(errors="replace")


def texts_of_workbook(data: bytes) -> Iterator[str]:
    """Yield every part of a workbook, whether a program shows it or not."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        yield from (parts.read(name).decode(errors="replace") for name in parts.namelist())


def texts_of_page(page: str) -> Iterator[str]:
    """Yield a page and the drawings that are written into it."""
    yield page
    for drawing in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page):
        yield base64.b64decode(drawing).decode()


def everything_public(november: Round, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all that a reader of the public edition is given."""
    client = browser_of(november.board)
    page = client.get(edition.get_absolute_url())
    assert page.status_code == 200
    yield from (("page", text) for text in texts_of_page(page.content.decode()))
    yield "headers of the page", str(page.headers)
    yield "list", client.get(reverse("reports:editions")).content.decode()
    for form, texts in ((Format.PDF, texts_of_pdf), (Format.WORKBOOK, texts_of_workbook)):
        job = queue_rendering(edition=edition, format=form, by=None)
        assert render(job.pk)
        file = RenderedFile.objects.get(rendering=job)
        yield from ((form.value, text) for text in texts(bytes(file.content)))
        answer = client.get(reverse("reports:download", args=[job.pk]))
        yield f"headers of the {form.value}", str(answer.headers)
    kept = edition.data()
    yield "content", json.dumps(kept, ensure_ascii=False)


def found_in(text: str, number: str) -> bool:
    """Return whether a number stands in a text, with or without commas."""
    written = f"{int(number):,}" if number.isdecimal() else number
    return any(re.search(rf"(?<![\d.]){re.escape(each)}(?!\d)", text) for each in {number, written})


def test_no_suppressed_number_stands_anywhere_in_the_public_files_of_a_month_or_of_its_correction() -> None:
    november = unusual_month()
    sign(period=november.period, by=november.signatory, exceptions_confirmed=True)
    corrected(november)
    editions = Edition.objects.filter(period=november.period, audience=Audience.PUBLIC).order_by("number")
    assert [edition.number for edition in editions] == [1, 2]
    for edition in editions:
        board = Edition.objects.get(period=november.period, audience=Audience.INTERNAL, number=edition.number)
        content = from_data(edition.data())
        secrets = {*SECRETS, *hidden(content, from_data(board.data()))}
        assert len(secrets) > len(SECRETS)
        assert content.by_ref("2.5").figure(NOVEMBER).printed == "83.97%"
        for where, text in everything_public(november, edition):
            leaked = [number for number in secrets if found_in(text, number)]
            assert not leaked, f"{leaked} in the {where} of edition {edition.number}"
        assert found_in(json.dumps(board.data()), "4421"), "what is searched for is found where it is"

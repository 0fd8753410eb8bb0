"""Whether a file is the one that was made of an edition: by the hash of its bytes, and by the hash that it carries.

Called by the command and by the page. Reads the database; keeps nothing of the file.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from measures.choices import Audience, PeriodState
from measures.models import Event
from reports.early import READ
from reports.models import Edition, EditionQuerySet, RenderedFile

MARK: Final = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""How a PDF's metadata and a workbook's properties name the content that they were made of."""
STREAM: Final = re.compile(rb"stream\r?\n")
LARGEST_PART: Final = 1024 * 1024
"""Bytes that are read of one compressed part: metadata is far smaller."""
MOST_READ: Final = 100 * 1024 * 1024
"""Bytes that are read of all compressed parts together, so that a file made to be endless is not."""

MOST_MARKS: Final = 100
"""Hashes in one file that are looked for among the early readings; what the portal makes has one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about a file."""

    genuine: bool
    headline: str
    sentences: tuple[str, ...] = ()
    edition: Edition | None = None


UNKNOWN: Final = Verdict(
    False,
    "This is not a file of an edition that you may read.",
    ("No file of those editions has these bytes, and this one names the content of none of them.",),
)
STRANGER: Final = Verdict(
    False,
    "This is not a file of an edition.",
    ("Nothing that this portal made of an edition has these bytes, and the file names no content that it knows.",),
)


def verify(data: bytes, *, editions: EditionQuerySet | None = None, readings: QuerySet[Event] | None = None) -> Verdict:
    """Say whether a file is one that this portal made, of which edition, and whether that still is the latest.

    `editions` are those that whoever asks may read, `readings` the early readings that they may know of; None is all.
    """
    digest, marks = hashlib.sha256(data).hexdigest(), sorted(content_marks(data))
    given = (Event.objects.filter(what=READ) if readings is None else readings).select_related("by", "period")
    return (
        _given_early(given, digest)
        or _made_of_an_edition(digest, marks, editions)
        or _named_as_given(given, marks)
        or (STRANGER if editions is None else UNKNOWN)
    )


def _made_of_an_edition(digest: str, marks: Sequence[str], editions: EditionQuerySet | None) -> Verdict | None:
    """Say of which edition a file was made, or says that it was."""
    known = (
        (editions if editions is not None else Edition.objects.all())
        .with_superseded()
        .select_related("scorecard", "period", "publication", "signed_by")
        .defer("content")
    )
    file = (
        RenderedFile.objects.filter(sha256=digest, rendering__edition__in=known)
        .values_list("rendering__edition", flat=True)
        .first()
    )
    if file is not None:
        edition = known.get(pk=file)
        return Verdict(True, "This is the file that was made of the edition, byte for byte.", _about(edition), edition)
    for mark in marks:
        named = known.filter(sha256=mark).first()
        if named is not None:
            return Verdict(
                False,
                "This is not the file that was made of the edition, although it says that it is.",
                (
                    "It names the content of the edition below, but its bytes are not those of a file that this portal "
                    "made of it. It was changed, or saved again by another program.",
                    *_about(named),
                ),
                named,
            )
    return None


def _given_early(readings: QuerySet[Event], digest: str) -> Verdict | None:
    """Say who was given a file, byte for byte, to read before the month was published."""
    reading = readings.filter(details__file=digest).first()
    if reading is None:
        return None
    name, day = _reader(reading)
    return Verdict(
        False, f"This is a draft for early reading, of {day}, read by {name}; not published.", (_since(reading),)
    )


def _named_as_given(readings: QuerySet[Event], marks: Sequence[str]) -> Verdict | None:
    """Say who was given files with the content that a file names, which may be one of them that was changed."""
    named = list(readings.filter(details__sha256__in=marks[:MOST_MARKS], details__form="pdf")) if marks else []
    if not named:
        return None
    given = "; ".join(dict.fromkeys(f"{name} on {day}" for name, day in map(_reader, named)))
    said = (
        "Its bytes are not known: it was given before the portal kept the hashes of such files, was changed, or was "
        f"saved again by another program. What it names was given to read early to {given}."
    )
    return Verdict(False, "This says that it is a draft for early reading; not published.", (said, _since(named[0])))


def _reader(reading: Event) -> tuple[str, str]:
    """Return who read early, and on which day."""
    name = reading.by.get_full_name() if reading.by is not None else "somebody"
    return name, f"{timezone.localtime(reading.at):%-d %B %Y}"


def _since(reading: Event) -> str:
    """Return how the month stands that a draft was of."""
    period = reading.period
    if period is None or period.state != PeriodState.PUBLISHED:
        return f"{period} has not been published."
    return f"{period} has been published since. Read its edition instead: the draft may say something else."


def _about(edition: Edition) -> tuple[str, ...]:
    """Return which edition it is and how it stands, in sentences."""
    reader = "the public" if edition.audience == Audience.PUBLIC else "the board"
    said = [f"Edition {edition.number} of {edition.period}, {edition.scorecard}, for {reader}."]
    if edition.signed_at is not None and edition.signatory:
        signed = timezone.localtime(edition.signed_at)
        who = f"{edition.signatory}," if edition.in_place_of else edition.signatory
        said.append(f"Signed by {who} on {signed:%-d %B %Y} at {signed:%H:%M}.")
    elif edition.imported:
        said.append("Published before this portal; nobody signed it here.")
    publication = getattr(edition, "publication", None)
    if publication is None:
        said.append("It has not been published.")
    elif not edition.imported:
        said.append(f"Published on {timezone.localtime(publication.at):%-d %B %Y}.")
    superseded = getattr(edition, "is_superseded", False)
    said.append(
        f"It has been superseded by a later edition of {edition.period}."
        if superseded
        else "No later edition has superseded it."
    )
    said.append(f"The hash of its content is {edition.sha256}.")
    return tuple(said)


def content_marks(data: bytes) -> set[str]:
    """Return the hashes of content that a PDF or a workbook carries in its metadata."""
    parts = _workbook_parts(data) if data.startswith(b"PK") else _pdf_parts(data)
    return {mark.decode() for part in parts for mark in MARK.findall(part)}


def _pdf_parts(data: bytes) -> Iterator[bytes]:
    """Yield a PDF as it stands, then the beginning of each of its compressed streams."""
    yield data
    whole, left = memoryview(data), MOST_READ
    for start in STREAM.finditer(data):
        try:
            part = zlib.decompressobj().decompress(whole[start.end() :], min(left, LARGEST_PART))
        except zlib.error:
            continue
        yield part
        left -= len(part)
        if left <= 0:
            return


def _workbook_parts(data: bytes) -> Iterator[bytes]:
    """Yield the document properties of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in ("docProps/core.xml", "docProps/custom.xml"):
                if name in archive.namelist():
                    with archive.open(name) as part:
                        yield part.read(LARGEST_PART)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError):
        return

"""What a file of evidence is, told by what it holds and never by its name; what could do harm is refused.

Nothing is unpacked beyond a bounded part and nothing is drawn: a file is kept, and given out only to be saved.
Called by `evidence`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from measures.actions.outcome import Refused
from measures.choices import EvidenceKind

NOT_ONE: Final = "Choose a PDF, an Excel workbook (.xlsx), a Word document (.docx), or a PNG or JPEG picture."
DAMAGED: Final = "The file is damaged or cut short. Open it, save it again, and add it once more."
TOO_TIGHT: Final = "The file unpacks to far more than a document holds. Save it again without what is not needed."
MACROS: Final = "The file holds macros or other programs. Save it without them."
LOCKED: Final = "The file has a password. Save it without one."

MOST_PARTS: Final = 3_000
MOST_UNPACKED: Final = 150_000_000
LARGEST_RATIO: Final = 300
WIDEST: Final = 30_000
"""Pixels of a picture's side."""

_PROGRAMS_IN_PDF: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_PROGRAMS_IN_OFFICE: Final = re.compile(
    r"vba|macrosheets/|activex|/embeddings/|\.(?:exe|dll|js|vbs|ps1|bat|cmd|com|scr|jar|lnk)$", re.IGNORECASE
)
_HEX_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED_IN_PDF: Final = re.compile(rb"/ObjStm\b.{0,1000}?>>\s{0,10}stream\r?\n", re.DOTALL)
MOST_OF_A_PDF: Final = 50_000_000
"""Bytes of a PDF's packed objects that are looked at."""
_FRAMES_OF_JPG: Final = bytes(set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC})
"""The segments that tell a picture's size."""
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"


def refusal(sentence: str) -> Refused:
    """Return the refusal of a file, beside the box in which it was chosen."""
    return Refused(sentence, {"evidence": sentence})


def kind_of(content: bytes) -> EvidenceKind:
    """Return what a file is. Raises `Refused` for all but a whole and harmless file of the kinds that are taken."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpg(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise refusal(LOCKED if content.startswith(_OLD_OFFICE) else NOT_ONE)


def _pdf(content: bytes) -> EvidenceKind:
    if b"%%EOF" not in content[-2048:]:
        raise refusal(DAMAGED)
    if re.search(rb"/Encrypt\b", content):
        raise refusal(LOCKED)
    if any(_PROGRAMS_IN_PDF.search(_plain_names(part)) for part in (content, *_packed_objects(content))):
        raise refusal("The PDF holds a program or another file. Print it to a new PDF and add that.")
    return EvidenceKind.PDF


def _plain_names(content: bytes) -> bytes:
    """Return a PDF's text with the letters that its names may write as numbers: /J#61vaScript."""
    return _HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), content)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Yield what a PDF's packed objects hold, unpacked as far as a bounded part."""
    if content.count(b"/ObjStm") > MOST_PARTS:
        raise refusal(TOO_TIGHT)
    left, ends = MOST_OF_A_PDF, 0
    for found in _PACKED_IN_PDF.finditer(content):
        begins, before_it = found.end(), ends
        ends = content.find(b"endstream", begins)
        if begins < before_it or ends < 0:
            raise refusal(DAMAGED)
        before = content[max(0, found.start() - 1_000) : found.start()]
        if b"/Filter" not in before[before.rfind(b"obj") + 1 :] + found[0]:
            continue  # not packed, so that it has been looked at already
        try:
            objects = zlib.decompressobj().decompress(content[begins:ends], left)
        except zlib.error as damage:
            raise refusal(DAMAGED) from damage
        left -= len(objects)
        if left <= 0:
            raise refusal(TOO_TIGHT)
        yield objects


def _png(content: bytes) -> EvidenceKind:
    """Walk the picture's chunks, which have to fill the file from the header to the end mark."""
    at, name = 8, b""
    while name != b"IEND":
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        first, at = at == 8, at + 12 + length
        if len(name) < 4 or at > len(content) or first != (name == b"IHDR"):
            raise refusal(DAMAGED)
        if first:
            _insist_size(int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if at != len(content):
        raise refusal(DAMAGED)
    return EvidenceKind.PNG


def _insist_size(*sides: int) -> None:
    if not all(0 < side <= WIDEST for side in sides):
        raise refusal(f"The picture is larger than {WIDEST:,} pixels, or empty.")


def _jpg(content: bytes) -> EvidenceKind:
    """Walk the picture's segments up to its points: each is as long as it says, and one of them tells the size."""
    if not content.rstrip(b"\0\r\n").endswith(b"\xff\xd9"):
        raise refusal(DAMAGED)
    at, sized = 2, False
    while content[at : at + 2] != b"\xff\xda":
        name, length = content[at + 1 : at + 2], int.from_bytes(content[at + 2 : at + 4])
        if content[at : at + 1] != b"\xff" or length < 2 or at + 2 + length > len(content):
            raise refusal(DAMAGED)
        if name and name in _FRAMES_OF_JPG:
            _insist_size(int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9]))
            sized = True
        at += 2 + length
    if not sized:
        raise refusal(DAMAGED)
    return EvidenceKind.JPG


def _office(content: bytes) -> EvidenceKind:
    """Look a package over by its list of parts; only its content types are unpacked, and no more than 1 MB of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _insist_harmless(parts)
            with package.open("[Content_Types].xml") as stream:
                types = stream.read(1_000_000).replace(b"\0", b"").lower()
    except Refused:
        raise
    except KeyError as missing:
        raise refusal(NOT_ONE) from missing
    except Exception as damage:  # zip readers meet damaged files with exceptions of every kind
        raise refusal(DAMAGED) from damage
    if b"macroenabled" in types or b"vbaproject" in types:
        raise refusal(MACROS)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return EvidenceKind.XLSX
    if "word/document.xml" in names:
        return EvidenceKind.DOCX
    raise refusal(NOT_ONE)


def _insist_harmless(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refusal(TOO_TIGHT)
    if any(part.file_size > LARGEST_RATIO * max(part.compress_size, 1_000) for part in parts):
        raise refusal(TOO_TIGHT)
    if any(part.flag_bits & 0x1 for part in parts):
        raise refusal(LOCKED)
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise refusal(DAMAGED)
    if any(_PROGRAMS_IN_OFFICE.search(name) for name in names):
        raise refusal(MACROS)

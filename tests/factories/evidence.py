"""Files of evidence as their programs write them, small; and such as nobody should take."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

PDF: Final = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JFIF: Final = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9
FRAME: Final = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
POINTS: Final = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 8 + b"\xff\xd9"
JPG: Final = JFIF + FRAME + POINTS
TYPES: Final = "[Content_Types].xml"


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def packed(objects: bytes) -> bytes:
    """Return a PDF with these among its packed objects."""
    stream = zlib.compress(objects)
    head = b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
    return PDF.replace(b"trailer", head + stream + b"\nendstream\nendobj\ntrailer")


def package(**parts: str | bytes) -> bytes:
    """Return a zip of these parts; a double underscore in a name is a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def office(main: str = "word/document.xml", types: str = "<Types/>", **more: str | bytes) -> bytes:
    """Return a document, or with another main part a workbook."""
    return package(**{TYPES: types, main.replace("/", "__"): "<x/>", **more})


DOCX: Final = office()
XLSX: Final = office("xl/workbook.xml")
TAKEN: Final = {"pdf": PDF, "xlsx": XLSX, "docx": DOCX, "png": png(), "jpg": JPG}
REFUSED: Final = {
    "nothing known": b"MZ\x90\x00",
    "a page": b"<html><script>alert(1)</script></html>",
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "a PDF cut short": b"%PDF-1.7\n1 0 obj",
    "a PDF with a script": PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>"),
    "a PDF with a script by another spelling": PDF.replace(b"/Catalog", b"/Catalog /AA << /S /J#61vaScript >>"),
    "a PDF with a script among its packed objects": packed(b"1 0 << /S /JavaScript /JS (app.alert) >>"),
    "a PDF that unpacks to far more": packed(b"0" * 60_000_000),
    "a PDF with packed objects that are none": packed(b"1 0").replace(b"stream\nx", b"stream\n\0\0", 1),
    "a locked PDF": PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"),
    "a picture cut short": png()[:-4],
    "a picture with something behind it": png() + b"PK\x03\x04",
    "a picture of a million pixels' side": png(1_000_000, 1),
    "a JPEG cut short": JPG[:-2],
    "a page behind the beginning of a JPEG": JFIF + b"<html><script>alert(1)</script></html>" + b"\xff\xd9",
    "a JPEG of no size": JFIF + POINTS,
    "a JPEG of too great a size": JFIF + FRAME.replace(b"\x08\x00\x01", b"\x08\xff\xff") + POINTS,
    "a plain zip": package(**{"a.txt": "a"}),
    "another kind of package": package(**{TYPES: "<Types/>", "ppt__presentation.xml": "<x/>"}),
    "a zip cut short": DOCX[:-30],
    "macros": office(word__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"),
    "macros by their type": office(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "old macros": office("xl/workbook.xml", xl__macrosheets__sheet1_xml="<x/>"),
    "a file within": office(word__embeddings__oleObject1_bin="x"),
    "a bomb": office(word__media="0" * 40_000_000),
}

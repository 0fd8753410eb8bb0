"""What comes in, and as what."""

from __future__ import annotations

from typing import Final

from measures.choices.word import Word

RESPONSIBLE: Final = "Who is responsible"
"""The heading under which it is kept whom a council's own file has as responsible for a measure."""


class FigureSource(Word):
    """How a figure came to be in a revision."""

    LOADED = "loaded"
    ENTERED = "entered"
    IMPORTED = "imported history"


class UploadKind(Word):
    """What somebody says that a file is."""

    EXTRACT = "monthly extract"
    SCORECARD = "scorecard"
    OWN_MEASURES = "own measures"
    BENCHMARKS = "published figures"
    OUTTURN = "validated return"


class EvidenceKind(Word):
    """What a file of evidence is, by what it holds. The word is how its name ends."""

    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"
    PNG = "png"
    JPG = "jpg"

    @property
    def content_type(self) -> str:
        """Return the media type with which it is given out."""
        office = "application/vnd.openxmlformats-officedocument"
        return {
            EvidenceKind.PDF: "application/pdf",
            EvidenceKind.XLSX: f"{office}.spreadsheetml.sheet",
            EvidenceKind.DOCX: f"{office}.wordprocessingml.document",
            EvidenceKind.PNG: "image/png",
            EvidenceKind.JPG: "image/jpeg",
        }[self]

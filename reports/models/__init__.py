"""What is published: editions, and the files that are made of them."""

from reports.models.editions import Edition, EditionCount, EditionQuerySet, Publication, canonical, fingerprint
from reports.models.files import EarlyPdf, Format, RenderedFile, Rendering

__all__ = [
    "EarlyPdf",
    "Edition",
    "EditionCount",
    "EditionQuerySet",
    "Format",
    "Publication",
    "RenderedFile",
    "Rendering",
    "canonical",
    "fingerprint",
]

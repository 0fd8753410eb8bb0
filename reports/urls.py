"""The addresses of what is published. A month is 2023-11; an edition is known by its month, number and audience."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from measures.views.access import MonthConverter
from reports.views import early, early_pdfs, editions, files, imported, public_texts, restating, signing, verifying

register_converter(MonthConverter, "edition_month")

app_name = "reports"

MONTH = "scorecards/<slug:slug>/months/<edition_month:month>/"
FILE = "editions/files/<int:pk>/"
EARLY_PDF = "editions/early/<int:pk>/"
EDITION = "editions/<slug:slug>/<edition_month:month>/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("editions/", editions.editions, name="editions"),
    path("editions/verify/", verifying.verify, name="verify"),
    path(f"{EDITION}make/", files.make, name="make"),
    path(f"{EDITION}<str:audience>/make/", files.make, name="make"),
    path(EDITION, editions.edition, name="edition"),
    path(f"{EDITION}<str:audience>/", editions.edition, name="edition"),
    path(FILE, files.rendering, name="rendering"),
    path(f"{FILE}again/", files.again, name="again"),
    path(f"{FILE}cancel/", files.cancel, name="cancel"),
    path(f"{FILE}download/", files.download, name="download"),
    path("scorecards/<slug:slug>/first-steps/earlier-months/", imported.imported_months, name="imported_months"),
    path(f"{MONTH}sign/", signing.sign, name="sign"),
    path(f"{MONTH}sign/preview/", signing.preview, name="preview"),
    path(f"{MONTH}publish/", signing.publish, name="publish"),
    path(f"{MONTH}early/", early.read_early, name="early"),
    path(f"{MONTH}early/readings/", early.readings, name="early_readings"),
    path(EARLY_PDF, early_pdfs.early_pdf, name="early_pdf"),
    path(f"{EARLY_PDF}again/", early_pdfs.again, name="early_pdf_again"),
    path(f"{EARLY_PDF}cancel/", early_pdfs.cancel, name="early_pdf_cancel"),
    path(f"{EARLY_PDF}download/", early_pdfs.download, name="early_pdf_download"),
    path(f"{MONTH}restate/", restating.restate, name="restate"),
    path(f"{MONTH}measures/<str:ref>/public-text/", public_texts.public_text, name="public_text"),
]

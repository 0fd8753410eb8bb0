"""The addresses of what is published: signing, editions, their files, early reading, public texts."""

from __future__ import annotations

from tests.addresses.happened import (
    asked_early,
    closed,
    drafted,
    published,
    published_with_file,
    ready_early,
    signed,
    signed_with_file,
    spoken,
)
from tests.addresses.row import APPROVE, AT_1_1, HOLD, MONTH, OWN, SIGNED_IN, Row, all_get
from tests.factories.council import SLUG

EDITION = {**MONTH, "number": 1}
READS_SIGNED = ("signatory", "team", "director", "other director")
READS_PUBLISHED = (*READS_SIGNED, "owner", "deputy", "other owner", "board", "early reader")

EDITIONS: tuple[Row, ...] = (
    Row("reports:early", {}, MONTH),
    Row("reports:early", {}, MONTH, {"form": "page"}),
    Row("reports:early", {"early reader": 200}, MONTH, None, closed),
    Row("reports:early", {"early reader": 200}, MONTH, {"form": "page"}, signed),
    Row("reports:early", {"early reader": 422}, MONTH, {"form": "film"}, signed),
    Row("reports:early", {}, MONTH, {"form": "page"}, published),
    Row("reports:early", {"early reader": 302}, MONTH, {"form": "pdf"}, closed),
    Row("reports:early_pdf", {"early reader": 200}, {"pk": "early"}, None, asked_early),
    Row("reports:early_pdf", {"early reader": 200}, {"pk": "early"}, None, ready_early),
    Row("reports:early_pdf_again", {"early reader": 302}, {"pk": "early"}, {}, asked_early),
    Row("reports:early_pdf_cancel", {"early reader": 302}, {"pk": "early"}, {}, asked_early),
    Row("reports:early_pdf_download", {}, {"pk": "early"}, {}, asked_early),
    Row("reports:early_pdf_download", {"early reader": 200}, {"pk": "early"}, {}, ready_early),
    Row("reports:early_readings", all_get(200, *READS_SIGNED), MONTH),
    Row("reports:public_text", all_get(200, *AT_1_1), OWN, None, drafted),
    Row("reports:public_text", all_get(200, *AT_1_1), OWN, None, spoken),
    Row(
        "reports:public_text",
        {**all_get(302, *HOLD), **all_get(403, *APPROVE)},
        OWN,
        {"version": "0", "text": "Visits are on time.", "do": "submit"},
        drafted,
    ),
    Row(
        "reports:public_text",
        {**all_get(302, *APPROVE), **all_get(403, *HOLD)},
        OWN,
        {"version": "2", "decision": "approve", "do": "decide"},
        spoken,
    ),
    Row("reports:public_text", all_get(422, *AT_1_1), OWN, {"do": "decide"}, spoken),
    Row("reports:restate", {}, {**MONTH}, None, drafted),
    Row("reports:restate", all_get(200, "signatory", "team"), MONTH, None, published),
    Row("reports:restate", all_get(403, "signatory", "team"), MONTH, {}, published),
    Row("reports:editions", all_get(200, *SIGNED_IN)),
    Row("reports:verify", all_get(200, *SIGNED_IN)),
    Row("reports:sign", all_get(200, "signatory", "team"), MONTH),
    Row("reports:sign", all_get(403, "signatory", "team"), MONTH, {"confirmed": "on"}, drafted),
    Row("reports:preview", all_get(200, "signatory", "team"), MONTH, None, drafted),
    Row("reports:preview", all_get(302, "signatory", "team"), MONTH, None, signed),
    Row("reports:imported_months", {"team": 200}, {"slug": SLUG}),
    Row("reports:imported_months", {"team": 302}, {"slug": SLUG}, {}),
    Row("reports:publish", all_get(200, "signatory", "team"), MONTH, None, signed),
    Row("reports:publish", {"team": 302, "signatory": 403}, MONTH, {}, signed),
    Row("reports:edition", all_get(200, *READS_SIGNED), EDITION, None, signed),
    Row("reports:edition", all_get(200, *READS_PUBLISHED), EDITION, None, published),
    Row("reports:edition", all_get(200, *READS_PUBLISHED), {**EDITION, "audience": "public"}, None, published),
    Row("reports:make", all_get(302, *READS_PUBLISHED), EDITION, {"format": "pdf"}, published),
    Row(
        "reports:make", all_get(302, *READS_PUBLISHED), {**EDITION, "audience": "public"}, {"format": "pdf"}, published
    ),
    Row("reports:rendering", all_get(200, *READS_SIGNED), {"pk": "pdf"}, None, signed),
    Row("reports:rendering", all_get(200, *READS_PUBLISHED), {"pk": "pdf"}, None, published),
    Row("reports:again", all_get(302, *READS_PUBLISHED), {"pk": "pdf"}, {}, published),
    Row("reports:cancel", all_get(302, *READS_PUBLISHED), {"pk": "pdf"}, {}, published),
    Row("reports:download", {}, {"pk": "pdf"}, None, published),
    Row("reports:download", all_get(200, *READS_SIGNED), {"pk": "xlsx"}, None, signed_with_file),
    Row("reports:download", all_get(200, *READS_PUBLISHED), {"pk": "xlsx"}, None, published_with_file),
)

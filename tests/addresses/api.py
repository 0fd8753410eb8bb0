"""The addresses of the API."""

from __future__ import annotations

from tests.addresses.editions import EDITION, READS_PUBLISHED, READS_SIGNED
from tests.addresses.happened import drafted, published, published_with_file, signed, signed_with_file, submitted
from tests.addresses.row import APPROVE, AT_1_1, HOLD, MONTH, ON_SCORECARD, OWN, SIGNED_IN, Row, all_get
from tests.factories.council import SLUG

API_EDITION = {**EDITION, "audience": "internal"}
WORKBOOK = {**API_EDITION, "form": "xlsx"}

API: tuple[Row, ...] = (
    Row("nothing_in_the_api", {}, {"elsewhere": "nothing"}, anonymous=404),
    Row("api:root", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:api-root", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:openapi-json", all_get(200, *SIGNED_IN), anonymous=200),
    Row("api:scorecards", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:scorecard", all_get(200, *ON_SCORECARD), {"slug": SLUG}, anonymous=401),
    Row("api:month", all_get(200, *ON_SCORECARD), MONTH, anonymous=401),
    Row("api:measure", all_get(200, *ON_SCORECARD), {"slug": SLUG, "ref": "1.1"}, anonymous=401),
    Row("api:figure", all_get(200, *AT_1_1), OWN, None, submitted, anonymous=401),
    Row("api:save", {**all_get(200, *HOLD), **all_get(403, *APPROVE)}, OWN, {"value": "81%"}, drafted, anonymous=401),
    Row("api:save", all_get(403, *AT_1_1), OWN, {"value": "81%"}, submitted, anonymous=401),
    Row(
        "api:submit",
        {**all_get(200, *HOLD), **all_get(403, *APPROVE)},
        OWN,
        {"value": "81%", "happening": "Said."},
        drafted,
        anonymous=401,
    ),
    Row("api:editions", all_get(200, *SIGNED_IN), anonymous=401),
    Row("api:edition", all_get(200, *READS_SIGNED), API_EDITION, None, signed, anonymous=401),
    Row("api:edition", all_get(200, *READS_PUBLISHED), API_EDITION, None, published, anonymous=401),
    Row("api:edition_file", {}, {**API_EDITION, "form": "pdf"}, None, published, anonymous=401),
    Row("api:edition_file", all_get(200, *READS_SIGNED), WORKBOOK, None, signed_with_file, anonymous=401),
    Row("api:edition_file", all_get(200, *READS_PUBLISHED), WORKBOOK, None, published_with_file, anonymous=401),
)

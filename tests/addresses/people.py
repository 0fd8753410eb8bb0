"""The addresses of people, their roles, their mail and their deputies."""

from __future__ import annotations

from tests.addresses.happened import reminded
from tests.addresses.row import SIGNED_IN, Row, all_get
from tests.factories.council import SLUG

KEEP = ("team", "administrator")
DIRECTORS = ("director", "other director", "signatory")

PEOPLE: tuple[Row, ...] = (
    Row("release_lockout", all_get(302, "administrator"), {}, {"email": "no.one@council.example"}),
    Row("forget_typed", all_get(302, *SIGNED_IN), {}, {"page": "/"}),
    Row("measures:sent_mail", all_get(200, *KEEP)),
    Row("measures:one_sent", all_get(200, *KEEP), {"pk": "notice"}, None, reminded),
    Row("measures:people", all_get(200, *KEEP)),
    Row("measures:invite", all_get(200, *KEEP)),
    Row("measures:invite", all_get(422, *KEEP), {}, {"name": "Una Unknown"}),
    Row(
        "measures:invite",
        {"team": 422, "administrator": 302},
        {},
        {"role": "administrator", "name": "Una Unknown", "email": "una@council.example", "starts": "1/1/2099"},
    ),
    Row("measures:person", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:person", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:person", all_get(200, "administrator"), {"pk": "nobody"}),
    Row("measures:person_name", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:person_name", all_get(302, *KEEP), {"pk": "owner"}, {"name": "Olive Oak"}),
    Row("measures:person_name", all_get(422, *KEEP), {"pk": "owner"}, {"name": " "}),
    Row("measures:person_email", all_get(200, "administrator"), {"pk": "owner"}),
    Row("measures:person_email", all_get(302, "administrator"), {"pk": "owner"}, {"email": "oak@example.gov.uk"}),
    Row("measures:person_email", all_get(422, "administrator"), {"pk": "owner"}, {"email": "oak"}),
    Row("measures:person_email_back", all_get(302, "administrator"), {"pk": "owner"}, {}),
    Row("measures:give_role", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:give_role", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:end_role", all_get(200, *KEEP), {"pk": "role of deputy"}),
    Row("measures:end_role", all_get(302, *KEEP), {"pk": "role of deputy"}, {"ends": ""}),
    Row("measures:end_role", all_get(302, "administrator"), {"pk": "role of stranger"}, {"ends": ""}),
    Row("measures:hand_over", all_get(200, *KEEP), {"pk": "owner"}),
    Row("measures:hand_over", all_get(422, *KEEP), {"pk": "owner"}, {}),
    Row("measures:hand_over", all_get(200, "administrator"), {"pk": "stranger"}),
    Row("measures:close_account", all_get(200, "administrator"), {"pk": "owner"}),
    Row("measures:close_account", all_get(302, "administrator"), {"pk": "owner"}, {"why": "Left."}),
    Row("measures:person_account", all_get(302, *KEEP), {"pk": "owner"}, {"do": "take_back"}),
    Row("measures:person_account", all_get(302, "administrator"), {"pk": "stranger"}, {"do": "invite"}),
    Row("measures:delegations_of", all_get(200, "team"), {"pk": "director"}),
    Row("measures:delegations_of", all_get(422, "team"), {"pk": "director"}, {}),
    Row("measures:delegations", all_get(200, *DIRECTORS)),
    Row("measures:delegations", all_get(422, *DIRECTORS), {}, {}),
    Row("measures:holders", all_get(200, "team"), {"slug": SLUG, "ref": "1.1"}),
    Row("measures:holders", all_get(422, "team"), {"slug": SLUG, "ref": "1.1"}, {}),
)

"""The addresses of signing in and of one's own account: what a visitor is answered, and whoever is signed in.

They show nobody anything of anybody else, and answer all alike; tests/portal/accounts tries what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Account:
    """What is answered when an address is opened. A visitor who gets 302 is sent to the sign-in page."""

    anonymous: int
    signed_in: int
    where: Mapping[str, Any] = field(default_factory=dict)


OPEN = Account(200, 200)
OWN = Account(302, 200)
"""One's own page."""
AFTER_CONFIRMING = Account(302, 302)
"""A page that first asks who it is once more, or sends on to where it belongs."""
SENT_ALONE = Account(405, 405)
NOT_SET_UP = Account(302, 404)
"""A page of a second step, for somebody who has none."""

ACCOUNTS: Mapping[str, Account] = {
    "account": OWN,
    "account_change_password": OWN,
    "account_email": OWN,
    "account_inactive": OPEN,
    "account_invitation": Account(410, 410, {"token": "x"}),
    "account_login": Account(200, 302),
    "account_logout": OWN,
    "account_mail": OWN,
    "account_name": OWN,
    "account_new_email": AFTER_CONFIRMING,
    "account_new_email_back": Account(302, 405),
    "account_new_email_confirm": Account(410, 410, {"token": "x"}),
    "account_reauthenticate": OWN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": Account(200, 200, {"uidb36": "1", "key": "x-y"}),
    "account_reset_password_from_key_done": OPEN,
    "account_revoke_token": Account(302, 405, {"pk": 1}),
    "account_set_password": AFTER_CONFIRMING,
    "account_signup": Account(200, 302),
    "account_tokens": OWN,
    "mfa_activate_totp": AFTER_CONFIRMING,
    "mfa_add_webauthn": AFTER_CONFIRMING,
    "mfa_authenticate": AFTER_CONFIRMING,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_download_recovery_codes": NOT_SET_UP,
    "mfa_edit_webauthn": Account(302, 302, {"pk": 1}),
    "mfa_generate_recovery_codes": AFTER_CONFIRMING,
    "mfa_index": OWN,
    "mfa_list_webauthn": OWN,
    "mfa_login_webauthn": AFTER_CONFIRMING,
    "mfa_reauthenticate": AFTER_CONFIRMING,
    "mfa_reauthenticate_webauthn": AFTER_CONFIRMING,
    "mfa_remove_webauthn": Account(302, 302, {"pk": 1}),
    "mfa_view_recovery_codes": NOT_SET_UP,
    "openid_connect_callback": Account(404, 404, {"provider_id": "x"}),
    "openid_connect_login": Account(404, 404, {"provider_id": "x"}),
    "sign_in_as_sample": SENT_ALONE,
    "socialaccount_connections": OWN,
    "socialaccount_login_cancelled": OPEN,
    "socialaccount_login_error": Account(401, 401),
    "socialaccount_signup": AFTER_CONFIRMING,
    "usersessions_list": OWN,
}

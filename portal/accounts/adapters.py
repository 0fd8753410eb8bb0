"""How the portal answers allauth: nobody makes their own account, and errors are plain sentences.

Named in the settings (ACCOUNT_ADAPTER, MFA_ADAPTER, SOCIALACCOUNT_ADAPTER); called by allauth alone.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from measures.notices.letters import send_password_link


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; there is no signing up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "There have been too many attempts to sign in. Wait 5 minutes, then try again.",
        "enter_current_password": "Enter the password that you use now",
        "incorrect_password": "The password is not right. Enter the password that you use now.",
        "incorrect_code": "The code is not right, or has been used. Wait for the next one and enter that.",
        "rate_limited": "There have been too many attempts. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account is made by invitation."""
        return False

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Send the link as the portal sends all its mail: in text and HTML, recorded, and to its own address."""
        path = urlsplit(context["password_reset_url"]).path
        send_password_link(user, link=f"{settings.PORTAL_ADDRESS}{path}")


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step says what to do about a code that is wrong."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in through the council's own directory opens an account that is there; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: a person of the directory who has no account here is told whom to ask."""
        return False

"""The administration site: signed in to through the portal's own page, and without anything that opens an account.

Sessions, addresses and accounts of the council's directory could be added there to get in as somebody else; what is
kept of a second step is its secret. What is left is removing the second step of somebody who has lost the device, and
reading who tried to sign in: those rows lock an account, which is opened from the administrator's first page alone.
"""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import Group  # type: ignore[attr-defined]  # from where it is registered
from django.http import HttpRequest

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession, Group])
admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(Authenticator)
class SecondStepAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whose second step there is, of which kind, to be removed; its secret is not shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a second step is added by whose it is."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: it is removed, never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether it may be removed: one's own is on the page of one's account, which asks who one is first."""
        own = obj is not None and obj.user_id == request.user.pk
        return not own and super().has_delete_permission(request, obj)


class ReadOnly:
    """Rows that are read there and not changed or removed, by nobody."""

    actions = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: what was tried stays as it was tried."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: without its attempts an account would be open again, and no event would say by whom."""
        return False


@admin.register(AccessAttempt)
class AttemptAdmin(ReadOnly, AccessAttemptAdmin):
    """The wrong passwords of late, by which accounts are locked."""


@admin.register(AccessLog)
class SignInAdmin(ReadOnly, AccessLogAdmin):
    """Who signed in and out."""


@admin.register(AccessFailureLog)
class FailureAdmin(ReadOnly, AccessFailureLogAdmin):
    """Every wrong password that was kept."""

"""The administration site: signed in to through the portal's own page, so that nobody gets past the second step."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

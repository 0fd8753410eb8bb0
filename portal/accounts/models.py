"""The account of a person who signs in by email.

Named by `settings.AUTH_USER_MODEL`; the apps below never import this module. What a person may do is not held
here but in dated roles, which belong to the subject and not to the account.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes accounts, and finds one by its email whatever the capitals."""

    use_in_migrations = True

    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> User:
        """Save and return an account; without a password it can not sign in by one. ValueError without an email."""
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> User:
        """Save and return an account that may use every page of the administration site."""
        return self.create_user(email, name, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this email, compared without capitals. Raises User.DoesNotExist."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. The email is theirs alone, whatever the capitals."""

    email = models.EmailField(
        "email address",
        unique=True,
        error_messages={"unique": "There is already an account with this email address."},
    )
    name = models.CharField("full name", max_length=150)
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick this to stop the person signing in. Never delete an account."
    )
    is_staff = models.BooleanField("may open the administration site", default=False)
    joined_at = models.DateTimeField("joined", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message="There is already an account with this email address.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name that pages and papers print."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the first of the person's names, for the account menu."""
        return self.name.split(" ")[0] if self.name else self.email


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens of people."""

    def valid(self, on: dt.date) -> TokenQuerySet:
        """Return the tokens that open the API on a day: neither revoked nor past their last day, of open accounts."""
        return self.filter(revoked_at__isnull=True, until__gte=on, person__is_active=True)


class Token(models.Model):
    """A person's way into the API without signing in, for a program. What it says itself is kept nowhere.

    It lets the program do what the person may do, no more; one that may only read changes nothing.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100, help_text="Which program uses it.")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    begins = models.CharField(max_length=12, help_text="Its first characters, by which people tell it from others.")
    may_write = models.BooleanField(default=False, help_text="May enter and submit figures, not only read.")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(help_text="The last day on which it opens anything.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def fingerprint_of(secret: str) -> str:
        """Return what is kept of a token: it can not be worked back, because a token is 256 bits of chance."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def opens_on(self, day: dt.date) -> bool:
        """Return whether it opens anything on a day."""
        return self.revoked_at is None and self.until >= day

"""The account of a person who signs in by email.

Named by `settings.AUTH_USER_MODEL`; the apps below never import this module. What a person may do is not held
here but in dated roles, which belong to the subject and not to the account.
"""

from __future__ import annotations

from typing import Any, ClassVar

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

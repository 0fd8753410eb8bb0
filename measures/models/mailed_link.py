"""A link by mail that works once, not for ever, and can be taken back: what invitations and new addresses share."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import ClassVar, Self, TypeVar

from django.core import signing
from django.db import models

Link = TypeVar("Link", bound="MailedLink")


def make_nonce() -> str:
    """Return what tells one link from any other."""
    return secrets.token_urlsafe(24)


class MailedLinkQuerySet(models.QuerySet[Link]):
    """Links that were sent."""

    def unanswered(self) -> Self:
        """Return those that were neither followed nor taken back, however old."""
        return self.filter(**{f"{self.model.FOLLOWED}__isnull": True}, withdrawn_at__isnull=True)

    def waiting(self, now: dt.datetime) -> Self:
        """Return those whose link still works."""
        return self.unanswered().filter(expires_at__gt=now)

    def of_token(self, token: str) -> Link | None:
        """Return the row whose link this is, whatever has become of it; None for a link of nobody's making."""
        try:
            pk, nonce = signing.loads(token, salt=self.model.SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return self.filter(pk=pk, nonce=nonce).select_related("person").first()

    def use_up(self, pk: int, *, now: dt.datetime) -> bool:
        """Write that a link was followed; return whether it still was to be had. Exactly one wins."""
        return bool(self.waiting(now).filter(pk=pk).update(**{self.model.FOLLOWED: now}))


class MailedLink(models.Model):
    """One link sent to one person, with what has become of it."""

    SALT: ClassVar[str]
    """Keeps links of one kind from being taken for another's."""
    FOLLOWED: ClassVar[str]
    """The field that says when the link was followed."""

    nonce = models.CharField(max_length=64, unique=True, default=make_nonce)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        """Return what the link carries; only its recipient is to have it."""
        return signing.dumps([self.pk, self.nonce], salt=self.SALT)

    def works(self, now: dt.datetime) -> bool:
        """Return whether the link can still be used."""
        return getattr(self, self.FOLLOWED) is None and self.withdrawn_at is None and now < self.expires_at

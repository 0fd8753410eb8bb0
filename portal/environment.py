"""Reading the environment: each variable's text turned into what the settings need, or refused with a sentence.

Called by the settings alone. Calls nothing of the project.
"""

import os
import urllib.parse
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ON = {"1", "true", "yes", "on"}
OFF = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable's text without surrounding blanks; a variable that is set to nothing counts as not set."""
    return os.environ.get(name, "").strip() or default


def switch(name: str) -> bool:
    """Whether the variable is switched on; not set is off. ImproperlyConfigured where it is neither on nor off."""
    value = text(name, "0").lower()
    if value not in ON | OFF:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 or 0.")
    return value in ON


def whole(name: str, default: int) -> int:
    """The variable's whole number of at least 1. ImproperlyConfigured where it is none."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number of at least 1.")
    return int(value)


def parts(name: str) -> list[str]:
    """The variable's parts, which commas separate."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def origin(url: str) -> str:
    """Scheme and host of an address, as a Content-Security-Policy names them."""
    split = urllib.parse.urlsplit(url)
    return f"{split.scheme}://{split.netloc}"


def mail(url: str, folder: Path) -> dict[str, Any]:
    """Django's mail settings from smtp://user:password@host:587 (STARTTLS), smtps://...:465 or file:.

    `file:` writes each message to the folder. ImproperlyConfigured for any other address.
    """
    split = urllib.parse.urlsplit(url)
    if split.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": split.path or str(folder),
        }
    if split.scheme not in {"smtp", "smtps"} or not split.hostname:
        raise ImproperlyConfigured("EMAIL_URL is not a mail server. Write it as smtp://user:password@host:587.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": split.hostname,
        "EMAIL_PORT": split.port or (465 if split.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": urllib.parse.unquote(split.username or ""),
        "EMAIL_HOST_PASSWORD": urllib.parse.unquote(split.password or ""),
        "EMAIL_USE_SSL": split.scheme == "smtps",
        # A server without a user name is taken for a relay on the council's own network, which may not offer TLS.
        "EMAIL_USE_TLS": split.scheme == "smtp" and bool(split.username),
    }


def providers(url: str) -> dict[str, Any]:
    """The sign-in provider at an address, as allauth's settings name it; none for an empty address."""
    if not url:
        return {}
    app = {
        "provider_id": "council",
        "name": text("OIDC_NAME", "Council account"),
        "client_id": text("OIDC_CLIENT_ID"),
        "secret": text("OIDC_CLIENT_SECRET"),
        # An address of these domains, as the directory gives it, opens the account that has it.
        "settings": {
            "server_url": url,
            "verified_email": parts("OIDC_EMAIL_DOMAINS"),
            "email_authentication": True,
        },
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

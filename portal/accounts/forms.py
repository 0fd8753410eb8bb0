"""The forms of signing in, in our words. Named in the settings (ACCOUNT_FORMS, MFA_FORMS); called by allauth alone."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators


class SignInForm(LoginForm):
    """An email address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["login"].error_messages["required"] = "Enter your email address"
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["login"].widget.attrs.update(autocomplete="username", spellcheck="false", width=20)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["width"] = 20


class PasswordChangeForm(ChangePasswordForm):
    """The password in use, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Password that you use now"
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].error_messages["required"] = "Enter the password that you use now"
        _name_new_passwords(self)


class PasswordResetForm(ResetPasswordForm):
    """The email address to which the link is sent, if there is an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"
        self.fields["email"].error_messages["required"] = "Enter your email address"
        self.fields["email"].widget.attrs["width"] = 20


class PasswordResetKeyForm(ResetPasswordKeyForm):
    """The new password twice, after following the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_passwords(self)


class FirstPasswordForm(SetPasswordForm):
    """One's name and the first password twice, after following the link of an invitation.

    Whoever invited may have had an address alone, and the name that it seemed to be of.
    """

    name = forms.CharField(
        label="Your full name",
        required=False,
        max_length=150,
        help_text="As pages and papers print it. Put it right if it is not yours.",
        widget=forms.TextInput(attrs={"width": 20, "autocomplete": "name", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_passwords(self)
        self.order_fields(["name"])
        self.fields["password1"].label, self.fields["password2"].label = "Password", "Password again"


class CodeForm(AuthenticateForm):
    """The second step: a code from the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self)


class CodeAgainForm(ReauthenticateForm):
    """The same code, asked for before something that protects the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self)


class PasskeyForm(AddWebAuthnForm):
    """A passkey, under a name that tells it from the person's others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("name", "This device")
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the passkey"
        self.fields["name"].help_text = "For example, work laptop"
        self.fields["name"].widget.attrs["width"] = 20
        self.fields["passwordless"].label = "Sign in with it alone, without a password"
        self.fields["passwordless"].help_text = "The device then asks for your fingerprint, your face or its PIN."


def _name_code(form: Any) -> None:
    form.fields["code"].label = "Code from your app, or a recovery code"
    form.fields["code"].error_messages["required"] = "Enter the code"
    form.fields["code"].widget.attrs.update(width=10, inputmode="numeric", spellcheck="false")


def _name_new_passwords(form: Any) -> None:
    lengths = [
        rule.min_length for rule in get_default_password_validators() if isinstance(rule, MinimumLengthValidator)
    ]
    form.fields["password1"].label = "New password"
    form.fields["password1"].help_text = (
        f"At least {max(lengths, default=8)} characters. Three words that do not belong together are easy to remember "
        "and hard to guess."
    )
    form.fields["password1"].error_messages["required"] = "Enter a new password"
    form.fields["password2"].label = "New password again"
    form.fields["password2"].error_messages["required"] = "Enter the new password again"

"""The addresses of signing in and of a person's own account. Included by the site's addresses under `account/`.

allauth looks its pages up by the names given here. Its pages for signing up and for changing the email address are
not reachable: an account is made by invitation, and its address changed by `email_views`.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from allauth.usersessions import views as usersessions_views
from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.accounts import email_views, token_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account"),
    path("", views.account, name="account_email"),
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-in/sample/", views.sign_in_as_sample, name="sign_in_as_sample"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-up/", allauth_views.signup, name="account_signup"),
    path("invitation/<str:token>/", views.invitation, name="account_invitation"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("confirm/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("tokens/", token_views.tokens, name="account_tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="account_revoke_token"),
    path("name/", views.name, name="account_name"),
    path("mail/", views.mail, name="account_mail"),
    path("email/", email_views.new_email, name="account_new_email"),
    path("email/back/", email_views.take_back, name="account_new_email_back"),
    path("email/confirm/<str:token>/", email_views.confirm, name="account_new_email_confirm"),
    path("sessions/", usersessions_views.list_usersessions, name="usersessions_list"),
    path("second-step/", include("allauth.mfa.urls")),
    path("council/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("council/", include("allauth.socialaccount.urls")),
]

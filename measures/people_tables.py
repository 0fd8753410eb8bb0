"""The lists of people, their roles and their mail, with their filters. Called by the views of people."""

from __future__ import annotations

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from measures.choices import NoticeKind, RoleName
from measures.models import Notice, Role
from measures.tables import TEMPLATE, cell


class PeopleTable(tables.Table):
    """Who has an account, and what they hold."""

    caption = "People"

    name = cell("person_link", verbose_name="Name", orderable=True, order_by=("name", "email"))
    email = cell("person_email", verbose_name="Email address", orderable=True, order_by="email")
    roles = cell("person_roles", verbose_name="Roles today and to come")
    account = cell("person_account", verbose_name="Account")
    last_login = tables.DateTimeColumn(verbose_name="Last signed in", format="j M Y", default="never")

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nobody matches. Change the filter, or show all."


class RolesTable(tables.Table):
    """What one person holds, or who holds one measure, from when until when."""

    person = cell("role_person", verbose_name="Person")
    role = cell("role_words", verbose_name="Role")
    starts = tables.DateColumn(format="j F Y", verbose_name="First day", orderable=False)
    ends = cell("role_ends", verbose_name="Last day", empty_values=())
    given = cell("role_given", verbose_name="Given")
    do = cell("role_end", verbose_name="What you can do")

    class Meta:
        template_name = TEMPLATE
        empty_text = "No role. Without one there is nothing for them to see."

    def __init__(self, data: Any, *, caption: str, ends: bool = True, of: str = "scope", **options: Any) -> None:
        self.caption = caption
        if of == "person":
            options["empty_text"] = "Nobody owns this measure, and nobody is its deputy."
        left_out = ["role" if of == "person" else "person", *([] if ends else ["do"])]
        super().__init__(data, exclude=left_out, **options)


class PeopleFilter(filters.FilterSet):
    """Whom the list of people shows."""

    search = filters.CharFilter(method="find", label="Name or email address")
    role = filters.ChoiceFilter(
        choices=[*RoleName.choices(), ("none", "No role")], method="holds", empty_label="Any role", label="Role"
    )
    account = filters.ChoiceFilter(
        choices=[("open", "Open"), ("invited", "Invited"), ("closed", "Closed")],
        method="stands",
        empty_label="Any account",
        label="Account",
    )

    class Meta:
        model = get_user_model()
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Any, *, roles: Any) -> None:
        super().__init__(data, queryset=queryset)
        self.roles = roles
        self.form.use_required_attribute = False
        self.form.fields["search"].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def find(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the people whose name or address contains the text."""
        return queryset.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def holds(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the people who hold the role today or will hold it, as far as it is kept here.

        Without a role is who could be given one: a closed account is not, as `account_counts` counts them.
        """
        held = self.roles.not_over(timezone.localdate()).filter(person=OuterRef("pk"))
        if value == "none":
            could = queryset.filter(is_active=True)
            return could.exclude(Exists(Role.objects.not_over(timezone.localdate()).filter(person=OuterRef("pk"))))
        return queryset.filter(Exists(held.filter(role=value)))

    def stands(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the people whose account stands so."""
        if value == "closed":
            return queryset.filter(is_active=False)
        return queryset.filter(is_active=True, invited_until__isnull=value == "open")


class MailTable(tables.Table):
    """What was sent, to whom, and whether it went out."""

    caption = "Mail"

    subject = cell("mail_subject", verbose_name="Subject")
    recipient = tables.Column(accessor="recipient__get_full_name", verbose_name="To", orderable=False)
    kind = tables.Column(accessor="get_kind_display", verbose_name="Kind", orderable=False)
    made_at = tables.DateTimeColumn(verbose_name="Written", format="j M Y, H:i")
    sent = cell("mail_sent", verbose_name="Sent", orderable=True, order_by=("sent_at",))

    class Meta:
        template_name = TEMPLATE
        empty_text = "Nothing was sent yet, or nothing matches. Reminders go out in the morning while something waits."


class MailFilter(filters.FilterSet):
    """Which mail the list shows."""

    search = filters.CharFilter(method="find", label="Name, email address or subject")
    kind = filters.ChoiceFilter(choices=NoticeKind.choices(), empty_label="Any kind", label="Kind")
    stands = filters.ChoiceFilter(
        choices=[("sent", "Sent"), ("failed", "Failed"), ("waiting", "Waiting")],
        method="keep",
        empty_label="Sent or not",
        label="Sent",
    )

    class Meta:
        model = Notice
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Any) -> None:
        super().__init__(data, queryset=queryset)
        self.form.use_required_attribute = False
        self.form.fields["search"].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def find(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the mail to a person of this name or address, or with this in its subject."""
        to = Q(recipient__name__icontains=value) | Q(recipient__email__icontains=value)
        return queryset.filter(to | Q(subject__icontains=value))

    def keep(self, queryset: Any, name: str, value: str) -> Any:
        """Keep what went out, what failed, or what waits."""
        if value == "sent":
            return queryset.filter(sent_at__isnull=False)
        failed = queryset.filter(sent_at__isnull=True)
        return failed.exclude(error="") if value == "failed" else failed.filter(error="")

"""The lists of people and their roles, and the filter of the first. Called by the views of people."""

from __future__ import annotations

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from measures.choices import RoleName
from measures.models import Role
from measures.tables import TEMPLATE, cell


class PeopleTable(tables.Table):
    """Who has an account, and what they hold."""

    caption = "People"

    name = cell("person_link", verbose_name="Name", orderable=True, order_by=("name", "email"))
    email = tables.Column(verbose_name="Email address")
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
    ends = tables.DateColumn(format="j F Y", verbose_name="Last day", orderable=False, default="not set")
    given = cell("role_given", verbose_name="Given")
    do = cell("role_end", verbose_name="What you can do")

    class Meta:
        template_name = TEMPLATE
        empty_text = "No role. Without one there is nothing for them to see."

    def __init__(self, data: Any, *, caption: str, ends: bool = True, of: str = "scope", **options: Any) -> None:
        self.caption = caption
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
        """Keep the people who hold the role today or will hold it, as far as it is kept here."""
        held = self.roles.not_over(timezone.localdate()).filter(person=OuterRef("pk"))
        if value == "none":
            return queryset.exclude(Exists(Role.objects.not_over(timezone.localdate()).filter(person=OuterRef("pk"))))
        return queryset.filter(Exists(held.filter(role=value)))

    def stands(self, queryset: Any, name: str, value: str) -> Any:
        """Keep the people whose account stands so."""
        if value == "closed":
            return queryset.filter(is_active=False)
        return queryset.filter(is_active=True, invited_until__isnull=value == "open")

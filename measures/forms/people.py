"""The forms of people: who is invited, what somebody is given, handed over or lent. Called by the views of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone

from measures.choices import ROLE_SCOPES, RoleName
from measures.forms.base import ActionForm, DayField, TextField
from measures.models import Measure, Role, Scorecard, Section

WHAT_ROLES_DO = {
    RoleName.OWNER: "Confirms, enters and submits the figures of a measure. A measure has one owner.",
    RoleName.DEPUTY: "Does the same in the owner’s place.",
    RoleName.DIRECTOR: "Approves the figures of a section, or returns them.",
    RoleName.SIGNATORY: "Signs the month: the director of children’s services.",
    RoleName.PERFORMANCE: "Loads figures, keeps the catalogue and the people, opens and publishes months.",
    RoleName.BOARD: "Reads what has been published.",
    RoleName.EARLY_READER: "Reads the month before it is published, with a watermark: the lead member, the chair.",
    RoleName.ADMINISTRATOR: "Keeps accounts and roles. Sees no figures.",
}


class RoleChoiceForm(forms.Form):
    """Which role is given. Sent with GET: the next page asks on what."""

    role = forms.ChoiceField(
        label="Which role?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a role.", "invalid_choice": "Select one of the roles."},
    )
    use_required_attribute = False

    def __init__(self, data: Any, *, administrator: bool) -> None:
        super().__init__(data)
        names = [name for name in RoleName if administrator or name is not RoleName.ADMINISTRATOR]
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            (name.value, f"{name.label}: {WHAT_ROLES_DO[name][:1].lower()}{WHAT_ROLES_DO[name][1:]}") for name in names
        ]


class ScopesField(forms.TypedMultipleChoiceField):
    """The measures, sections or scorecards that a role is held on, as boxes to tick."""

    def __init__(
        self,
        role: RoleName,
        scopes: Iterable[Scorecard | Section | Measure],
        *,
        several: bool,
        owners: Mapping[int, Any],
    ) -> None:
        found = {str(scope.pk): scope for scope in scopes}
        super().__init__(
            label=f"Which {ROLE_SCOPES[role]}s?",
            required=False,
            choices=[(key, self.words(scope, several, owners.get(scope.pk))) for key, scope in found.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
            coerce=found.__getitem__,
            error_messages={"invalid_choice": "Select from the list."},
        )

    @staticmethod
    def words(scope: Scorecard | Section | Measure, several: bool, owner: Any) -> str:
        """Return what a box is called: with its scorecard where there are several, and who owns it now."""
        words = f"{scope} ({scope.scorecard})" if several and not isinstance(scope, Scorecard) else str(scope)
        return f"{words} (owner now: {owner.get_full_name()})" if owner is not None else words


class GiveForm(ActionForm):
    """On what a role is given, from when until when."""

    starts = DayField(label="First day")
    ends = DayField(label="Last day, if it is known", required=False)
    why = TextField("Why, if it is not plain", rows=2)

    def __init__(
        self,
        data: Any,
        *,
        role: RoleName,
        scopes: Iterable[Any],
        several: bool,
        owners: Mapping[int, Any],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        if ROLE_SCOPES[role] is not None:
            self.fields = {"scopes": ScopesField(role, scopes, several=several, owners=owners), **self.fields}


class InviteForm(GiveForm):
    """Who is invited, to what role, on what, from when until when."""

    name = forms.CharField(
        label="Full name", max_length=150, error_messages={"required": "Enter the person’s full name."}
    )
    email = forms.EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"width": 30, "autocomplete": "off", "spellcheck": "false"}),
        help_text="They sign in with it. It has to be theirs alone.",
        error_messages={
            "required": "Enter an email address.",
            "invalid": "Enter an email address in the right form, like name@council.gov.uk.",
        },
    )

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["name"].widget.attrs.update(width=30, autocomplete="off", spellcheck="false")
        if "scopes" in self.fields:
            self.fields["scopes"].required = True
            self.fields["scopes"].error_messages["required"] = "Select at least one."
        self.order_fields(["name", "email"])


class EndForm(ActionForm):
    """When a role ends."""

    ends = DayField(label="Last day", required=False)
    why = TextField("Why, if it is not plain", rows=2)

    def __init__(self, data: Any, *, parts: list[Role]) -> None:
        super().__init__(data)
        if parts:
            label = f"End the rest of this leave too: {', '.join(part.in_words for part in parts)}"
            self.fields["together"] = forms.BooleanField(label=label, required=False)
        self.fields["ends"].help_text = "Leave it empty to end it at once. Otherwise, for example, 27/3/2024"


class WhyForm(ActionForm):
    """Something that is done to an account, with a reason if there is one to give."""

    why = TextField("Why", rows=2)


class NameForm(ActionForm):
    """A person's name."""

    name = forms.CharField(
        label="Full name", required=False, help_text="As pages and papers print it. What was signed keeps its name."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs.update(width=30, autocomplete="name", spellcheck="false")


class EmailForm(ActionForm):
    """Another address to sign in with. What is none is refused by the action."""

    email = forms.CharField(
        label="New email address", required=False, help_text="For example, name@example.gov.uk", max_length=254
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].widget.attrs.update(width=30, autocomplete="email", spellcheck="false")


class RolesField(forms.TypedMultipleChoiceField):
    """Roles that somebody holds, as boxes to tick."""

    def __init__(self, label: str, roles: Iterable[Role]) -> None:
        found = {str(role.pk): role for role in roles}
        super().__init__(
            label=label,
            required=False,
            choices=[(key, said(role)) for key, role in found.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"small": True}),
            coerce=found.__getitem__,
            error_messages={"invalid_choice": "Select from the list."},
        )


def said(role: Role) -> str:
    """Return a role as a box to tick says it."""
    words = role.in_words[:1].upper() + role.in_words[1:]
    if role.stands_in_for is not None:
        words += f", in the place of {role.stands_in_for.person.get_full_name()}"
    return f"{words}, until {role.ends:%-d %B %Y}" if role.ends else words


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people by name."""

    def __init__(self, label: str, people: Any) -> None:
        super().__init__(
            queryset=people,
            label=label,
            empty_label="Select a person",
            error_messages={"required": "Select a person.", "invalid_choice": "Select somebody from the list."},
        )

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, and the email that tells two of a name apart."""
        return f"{obj.get_full_name()} ({obj.email})"


class HandOverForm(ActionForm):
    """What somebody held is given to somebody else."""

    starts = DayField(label="From")
    why = TextField("Why", rows=2)

    def __init__(self, data: Any, *, roles: list[Role], people: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.every = roles
        self.fields = {
            "all_of_it": forms.BooleanField(label="Everything that is listed", required=False),
            "roles": RolesField("What is handed over", roles),
            "to": PersonField("To whom", people),
            **self.fields,
        }

    def clean(self) -> dict[str, Any]:
        """Return what was chosen; everything where that is ticked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.pop("all_of_it", False):
            cleaned["roles"] = self.every
        return cleaned


class DelegateForm(ActionForm):
    """Who stands in, in which roles, for which days."""

    starts = DayField(label="First day of leave")
    ends = DayField(label="Last day of leave")
    why = TextField("Note for whoever stands in", rows=2)

    def __init__(self, data: Any, *, roles: list[Role], people: Any) -> None:
        super().__init__(data, initial={"roles": [str(role.pk) for role in roles]})
        self.fields = {
            "roles": RolesField("What is delegated", roles),
            "to": PersonField("Who stands in", people),
            **self.fields,
        }

    def clean(self) -> dict[str, Any]:
        """Name a day that is over beside one that can not be read, which the action is not asked about."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            for name in ("starts", "ends"):
                if (day := cleaned.get(name)) is not None and day < timezone.localdate():
                    self.add_error(name, "Enter today or a later date.")
        return cleaned


class HolderForm(ActionForm):
    """A new owner, or one more deputy, of a measure."""

    starts = DayField(label="From")
    why = TextField("Why, if it is not plain", rows=2)

    def __init__(self, data: Any, *, people: Any, **options: Any) -> None:
        super().__init__(data, **options)
        kinds = [(RoleName.OWNER.value, "Owner, in the place of the one now"), (RoleName.DEPUTY.value, "Deputy")]
        self.fields = {
            "role": forms.ChoiceField(
                label="What do they become?",
                choices=kinds,
                widget=forms.RadioSelect(attrs={"small": True}),
                error_messages={"required": "Select owner or deputy.", "invalid_choice": "Select owner or deputy."},
            ),
            "person": PersonField("Person", people),
            **self.fields,
        }

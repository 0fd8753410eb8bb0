"""Who is in the demonstration, and on what they hold their roles."""

from __future__ import annotations

from dataclasses import dataclass

from measures.choices import RoleName

PASSWORD = "a sample password"
"""Everybody's, in the demonstration only; the accounts are made by `make demo` and by nothing else."""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """One person of the demonstration. `holds` are titles of sections ('' is the whole scorecard)."""

    name: str
    role: str
    what_to_do: str
    email: str
    name_of_role: RoleName
    holds: tuple[str, ...] = ("",)
    also: tuple[RoleName, ...] = ()
    password: str = PASSWORD


FRONT_DOOR = ("Contact and referral", "Assessment")
PROTECTION = ("Child protection enquiries and conferences", "Child protection plans")
CARE = ("Children in need", "Children in care")
CARE_EXPERIENCED = ("Care experienced young people",)
PEOPLE_AND_QUALITY = ("Workforce", "Quality assurance")

ACCOUNTS: tuple[SampleAccount, ...] = (
    SampleAccount(
        "Priya Nair",
        "Performance team",
        "Load the month’s figures and keep the round moving",
        "priya.nair@example.org",
        RoleName.PERFORMANCE,
    ),
    SampleAccount(
        "Callum Reid",
        "Measure owner, care experienced young people",
        "Confirm, comment on and submit your measures",
        "callum.reid@example.org",
        RoleName.OWNER,
        CARE_EXPERIENCED,
    ),
    SampleAccount(
        "Tom Okafor",
        "Measure owner, front door",
        "Answer what was returned and submit the rest",
        "tom.okafor@example.org",
        RoleName.OWNER,
        FRONT_DOOR,
    ),
    SampleAccount(
        "Megan Hughes",
        "Measure owner, child protection",
        "Confirm and submit your measures",
        "megan.hughes@example.org",
        RoleName.OWNER,
        PROTECTION,
    ),
    SampleAccount(
        "Aisha Rahman",
        "Measure owner, children in need and in care",
        "Confirm and submit your measures",
        "aisha.rahman@example.org",
        RoleName.OWNER,
        CARE,
    ),
    SampleAccount(
        "Grace Lin",
        "Measure owner, workforce and quality",
        "Confirm and submit your measures",
        "grace.lin@example.org",
        RoleName.OWNER,
        PEOPLE_AND_QUALITY,
    ),
    SampleAccount(
        "Daniel Price",
        "Deputy, care experienced young people",
        "Stand in for Callum Reid",
        "daniel.price@example.org",
        RoleName.DEPUTY,
        CARE_EXPERIENCED,
    ),
    SampleAccount(
        "Helen Marsh",
        "Director, front door and protection",
        "Approve or return what waits for you",
        "helen.marsh@example.org",
        RoleName.DIRECTOR,
        FRONT_DOOR + PROTECTION,
    ),
    SampleAccount(
        "James Otieno",
        "Director, care, workforce and quality",
        "Approve or return what waits for you",
        "james.otieno@example.org",
        RoleName.DIRECTOR,
        CARE + CARE_EXPERIENCED + PEOPLE_AND_QUALITY,
    ),
    SampleAccount(
        "Ruth Calder",
        "Director of children’s services",
        "Sign the month when everything is approved",
        "ruth.calder@example.org",
        RoleName.SIGNATORY,
    ),
    SampleAccount(
        "Anne Doyle",
        "Board member and lead member",
        "Read the latest edition",
        "anne.doyle@example.org",
        RoleName.BOARD,
        ("",),
        (RoleName.EARLY_READER,),
    ),
    SampleAccount(
        "Sam Whitlock",
        "Administrator",
        "Manage accounts; sees no figures",
        "sam.whitlock@example.org",
        RoleName.ADMINISTRATOR,
    ),
)


def sample_accounts() -> tuple[SampleAccount, ...]:
    """Return the accounts that the sign-in page of the demonstration offers."""
    return ACCOUNTS

"""How a view tries what a posted form asks for: done and on to the next page, or the form again with its sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from measures.actions.outcome import Refused
from measures.models import Role
from measures.views.access import status_code


def sent(request: HttpRequest) -> Any:
    """Return what was posted, empty or not; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def answered(
    request: HttpRequest, form: Any, act: Callable[[], str], *, to: tuple[Any, ...]
) -> tuple[int, HttpResponse | None]:
    """Try what a posted form asks for; return the status, and where to go on to where it was done.

    `act` does it and returns the sentence that tells of it; its refusal is shown in the form.
    """
    if request.method != "POST":
        return 200, None
    if not form.is_valid():
        return 422, None
    try:
        messages.success(request, act())
    except Refused as refused:
        form.show_refusal(refused)
        return status_code(refused), None
    return 302, redirect(*to)


def held_already(person: Any, what: str, starts: dt.date) -> str:
    """Return what is said of somebody who was given what is theirs as it is: nothing begins on the day chosen."""
    return f"{person.get_full_name()} is {what} already, from {starts:%-d %B %Y}. Nothing was changed."


def taken_over(new: Sequence[Role], owners: Mapping[int, Any], starts: dt.date, on: dt.date) -> Iterator[str]:
    """Yield a sentence for each person who owned measures that somebody else was given: how many, and until when."""
    lost = [owner for role in new if (owner := owners.get(role.measure_id or 0)) is not None]
    until = starts - dt.timedelta(days=1)
    day = "today" if starts == on else f"{until:%-d %B %Y}"
    for owner, number in Counter(owner for owner in lost if owner.pk != new[0].person_id).items():
        what = "it" if len(new) == 1 else f"{number} of them"
        yield f"{owner.get_full_name()} {'owns' if until >= on else 'owned'} {what} until {day}."


def role_ended(role: Role, on: dt.date) -> str:
    """Return what became of a role that was ended, or what was lent: at once, or on a day to come."""
    name, lender = role.person.get_full_name(), role.stands_in_for
    standing_in = f", standing in for {lender.person.get_full_name()}" if lender is not None else ""
    at_once = role.ended_at is not None or role.taken_back
    until = f" after {role.ends:%-d %B %Y}" if role.ends and role.ends >= on and not at_once else ""
    if until or not role.taken_back or role.starts <= on:
        return f"{name} is no longer {role.in_words}{standing_in}{until or ', from now on'}."
    return f"{name} does not become {role.in_words}{standing_in}: it is taken back before it began."


def handed_over(
    given: Sequence[Role], of: Sequence[Role], before: Mapping[int, dt.date | None], starts: dt.date
) -> str:
    """Return what became of roles that were handed over: new ones, and those that the other person held already.

    `before` has the last days of the roles of both people as they were.
    """
    new = [role for role in given if role.pk not in before]
    said = []
    if new:
        number = "1 role is" if len(new) == 1 else f"{len(new)} roles are"
        said.append(f"{number} {new[0].person.get_full_name()}’s from {starts:%-d %B %Y}.")
    said.extend(_held_until_now([old for old, role in zip(of, given, strict=True) if role in new], len(new)))
    for old, role in zip(of, given, strict=True):
        if role.pk not in before:
            continue
        at_once = old.ended_at or old.withdrawn_at
        if not at_once and old.ends == before[old.pk]:
            said.append(held_already(role.person, role.in_words, role.starts))
            continue
        holds = f"{role.person.get_full_name()} is {role.in_words} already, from {role.starts:%-d %B %Y}"
        until = "was it until today" if at_once else f"is it until {old.ends:%-d %B %Y}"
        said.append(f"{holds}; {old.person.get_full_name()} {until}.")
    return " ".join(said)


def _held_until_now(old: Sequence[Role], number: int) -> list[str]:
    """Return the sentence of roles that ended in the course of today, of a number that were handed over."""
    stopped = [role for role in old if role.ended_at is not None]
    if not stopped:
        return []
    what = f"{len(stopped)} of them" if len(stopped) < number else "it" if number == 1 else "them"
    return [
        f"{stopped[0].person.get_full_name()} held {what} until today, {timezone.localtime(stopped[0].ended_at):%H:%M}."
    ]

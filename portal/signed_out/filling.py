"""Putting what was typed back into the form of a page, whatever made the page.

The page is read, not made anew: only the tags of boxes that were filled in are written again, in their places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.http import QueryDict

from portal.signed_out.marks import AGAIN, NAME

Attributes = dict[str, str | None]
Edit = tuple[int, int, str]
"""From where to where in the page, and what stands there instead."""

LEFT_ALONE: Final = frozenset({"file", "submit", "button", "reset", "image", "password"})
TICKED: Final = frozenset({"checkbox", "radio"})
OURS: Final = frozenset({"csrfmiddlewaretoken", NAME, AGAIN})


@dataclass
class Box:
    """Something in a form that has a name: an input, a button, a text area, or one choice of a list."""

    tag: str
    name: str
    attributes: Attributes
    start: int
    end: int
    closes: int = -1
    """Where the text of a text area ends."""

    @property
    def kind(self) -> str:
        """The type of an input; of anything else, what it is."""
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def value(self) -> str:
        """What it sends, where that is not typed."""
        return self.attributes.get("value", "on" if self.kind in TICKED else "") or ""


@dataclass
class Form:
    """One form of the page, with all addresses to which its buttons send it."""

    actions: list[str]
    ident: str
    boxes: list[Box] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names that it can send."""
        return {box.name for box in self.boxes} - OURS


class _Reader(HTMLParser):
    """Reads the forms of a page that are sent by POST, and where each of their boxes stands."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._select = self._area = None  # type: Box | None
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self._inside = Form([attributes.get("action") or ""], attributes.get("id") or "")
            if (attributes.get("method") or "").lower() == "post":
                self.forms.append(self._inside)
        elif tag in ("input", "button", "textarea", "select"):
            self._found(tag, attributes)
        elif tag == "option" and self._select is not None:
            self._found(tag, attributes, self._select)

    def _found(self, tag: str, attributes: Attributes, of: Box | None = None) -> None:
        start = self._here()
        name = of.name if of is not None else attributes.get("name") or ""
        box = Box(tag, name, attributes, start, start + len(self.get_starttag_text() or ""))
        if tag == "select":
            self._select = box
        elif tag == "textarea":
            self._area = box
        named = (of.attributes if of is not None else attributes).get("form")
        form = next((f for f in self.forms if f.ident == named), None) if named else self._inside
        if form is not None and (elsewhere := attributes.get("formaction")):
            form.actions.append(elsewhere)
        if form is not None and name:
            form.boxes.append(box)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.closes, self._area = self._here(), None


def fill(page: str, typed: QueryDict, *, at: str, sent_to: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the page with what was typed in the form from which it was sent, and what has no box in it any more.

    `at` is the address of the page. Of several forms that are sent to the same place it is the one that can send most
    of what was sent.
    """
    sends_there = [
        form
        for form in _Reader(page).forms
        if any(urlsplit(urljoin(at, action)).path == sent_to for action in form.actions)
    ]
    form = max(sends_there, key=lambda each: _likeness(each, typed), default=None)
    if form is None:
        return page, list(_left(typed, set()))
    edits = sorted([*_edits(form.boxes, typed), *_told_where(form, sent_to)])
    parts, before = [], 0
    for start, end, instead in edits:
        parts += [page[before:start], instead]
        before = end
    return "".join([*parts, page[before:]]), list(_left(typed, _names_with_room(form, typed)))


def _likeness(form: Form, typed: QueryDict) -> tuple[int, int]:
    """Return how many of the names, and then how many of the fixed values, of what was sent a form can send."""
    fixed = sum(box.kind in ("hidden", "button") and box.value in typed.getlist(box.name) for box in form.boxes)
    return len(form.names & set(typed)), fixed


def _edits(boxes: Iterable[Box], typed: QueryDict) -> Iterator[Edit]:
    """Yield what is to be written anew, so that each box holds what was typed into it."""
    seen: Counter[str] = Counter()
    for box in boxes:
        kind, sent = box.kind, typed.getlist(box.name)
        if box.name in OURS or kind in LEFT_ALONE or kind == "select":
            continue
        if kind in TICKED or kind == "option":
            yield _marked(box, "selected" if kind == "option" else "checked", box.value in sent)
            continue
        text = sent[seen[box.name]] if seen[box.name] < len(sent) else None
        seen[box.name] += 1
        if text is None:
            continue
        if kind == "textarea":
            yield box.end, box.closes, "\n" + escape(text)
        else:
            yield box.start, box.end, _written(box, {**box.attributes, "value": text})


def _told_where(form: Form, sent_to: str) -> list[Edit]:
    """Return the hidden field that tells, when the form is sent again, what is kept no longer."""
    hidden = f'<input type="hidden" name="{AGAIN}" value="{escape(sent_to)}">'
    return [(box.end, box.end, hidden) for box in form.boxes if box.name == NAME]


def _marked(box: Box, name: str, chosen: bool) -> Edit:
    attributes = {key: value for key, value in box.attributes.items() if key != name}
    return box.start, box.end, _written(box, {**attributes, **({name: None} if chosen else {})})


def _written(box: Box, attributes: Attributes) -> str:
    said = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{box.tag}{said}>"


def _names_with_room(form: Form, typed: QueryDict) -> set[str]:
    """Return the names of which the form shows all that was typed."""
    choices = {name for name in form.names if any(b.name == name and b.kind in (*TICKED, "option") for b in form.boxes)}
    offered = {(box.name, box.value) for box in form.boxes if box.kind in (*TICKED, "option")}
    shown = {name for name in choices if all((name, value) in offered for value in typed.getlist(name))}
    return (form.names - choices) | shown


def _left(typed: QueryDict, shown: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the name, in words, and the text of what was typed and is shown in no box."""
    for name, values in typed.lists():
        if name not in shown and name not in ("do", "version"):
            for value in filter(str.strip, values):
                yield name.replace("_", " ").replace("-", " ").capitalize(), value

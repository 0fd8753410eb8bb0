"""A walk through the portal along its links, looking at one page of each kind: used by the tests and by the soak.

A kind is a page's name, the state of the row that its link stands in, and which view of it the address asks for.
"""

from __future__ import annotations

import urllib.parse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.browser.accessibility import PARTS, WHOLE, comes_with_axe, violations
from tests.browser.people import Person
from tests.browser.weight import Scales, Weight

WIDTHS: Final = (1280, 320, 640, 1920) if WHOLE else (1280, 320)
"""Pixels. 640 and 320 are also what a window of 1280 has left at a zoom of 200% and 400%."""
FILES: Final = frozenset(
    {
        "measures:evidence",
        "measures:export",
        "measures:load_template",
        "measures:outturn_template",
        "measures:own_workbook",
        "reports:download",
    }
)
"""Addresses of files, which are no pages."""
SAME_FOR_ALL: Final = ("account", "mfa_", "usersessions_", "accessibility")
"""How the names of pages begin that say the same to everybody: one of each kind is looked at; in the soak, each."""
SAME_IN_ALL_STATES: Final = frozenset({"measures:measure_as_known"})
"""Pages that are the same whatever stands in the row that leads to them."""
LINKS: Final = """() => [...document.links].map(link => {
  const row = link.closest("tr");
  const tag = row && row.querySelector(".govuk-tag");
  return [link.href, tag ? tag.innerText : ""];
})"""
ASTRAY: Final = """const astray = all => {
  const names = ["for", "headers", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"];
  const ids = all.map(each => each.id).filter(Boolean), held = new Set(ids);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  const pointed = all.flatMap(each => names.flatMap(name => (each.getAttribute(name) || "").split(/\\s+/)));
  const linked = all.map(each => each.getAttribute("href") || "").filter(to => /^#./.test(to)).map(to => to.slice(1));
  return [...twice, ...[...pointed, ...linked].filter(id => id && !held.has(id))];
};"""
"""What axe does not see where it looks at one of many: ids that a page has twice, or points to and does not have."""
SEEN: Final = """() => {
  ASTRAY
  const sum = text => {
    let sum = 0;
    for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
    return `${text.length} ${sum}`;
  };
  const made = each => each.tagName + each.className + [...each.attributes].map(one => one.name).join();
  const all = [...document.body.querySelectorAll("*")];
  const named = new Map([document.body, ...all].map(each => [each, made(each)]));
  const inside = new Set(all.map(each => named.get(each.parentElement) + ">" + named.get(each)));
  const headings = all.filter(each => /^H[1-6]$/.test(each.tagName)).map(each => each.tagName);

  const says = node => node.nodeType === 3 && node.data.trim() ? "text" : "";
  const stands = new Map(), whole = new Map();
  for (const each of [document.body, ...all])
    stands.set(each, (stands.get(each.parentElement) || "") + ">" + named.get(each));
  for (const each of [...all].reverse())
    whole.set(each, each.tagName + each.getAttribute("class") + each.type + each.getAttribute("role")
      + [...each.attributes].map(one => one.name + (one.value.trim() ? "" : " empty"))
      + `(${[...each.childNodes].map(node => whole.get(node) || says(node)).join("")})`);
  return {
    structure: sum([...inside].join() + headings.join()),
    parts: PARTS().map(part => sum(stands.get(part) + whole.get(part))),
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    leadsNowhere: Boolean(document.querySelector('a[href=""]')),
    printsMarkup: document.body.innerText.includes("</"),
    astray: astray(all),
  };
}""".replace("PARTS", f"({PARTS})").replace("ASTRAY", ASTRAY)
"""What a page is made of, as one number: what stands in what, and the order of its headings, however many rows. Of each
of its parts, another: where it stands, all that it is made of, in order, and which of it is empty."""
BESIDE: Final = 2
"""How many parts of one page that are made and stand alike are looked at."""

Kind = tuple[str, str, str]


@dataclass
class Walk:
    """What was looked at, and what was wrong with it."""

    names: set[str] = field(default_factory=set)
    looked_at: int = 0
    refused: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    structures: set[tuple[int, str]] = field(default_factory=set)
    parts: set[tuple[int, str]] = field(default_factory=set)
    """The parts that axe has looked at, by their width, their surroundings and their make."""
    by_all: set[Kind] = field(default_factory=set)
    """The kinds that are the same for all and have been looked at."""
    weights: dict[str, Weight] = field(default_factory=dict)
    """What each page weighs, by whose it is and where it stands."""

    def looked_at_before(self, width: int, parts: list[str]) -> list[int]:
        """Return the places of a page's parts that axe need not look at in this width; the others are looked at now.

        Those are known from earlier pages, or are on this one oftener than twice: two, since one lies beside another.
        """
        here, before = Counter[str](), []
        for place, part in enumerate(parts):
            here[part] += 1
            if (width, part) in self.parts or here[part] > BESIDE:
                before.append(place)
        self.parts.update((width, part) for part in here)
        return before


def kind_of(url: str, tag: str) -> Kind | None:
    """Return the kind of the page at an address; None where there is none: a file, or a page of Django's own."""
    parts = urllib.parse.urlsplit(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.app_name == "admin" or match.view_name.startswith("api") or match.view_name in FILES:
        return None
    view = urllib.parse.parse_qs(parts.query).get("view", [""])[0]
    if WHOLE:
        return (match.view_name, tag, f"{parts.path} {view}")
    return (match.view_name, "" if match.view_name in SAME_IN_ALL_STATES else tag, view)


def walk(person: Person, walked: Walk, visit: Callable[[Person], None] | None = None) -> None:
    """Look at, or `visit`, one page of each kind that links lead a person to from the page that they are on."""
    waiting, known = [(person.page.url, "")], set[Kind]()
    if not visit:
        comes_with_axe(person.context)
    scales = Scales(person.page)
    scales.takes_in()
    while waiting:
        url, tag = waiting.pop(0)
        kind = kind_of(url, tag)
        if not url.startswith(person.url) or kind is None or kind in known | walked.by_all:
            continue
        known.add(kind)
        if kind[0].startswith(SAME_FOR_ALL) and not WHOLE:
            walked.by_all.add(kind)
        scales.starts()
        try:
            answer = person.page.goto(url)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            walked.names.add(kind[0])  # a file, which the browser takes in without leaving the page
            continue
        if answer is None or not answer.ok:
            walked.refused.append(f"{person.name}: {url}: {answer and answer.status}")
            continue
        walked.names.add(kind[0])
        walked.weights[f"{person.name}: {url}"] = scales.weighs()
        if visit:
            visit(person)
        else:
            _look(person, walked)
        waiting += [(link.partition("#")[0], state) for link, state in person.page.evaluate(LINKS)]
    walked.faults += person.faults


def _look(person: Person, walked: Walk) -> None:
    """Look at the page in every width; what is made as another page was, in that width, has been looked at by axe."""
    walked.looked_at += 1
    # The window stays as wide as it was last, since to change it is to lay the page out again.
    size = person.page.viewport_size or {"width": WIDTHS[0]}
    for width in sorted(WIDTHS, key=lambda width: width != size["width"]):
        if width != size["width"]:
            person.page.set_viewport_size({"width": width, "height": 900})
        where = f"{person.name}, {width} px: {person.page.url}"
        seen = person.page.evaluate(SEEN)
        if seen["wider"] > 0:
            walked.too_wide.append(f"{where}: {seen['wider']} px")
        if seen["leadsNowhere"]:
            walked.faults.append(f"{where} has a link that leads nowhere")
        if seen["printsMarkup"]:
            walked.faults.append(f"{where} prints its own markup")
        if seen["astray"]:
            walked.faults.append(f"{where} has these ids twice, or points to them in vain: {seen['astray']}")
        if (width, seen["structure"]) not in walked.structures:
            walked.structures.add((width, seen["structure"]))
            away = () if WHOLE else walked.looked_at_before(width, seen["parts"])
            walked.violations += [f"{where}: {found}" for found in violations(person.page, away)]

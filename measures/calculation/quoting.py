"""Which numbers a text quotes, and which of them may not be printed: the check of a public text before it is approved.

Pure functions on plain values. Called by the reports' public texts. A number is read as a reader would: in digits or in
words, with or without a percent sign. Days of a month and references of measures are no numbers of people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from measures.calculation.rules import SMALL_COUNT_FROM, SMALL_COUNT_TO

WORDS: Final[Mapping[str, int]] = {
    word: number
    for number, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        )
    )
}  # fmt: skip
PEOPLE: Final = (
    r"(?:child|children|girls?|boys?|bab(?:y|ies)|infants?|teenagers?|siblings?|young (?:people|persons?|adults?)|"
    r"care leavers?|people|famil(?:y|ies))"
)
MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE: Final = re.compile(rf"\b\d{{1,2}}\s+{MONTHS}\b|\b{MONTHS}\s+\d{{1,2}}\b(?!\d)", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<![\w.,])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?(?!\w|[.,]\d|-[A-Za-z])")
_MONTH_OF_YEAR: Final = re.compile(rf"\b({MONTHS})\s+(?:19|20)\d\d\b", re.IGNORECASE)
_SAYS_HOW_MANY: Final = re.compile(
    r"\d|\b(?:thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|couple|pair|both|half)\b",
    re.IGNORECASE,
)
_SPELLED: Final = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)
_SPELLED_PEOPLE: Final = re.compile(
    rf"\b({'|'.join(WORDS)})\s+(?:of\s+(?:them|whom|these|those)|(?:\w+\s+)?{PEOPLE})\b", re.IGNORECASE
)

CHILDREN: Final = (
    r"(?:child|children|girls?|boys?|bab(?:y|ies)|infants?|teenagers?|siblings?|young (?:people|persons?|adults?)|"
    r"care leavers?|famil(?:y|ies))"
)
"""Whom a small number may never give away, whatever the measure counts; "people" alone may be its staff."""
_OF_CHILDREN: Final = re.compile(
    rf"(?<![\w.,/%-])(\d+(?:\.\d+)?|{'|'.join(WORDS)})\s+(?!per ?cent)(?:[\w-]+\s+){{0,2}}{CHILDREN}\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A number that the public edition suppresses, and whose it is: "5.1 November 2023"."""

    number: Decimal
    whose: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number of a text that the approver has to look at, and why."""

    number: str
    """As it is confirmed: "3"."""
    whose: str
    """Whose suppressed number it is; empty for one that is small and not known to be suppressed."""

    @property
    def sentence(self) -> str:
        """Return the warning in words."""
        if self.whose:
            return f"The text has the number {self.number}, and {self.whose} is suppressed: it rests on that number."
        return f"The text has the number {self.number}. If that many children or young people are meant, take it out."


def quoted(text: str, hidden: Iterable[Hidden], *, small_numbers: bool, references: Iterable[str] = ()) -> list[Quoted]:
    """Return the numbers of a text that are suppressed, or from 1 to 5; each once, in order.

    Those from 1 to 5 that stand before children or families always; with `small_numbers` (of a measure that counts
    them) the others too. `references` are the measures' own, which name no number: "5.1".
    """
    plain = _without(text, references)
    whose: dict[Decimal, str] = {}
    for each in hidden:
        whose.setdefault(each.number, each.whose)
    found = {number: Quoted(plain_text(number), whose[number]) for number in _numbers(plain) if number in whose}
    for number in (*_of_children(plain), *(_small(plain) if small_numbers else ())):
        found.setdefault(number, Quoted(plain_text(number), ""))
    return [found[number] for number in sorted(found)]


def numbers_in(text: str) -> set[Decimal]:
    """Return every number that a text has, in digits or in words up to twenty; days of a month are left out."""
    return set(_numbers(_DATE.sub(" ", text)))


def says_more_than(text: str, printed: Collection[Decimal], references: Iterable[str] = ()) -> bool:
    """Return whether a text says how many in any other way than by the numbers `printed`.

    What nobody has read for the public is read as strictly as this: "two of them" beside a figure that is printed may
    tell another one. Months, days and `references` of measures are no such numbers.
    """
    plain = _without(_MONTH_OF_YEAR.sub(r"\1", text), references)
    if any(number not in printed for number in _numbers(plain)):
        return True
    return bool(_SAYS_HOW_MANY.search(_DIGITS.sub(" ", plain)))


def plain_text(number: Decimal) -> str:
    """Return a number as it is confirmed: "3", "37.5"."""
    return f"{number.normalize():f}"


def _without(text: str, references: Iterable[str]) -> str:
    """Return a text without days of a month and references of measures."""
    plain = _DATE.sub(" ", text)
    for reference in references:
        plain = re.sub(rf"(?<![\w.]){re.escape(reference)}(?![\w%]|\.\d)", " ", plain)
    return plain


def _numbers(text: str) -> list[Decimal]:
    digits = [Decimal(found.replace(",", "")) for found in _DIGITS.findall(text)]
    return digits + [Decimal(WORDS[word.lower()]) for word in _SPELLED.findall(text)]


def _small(text: str) -> list[Decimal]:
    """Return the numbers from 1 to 5: in digits anywhere but before a percent sign, in words before people."""
    bare = re.sub(r"\d+(?:\.\d+)?\s?(?:%|per ?cent)", " ", text)
    digits = [Decimal(found.replace(",", "")) for found in _DIGITS.findall(bare)]
    spelled = [Decimal(WORDS[word.lower()]) for word in _SPELLED_PEOPLE.findall(text)]
    return [n for n in (*digits, *spelled) if _is_small(n)]


def _of_children(text: str) -> list[Decimal]:
    """Return the numbers from 1 to 5 that say how many children or families, in digits or in words."""
    said = (found.lower() for found in _OF_CHILDREN.findall(text))
    numbers = (Decimal(WORDS[each]) if each in WORDS else Decimal(each) for each in said)
    return [n for n in numbers if _is_small(n)]


def _is_small(number: Decimal) -> bool:
    return number == number.to_integral_value() and SMALL_COUNT_FROM <= number <= SMALL_COUNT_TO

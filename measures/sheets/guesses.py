"""Which way is better, what unit a figure has and what a month covers, by the words that councils use.

What a file says of a measure in a column of its own, and what a title suggests where it says nothing. Called by
`suggest`; whoever brings the file in checks all of it.
"""

from __future__ import annotations

import re
from typing import Final

from measures.choices import Aim, Basis, Unit

WORSE_WHEN_MORE: Final = re.compile(
    r"repeat|re-?referr|missing|vacan|turnover|caseload|sickness|agency|neet|not in education|offend|"
    r"exclu|overdue|breakdown|placement moves|without an? |out of (?:area|county|borough)",
    re.IGNORECASE,
)
BETTER_WHEN_MORE: Final = re.compile(
    r"within|timel|on time|up.to.date|stab|complet|visit|review|good or outstanding|adopt|suitable|in education|"
    r"achiev|feedback|supervision",
    re.IGNORECASE,
)
TIME_TAKEN: Final = re.compile(r"\b(?:hours|days|weeks|months)\b", re.IGNORECASE)
WAITING: Final = re.compile(r"\bwait(?:s|ed|ing)?\b|\bdelay", re.IGNORECASE)
IN_TIME: Final = re.compile(r"\bwithin\b|\b(?:less|fewer|no more) than\b|\bunder\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"[0-9]\s*%?\s*(?:to|-|\N{EN DASH})\s*[0-9]", re.IGNORECASE)

AIMS_SAID: Final = (
    (r"\b(?:near|range|between|on target|at target|to target)\b", Aim.NEAR_TARGET),
    (r"\b(?:neither|neutral|context|information|n/?a|none)\b", Aim.CONTEXT),
    (r"\b(?:low|lower|down|decrease|decreasing|less|fewer|smaller|minimi[sz]e|reduce|reducing)\b|[↓⬇]", Aim.LOWER),
    (r"\b(?:high|higher|up|increase|increasing|more|bigger|maximi[sz]e)\b|[↑⬆]", Aim.HIGHER),
)
UNITS_SAID: Final = (
    (r"per\s*10[, ]?000|\brates?\b", Unit.RATE),
    (r"%|\bper ?cent|\bpercentages?\b", Unit.PERCENT),
    (r"\b(?:average|mean|ratio|hours|days|weeks|months)\b", Unit.AVERAGE),
    (r"\b(?:numbers?|counts?|no\.?|children|people)(?!\w)", Unit.COUNT),
)
BASES_SAID: Final = (
    (r"\brolling\b|\b(?:last|past|previous) (?:12|twelve) months\b|\b12 months\b", Basis.ROLLING),
    (r"\byear to date\b|\bytd\b|\bso far this year\b|\bsince april\b", Basis.YEAR_TO_DATE),
    (r"\b(?:in|during|within|per|each) (?:the |this |a )?month\b|\breceived\b|\bmonthly\b", Basis.MONTH),
)


def aim_said(text: str) -> Aim | None:
    """Return which way a file says is better: "Low", "Higher is better", "Increase"; None where it says nothing."""
    return next((aim for words, aim in AIMS_SAID if re.search(words, text, re.IGNORECASE)), None)


def unit_said(text: str) -> Unit | None:
    """Return the unit that a file names: "%", "Rate per 10,000", "Weeks"; None where it names none that is known."""
    return next((unit for words, unit in UNITS_SAID if re.search(words, text, re.IGNORECASE)), None)


def basis_of(title: str) -> Basis:
    """Return what a month's figure seems to cover: how things stand at its end, where the title says nothing else."""
    return next((basis for words, basis in BASES_SAID if re.search(words, title, re.IGNORECASE)), Basis.SNAPSHOT)


def aim_of(title: str, unit: Unit, target: str) -> Aim:
    """Return which way seems to be better; `CONTEXT` where nothing tells.

    How long something takes or somebody waits is better when it is less. Of a number or a rate a title alone tells
    nothing: it may be for context. With a target it is not.
    """
    if unit not in (Unit.PERCENT, Unit.AVERAGE) and not has_figure(target):
        return Aim.CONTEXT
    if _RANGE.search(target.partition(" by ")[0]):
        return Aim.NEAR_TARGET
    takes_time = WAITING.search(title) or (unit is Unit.AVERAGE and TIME_TAKEN.search(title))
    if WORSE_WHEN_MORE.search(title) or (takes_time and not IN_TIME.search(title)):
        return Aim.LOWER
    return Aim.HIGHER if BETTER_WHEN_MORE.search(title) else Aim.CONTEXT


def has_figure(target: str) -> bool:
    """Return whether a target is a figure: not empty, and not still to be confirmed."""
    return bool(re.search(r"[0-9]", target))

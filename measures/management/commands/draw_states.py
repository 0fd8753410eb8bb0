"""Draws the state diagrams of the documentation from the transition tables, and keeps them up to date in a file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from measures.choices import PeriodState, PublicTextState, RestatementState, SubmissionState, Word
from measures.transitions import PERIOD, PUBLIC_TEXT, RESTATEMENT, SUBMISSION, Transition

BEGIN: Final = "<!-- state diagrams: written by manage.py draw_states -->"
END: Final = "<!-- end of the state diagrams -->"


def diagram(table: Mapping[str, Transition[Any]], first: Word) -> str:
    """Return a transition table as a Mermaid state diagram: one arrow for each pair of states, with who may do what."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for transition in table.values():
        who = ", ".join(sorted(role.value for role in transition.by))
        label = f"{transition.verb} ({who})" + (" *" if transition.needs_reason else "")
        for before, after in transition.moves.items():
            arrows.setdefault((_name(before), _name(after)), []).append(label)
    lines = ["stateDiagram-v2", f"    [*] --> {_name(first)}"]
    lines += [f"    {before} --> {after}: {'<br>'.join(labels)}" for (before, after), labels in arrows.items()]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _name(state: Word) -> str:
    return state.value.replace(" ", "_")


def diagrams() -> str:
    """Return the diagrams under their headings, between the marks that the documentation has."""
    parts = [
        BEGIN,
        "A star says that a reason is asked for.",
        "### A month",
        diagram(PERIOD, PeriodState.PLANNED),
        "### One measure in a month",
        diagram(SUBMISSION, SubmissionState.NOT_STARTED),
        "### The restatement of a published figure",
        diagram(RESTATEMENT, RestatementState.ASKED),
        "### What the public edition says of a figure",
        diagram(PUBLIC_TEXT, PublicTextState.DRAFT),
        END,
    ]
    return "\n\n".join(parts)


def with_diagrams(text: str) -> str:
    """Return a document with the diagrams between its marks as the tables are now. Raises ValueError without marks."""
    before, begins, rest = text.partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not begins or not ends:
        raise ValueError(f"The document does not have the marks {BEGIN} and {END}.")
    return f"{before}{diagrams()}{after}"


class Command(BaseCommand):
    help = "Draws the state diagrams from the transition tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE", help="Put them into this file, between its marks.")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["write"]
        if file is None:
            self.stdout.write(diagrams())
            return
        try:
            file.write_text(with_diagrams(file.read_text(encoding="utf-8")), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

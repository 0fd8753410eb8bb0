"""What a load did, kept with it line by line, so that its page can say it as long as the load is known.

Called by `load` with the figures, and by the readers of files with what else they changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from measures.actions.difference import Change
from measures.models import Load


def keep_figures(load: Load, *, changed: Iterable[Change], kept: Iterable[Change], same: int) -> None:
    """Keep what became of a file's figures."""
    figures = {"changed": [each.as_data() for each in changed], "kept": [each.as_data() for each in kept], "same": same}
    _keep(load, figures)


def keep_lines(load: Load, *, lines: Iterable[str], kept: Iterable[str] = ()) -> None:
    """Keep what else a file changed and what else was left as it was, one sentence each."""
    _keep(load, {"lines": list(lines), "kept_lines": list(kept)})


def keep_rows(load: Load, *, empty: str, left_out: Iterable[str]) -> None:
    """Keep which rows of a file had no figure, and which were left out, each with why; nothing where there are none."""
    said = {"empty": empty, "left_out": list(left_out)}
    if any(said.values()):
        _keep(load, {name: words for name, words in said.items() if words})


def _keep(load: Load, more: dict[str, object]) -> None:
    load.difference = {**load.difference, **more}
    load.save(update_fields=["difference"])

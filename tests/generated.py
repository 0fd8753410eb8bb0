"""How many forms and uploads are made up in a run: GENERATED_UPLOADS says it for all kinds of them together."""

import os
from typing import Final

KINDS: Final = 10
"""What they are shared among: the ten tests of tests/measures/views/test_generated_*.py that make them up."""


def examples(usual: int, *, pages: int = 1) -> int:
    """Return how many one test makes up: its share of those asked for, and never less than usual.

    A test that goes over several pages makes up its share in all.
    """
    return max(usual, int(os.environ.get("GENERATED_UPLOADS", "0")) // (KINDS * pages))

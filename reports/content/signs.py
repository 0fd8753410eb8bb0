"""What an edition prints beside a figure, or in its place where there is none; and what each means.

Plain values only. Read by the content of a measure, and by the key (`marks`).
"""

from __future__ import annotations

from typing import Final

from measures.calculation.rules import SMALL_COUNT_FROM, SMALL_COUNT_TO, SMALL_GROUP_BELOW
from measures.choices import Missing

MISSING_SIGNS: Final = {
    Missing.NOT_AVAILABLE: "NA",
    Missing.NOT_APPLICABLE: "z",
    Missing.NOT_DUE: "not due",
    Missing.NOT_COLLECTED: "not yet",
    Missing.SUPPRESSED: "c",
}
"""What is printed where there is no figure; the words that the reader of scorecards knows."""
PROVISIONAL: Final = "p"
REVISED: Final = "r"
CONTRADICTED: Final = "≠"
TO_BE_CONFIRMED: Final = "TBC"
SUPPRESSED: Final = MISSING_SIGNS[Missing.SUPPRESSED]
MEANINGS: Final = {
    PROVISIONAL: (
        "Provisional. A figure that can still change, because its group of children or young people is not complete "
        "yet: it has no colour, and the control chart leaves it out. A target that is last year’s, until this year’s "
        "is confirmed."
    ),
    REVISED: (
        "Revised. The figure has changed since it was first published: a later extract has it differently, or it was "
        "published wrong and has been restated."
    ),
    CONTRADICTED: (
        "The counts behind the figure give another figure. It is printed as it was submitted; the data quality notes "
        "have what was found and what its owner says."
    ),
    SUPPRESSED: (
        f"Suppressed. The figure rests on {SMALL_COUNT_FROM} to {SMALL_COUNT_TO} children or young people or on a "
        f"group of fewer than {SMALL_GROUP_BELOW}; or could do so, because a number behind it is not recorded; or "
        "would give such a number away. A printed 0 is a true zero."
    ),
    MISSING_SIGNS[Missing.NOT_AVAILABLE]: "Not available.",
    MISSING_SIGNS[Missing.NOT_APPLICABLE]: "Not applicable: there was nothing to count.",
    MISSING_SIGNS[Missing.NOT_COLLECTED]: "Not collected yet.",
    TO_BE_CONFIRMED: "To be confirmed: the target is not set yet, or the baseline is not collected yet.",
}
"""In the order in which the key has them."""
FOR_THE_PUBLIC: Final = MEANINGS | {
    CONTRADICTED: "The counts behind the figure give another figure. It is printed as it was submitted."
}
"""The same where there are no data quality notes to read."""

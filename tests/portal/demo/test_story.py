"""The demonstration's November, as its file tells it."""

import csv

from portal.demo.round import STORY


def test_no_comma_cuts_what_the_sample_people_say() -> None:
    with STORY.open(newline="", encoding="utf-8") as lines:
        headings, *rows = csv.reader(lines)

    assert [row[0] for row in rows if len(row) != len(headings)] == []

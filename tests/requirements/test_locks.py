"""The requirements: what is asked for says why, and what is locked installs anywhere and is the same everywhere."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"


def pins(lock: str) -> dict[str, str]:
    """Name and version of what a lock holds."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (FOLDER / f"{lock}.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["base", "dev", "production"])
def test_every_requirement_says_what_it_is_for(name: str) -> None:
    lines = [line for line in (FOLDER / f"{name}.in").read_text().splitlines() if not line.startswith(("#", "-r"))]

    assert lines
    assert [line for line in lines if not re.search(r"\S +# \S", line)] == []


@pytest.mark.parametrize("name", ["dev", "production"])
def test_every_lock_holds_the_base_in_the_same_versions(name: str) -> None:
    assert pins("base").items() <= pins(name).items()


@pytest.mark.parametrize("name", ["base", "dev", "production"])
def test_a_lock_has_a_hash_for_everything_and_no_address(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--find-links" not in text
    assert "index-url" not in text

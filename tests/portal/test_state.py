"""The state folder and the key in it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import state


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = state.prepare(tmp_path / "state")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    key = state.secret_key(tmp_path)

    assert state.secret_key(tmp_path) == key
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_many_that_ask_at_once_get_one_key(tmp_path: Path) -> None:
    for attempt in range(20):
        folder = state.prepare(tmp_path / str(attempt))
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(state.secret_key, [folder] * 8))

        assert len(keys) == 1
        assert [path.name for path in folder.glob("secret_key*")] == ["secret_key"]


def test_a_key_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    state.secret_key(tmp_path)
    (tmp_path / "secret_key").chmod(0o644)

    state.secret_key(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_damaged_key_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")

    with pytest.raises(ImproperlyConfigured, match="Delete that file to have a new one made"):
        state.secret_key(tmp_path)

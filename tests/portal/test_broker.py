"""The folder that is Celery's broker where there is no Redis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kombu.connection import Connection
from kombu.transport import filesystem

import portal.celery  # noqa: F401 - names the transport


@pytest.fixture
def address(tmp_path: Path) -> dict[str, Any]:
    """A connection's settings with folders of its own."""
    folders = {name: tmp_path / name for name in ("queue", "control")}
    for folder in folders.values():
        folder.mkdir()
    options = {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "control_folder": str(folders["control"]),
    }
    return {"hostname": "filesystem://localhost", "transport_options": options}


class Spy:
    """A part of a message that looks into the folder while the message is written."""

    def __init__(self, folder: str) -> None:
        self.folder, self.seen = Path(folder), ["not looked"]

    def __json__(self) -> str:
        self.seen = [file.name for file in self.folder.glob("*.msg")]
        return "spy"


def test_a_message_has_no_file_before_it_is_whole(address: dict[str, Any]) -> None:
    folder = address["transport_options"]["data_folder_out"]
    spy = Spy(folder)
    with Connection(**address) as connection:  # type: ignore[no-untyped-call]
        connection.default_channel._put("reports", {"body": spy})
    assert spy.seen == []
    assert [file.name.partition(".")[2] for file in Path(folder).iterdir()] == ["reports.msg"]


def test_kombu_s_own_transport_shows_a_file_before_that(address: dict[str, Any]) -> None:
    """The control: if this fails, kombu writes whole files itself and portal/broker.py can go."""
    spy = Spy(address["transport_options"]["data_folder_out"])
    with Connection(**{**address, "hostname": None}, transport=filesystem.Transport) as connection:  # type: ignore[no-untyped-call]
        connection.default_channel._put("reports", {"body": spy})
    assert len(spy.seen) == 1


def test_what_is_put_is_taken_as_it_was(address: dict[str, Any]) -> None:
    # Of a name of its own: kombu remembers for the whole process which queues it has bound.
    with Connection(**address) as connection, connection.SimpleQueue("words") as queue:  # type: ignore[no-untyped-call]
        queue.put({"words": "žluťoučký" * 9_000})
        assert queue.get(timeout=30).payload == {"words": "žluťoučký" * 9_000}

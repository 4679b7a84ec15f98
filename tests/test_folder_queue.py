"""Without a broker the queue is a folder, and nobody takes a message that is not whole."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

import lms.celery  # noqa: F401  (says what filesystem:// means here)
from tests.processes import wait_for

MESSAGES = 300


@pytest.fixture
def folder(tmp_path) -> dict[str, object]:
    """The options of a queue in a folder of its own."""
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }


def connect(folder) -> Connection:
    return Connection("filesystem://", transport_options=folder)


def send_all(folder) -> None:
    """Large messages: each takes a while to be written."""
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        for number in range(MESSAGES):
            queue.put({"number": number, "words": "chữ" * 50_000})


def take_all(folder) -> set[int]:
    """As a worker takes them: at once, whatever lies there."""
    found: set[int] = set()
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:

        def all_taken() -> bool:
            with suppress(Empty):
                message = queue.get(block=False)
                message.ack()
                found.add(message.payload["number"])
            return len(found) == MESSAGES

        wait_for(all_taken, "every message", every=0)
    return found


def test_a_worker_that_looks_while_messages_are_written_takes_each_whole(folder):
    # A process of its own, as the web server is one: threads would take turns.
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        sending = pool.submit(send_all, folder)
        assert take_all(folder) == set(range(MESSAGES))
        sending.result()
    assert list(Path(str(folder["data_folder_in"])).iterdir()) == []

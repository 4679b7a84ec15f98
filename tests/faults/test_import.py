"""A list on its way meets a killed worker and a torn connection: it ends whole, or not at all."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.conftest import Installation
from tests.processes import (
    copy_prepared,
    kill,
    prepare,
    running_web,
    running_worker,
    wait_for,
)

ROWS = 1_500
ENV = {
    "LIST_CHUNK": "25",
    "JOB_LEASE_SECONDS": "2",
    "ID_HASH_KEY": "one-key-for-both-so-that-their-hashes-agree",
}
JOB = "SELECT state, done, total FROM core_job ORDER BY id DESC LIMIT 1"
# Everything the list left behind, but for keys: they may differ.
LEFT = (
    "SELECT full_name, birth_year, birth_month, birth_day, phone, commune_id, hamlet, id_hash,"
    " email, sex FROM learners_learner ORDER BY 1, 2, 3, 4, 5, 6, 7, 8",
    "SELECT line, state, reason, made, twin FROM learners_importrow ORDER BY line",
    "SELECT state, score, reasons FROM learners_pair ORDER BY origin, score, state",
    "SELECT state, counts FROM learners_import",
)


@pytest.fixture
def two(template, tmp_path) -> Iterator[tuple[Installation, Installation]]:
    """Two fresh installations on the database of this run: one to be disturbed, one not."""
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    if not server.startswith("postgres"):
        yield tuple(
            Installation(copy_prepared(template, tmp_path / name), ENV) for name in ("a", "b")
        )
        return
    names = [f"fault_{os.getpid()}_{n}" for n in "ab"]
    sql = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names]
    _psql(server, *sql, *(f"CREATE DATABASE {name}" for name in names))
    yield tuple(_installed(tmp_path / name, f"{server}/{name}") for name in names)
    _psql(server, *sql)


def _installed(folder: Path, url: str) -> Installation:
    env = {**ENV, "DATABASE_URL": url}
    prepare(folder, env)
    return Installation(folder, env)


def _psql(server: str, *statements: str) -> None:
    for statement in statements:
        subprocess.run(["psql", "-q", f"{server}/postgres", "-c", statement], check=True)


def test_killed_at_sixty_percent_it_ends_as_if_never_killed(two):
    disturbed, calm = two
    calm.act("apply", str(calm.act("lists", str(ROWS))))
    disturbed.act("lists", str(ROWS))
    log = disturbed.folder / "worker.log"
    for share in (0.2, 0.6):
        with running_worker(disturbed.folder, disturbed.env) as worker:
            wait_for(
                lambda share=share: disturbed.select(JOB)[0][1] >= ROWS * share,
                f"{share:.0%} of the list",
                log=log,
                every=0.002,
            )
            kill(worker)
        state, done, total = disturbed.select(JOB)[0]
        assert (state, total) == ("running", ROWS)
        assert done < total  # it was killed in the middle, not after the end
        written = disturbed.select("SELECT count(*) FROM learners_learner")[0][0]
        assert 0 < written < calm.select("SELECT count(*) FROM learners_learner")[0][0]
    with running_worker(disturbed.folder, disturbed.env):
        wait_for(lambda: disturbed.select(JOB)[0][0] == "done", "the whole list", log=log)
    for question in LEFT:
        assert disturbed.select(question) == calm.select(question)


def test_a_file_of_which_only_a_part_arrives_leaves_nothing_behind(installation):
    session = installation.act("clerk")
    head = (
        '--x\r\nContent-Disposition: form-data; name="commune"\r\n\r\n05503\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\nHọ và tên,Năm sinh\r\n"
    ).encode()
    part = head + "Nguyễn Văn An,1980\r\n".encode() * 200_000  # large enough to lie in a file
    with running_web(installation.folder) as (site, _):
        status = _send(site, session, part, announced=len(part) * 10 // 6)
        assert status in (0, 400, 422)
        whole = part + b"\r\n--x--\r\n"
        assert _send(site, session, whole, announced=len(whole)) == 302
    assert installation.select("SELECT file_name FROM learners_import") == [("a.csv",)]
    kept = [path for path in (installation.folder / "private").rglob("*") if path.is_file()]
    assert len(kept) == 1


def _send(site: str, session: str, body: bytes, *, announced: int) -> int:
    """Upload a list, then hang up; the status, or 0 when the server says nothing any more."""
    token, address = "t" * 32, urlsplit(site)
    head = (
        f"POST /theo-doi/danh-sach/ HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Cookie: sessionid={session}; csrftoken={token}\r\nX-CSRFToken: {token}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {announced}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1_000)
    return int(answer.split()[1]) if answer else 0

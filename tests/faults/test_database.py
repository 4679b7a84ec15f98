"""PostgreSQL goes away under load and comes back: nothing acknowledged is lost."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Installation
from tests.processes import copy_prepared, free_port, prepare, running_web

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
STORED = "SELECT count(*), count(DISTINCT (enrolment_id, lesson_id)) FROM learners_lessondone"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of our own."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *words: str) -> None:
        """pg_ctl; everything it says goes to a file, or the server would hold our pipes."""
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        with (self.folder.parent / "pg_ctl.log").open("ab") as log:
            subprocess.run(
                [
                    *(*as_postgres(), BINARIES / "pg_ctl", *words, "-w", "-t", "60"),
                    *("-D", self.folder, "-l", self.folder / "log", "-o", settings),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
            )


def as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server in a folder that its own user may write."""
    outer = Path(tempfile.mkdtemp(prefix="lms-pg-"))
    outer.chmod(0o755)
    folder = outer / "data"
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    initdb = [BINARIES / "initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"]
    subprocess.run(
        [*as_postgres(), *initdb, "-D", folder], check=True, stdout=subprocess.DEVNULL, cwd=outer
    )
    cluster = Cluster(folder, free_port())
    cluster.control("start")
    try:
        yield cluster
    finally:
        cluster.control("stop", "-m", "immediate")
        shutil.rmtree(outer)


@pytest.fixture
def on_postgres(cluster, template, tmp_path) -> Installation:
    """An installation whose register is in `cluster`."""
    env = {"DATABASE_URL": cluster.url}
    folder = copy_prepared(template, tmp_path / "site")
    (folder / "lms.sqlite3").unlink()
    prepare_database(folder, env)
    return Installation(folder, env)


def prepare_database(folder: Path, env: dict[str, str]) -> None:
    (folder / "static").unlink()
    prepare(folder, env)


def test_a_database_that_restarts_under_load_loses_nothing_acknowledged(cluster, on_postgres, post):
    """Each person presses again until the page says that it is done, as people do."""
    people = on_postgres.act("practisers", "8")
    moment = ["before"]
    failures: list[tuple[str, str, int]] = []

    def practise(person) -> int:
        acknowledged = 0
        for address, form in person["posts"]:
            while True:
                begun = moment[0]
                status = post(site, person["session"], address, form)
                if status == 200:
                    break
                failures.append((begun, moment[0], status))
            acknowledged += 1
        return acknowledged

    with running_web(on_postgres.folder, on_postgres.env) as (site, _):
        with ThreadPoolExecutor(8) as pool:
            working = [pool.submit(practise, person) for person in people]
            moment[0] = "during"
            cluster.control("restart", "-m", "immediate")
            moment[0] = "after"
            acknowledged = sum(work.result() for work in working)
        extra, form = people[0]["posts"][0]
        assert post(site, people[0]["session"], extra, form) == 200
    assert on_postgres.select(STORED) == [(acknowledged, acknowledged)]
    assert acknowledged == sum(len(person["posts"]) for person in people)
    assert {status for _, _, status in failures} - {503, 0} == set()
    outside = [f for f in failures if f[:2] in (("before", "before"), ("after", "after"))]
    assert outside == []

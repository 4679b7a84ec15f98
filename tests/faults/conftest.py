"""A prepared installation for each test, its register to look into, and browsers without a page."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.processes import NOTHING, REPOSITORY, copy_prepared, environment, prepare


@dataclass(frozen=True)
class Installation:
    """A folder with its database, apart from pytest's own."""

    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def act(self, *words: str, env: Mapping[str, str] = NOTHING) -> Any:
        """Run an act of `tests.faults.acts` as a process and return what came of it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.acts", *words],
            cwd=REPOSITORY,
            env=environment(self.folder, {**self.env, **env}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the register past the product."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        connection = sqlite3.connect(self.folder / "lms.sqlite3", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def issued(self) -> list[int]:
        """The numbers of the papers that were issued, in order."""
        rows = self.select("SELECT number FROM certificates_certificate WHERE number IS NOT NULL")
        return sorted(int(number[-6:]) for (number,) in rows)

    def states(self) -> list[str]:
        """The states of all papers."""
        return [row[0] for row in self.select("SELECT state FROM certificates_certificate")]


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """An installation on SQLite, prepared once."""
    folder = tmp_path_factory.mktemp("template")
    prepare(folder)
    return folder


@pytest.fixture
def installation(template, tmp_path) -> Installation:
    """A fresh installation on SQLite with a folder as its queue."""
    return Installation(copy_prepared(template, tmp_path / "site"))


def _post(site: str, session: str, address: str, form: Mapping[str, list[str]]) -> int:
    """What a browser gets for a form: the status, or 0 when the connection breaks."""
    token = "t" * 32
    connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "X-CSRFToken": token,
    }
    try:
        connection.request("POST", address, urlencode(form, doseq=True), headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


@pytest.fixture
def post() -> Callable[[str, str, str, Mapping[str, list[str]]], int]:
    """Send a form as a signed-in browser: `post(site, session, address, form)` → status or 0."""
    return _post

"""The product as it really runs: a server, a worker, each a process of its own, in a folder.

For tests of faults and for journeys with a browser. Nothing here sleeps in the hope that something
has happened meanwhile: `wait_for` asks until a deadline. Every process that is started is stopped
again, whatever the test does.

    prepare(folder)                           # once: tables, places, courses, static files
    with running_site(folder) as url:         # http://127.0.0.1:<free port>
        ...
    (folder / "web.log").read_text()          # what the server said; "worker.log" the worker

`copy_prepared(template, folder)` is a fast second `prepare` for SQLite. What is sent by the
product (sign-in codes) is in `folder / "outbox.txt"`.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

REPOSITORY = Path(__file__).resolve().parent.parent
NOTHING: Mapping[str, str] = {}
Answer = TypeVar("Answer")


def environment(folder: Path, env: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """What a process of ours is told: nothing of the test's own environment but the paths.

    Without more in `env`: SQLite and a queue in `folder`, development settings, a quick reconciler.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
        "DATA_DIR": str(folder),
        "RECONCILE_SECONDS": "1",
        "COUNTS_REFRESH_SECONDS": "2",
        "QUEUE_PREFIX": f"{folder}:",  # the workers of two tests share a broker, and no work
        **env,
    }


def manage(folder: Path, *arguments: str, env: Mapping[str, str] = NOTHING) -> str:
    """Run `manage.py …` to its end; returns what it printed, raises with it when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=environment(folder, env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done.stdout


def prepare(folder: Path, env: Mapping[str, str] = NOTHING) -> None:
    """Everything a fresh installation needs, in `folder`: `prepare` and the static files."""
    folder.mkdir(parents=True, exist_ok=True)
    manage(folder, "prepare", env=env)
    manage(folder, "collectstatic", "--noinput", "--verbosity", "0", env=env)


def copy_prepared(template: Path, folder: Path) -> Path:
    """A prepared folder once more: database, media and keys copied, static files shared."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("lms.sqlite3", "secret-key"):
        if (template / name).exists():
            shutil.copy2(template / name, folder / name)
    for name in ("media", "keys", "signing"):
        if (template / name).exists():
            shutil.copytree(template / name, folder / name, dirs_exist_ok=True)
    (folder / "static").symlink_to(template / "static")
    return folder


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(
    ask: Callable[[], Answer],
    what: str,
    *,
    seconds: float = 60,
    every: float = 0.05,
    log: Path | None = None,
) -> Answer:
    """Ask until the answer is true and return it; fails, with the log, at the deadline."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-4000:] if log and log.exists() else ""
            raise AssertionError(f"within {seconds} s not seen: {what}\n{said}")
        time.sleep(every)
    return answer


@contextmanager
def started(
    command: Sequence[str], *, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, what it says added to `log`; stopped at the end."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    """Ask a process to end, wait, and only then end it and its children by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)
    _kill_group(process.pid)  # children that outlived it


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a process and all its children at once, as when the power goes."""
    _kill_group(process.pid)
    process.wait(20)


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def answers(url: str) -> bool:
    """Whether an address answers 200."""
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310  (an address of our own)
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def running_web(
    folder: Path, env: Mapping[str, str] = NOTHING, *, port: int | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """gunicorn as the Procfile starts it, ready for requests: its address and its process."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
    ]
    log = folder / "web.log"
    with started(command, env=environment(folder, {"SITE_URL": url, **env}), log=log) as process:
        wait_for(
            lambda: process.poll() is not None or answers(f"{url}/readyz"), "the server", log=log
        )
        assert process.poll() is None, log.read_text()
        yield url, process


@contextmanager
def running_worker(
    folder: Path, env: Mapping[str, str] = NOTHING
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with its clock, as the Procfile starts it."""
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "lms", "worker", "--beat"),
        *("--concurrency", "1", "--loglevel", "WARNING"),
    ]
    with started(command, env=environment(folder, env), log=folder / "worker.log") as process:
        yield process


@contextmanager
def running_site(folder: Path, env: Mapping[str, str] = NOTHING) -> Iterator[str]:
    """The whole product on a free port, ready: server and worker; yields its address.

    `folder` must have been prepared (`prepare` or `copy_prepared`); `env` adds to or replaces
    what `environment` says. Both processes are stopped at the end.
    """
    with running_web(folder, env) as (url, _), running_worker(folder, {"SITE_URL": url, **env}):
        yield url

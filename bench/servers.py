"""The product and the floor under the same gunicorn, and what they cost in CPU."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
from django.conf import settings
from django.db import connection

from bench.config import CACHE_URL, ROOT, WORKERS
from bench.load import Ask, fetch

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """One gunicorn of two sync workers, from `with` to the end of it."""

    def __init__(self, settings_module: str, ready_path: str, **environment: str) -> None:
        self.settings_module, self.ready_path = settings_module, ready_path
        self.environment = {**environment, "DJANGO_SETTINGS_MODULE": settings_module}

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", str(WORKERS), "--no-control-socket", "--log-level", "error"]
        environment = os.environ | self.environment
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"gunicorn with {self.settings_module} did not start")
            try:
                if fetch(self.url, Ask(self.ready_path))[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"gunicorn with {self.settings_module} did not answer")


class Meter:
    """CPU milliseconds of a server, its database connections and the cache since `start`."""

    def __init__(self, server: Server) -> None:
        self.root = server.process.pid
        self.cache = redis.Redis.from_url(CACHE_URL)

    def start(self) -> None:
        """Remember what was used so far."""
        self.before, self.cache_before = self._processes(), self._cache()

    def used(self) -> float:
        """Milliseconds since `start`."""
        now = self._processes()
        ticks = sum(used - self.before.get(pid, 0) for pid, used in now.items())
        return ticks * 1000 / CLOCK_TICKS + (self._cache() - self.cache_before) * 1000

    def _processes(self) -> dict[int, int]:
        return {pid: ticks_of(pid) for pid in [*_tree(self.root), *_backends()]}

    def _cache(self) -> float:
        used = self.cache.info("cpu")
        return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def _tree(pid: int) -> list[int]:
    """A process and its children; gunicorn's workers have none."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def _backends() -> list[int]:
    """PostgreSQL's processes for our database, without the one that asks here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
            [settings.DATABASES["default"]["NAME"]],
        )
        return [pid for (pid,) in cursor if _is_postgres(pid)]


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except OSError:
        return False


def ticks_of(pid: int) -> int:
    """User and system time of a process; 0 when it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])

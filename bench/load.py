"""Eight connections that ask as fast as they are answered: wrk, or slow Python without it."""

import http.client
import shutil
import statistics
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench.config import CONNECTIONS, DATA

_SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what is asked, by whom, from where."""

    path: str
    cookie: str = ""
    address: str = "192.0.2.1"
    body: str = ""

    @property
    def method(self) -> str:
        """POST when there is something to send."""
        return "POST" if self.body else "GET"

    @property
    def line(self) -> str:
        """How `load.lua` reads it."""
        return "\t".join([self.method, self.path, self.cookie, self.address, self.body])

    def headers(self, host: str) -> dict[str, str]:
        """What a browser behind the proxy sends; the same as `load.lua`."""
        headers = {
            "Accept-Encoding": "gzip",
            "Referer": f"https://{host}/",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
        }
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers


@dataclass(frozen=True, slots=True)
class Burst:
    """What a few seconds of asking gave; times in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float


def fetch(url: str, ask: Ask) -> tuple[int, bytes]:
    """One request; status and body as sent."""
    host = urlsplit(url).netloc
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(ask.method, ask.path, ask.body or None, ask.headers(host))
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def burst(url: str, asks: list[Ask], seconds: float) -> Burst:
    """Ask in turn for about `seconds`; raises RuntimeError when anything was refused."""
    return _wrk(url, asks, seconds) if shutil.which("wrk") else _python(url, asks, seconds)


def _wrk(url: str, asks: list[Ask], seconds: float) -> Burst:
    file = DATA / "requests.txt"
    file.write_text("".join(f"{ask.line}\n" for ask in asks))
    whole = max(1, round(seconds))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{whole}s", "--timeout", "10s"]
    out = subprocess.run(
        [*command, "-s", str(_SCRIPT), url, "--", str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=whole + 30,
    ).stdout
    line = next(line for line in out.splitlines() if line.startswith("bench "))
    requests, micros, p50, p95, errors = map(int, line.split()[1:])
    if errors:
        raise RuntimeError(f"{errors} requests to {asks[0].path} failed:\n{out}")
    return Burst(requests, micros / 1e6, p50 / 1e3, p95 / 1e3)


def _python(url: str, asks: list[Ask], seconds: float) -> Burst:
    parts = [asks[i::CONNECTIONS] or asks for i in range(CONNECTIONS)]
    start = time.perf_counter()
    with ProcessPoolExecutor(CONNECTIONS) as pool:
        times = [t for part in pool.map(partial(_loop, url, seconds), parts) for t in part]
    cuts = statistics.quantiles(times, n=20)
    return Burst(len(times), time.perf_counter() - start, cuts[9], cuts[18])


def _loop(url: str, seconds: float, asks: list[Ask]) -> list[float]:
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        ask = asks[len(times) % len(asks)]
        before = time.perf_counter()
        status, _ = fetch(url, ask)
        times.append((time.perf_counter() - before) * 1e3)
        if status >= 400:
            raise RuntimeError(f"{ask.path} answered {status}")
    return times

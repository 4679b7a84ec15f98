"""A subject beside its floor: in turn, several times, so that noise meets both."""

import gzip
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.config import SAMPLES, SECONDS
from bench.load import Ask, burst, fetch
from bench.servers import Meter, Server


@dataclass(frozen=True, slots=True)
class Sample:
    """One burst: requests a second, CPU and times of a request in milliseconds."""

    rate: float
    cpu: float
    p50: float
    p95: float


@dataclass(slots=True)
class Page:
    """Something to ask of a server; `before` puts things back before each burst.

    `shows` stands on the page: an error page or a login form would be fast and prove nothing.
    """

    name: str
    server: Server
    asks: list[Ask]
    shows: str = ""
    before: Callable[[], None] = lambda: None
    after: Callable[[int], None] = lambda _requests: None
    samples: list[Sample] = field(default_factory=list)

    def check(self) -> None:
        """Ask once and look at the answer."""
        self.before()
        ask = self.asks[0]
        status, body = fetch(self.server.url, ask)
        text = _unpacked(body)
        if status != 200 or self.shows not in text:
            raise RuntimeError(f"{self.name}: {ask.path} answered {status}\n{text[:2000]}")

    def sample(self) -> None:
        """One burst, measured."""
        self.before()
        meter = Meter(self.server)
        meter.start()
        done = burst(self.server.url, self.asks, SECONDS)
        cpu = meter.used() / done.requests
        self.after(done.requests)
        self.samples.append(Sample(done.requests / done.seconds, cpu, done.p50, done.p95))

    def median(self, what: str) -> float:
        """The median of rate, cpu, p50 or p95."""
        return statistics.median(getattr(sample, what) for sample in self.samples)

    def line(self) -> str:
        """All four for reading."""
        return (
            f"  {self.name}: {self.median('cpu'):.2f} ms CPU, p50 {self.median('p50'):.1f} ms, "
            f"p95 {self.median('p95'):.1f} ms, {self.median('rate'):.0f} requests/s"
        )


def compare(floor: Page, *subjects: Page) -> None:
    """Warm up, check, and sample the floor and the subjects in turn."""
    pages = [floor, *subjects]
    for page in pages:
        page.check()
        page.before()
        burst(page.server.url, page.asks, 1)
    for turn in range(SAMPLES):
        for page in pages if turn % 2 == 0 else reversed(pages):
            page.sample()
    for page in pages:
        page.check()


def ratio(subject: Page, floor: Page, what: str) -> float:
    """The median over the turns of subject to floor."""
    pairs = zip(subject.samples, floor.samples, strict=True)
    return statistics.median(getattr(s, what) / getattr(f, what) for s, f in pairs)


def _unpacked(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()

"""How pages and jobs grow from a small province to four of ours: the exponent of their cost.

`python -m bench.growth` is the part that runs once a size, in the environment of that size: it
makes the province when it is not there, times the jobs, and prints who asks what of the pages.
"""

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from bench import config
from bench.compare import Page, compare
from bench.load import Ask
from bench.servers import Server

SIZES = (50_000, 500_000, 2_000_000)
_EACH = 3
Points = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Growth:
    """By name, the cost at each of SIZES: p50 of pages in milliseconds, jobs in seconds."""

    pages: Points
    jobs: Points


def exponent(costs: Sequence[float]) -> float:
    """The slope of cost over size, both as logarithms: 0 stays the same, 1 grows as the people."""
    return statistics.linear_regression(
        [math.log(size) for size in SIZES], [math.log(cost) for cost in costs]
    ).slope


def lines(points: Points, unit: str) -> list[str]:
    """Each cost for reading."""
    return [
        f"  {name}: {', '.join(f'{cost:.1f}' for cost in costs)} {unit}, "
        f"exponent {exponent(costs):.2f}"
        for name, costs in points.items()
    ]


def measure(stack: ExitStack) -> Growth:
    """All of it, at each of SIZES; pages in turn, so that whatever else runs meets all of them."""
    found = [_at(size) for size in SIZES]
    pages: dict[str, list[Page]] = {}
    for size, one in zip(SIZES, found, strict=True):
        address = {"DATABASE_URL": _url(size), "CACHE_URL": _cache(size)}
        server = stack.enter_context(Server(config.PRODUCT_SETTINGS, "/healthz", **address))
        for name, asks in one["asks"].items():
            page = Page(f"{name}, {size} people", server, [Ask(**ask) for ask in asks])
            pages.setdefault(name, []).append(page)
    first, *rest = (page for many in pages.values() for page in many)
    compare(first, *rest)
    return Growth(
        {name: [page.median("p50") for page in many] for name, many in pages.items()},
        {job: [one["jobs"][job] for one in found] for job in found[0]["jobs"]},
    )


def _url(size: int) -> str:
    own = size == config.PEOPLE
    return config.DATABASE_URL if own else f"{config.DATABASE_URL}_{size // 1_000}k"


def _cache(size: int) -> str:
    """A cache of its own: what one province keeps there is no answer of another."""
    server, _, number = config.CACHE_URL.rpartition("/")
    return f"{server}/{int(number) + SIZES.index(size)}"


def _at(size: int) -> Mapping[str, dict]:
    environment = os.environ | {
        "BENCH_DATABASE_URL": _url(size),
        "BENCH_CACHE_URL": _cache(size),
        "BENCH_PEOPLE": str(size),
        "BENCH_ENROLMENTS": str(size * config.ENROLMENTS // config.PEOPLE),
    }
    command = [sys.executable, "-m", "bench.growth"]
    done = subprocess.run(
        command, cwd=config.ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """The last line is JSON: "asks", kind of look → requests, and "jobs", name → seconds."""
    config.set_up()
    # These import models, so only now.
    from bench import actors, counting, officers, province, tables

    province.fill(made=province.ensure_database())
    jobs = {
        "refresh_counts": counting.seconds(province.last_day(), times=_EACH),
        "export_csv": tables.seconds("csv", times=_EACH),
        "export_xlsx": tables.seconds("xlsx", times=_EACH),
    }
    people = actors.sign_in_all()
    asks = {
        "/hoc/": [Ask("/hoc/", cookie) for cookie in people.learners],
        "/theo-doi/": [Ask("/theo-doi/", people.officer)],
        **officers.looks(),
    }
    told = {name: [asdict(ask) for ask in many] for name, many in asks.items()}
    print(json.dumps({"asks": told, "jobs": jobs}))


if __name__ == "__main__":
    main()

"""`python -m bench [NAME]`: measure, print a line each, fail when a bound is broken."""

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench import config

if TYPE_CHECKING:
    from bench.pages import Line


def main(only: str) -> int:
    """Run the benchmarks, or the one named; returns how many lines are over their bound."""
    config.set_up()
    # These import models, so only now.
    from bench import pages, province

    known = pages.BENCHES | pages.ON_REQUEST
    if only and only not in known:
        raise SystemExit(f"No benchmark {only}; there are: {', '.join(known)}.")
    province.fill(made=province.ensure_database())
    print(
        f"  {config.PEOPLE} people, {config.ENROLMENTS} enrolments, {config.CONNECTIONS} "
        f"connections, {config.WORKERS} workers, median of {config.SAMPLES} samples"
    )
    with ExitStack() as stack:
        bench = pages.Bench(stack)
        wanted = [known[only]] if only else list(pages.BENCHES.values())
        return sum(_show(line) for measure in wanted for line in measure(bench))


def _show(line: "Line") -> bool:
    """Print a ratio and what stands below it; returns whether it is over its bound."""
    print(f"bench {line.name} ratio={line.ratio:.2f} bound={line.bound:g}")
    for detail in line.details:
        print(detail)
    over = line.ratio > line.bound
    if over:
        print(f"  OVER: at most {line.bound:g} is promised")
    sys.stdout.flush()
    return over


if __name__ == "__main__":
    sys.exit(1 if main(" ".join(sys.argv[1:])) else 0)

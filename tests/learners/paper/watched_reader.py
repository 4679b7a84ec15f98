"""Runs the reader of sent files and prints how it ended and the most memory it had, in bytes."""

import resource
import subprocess
import sys

done = subprocess.run(
    [sys.executable, "-m", "learners.paper.reader_process", *sys.argv[1:]],
    capture_output=True,
    check=False,
)
largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1_024
sys.stdout.write(f"{done.returncode} {largest}")

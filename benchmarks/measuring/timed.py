"""A command as a user gives it: wall-clock seconds and peak memory of the whole process.

The command runs under a small process of its own. Linux counts what the parent has resident, at the moment it forks,
into the peak of the child, and a benchmark that has read a corpus is larger than the process it looks at.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple


class Timed(NamedTuple):
    seconds: float
    peak_megabytes: float


def run_timed(command: Sequence[str], env: dict[str, str]) -> Timed:
    """Run a command that writes nothing to stdout.

    Raises:
        CalledProcessError: it fails.
    """
    done = subprocess.run(
        [sys.executable, "-S", __file__, *command], env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    return Timed(*json.loads(done.stdout))


def main() -> None:
    started = time.perf_counter()
    subprocess.run(sys.argv[1:], check=True)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps([seconds, peak / 1e6]))


if __name__ == "__main__":
    main()

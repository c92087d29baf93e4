"""What the figures were measured on: the machine in words, its threads, and how fast it multiplies."""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_SIDE = 2048
_REPEATS = 10


def describe_machine() -> dict[str, Any]:
    """Cores that this process may use, the platform, and the CPU's name where the system tells it."""
    return {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform(), "cpu": _cpu_name()}


def _cpu_name() -> str | None:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), None)


def environment(threads: int) -> dict[str, str]:
    """This process's environment, with so many threads for whoever computes, and no hub to ask."""
    counts = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
    return {**os.environ, **dict.fromkeys(counts, str(threads)), "HF_HUB_OFFLINE": "1"}


def matmul_rate(threads: int) -> float:
    """FLOP/s of torch's product of two fp32 matrices of 2048 x 2048, the best of ten, in a process of its own."""
    command = [sys.executable, __file__, str(threads)]
    done = subprocess.run(command, env=environment(threads), capture_output=True, text=True, check=True)
    return float(done.stdout)


def _measure_matmul(threads: int) -> float:
    import torch

    torch.set_num_threads(threads)
    left, right = torch.rand(_SIDE, _SIDE), torch.rand(_SIDE, _SIDE)
    times = []
    for _ in range(_REPEATS + 1):  # the first warms up
        started = time.perf_counter()
        torch.mm(left, right)
        times.append(time.perf_counter() - started)
    return float(2 * _SIDE**3 / min(times[1:]))


if __name__ == "__main__":
    print(_measure_matmul(int(sys.argv[1])))

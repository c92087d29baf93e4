"""What the figures were measured on, in words."""

import os
import platform
from pathlib import Path
from typing import Any

_CPU = Path("/proc/cpuinfo")


def describe_machine() -> dict[str, Any]:
    """The processor's name where the system tells it, the cores that this process may use, and the platform."""
    lines = _CPU.read_text(encoding="utf-8").splitlines() if _CPU.is_file() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), None)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cpu": name or platform.processor(), "cores": cores, "platform": platform.platform()}

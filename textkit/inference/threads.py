"""How many CPU threads to compute with."""

import os


def choose_threads(wanted: int | None) -> int:
    """As asked, else one for every core this process may use."""
    if wanted is not None:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

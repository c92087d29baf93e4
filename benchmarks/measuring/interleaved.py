"""Sides in turn: what a machine does besides falls on all of them alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Measured = TypeVar("Measured")


def in_turn(sides: Mapping[str, Callable[[], Measured]], rounds: int) -> dict[str, list[Measured]]:
    """What each side measures in each round; a round asks every side once, in the order given."""
    found: dict[str, list[Measured]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            found[name].append(measure())
    return found


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Median, least and greatest, and every round's value in order."""
    return {
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
        "rounds": [round(value, 4) for value in values],
    }

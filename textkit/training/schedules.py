"""Learning-rate schedules, as a factor on the rate. `progress` is the share of the training done, from 0 to 1.

With progress instead of steps a schedule needs no count of the steps to come, which length-bucketed epochs do not
have in advance.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

SCHEDULES: dict[str, Callable[[float, float, float], float]] = {
    "constant": lambda progress, epoch, decay: 1.0,
    "linear": lambda progress, epoch, decay: 1.0 - progress,
    "cosine": lambda progress, epoch, decay: 0.5 * (1 + math.cos(math.pi * progress)),
    "exponential": lambda progress, epoch, decay: decay**epoch,
    "plateau": lambda progress, epoch, decay: 1.0,  # what a plateau takes away is kept in `Plateau`
}


def factor(schedule: str, *, progress: float, epoch: float, warmup: float, decay: float) -> float:
    """The factor at `progress`; it rises from 0 over the first `warmup` of the training, then follows `schedule`.

    Args:
        epoch: epochs done, with their fraction.
        decay: what is left of the rate after an epoch (exponential).
    """
    if progress < warmup:
        return progress / warmup
    return SCHEDULES[schedule]((progress - warmup) / (1 - warmup), epoch, decay)


@dataclass
class Plateau:
    """Takes the rate down by `decay` each time two evaluations in a row bring nothing better."""

    decay: float
    factor: float = 1.0
    stale: int = 0
    waits: int = 2

    def update(self, improved: bool) -> None:
        self.stale = 0 if improved else self.stale + 1
        if self.stale >= self.waits:
            self.factor *= self.decay
            self.stale = 0

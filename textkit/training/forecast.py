"""How long a training will take, told from its own first steps."""

import time

from textkit.reporter import Reporter
from textkit.training.loop import Step

_AFTER_S = 5.0
_WORTH_SAYING_S = 60.0


class Forecast:
    """Says once how long the training will take, when it will take long."""

    def __init__(self, epochs: int, reporter: Reporter) -> None:
        self.epochs, self.reporter = epochs, reporter
        self.started: float | None = None
        self.begun_at = 0.0
        self.said = False

    def after(self, step: Step) -> None:
        now = time.monotonic()
        if self.started is None:  # the first step warms up
            self.started, self.begun_at = now, step.done
        elapsed = now - self.started
        if self.said or elapsed < _AFTER_S:
            return
        self.said = True
        left = elapsed / (step.done - self.begun_at) * (self.epochs - step.done)
        if left > _WORTH_SAYING_S:
            self.reporter.note(f"about {_minutes(left)} to go")


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"

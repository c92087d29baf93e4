"""How long a training will take, told from its own first steps."""

import time

from textkit.reporter import Reporter
from textkit.training.loop import Step

_AFTER_S, _AFTER_STEPS = 5.0, 10  # short and long batches both
_WORTH_SAYING_S = 60.0
_ANSWERING = 1 / 3  # of the time that a step takes for as many tokens: the way back costs twice the way there


class Forecast:
    """Says once how long the training will take, when it will take long.

    Time goes with tokens: batches hold texts of like length, and those of long ones take longer. `tokens` are those of
    an epoch, `answered` those of the validation that ends it.
    """

    def __init__(self, epochs: int, tokens: int, answered: int, reporter: Reporter) -> None:
        self.epochs, self.epoch_tokens, self.reporter = epochs, tokens + answered * _ANSWERING, reporter
        self.started: float | None = None
        self.steps = self.tokens = 0
        self.said = False

    def after(self, step: Step) -> None:
        now = time.monotonic()
        if self.started is None:  # the first step warms up
            self.started = now
            return
        self.steps += 1
        self.tokens += step.tokens
        elapsed = now - self.started
        if self.said or elapsed < _AFTER_S or self.steps < _AFTER_STEPS:
            return
        self.said = True
        left = elapsed / self.tokens * self.epoch_tokens * (self.epochs - step.done)
        if left > _WORTH_SAYING_S:
            self.reporter.note(f"about {_minutes(left)} to go")


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"

"""A bound on the time of a training, kept by a forecast from its own first steps.

A training that is cut off has a learning rate that never came down, and scores less than it could have in that time. So
one that will not fit is begun again with as many epochs as do; or, where not even one does, with one over fewer rows.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from textkit.config.settings import Setting
from textkit.errors import UsageError
from textkit.reporter import Progress, Reporter

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_LISTEN_S = 5.0
_LISTEN_SHARE = 0.1  # of the budget, where that is less
_FEWEST_ROWS = 64  # less would be no training
_TRAINING = "training"  # what a training by steps calls its progress, which counts epochs


def parse_duration(text: str) -> float:
    """Seconds of `90s`, `5m` or `1.5h`; a number alone counts seconds.

    Raises:
        UsageError: it is none of these, or nothing.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip())
    if match is None or not float(match[1]):
        raise UsageError(f"'{text}' is no stretch of time", "write 90s, 5m or 1.5h")
    return float(match[1]) * _UNITS[match[2] or "s"]


class Bound(NamedTuple):
    """What a budget has left of a training: so many epochs over so many rows, of those that it would have had."""

    epochs: int
    of_epochs: int
    rows: int
    of_rows: int

    def __str__(self) -> str:
        if self.rows < self.of_rows:
            return f"stopped by the budget: 1 of {self.of_epochs} epochs, over {self.rows:,} of {self.of_rows:,} rows"
        return f"stopped by the budget: {self.epochs} of {self.of_epochs} epochs"

    def settings(self) -> list[Setting]:
        limit = [Setting("data.limit", self.rows, "--budget")] if self.rows < self.of_rows else []
        return [Setting("training.epochs", self.epochs, "--budget"), *limit]


class TooLongError(Exception):
    """The forecast of a training is beyond its budget."""

    def __init__(self, epochs: float, epoch_seconds: float) -> None:
        super().__init__(f"{epochs:g} epochs of {epoch_seconds:.0f} s")
        self.epochs, self.epoch_seconds = round(epochs), epoch_seconds

    def bound(self, budget: float, rows: int) -> Bound:
        """What fits into `budget` seconds of a training over `rows`."""
        fits = budget / self.epoch_seconds
        if fits >= 1:
            return Bound(int(fits), self.epochs, rows, rows)
        return Bound(1, self.epochs, min(rows, max(_FEWEST_ROWS, int(rows * fits))), rows)


class Bounded:
    """A reporter that passes everything on, and ends a training that is going to take longer than `budget` seconds."""

    def __init__(self, reporter: Reporter, budget: float) -> None:
        self._reporter, self._budget = reporter, budget
        self._listen = min(_LISTEN_S, budget * _LISTEN_SHARE)
        self._first: tuple[float, float] | None = None
        self._decided = False

    def note(self, message: str) -> None:
        self._reporter.note(message)

    def warn(self, message: str) -> None:
        self._reporter.warn(message)

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        """
        Raises:
            TooLongError: the training that is tracked will not fit.
        """
        with self._reporter.track(label, total) as progress:
            if label != _TRAINING or total is None:
                yield progress
                return

            def watched(done: float, note: str = "") -> None:
                progress(done, note)
                self._consider(done, total)

            yield watched

    def _consider(self, done: float, total: float) -> None:
        now = time.monotonic()
        if self._first is None:  # the first step warms up
            self._first = now, done
        began, done_then = self._first
        if self._decided or now - began < self._listen or done == done_then:
            return
        self._decided = True
        epoch_seconds = (now - began) / (done - done_then)
        if done < total and epoch_seconds * total > self._budget:
            raise TooLongError(total, epoch_seconds)

"""From the seconds of rounds to figures, and how far the rounds agree. Numbers only; nothing is measured here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NOISY = 0.10
"""A spread beyond this is said aloud."""
_FAR = 3 * 1.4826  # of a normal distribution, three standard deviations in units of its median absolute deviation


@dataclass(frozen=True)
class Spread:
    """Figures of rounds: their median; the median absolute deviation from it, as a share of it; and rounds far off.

    Medians, because a neighbour that wakes up for one round would move a mean (Rousseeuw and Croux 1993).
    """

    median: float
    deviation: float
    outliers: int

    @classmethod
    def of(cls, rounds: Sequence[float]) -> "Spread":
        values = np.asarray(rounds, dtype=np.float64)
        median = float(np.median(values))
        distances = np.abs(values - median)
        deviation = float(np.median(distances))
        # where most rounds agree to the digit, a hair's breadth is many deviations: far off is also beyond noise
        far = (distances > _FAR * deviation) & (distances > NOISY * median)
        return cls(median, deviation / median if median else 0.0, int(far.sum()))


@dataclass(frozen=True)
class Latency:
    """Milliseconds of a call for one text: percentiles over all calls, and how the rounds' medians spread."""

    p50: float
    p95: float
    p99: float
    calls: int
    rounds: Spread

    @classmethod
    def of(cls, rounds: Sequence[Sequence[float]]) -> "Latency":
        """Of the seconds of each call, by round."""
        calls = 1e3 * np.concatenate([np.asarray(each, dtype=np.float64) for each in rounds])
        p50, p95, p99 = (float(each) for each in np.percentile(calls, [50, 95, 99]))
        return cls(p50, p95, p99, len(calls), Spread.of([1e3 * float(np.median(each)) for each in rounds]))


@dataclass(frozen=True)
class Throughput:
    """Records and tokens a second, of many texts in one call at the best batch size; medians over the rounds."""

    records: float
    tokens: float
    batch_size: int | None
    """None: batches of so many tokens as suit the model."""
    trials: dict[str, float]
    """Records a second by batch size, on a few texts."""
    rounds: Spread

    @classmethod
    def of(
        cls,
        seconds: Sequence[float],
        records: Sequence[int],
        tokens: Sequence[int],
        batch_size: int | None,
        trials: dict[str, float],
    ) -> "Throughput":
        """Of the seconds of each round, and what was answered in it."""
        rates = Spread.of([count / each for count, each in zip(records, seconds, strict=True)])
        by_token = Spread.of([count / each for count, each in zip(tokens, seconds, strict=True)])
        return cls(rates.median, by_token.median, batch_size, trials, rates)


@dataclass(frozen=True)
class Speed:
    """What one model was measured at. Memory is the peak of the process, of whichever task took more."""

    latency: Latency
    throughput: Throughput
    load_seconds: float
    peak_megabytes: float

    @property
    def noise(self) -> float:
        """The greater spread between rounds, as a share."""
        return max(self.latency.rounds.deviation, self.throughput.rounds.deviation)

    @property
    def outliers(self) -> int:
        """Rounds far from the others, in whichever task had more of them."""
        return max(self.latency.rounds.outliers, self.throughput.rounds.outliers)

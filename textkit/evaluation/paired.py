"""Whether one system is better than another, asked of the same records. Every test is two-sided and uncorrected.

Which test it is depends on what there is. With one seed a side: for the accuracy of one answer a record McNemar's,
whose null distribution is known; for any other figure approximate randomisation (Noreen 1989; Yeh 2000), which takes
the figure as it is. With several seeds on either side a t test over seeds and records (`evaluation/seeds.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.counted import Counted, Figure
from textkit.evaluation.intervals import bootstrap_records
from textkit.evaluation.seeds import estimate_difference, estimate_mean

_DRAWS = 10_000
_CELLS_AT_ONCE = 4_000_000  # bounds the memory where few records are alike
_SAME = 1e-12  # figures that differ by less are equal: they were divided in another order


@dataclass(frozen=True)
class Comparison:
    """Two systems, and what the difference between them is worth."""

    metric: str
    first: float
    second: float
    difference: float
    """First minus second."""
    interval: tuple[float, float]
    """95%, of the difference."""
    p: float
    """Two-sided, uncorrected."""
    test: str
    """How it was found, in words."""


def compare(first: Sequence[Counted], second: Sequence[Counted], *, draws: int = _DRAWS, seed: int = 0) -> Comparison:
    """Compare two systems on the same records in the same order; one `Counted` for each seed of a system.

    With one seed a side the interval is the percentile bootstrap over records, drawn whole for both systems at once
    (Efron 1979), and what is compared are these two models. With several seeds it is the t interval, and what is
    compared are two ways to train.

    Raises:
        ValueError: a side has no seed or no records, or the metrics or the numbers of records differ.
    """
    _must_match([*first, *second], min(len(first), len(second)))
    metric = first[0].metric
    if max(len(first), len(second)) > 1:
        found = estimate_difference(first, second)
        interval, p, test = found.interval(), found.p, "t over seeds and records"
    else:
        one, other = first[0], second[0]
        interval = _difference_interval(one, other, seed)
        if metric == "accuracy":
            p, test = _mcnemar_of(one, other), "McNemar, exact mid-p"
        else:
            p, test = randomise(one, other, draws=draws, seed=seed), f"approximate randomisation, {draws:,} draws"
    mean, of_other = (float(np.mean([each.score for each in side])) for side in (first, second))
    return Comparison(metric, mean, of_other, mean - of_other, interval, p, test)


def interval_over_seeds(counted: Sequence[Counted], *, seed: int = 0) -> tuple[float, float, float]:
    """The mean over seeds of one system, and the low and high end of its 95% interval.

    With one seed it is that of the bootstrap over records; with several the t interval over seeds and records, cut at
    0 and 1.

    Raises:
        ValueError: there are no seeds or no records, or the metrics or the numbers of records differ.
    """
    _must_match(counted, len(counted))
    if len(counted) == 1:
        (only,) = counted
        return only.score, *_bootstrap(only.counts, only.figure, seed)
    found = estimate_mean(counted)
    low, high = found.interval()
    return found.value, max(low, 0.0), min(high, 1.0)


def mcnemar(only_first: int, only_second: int) -> float:
    """The mid-p value of McNemar's exact test, of how many records only one system has right.

    The exact test rejects too rarely; the mid-p value, which counts the outcome found by half, stays close to the
    nominal rate and next to never exceeds it (Fagerland, Lydersen and Laake 2013).
    """
    from scipy.special import bdtr

    fewer, both = min(only_first, only_second), only_first + only_second
    below = bdtr(fewer - 1, both, 0.5) if fewer else 0.0
    return float(below + bdtr(fewer, both, 0.5))


def randomise(first: Counted, second: Counted, *, draws: int = _DRAWS, seed: int = 0) -> float:
    """How often a difference as large comes about where the answers to each record are dealt to the systems at random.

    Whole records change sides, so answers within one may depend on each other. What is assumed is that under the null
    hypothesis a record's two answers could as well have been each other's. (hits + 1) / (draws + 1) is a valid p value
    whatever the number of draws.
    """
    figure = first.figure
    both, apart = (first.counts + second.counts).sum(axis=0), first.counts - second.counts
    observed = abs(first.score - second.score)
    # to swap a record is to move its difference, and a difference and its opposite are moved alike: kinds are few
    apart = np.where(_leads_with_minus(apart)[:, None], -apart, apart)
    kinds, records = np.unique(apart[apart.any(axis=1)], axis=0, return_counts=True)
    generator = np.random.default_rng(seed)
    at_once = max(1, _CELLS_AT_ONCE // max(1, len(kinds)))
    hits = 0
    for start in range(0, draws, at_once):
        kept = generator.binomial(records, 0.5, size=(min(at_once, draws - start), len(kinds)))
        moved = (2 * kept - records) @ kinds
        found = figure((both + moved) // 2) - figure((both - moved) // 2)  # both are even: twice a sum of counts
        hits += int(np.count_nonzero(np.abs(found) >= observed - _SAME))
    return (hits + 1) / (draws + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values, corrected for being many, in the order given (Holm 1979).

    Where those below 0.05 are taken to be real, the chance that one or more of them is not is at most 0.05, however
    the tests depend on each other.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def _must_match(counted: Sequence[Counted], fewest: int) -> None:
    if not fewest or not len(counted[0].counts):
        raise ValueError("there is nothing to compare")
    if len({(each.metric, each.counts.shape) for each in counted}) > 1:
        raise ValueError("what is compared must be the same metric on the same records")


def _mcnemar_of(first: Counted, second: Counted) -> float:
    apart = first.counts[:, 1] - second.counts[:, 1]
    return mcnemar(int(np.count_nonzero(apart > 0)), int(np.count_nonzero(apart < 0)))


def _leads_with_minus(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the first number of a row that is not 0 is negative, (rows,)."""
    leading = np.take_along_axis(rows, (rows != 0).argmax(axis=1)[:, None], axis=1)
    return np.asarray(leading[:, 0] < 0)


def _difference_interval(first: Counted, second: Counted, seed: int) -> tuple[float, float]:
    columns = first.counts.shape[1]

    def difference(sums: NDArray[np.int64]) -> NDArray[np.float64]:
        return first.figure(sums[..., :columns]) - second.figure(sums[..., columns:])

    return _bootstrap(np.concatenate([first.counts, second.counts], axis=1), difference, seed)


def _bootstrap(counts: NDArray[np.int64], figure: Figure, seed: int) -> tuple[float, float]:
    return bootstrap_records(counts, lambda sums: {"figure": figure(sums)}, ("figure",), seed=seed)["figure"]

"""Bootstrap intervals (Efron 1979), percentile method.

Of examples without an error every resample is without one, and the interval would have no width. There the lower end is
that of the exact interval of a share (Clopper and Pearson 1934): what a model that errs more often than this would show
in 2.5% of such samples at most.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
_TAIL = 0.025
_CELLS_AT_ONCE = 4_000_000  # bounds the memory with hundreds of labels

Figures = Mapping[str, NDArray[np.float64]]


def bootstrap_intervals(
    counts: NDArray[np.int64],
    figures: Callable[[NDArray[np.int64]], Figures],
    names: tuple[str, ...],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95% intervals of the `names` among `figures(tables)`, for examples summed up in a table of `counts`.

    `figures` takes many tables at once, (resamples, *counts.shape).
    """
    generator = np.random.default_rng(seed)
    at_once = max(1, _CELLS_AT_ONCE // max(1, counts.size))
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in names}
    for start in range(0, resamples, at_once):
        tables = _resample(counts, min(at_once, resamples - start), generator)
        found = figures(tables)
        for name in names:
            drawn[name].append(found[name])
    total = int(counts.sum())
    return {name: _middle(np.concatenate(values), total) for name, values in drawn.items()}


def bootstrap_records(
    counts: NDArray[np.int64],
    figures: Callable[[NDArray[np.int64]], Figures],
    names: tuple[str, ...],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95% intervals of the `names` among `figures(sums)`, for records that are drawn whole; `counts` (records, K).

    For figures of what comes several to a record, such as words, which do not err independently of each other.
    `figures` takes many sums over records at once, (resamples, K).
    """
    # records with the same counts are interchangeable, so how often each kind is drawn says all, and kinds are few
    kinds, records = np.unique(counts, axis=0, return_counts=True)
    return bootstrap_intervals(records, lambda drawn: figures(drawn @ kinds), names, resamples=resamples, seed=seed)


def _resample(counts: NDArray[np.int64], resamples: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Tables as they would come out of drawing the examples anew: one draw from the multinomial over the cells."""
    total = int(counts.sum())
    flat = counts.reshape(-1)
    filled = np.flatnonzero(flat)
    drawn = np.zeros((resamples, flat.size), dtype=np.int64)
    if total:
        drawn[:, filled] = generator.multinomial(total, flat[filled] / total, size=resamples)
    return drawn.reshape(resamples, *counts.shape)


def _middle(values: NDArray[np.float64], total: int) -> tuple[float, float]:
    if total and (values == 1).all():
        return _TAIL ** (1 / total), 1.0
    low, high = np.percentile(values, [100 * _TAIL, 100 * (1 - _TAIL)])
    return float(low), float(high)

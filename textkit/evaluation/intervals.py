"""Bootstrap intervals (Efron 1979), percentile method."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
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
    at_once = max(1, _CELLS_AT_ONCE // counts.size)
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in names}
    for start in range(0, resamples, at_once):
        tables = _resample(counts, min(at_once, resamples - start), generator)
        found = figures(tables)
        for name in names:
            drawn[name].append(found[name])
    return {name: _middle(np.concatenate(values)) for name, values in drawn.items()}


def _resample(counts: NDArray[np.int64], resamples: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Tables as they would come out of drawing the examples anew: one draw from the multinomial over the cells."""
    total = int(counts.sum())
    flat = counts.reshape(-1)
    filled = np.flatnonzero(flat)
    drawn = np.zeros((resamples, flat.size), dtype=np.int64)
    if total:
        drawn[:, filled] = generator.multinomial(total, flat[filled] / total, size=resamples)
    return drawn.reshape(resamples, *counts.shape)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)

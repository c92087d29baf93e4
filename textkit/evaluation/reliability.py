"""What was claimed against what came true: the bins behind the expected calibration error."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 15


class Reliability(NamedTuple):
    """Equal-width bins of confidence (Guo et al. 2017): how many answers fell into each, the mean of what was claimed
    of them and the share that came true; all (bins,), and 0 where nothing fell."""

    counts: NDArray[np.int64]
    claimed: NDArray[np.float64]
    true: NDArray[np.float64]

    @property
    def error(self) -> float:
        """The expected calibration error, in [0, 1]."""
        gaps = np.abs(self.claimed - self.true) * self.counts
        return float(gaps.sum() / max(1, self.counts.sum()))


def reliability(confidence: NDArray[Any], right: NDArray[Any], bins: int = BINS) -> Reliability:
    """Bin the `confidence` of answers, in [0, 1], and whether each is `right`; arrays of one shape, whatever it is."""
    claimed, came_true = confidence.ravel().astype(np.float64), right.ravel()
    # the product is taken as the scores take it, so that an answer on an edge falls into the same bin there
    bin_of = np.minimum((confidence.ravel() * bins).astype(np.int64), bins - 1)
    counts = np.bincount(bin_of, minlength=bins)
    at_least_one = np.maximum(counts, 1)
    return Reliability(
        counts,
        np.bincount(bin_of, weights=claimed, minlength=bins) / at_least_one,
        np.bincount(bin_of, weights=came_true, minlength=bins) / at_least_one,
    )

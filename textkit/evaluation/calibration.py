"""How far a score can be taken at its word."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.types import Scores


def expected_calibration_error(
    truth: NDArray[Any], decisions: NDArray[Any], probabilities: Scores, bins: int = 15
) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017), in [0, 1]."""
    if not len(truth):
        return 0.0
    confidence = probabilities[np.arange(len(truth)), decisions]
    bin_of = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    right = np.bincount(bin_of, weights=decisions == truth, minlength=bins)
    claimed = np.bincount(bin_of, weights=confidence, minlength=bins)
    return float(np.abs(right - claimed).sum() / len(truth))

"""What makes up for rare labels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_WEIGHT = 100.0
"""A label that a handful of rows have would drown all others."""


def label_weights(targets: NDArray[Any], labels: int) -> NDArray[np.float64]:
    """(labels,) what makes up for rarity: of classes their mean count by their own, of label sets zeros by ones."""
    if targets.ndim == 2:
        ones = targets.sum(axis=0)
        weights = (len(targets) - ones) / np.maximum(ones, 1)
    else:
        counts = np.bincount(targets, minlength=labels)
        weights = len(targets) / (labels * np.maximum(counts, 1))
    bounded: NDArray[np.float64] = np.minimum(weights, MOST_WEIGHT)
    return bounded

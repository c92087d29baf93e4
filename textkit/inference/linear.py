"""The session of linear models: sparse rows times a matrix, in numpy."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from textkit.atomic import replacing
from textkit.errors import DataError
from textkit.types import Arrays, Scores, Session

_BATCH_WEIGHTS, _FEWEST_TOKENS = 1 << 18, 1 << 12  # what is gathered for a batch stays in a core's cache


class LinearSession(Session):
    """Logits = rows x weights + bias; weights (features, labels), bias (labels,)."""

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self.weights, self.bias = weights, bias
        self.batch_tokens = max(_FEWEST_TOKENS, _BATCH_WEIGHTS // len(bias))

    def run(self, inputs: Arrays) -> Scores:
        """Inputs as `SparseRows.batch` gives them: `indices`, `values`, `starts`."""
        starts = inputs["starts"]
        weighted = self.weights.take(inputs["indices"], axis=0)
        values = inputs["values"].repeat(weighted.shape[1])  # numpy is slow along an axis of few labels
        weighted *= values.reshape(weighted.shape)
        totals = np.zeros((len(starts), self.weights.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(starts))  # reduceat has no notion of an empty row
        if len(filled):
            totals[filled] = np.add.reduceat(weighted, starts[filled], axis=0)
        return totals[:-1] + self.bias

    def save(self, path: Path) -> None:
        with replacing(path) as beside:
            save_file({"weights": self.weights, "bias": self.bias}, beside)

    @classmethod
    def load(cls, path: Path) -> "LinearSession":
        """Read weights that `save` wrote.

        Raises:
            DataError: the file is missing or damaged.
        """
        try:
            arrays = load_file(path)
            return cls(arrays["weights"], arrays["bias"])
        except (SafetensorError, KeyError, OSError) as error:
            raise DataError(f"not the weights of a linear model: {error}", path=str(path)) from None

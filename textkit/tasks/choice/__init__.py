"""Labels as numbers and logits as probabilities: what tasks share."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.errors import DataError, did_you_mean
from textkit.types import Scores


def encode_labels(targets: Iterable[str], labels: Sequence[str]) -> list[int]:
    """The number of each label.

    Raises:
        DataError: a label is not among `labels`.
    """
    index = {label: number for number, label in enumerate(labels)}
    targets = list(targets)
    unknown = sorted({target for target in targets if target not in index})
    if unknown:
        rows = sum(target == unknown[0] for target in targets)
        known = f"the labels are: {', '.join(labels)}"
        raise DataError(f"label '{unknown[0]}' ({rows} rows) is not known", did_you_mean(unknown[0], labels) or known)
    return [index[target] for target in targets]


def softmax(logits: Scores) -> Scores:
    """Over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    scores: Scores = shifted / shifted.sum(axis=-1, keepdims=True)
    return scores


def sigmoid(logits: Scores) -> Scores:
    """Of each logit by itself, without overflow."""
    scores: Scores = 0.5 * (1.0 + np.tanh(0.5 * logits))
    return scores


def log_loss(logits: Scores, truth: NDArray[Any]) -> float:
    """Mean cross-entropy of `logits` (rows, labels) with `truth` (rows,)."""
    if not len(truth):
        return 0.0
    shifted = (logits - logits.max(axis=-1, keepdims=True)).astype(np.float64)
    right = shifted[np.arange(len(truth)), truth]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=-1)) - right))

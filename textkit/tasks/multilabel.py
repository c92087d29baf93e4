"""multilabel: any number of labels for each text, none included."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.tasks import Decoder, Learned
from textkit.tasks.choice import encode_labels, sigmoid
from textkit.types import Bounds, Input, Scores

HALF = 0.5


class LabelSets:
    """A sigmoid for each label; those at or above their thresholds are answered."""

    def __init__(self, labels: Sequence[str], learned: Learned) -> None:
        self.labels = labels
        self.thresholds = np.asarray(learned.get("thresholds", np.full(len(labels), HALF)), dtype=np.float64)

    def probabilities(self, logits: Scores, bounds: Bounds) -> Scores:
        return sigmoid(logits)

    def decide(self, logits: Scores, bounds: Bounds) -> NDArray[np.int8]:
        """Truth values (rows, labels)."""
        return (self.probabilities(logits, bounds) >= self.thresholds).astype(np.int8)

    def loss(self, logits: Scores, bounds: Bounds, truth: NDArray[Any]) -> float:
        """Binary cross-entropy, the mean over rows and labels."""
        if not truth.size:
            return 0.0
        exact = logits.astype(np.float64)
        return float(np.mean(np.logaddexp(0, exact) - exact * truth))

    def records(
        self,
        inputs: Sequence[Input],
        logits: Scores,
        bounds: Bounds,
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> list[dict[str, Any]]:
        """`labels`, the likeliest first, and `scores`; a `min_score` leaves out labels below it."""
        answered = self.decide(logits, bounds).astype(bool)
        return [
            self._record(answer, scores, top_k, min_score or 0.0)
            for answer, scores in zip(answered, self.probabilities(logits, bounds), strict=True)
        ]

    def _record(
        self, answered: NDArray[np.bool_], scores: Scores, top_k: int | None, min_score: float
    ) -> dict[str, Any]:
        ranked = np.argsort(-scores, kind="stable")
        return {
            "labels": [self.labels[index] for index in ranked if answered[index] and scores[index] >= min_score],
            "scores": {self.labels[index]: round(float(scores[index]), 6) for index in ranked[:top_k]},
        }


class Multilabel:
    """Any number of labels for each text."""

    summary = "any number of labels for each text, none included"
    target = "labels"
    columns = ("labels", "scores")
    level: Literal["text"] = "text"
    loss: Literal["binary_cross_entropy"] = "binary_cross_entropy"
    scoring: Literal["labelsets"] = "labelsets"

    def names(self, target: Sequence[str]) -> Iterable[str]:
        return target

    def labels(self, targets: Iterable[Sequence[str]]) -> list[str]:
        return sorted(set(chain.from_iterable(targets)))

    def encode(self, targets: Sequence[Sequence[str]], labels: Sequence[str]) -> NDArray[np.float32]:
        """Truth values (rows, labels)."""
        encoded = np.zeros((len(targets), len(labels)), dtype=np.float32)
        rows = np.repeat(np.arange(len(targets)), [len(target) for target in targets])
        encoded[rows, np.array(encode_labels(chain.from_iterable(targets), labels), dtype=np.int64)] = 1
        return encoded

    def decoder(self, labels: Sequence[str], learned: Learned) -> Decoder:
        return LabelSets(labels, learned)


TASK = Multilabel()

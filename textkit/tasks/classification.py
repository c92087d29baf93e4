"""classification: one label for each text, binary or multi-class."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.tasks import Decoder, Learned
from textkit.tasks.choice import encode_labels, log_loss, softmax
from textkit.types import Bounds, Input, Scores


class Classes:
    """Softmax over the labels; the largest wins."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = labels

    def probabilities(self, logits: Scores, bounds: Bounds) -> Scores:
        return softmax(logits)

    def decide(self, logits: Scores, bounds: Bounds) -> NDArray[np.int64]:
        decisions: NDArray[np.int64] = logits.argmax(axis=-1)
        return decisions

    def loss(self, logits: Scores, bounds: Bounds, truth: NDArray[Any]) -> float:
        return log_loss(logits, truth)

    def records(
        self,
        inputs: Sequence[Input],
        logits: Scores,
        bounds: Bounds,
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> list[dict[str, Any]]:
        probabilities = self.probabilities(logits, bounds)
        return [
            self._record(int(decision), scores, top_k, min_score)
            for decision, scores in zip(self.decide(logits, bounds), probabilities, strict=True)
        ]

    def _record(self, decision: int, scores: Scores, top_k: int | None, min_score: float | None) -> dict[str, Any]:
        ranked = np.argsort(-scores, kind="stable")[:top_k]
        score = float(scores[decision])
        kept = min_score is None or score >= min_score
        return {
            "label": self.labels[decision] if kept else None,
            "score": round(score, 6),
            "scores": {self.labels[index]: round(float(scores[index]), 6) for index in ranked},
        }


class Classification:
    """One label for each text."""

    summary = "one label for each text, binary or multi-class"
    target = "label"
    columns = ("label", "score")
    level: Literal["text"] = "text"
    loss: Literal["cross_entropy"] = "cross_entropy"
    scoring: Literal["classes"] = "classes"

    def names(self, target: str) -> Iterable[str]:
        return (target,)

    def labels(self, targets: Iterable[str]) -> list[str]:
        return sorted(set(targets))

    def encode(self, targets: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
        return np.array(encode_labels(targets, labels), dtype=np.int64)

    def decoder(self, labels: Sequence[str], learned: Learned) -> Decoder:
        return Classes(labels)


TASK = Classification()

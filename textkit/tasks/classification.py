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
        probabilities, decisions = self.probabilities(logits, bounds), self.decide(logits, bounds)
        order = np.argsort(-probabilities, axis=-1, kind="stable")[:, :top_k]
        exact = probabilities.astype(np.float64)
        best = exact[np.arange(len(exact)), decisions]
        kept = np.ones(len(best), dtype=bool) if min_score is None else best >= min_score
        names = np.array([*self.labels, None], dtype=object)
        columns = zip(
            names[np.where(kept, decisions, -1)].tolist(),
            _rounded(best),
            names[order].tolist(),
            _rounded(np.take_along_axis(exact, order, axis=-1)),
            strict=True,
        )
        return [
            {"label": label, "score": score, "scores": dict(zip(ranked, scores, strict=True))}
            for label, score, ranked, scores in columns
        ]


def _rounded(scores: NDArray[np.float64]) -> list[Any]:
    """As round(score, 6) has it: a score that was a float32 is exact when multiplied by a million."""
    rounded: list[Any] = scores.round(6).tolist()
    return rounded


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

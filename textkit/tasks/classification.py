"""classification: one label for each text, binary or multi-class."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.errors import DataError, did_you_mean
from textkit.types import Scores


class Classification:
    """Softmax over the labels; the largest wins."""

    summary = "one label for each text, binary or multi-class"
    target = "label"
    level: Literal["text"] = "text"
    loss: Literal["cross_entropy"] = "cross_entropy"
    scoring: Literal["classes"] = "classes"

    def labels(self, targets: Iterable[str]) -> list[str]:
        return sorted(set(targets))

    def encode(self, targets: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
        index = {label: number for number, label in enumerate(labels)}
        unknown = sorted({target for target in targets if target not in index})
        if unknown:
            rows = sum(target == unknown[0] for target in targets)
            known = f"the labels are: {', '.join(labels)}"
            raise DataError(
                f"label '{unknown[0]}' ({rows} rows) is not known", did_you_mean(unknown[0], labels) or known
            )
        return np.fromiter((index[target] for target in targets), dtype=np.int64, count=len(targets))

    def probabilities(self, logits: Scores) -> Scores:
        shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
        scores: Scores = shifted / shifted.sum(axis=-1, keepdims=True)
        return scores

    def decide(self, probabilities: Scores) -> NDArray[np.int64]:
        decisions: NDArray[np.int64] = probabilities.argmax(axis=-1)
        return decisions

    def record(
        self,
        decision: Any,
        probabilities: Scores,
        labels: Sequence[str],
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> dict[str, Any]:
        ranked = np.argsort(-probabilities, kind="stable")[:top_k]
        score = float(probabilities[decision])
        kept = min_score is None or score >= min_score
        return {
            "label": labels[decision] if kept else None,
            "score": round(score, 6),
            "scores": {labels[index]: round(float(probabilities[index]), 6) for index in ranked},
        }


TASK = Classification()

"""Precision against recall, as the score from which something is answered goes down."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Curve(NamedTuple):
    """A point for each score that occurs, the highest first; `average_precision` is the area under the steps."""

    recall: NDArray[np.float64]
    precision: NDArray[np.float64]
    scores: NDArray[np.float64]
    average_precision: float

    def thinned(self, points: int = 100) -> "Curve":
        """At most about `points` of the points, evenly along the recall, the ends among them."""
        if len(self.recall) <= points:
            return self
        wanted = np.searchsorted(self.recall, np.linspace(0, self.recall[-1], points))
        kept = np.unique(np.concatenate(([0], wanted.clip(max=len(self.recall) - 1), [len(self.recall) - 1])))
        return Curve(self.recall[kept], self.precision[kept], self.scores[kept], self.average_precision)


def precision_recall(true: NDArray[Any], scores: NDArray[Any], positives: int | None = None) -> Curve:
    """The curve of answers with `scores` (answers,) of which some are `true`.

    `positives` counts what there was to be found, where that is more than the true ones among the answers: entities
    that nobody answered. Equal to scikit-learn's `precision_recall_curve`, from the other end, and tested so.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order].astype(np.float64), np.cumsum(np.asarray(true)[order].astype(bool))
    last_of_score = np.flatnonzero(np.append(np.diff(ranked) != 0, True)) if len(ranked) else np.zeros(0, np.int64)
    found = hits[last_of_score].astype(np.float64)
    total = positives if positives is not None else int(hits[-1]) if len(hits) else 0
    recall, precision = found / max(1, total), found / (last_of_score + 1)
    area = float(np.sum(np.diff(recall, prepend=0.0) * precision))
    return Curve(recall, precision, ranked[last_of_score], area)

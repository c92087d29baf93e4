"""Scores for one label a text. Everything but the calibration follows from the confusion matrix.

So one function serves the point estimate and all resamples of the bootstrap at once. Equal to scikit-learn's
`precision_recall_fscore_support` with zero_division=0, and tested so.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.calibration import expected_calibration_error
from textkit.evaluation.intervals import bootstrap_intervals
from textkit.types import Scores

HEADLINES = ("accuracy", "macro_precision", "macro_recall", "macro_f1", "weighted_f1")


def score_classes(
    truth: NDArray[np.int64], decisions: NDArray[np.int64], probabilities: Scores, labels: Sequence[str]
) -> dict[str, Any]:
    """Headline figures, `per_label`, the confusion matrix (rows true, columns predicted) and 95% `intervals`."""
    matrix = confusion_matrix(truth, decisions, len(labels))
    figures = from_confusion(matrix)
    intervals = bootstrap_intervals(matrix, from_confusion, HEADLINES)
    return {
        "rows": len(truth),
        **{name: _round(figures[name]) for name in HEADLINES},
        "micro_f1": _round(figures["accuracy"]),  # with one label a text they are the same figure
        "ece": _round(expected_calibration_error(truth, decisions, probabilities)),
        "intervals": {name: [_round(bound) for bound in bounds] for name, bounds in intervals.items()},
        "per_label": {
            label: {
                "precision": _round(figures["precision"][index]),
                "recall": _round(figures["recall"][index]),
                "f1": _round(figures["f1"][index]),
                "support": int(matrix[index].sum()),
            }
            for index, label in enumerate(labels)
        },
        "confusion": {"labels": list(labels), "counts": matrix.tolist()},
    }


def confusion_matrix(truth: NDArray[np.int64], decisions: NDArray[np.int64], labels: int) -> NDArray[np.int64]:
    """Counts (labels, labels): rows true, columns predicted."""
    cells: NDArray[np.int64] = np.bincount(truth * labels + decisions, minlength=labels * labels)
    return cells.reshape(labels, labels)


def from_confusion(matrix: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Figures of one confusion matrix (labels, labels), or of many at once (..., labels, labels).

    Labels that occur neither in the truth nor among the answers are left out of the averages, as scikit-learn does.
    """
    hits = np.diagonal(matrix, axis1=-2, axis2=-1).astype(np.float64)
    support, predicted = matrix.sum(axis=-1), matrix.sum(axis=-2)
    total = support.sum(axis=-1)
    precision, recall = _ratio(hits, predicted), _ratio(hits, support)
    f1 = _ratio(2 * hits, support + predicted)
    present = (support + predicted) > 0
    share = _ratio(support, total[..., None])
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "accuracy": _ratio(hits.sum(axis=-1), total),
        "macro_precision": _ratio(precision.sum(axis=-1), present.sum(axis=-1)),
        "macro_recall": _ratio(recall.sum(axis=-1), present.sum(axis=-1)),
        "macro_f1": _ratio(f1.sum(axis=-1), present.sum(axis=-1)),
        "weighted_f1": (f1 * share).sum(axis=-1),
    }


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    whole = np.asarray(whole, dtype=np.float64)
    quotient = np.zeros(np.broadcast(part, whole).shape)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient


def _round(figure: Any) -> float:
    return round(float(figure), 6)

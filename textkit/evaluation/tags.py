"""Scores for one tag a word: of the spans that the tags spell, or of each tag by itself."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.calibration import expected_calibration_error
from textkit.evaluation.classes import confusion_matrix, from_confusion
from textkit.evaluation.intervals import bootstrap_records
from textkit.evaluation.spans import score_spans, span_f1s
from textkit.text.schemes import are_spans
from textkit.types import Bounds, Scores


def score_tags(
    truth: NDArray[np.int64],
    decisions: NDArray[np.int64],
    probabilities: Scores,
    bounds: Bounds,
    labels: Sequence[str],
) -> dict[str, Any]:
    """All figures of tags; `truth` and `decisions` (words,) are places in `labels`, `probabilities` (words, labels).

    Record r has the words bounds[r] to bounds[r + 1]. What is scored are spans where `labels` are IOB2 (see
    `score_spans`), and `argmax` then says what the likeliest tag of each word alone scores, as other tools report it.
    Other tags are scored as classes are. Intervals are of records, for the words of one do not err independently.
    """
    if are_spans(labels):
        figures = _spans(truth, decisions, probabilities, bounds, labels)
    else:
        figures = _plain(truth, decisions, bounds, labels)
    report = {
        "rows": len(bounds) - 1,
        "words": len(truth),
        **figures,
        "ece": round(expected_calibration_error(truth, decisions, probabilities), 6),
    }
    # figures before tables
    return dict(sorted(report.items(), key=lambda item: isinstance(item[1], dict | list)))


def _spans(
    truth: NDArray[np.int64], decisions: NDArray[np.int64], probabilities: Scores, bounds: Bounds, labels: Sequence[str]
) -> dict[str, Any]:
    true, answers, likeliest = (
        tags_by_record(ids, bounds, labels) for ids in (truth, decisions, probabilities.argmax(axis=-1))
    )
    return {"argmax": span_f1s(true, likeliest), **score_spans(true, answers)}


def tags_by_record(ids: NDArray[np.int64], bounds: Bounds, labels: Sequence[str]) -> list[list[str]]:
    """The names of the tags `ids` (words,), a list for each record."""
    tags = [labels[place] for place in ids]
    return [tags[start:end] for start, end in pairwise(bounds)]


def right_counts(truth: NDArray[np.int64], decisions: NDArray[np.int64], bounds: Bounds) -> NDArray[np.int64]:
    """(records, 2): how many answers each record has, and how many of them are right."""
    right_before = np.concatenate(([0], np.cumsum(truth == decisions)))
    return np.diff(np.stack([bounds, right_before[bounds]], axis=1), axis=0)


def _plain(
    truth: NDArray[np.int64], decisions: NDArray[np.int64], bounds: Bounds, labels: Sequence[str]
) -> dict[str, Any]:
    matrix = confusion_matrix(truth, decisions, len(labels))
    figures = from_confusion(matrix)
    counts = right_counts(truth, decisions, bounds)
    low, high = bootstrap_records(counts, _accuracy, ("token_accuracy",))["token_accuracy"]
    return {
        "token_accuracy": round(float(figures["accuracy"]), 6),
        "macro_f1": round(float(figures["macro_f1"]), 6),
        "weighted_f1": round(float(figures["weighted_f1"]), 6),
        "intervals": {"token_accuracy": [round(low, 6), round(high, 6)]},
        "per_label": {
            label: {
                **{name: round(float(figures[name][index]), 6) for name in ("precision", "recall", "f1")},
                "support": int(matrix[index].sum()),
            }
            for index, label in enumerate(labels)
        },
        "confusion": {"labels": list(labels), "counts": matrix.tolist()},
    }


def _accuracy(counts: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Of sums (..., 2): words, and words with the right tag."""
    return {"token_accuracy": counts[..., 1] / np.maximum(counts[..., 0], 1)}

"""Scores for any number of labels a text. All but average precision and calibration follows from sums over rows.

So one function serves the point estimate and all resamples of the bootstrap at once. Equal to scikit-learn's
`precision_recall_fscore_support` with zero_division=0 and its `average_precision_score`, and tested so, but for:

- Labels that occur neither in the truth nor among the answers are left out of the macro averages, as `classes.py` does;
  scikit-learn counts their F1 as 0 where truth and answers are matrices.
- To answer nothing where there is nothing is right: such a row has an F1 of 1 in `samples_f1` (zero_division=1).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.intervals import bootstrap_intervals
from textkit.types import Scores

HEADLINES = ("micro_f1", "macro_f1", "samples_f1", "subset_accuracy")
_FIGURES = (
    "micro_f1",
    "macro_f1",
    "weighted_f1",
    "samples_f1",
    "subset_accuracy",
    "micro_precision",
    "micro_recall",
    "macro_precision",
    "macro_recall",
)
_BINS = 15
_CELLS_AT_ONCE = 4_000_000  # bounds the memory with many rows

Flags = NDArray[np.bool_]
"""(rows, labels): which labels a text has."""


def score_labelsets(
    truth: NDArray[Any], decisions: NDArray[Any], probabilities: Scores, labels: Sequence[str]
) -> dict[str, Any]:
    """Headline figures, `per_label`, 95% `intervals` by rows, and how many `labels_per_text` there are on average.

    `truth` and `decisions` are 1 where a text has a label and 0 elsewhere; all arrays are (rows, labels).
    `average_precision` is the mean over the labels that occur in the truth. `ece` is the gap between a label's
    probability and how often it is true, over equal-width bins of all cells.
    """
    true, answered = np.asarray(truth) != 0, np.asarray(decisions) != 0
    figures, intervals = _with_intervals(true, answered)
    support = true.sum(axis=0)
    precisions = [
        _average_precision(of_label, claimed) for of_label, claimed in zip(true.T, probabilities.T, strict=True)
    ]
    return {
        "rows": len(true),
        **{name: _round(figures[name]) for name in _FIGURES},
        "average_precision": _round(sum(precisions) / max(int(np.count_nonzero(support)), 1)),
        "ece": _round(_calibration_error(true, probabilities)),
        "intervals": intervals,
        "per_label": {
            label: {
                **{name: _round(figures[name][index]) for name in ("precision", "recall", "f1")},
                "average_precision": _round(precisions[index]),
                "support": int(support[index]),
            }
            for index, label in enumerate(labels)
        },
        "labels_per_text": {
            "true": _round(true.sum() / max(len(true), 1)),
            "answered": _round(answered.sum() / max(len(true), 1)),
        },
    }


def headlines(truth: NDArray[Any], decisions: NDArray[Any]) -> dict[str, float]:
    """The figures that have intervals, without them."""
    true, answered = np.asarray(truth) != 0, np.asarray(decisions) != 0
    found = _figures(_sums(np.ones(len(true), dtype=np.int64), true, answered), np.asarray(len(true)))
    return {name: _round(found[name]) for name in HEADLINES}


def row_counts(truth: NDArray[Any], decisions: NDArray[Any]) -> NDArray[np.int64]:
    """(rows, 3): how many labels of each row are true, answered, and both."""
    true, answered = np.asarray(truth) != 0, np.asarray(decisions) != 0
    return np.stack([np.count_nonzero(flags, axis=1) for flags in (true, answered, true & answered)], axis=1)


def row_f1(hits: Any, answered: Any, positives: Any) -> NDArray[np.float64]:
    """F1 of rows with so many right, answered and true labels (...); 1 where nothing is true and nothing answered."""
    size = np.asarray(answered + positives)
    return np.where(size > 0, 2 * hits / np.maximum(size, 1), 1.0)


def row_right(hits: Any, answered: Any, positives: Any) -> NDArray[np.float64]:
    """1 where exactly the true labels are answered, 0 elsewhere; parameters as for `row_f1`."""
    return np.asarray((hits == answered) & (hits == positives), dtype=np.float64)


def _with_intervals(true: Flags, answered: Flags) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """The figures of `_figures`, and the intervals of the headlines."""
    # rows with the same truth and the same answer are interchangeable, so how often each kind is drawn says all
    both = np.packbits(np.concatenate([true, answered], axis=1), axis=1)
    _, kinds, rows = np.unique(both, axis=0, return_index=True, return_counts=True)
    true, answered = true[kinds], answered[kinds]

    def figures(drawn: NDArray[np.int64]) -> dict[str, Any]:
        return _figures(_sums(drawn, true, answered), drawn.sum(axis=-1))

    intervals = bootstrap_intervals(rows, figures, HEADLINES)
    return figures(rows), {name: [_round(bound) for bound in bounds] for name, bounds in intervals.items()}


def _sums(drawn: NDArray[np.int64], true: Flags, answered: Flags) -> NDArray[np.float64]:
    """(..., 3 * labels + 2): the `_counts` of kinds of rows, summed over how often each is `drawn` (..., kinds)."""
    at_once = max(1, _CELLS_AT_ONCE // (3 * true.shape[1] + 2))
    sums = np.zeros((*drawn.shape[:-1], 3 * true.shape[1] + 2))
    for start in range(0, len(true), at_once):
        some = slice(start, start + at_once)
        sums += drawn[..., some].astype(np.float64) @ _counts(true[some], answered[some])
    return sums


def _counts(true: Flags, answered: Flags) -> NDArray[np.float64]:
    """(rows, 3 * labels + 2): whether each label is right, answered, true; the F1 of the row; whether all is right."""
    hits = true & answered
    of_rows = [flags.sum(axis=1) for flags in (hits, answered, true)]
    return np.column_stack([hits, answered, true, row_f1(*of_rows), row_right(*of_rows)])


def _figures(sums: NDArray[np.float64], rows: NDArray[np.int64]) -> dict[str, Any]:
    """Figures of the `_sums` (..., 3 * labels + 2) over `rows` (...); where there is nothing to divide by, 0."""
    hits, answered, support = np.split(sums[..., :-2], 3, axis=-1)
    precision, recall, f1 = _scores(hits, answered, support)
    micro = _scores(*(counts.sum(axis=-1) for counts in (hits, answered, support)))
    present = np.maximum((answered + support > 0).sum(axis=-1), 1)
    return {
        **dict(zip(("precision", "recall", "f1"), (precision, recall, f1), strict=True)),
        **dict(zip(("micro_precision", "micro_recall", "micro_f1"), micro, strict=True)),
        "macro_precision": precision.sum(axis=-1) / present,
        "macro_recall": recall.sum(axis=-1) / present,
        "macro_f1": f1.sum(axis=-1) / present,
        "weighted_f1": (f1 * support).sum(axis=-1) / np.maximum(support.sum(axis=-1), 1),
        "samples_f1": sums[..., -2] / np.maximum(rows, 1),
        "subset_accuracy": sums[..., -1] / np.maximum(rows, 1),
    }


def _scores(hits: Any, answered: Any, support: Any) -> tuple[Any, Any, Any]:
    """Precision, recall and F1."""
    return (
        hits / np.maximum(answered, 1),
        hits / np.maximum(support, 1),
        2 * hits / np.maximum(answered + support, 1),
    )


def _average_precision(true: Flags, probabilities: Scores) -> float:
    """Of one label, (rows,): the precision among the cells at least as likely as a true one, on average over these."""
    ranked, hits = np.sort(probabilities), np.sort(probabilities[true])
    as_likely = len(ranked) - np.searchsorted(ranked, hits)
    right = len(hits) - np.searchsorted(hits, hits)
    return float(np.sum(right / as_likely) / max(len(hits), 1))


def _calibration_error(true: Flags, probabilities: Scores) -> float:
    gaps = np.zeros(_BINS)
    for of_label, claimed in zip(true.T, probabilities.T, strict=True):
        bin_of = np.minimum((claimed * _BINS).astype(np.int64), _BINS - 1)
        gaps += np.bincount(bin_of, weights=of_label - claimed.astype(np.float64), minlength=_BINS)
    return float(np.abs(gaps).sum() / max(true.size, 1))


def _round(figure: Any) -> float:
    return round(float(figure), 6)

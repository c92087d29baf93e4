"""From which probability on a label is answered: thresholds fitted to rows whose truth is known.

Thresholds that maximise F1 lie below 0.5 as a rule (Lipton, Elkan and Narayanaswamy 2014: at half the F1 they reach,
where probabilities are calibrated). One threshold a label is the SCut of Yang 2001, which fits rare labels too closely:
those keep the threshold that all labels share.

What is searched are the cuts right below a true cell. No other can be better, for to answer more false cells and no
true one improves none of the metrics. A threshold lies midway between the two probabilities that it parts, so that the
noise of another machine's floats changes no decision.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.errors import unknown_name
from textkit.evaluation.labelsets import Flags, row_f1, row_right
from textkit.types import Scores

METRICS = ("micro_f1", "macro_f1", "samples_f1", "subset_accuracy")
DEFAULT = 0.5
LEAST_POSITIVES = 5
"""A label with fewer true rows keeps the threshold that all labels share."""
ROUNDS = 20
_DIGITS = 12  # sums of the same floats in another order are equal
_CELLS_AT_ONCE = 1_000_000  # bounds the memory with many rows

_RowScore = Callable[[Any, Any, Any], NDArray[np.float64]]
_OF_ROWS: Mapping[str, _RowScore] = {"samples_f1": row_f1, "subset_accuracy": row_right}


class Cuts(NamedTuple):
    """Where a threshold over some cells can lie, from the highest down: cut c answers the cells whose `first` <= c."""

    thresholds: NDArray[np.float64]  # (cuts,)
    first: NDArray[np.int64]  # (cells,); the number of cuts for a cell that none answers
    answered: NDArray[np.int64]  # (cuts,): how many cells each cut answers
    hits: NDArray[np.int64]  # (cuts,): and how many of these are true


def fit_thresholds(
    truth: NDArray[Any], probabilities: Scores, *, metric: str = "micro_f1", per_label: bool
) -> NDArray[np.float64]:
    """Thresholds (labels,) in (0, 1) that maximise `metric` on these rows; a label is answered from its own on.

    `truth` is 1 where a row has a label and 0 elsewhere, `probabilities` are in [0, 1]; both are (rows, labels).

    Without `per_label` all thresholds are the same: for every metric the best of all that there could be, in
    O(n log n) of the cells, and of equals the one nearest 0.5. From there, with `per_label`, each label in turn takes
    the threshold that is best given the others, until none improves or `ROUNDS` have passed. That reaches the best
    macro_f1, whose terms are the labels' own, and the best micro_f1, which is a ratio of sums: where no label improves
    it alone, none do together. Of the others it reaches what no label improves alone. A label with fewer than
    `LEAST_POSITIVES` true rows keeps the threshold that all would share. Where nothing is true, all are 0.5.

    Raises:
        UsageError: the metric is none of `METRICS`.
    """
    if metric not in METRICS:
        raise unknown_name("metric", metric, METRICS)
    true = np.asarray(truth) != 0
    if not true.any():
        return np.full(true.shape[1], DEFAULT)
    shared = _shared(true, probabilities, metric)
    return _climb(true, probabilities, metric, shared) if per_label else np.full(true.shape[1], shared)


def _cuts(true: Flags, probabilities: Scores, *also: float) -> Cuts:
    """The cuts of cells (cells,), and a cut at each of the thresholds `also`."""
    order = np.argsort(probabilities)
    ranked = probabilities[order]
    # 1 stands for the cut above all cells
    values = np.unique(np.append(probabilities[true], probabilities.dtype.type(1)))
    values = values[values > 0]
    place = np.searchsorted(ranked, values)
    below = np.where(place > 0, ranked[place - 1], 0).astype(np.float64)
    middle = (below + values) / 2
    middle = np.where(middle > below, middle, values)  # of neighbouring floats the middle is one of the two
    thresholds = np.unique(np.append(np.minimum(middle, np.nextafter(1, 0)), also))
    first = np.empty(len(order), dtype=np.int64)
    first[order] = len(thresholds) - np.searchsorted(thresholds, ranked, side="right")
    answered, hits = (_running(np.bincount(cells, minlength=len(thresholds) + 1)) for cells in (first, first[true]))
    return Cuts(thresholds[::-1], first, answered, hits)


def _running(at_first: NDArray[Any]) -> NDArray[Any]:
    """What the cells that each cut answers sum up to, (cuts,), from the sums over the cells it is the first for."""
    return np.cumsum(at_first)[:-1]


def _shared(true: Flags, probabilities: Scores, metric: str) -> float:
    """The best threshold for all labels at once."""
    cuts = _cuts(true.ravel(), probabilities.ravel())
    first = cuts.first.reshape(true.shape)
    if metric == "micro_f1":
        scores = 2 * cuts.hits / (cuts.answered + np.count_nonzero(true))
    elif metric == "macro_f1":
        known = true.any(axis=0)  # where nothing is answered, their F1 is 0
        # a label that is never true counts as soon as it is answered, and as 0
        spurious = _running(np.bincount(first[:, ~known].min(axis=0), minlength=len(cuts.thresholds) + 1))
        scores = _summed(true.T[known], first.T[known], len(cuts.thresholds), row_f1) / (known.sum() + spurious)
    else:
        scores = _summed(true, first, len(cuts.thresholds), _OF_ROWS[metric]) / len(true)
    return float(cuts.thresholds[_best(cuts.thresholds, scores.round(_DIGITS))])


def _best(thresholds: NDArray[np.float64], scores: NDArray[np.float64]) -> int:
    """The place of the best score; of equals, of the one whose threshold is nearest 0.5."""
    best = np.flatnonzero(scores == scores.max())
    return int(best[np.abs(thresholds[best] - DEFAULT).argmin()])


def _summed(true: Flags, first: NDArray[np.int64], cuts: int, score: _RowScore) -> NDArray[np.float64]:
    """By how much each cut through all cells raises the sum of the rows' `score`, (cuts,); arrays are (rows, cells)."""
    positives = true.sum(axis=1, keepdims=True)
    gained = np.zeros(cuts + 1)
    at_once = max(1, _CELLS_AT_ONCE // true.shape[1])
    for start in range(0, len(true), at_once):
        some = slice(start, start + at_once)
        order = np.argsort(first[some], axis=1)
        hits = np.cumsum(np.take_along_axis(true[some], order, axis=1), axis=1)
        # as the threshold falls, the cells of a row are answered one after the other
        scores = score(np.pad(hits, ((0, 0), (1, 0))), np.arange(true.shape[1] + 1), positives[some])
        at = np.take_along_axis(first[some], order, axis=1)
        gained += np.bincount(at.ravel(), weights=np.diff(scores, axis=1).ravel(), minlength=cuts + 1)
    return _running(gained)


def _climb(true: Flags, probabilities: Scores, metric: str, shared: float) -> NDArray[np.float64]:
    """Coordinate ascent over the labels that have enough true rows, from the `shared` threshold on; (labels,)."""
    thresholds = np.full(true.shape[1], shared)
    decisions = probabilities >= thresholds
    hits, answered, positives = (flags.sum(axis=1) for flags in (true & decisions, decisions, true))
    free = np.flatnonzero(true.sum(axis=0) >= LEAST_POSITIVES)
    cuts_of = {label: _cuts(true[:, label], probabilities[:, label], shared) for label in free}
    for _ in range(ROUNDS):
        before = thresholds.copy()
        for label, cuts in cuts_of.items():
            now = int(np.flatnonzero(cuts.thresholds == thresholds[label])[0])
            of_label, on = true[:, label], cuts.first <= now
            hits, answered = hits - (on & of_label), answered - on  # what the other labels have
            scores = _given_others(metric, cuts, of_label, hits, answered, positives).round(_DIGITS)
            best = _best(cuts.thresholds, scores)
            if scores[best] > scores[now]:
                thresholds[label], on = cuts.thresholds[best], cuts.first <= best
            hits, answered = hits + (on & of_label), answered + on
        if (thresholds == before).all():
            break
    return thresholds


def _given_others(
    metric: str, cuts: Cuts, true: Flags, hits: NDArray[Any], answered: NDArray[Any], positives: NDArray[Any]
) -> NDArray[np.float64]:
    """What `metric` is at each cut of one label, (cuts,), but for what is the same at all of them.

    The other labels have so many `hits` and `answered` in each row; `positives` counts this one too; all are (rows,).
    """
    if score := _OF_ROWS.get(metric):
        gain = score(hits + true, answered + 1, positives) - score(hits, answered, positives)
        at_first = np.bincount(cuts.first, weights=gain, minlength=len(cuts.thresholds) + 1)
        return np.asarray(_running(at_first) / len(true))
    if metric == "micro_f1":
        right, size = cuts.hits + hits.sum(), cuts.answered + answered.sum() + positives.sum()
    else:
        right, size = cuts.hits, cuts.answered + np.count_nonzero(true)
    return np.asarray(2 * right / size)

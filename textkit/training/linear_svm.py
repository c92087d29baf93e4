"""Linear support vector machines, one for each label, on features that naive Bayes has stretched."""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LEAST_TOLD = 0.5  # on validation splits 0 is a point better for topics and 0.3 points worse for sentiment


class LinearModel(NamedTuple):
    """Weights (features, labels) and bias (labels,), and whether every optimum was reached."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    converged: bool


def fit_linear_svm(
    rows: Any,
    truth: NDArray[Any],
    *,
    c: float,
    max_iter: int,
    seed: int,
    row_weights: NDArray[Any] | None = None,
    on_label: Callable[[int], None] = lambda label: None,
) -> LinearModel:
    """The optimum for sparse `rows` (rows, features) and each column of truth values (rows, labels).

    It has the least sum of half the squared weights and `c` times the squared hinge loss (Fan et al. 2008). A row's
    loss counts as often as `row_weights` (rows, labels) say. The features of a label are first stretched by how much
    they tell on their own (Wang and Manning 2012), and the weights returned are those of the features as they came.
    `on_label` hears of each label before it is fitted.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    labels = truth.shape[1]
    rows = rows.astype(np.float64)  # which the solver takes
    values, columns = rows.data, rows.indices
    weights, bias = np.zeros((rows.shape[1], labels), dtype=np.float32), np.empty(labels, dtype=np.float32)
    converged = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the caller is told, and says it in our words
        for label, has in enumerate(truth.T > 0):
            on_label(label)
            if has.all() or not has.any():  # no row shows the other side (`--limit`): nothing tells the two apart
                bias[label] = 2 if has.all() else -2  # further out than a class that is merely not this one
                continue
            told = _told_by_each(rows, has)
            rows.data = values * told[columns]
            model = LinearSVC(C=c, max_iter=max_iter, random_state=seed)
            model.fit(rows, has, None if row_weights is None else row_weights[:, label])
            weights[:, label], bias[label] = model.coef_[0] * told, model.intercept_[0]
            converged &= bool(model.n_iter_ < max_iter)
    return LinearModel(weights, bias, converged)


def _told_by_each(rows: Any, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(features,) how far the log-odds of having the label move with a feature's presence, and a half more.

    The move is all that naive Bayes knows; without the half a feature that tells nothing by itself could never be used
    beside others.
    """
    of_cell = np.repeat(has, np.diff(rows.indptr))
    with_it, without = (
        1 + np.bincount(rows.indices[of_side], minlength=rows.shape[1]) for of_side in (of_cell, ~of_cell)
    )
    moves: NDArray[np.float64] = np.log(with_it / with_it.sum()) - np.log(without / without.sum())
    return _LEAST_TOLD + np.abs(moves)

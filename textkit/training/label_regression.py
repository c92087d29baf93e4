"""Logistic regressions of many labels on the same sparse rows, fitted together: a step costs two matrix products."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Regression(NamedTuple):
    """Weights (features, labels) and bias (labels,), and whether the optimum was reached."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    converged: bool


def regress_labels(
    rows: Any, truth: NDArray[np.float32], *, c: float, max_iter: int, positive_weights: NDArray[Any] | None = None
) -> Regression:
    """The L2-regularised optimum for sparse `rows` (rows, features) and truth values (rows, labels), by L-BFGS.

    The objective is that of scikit-learn's LogisticRegression for each label: half the squared weights, and `c` times
    the loss summed over rows. `positive_weights` (labels,) count the loss of rows that have the label.
    """
    from scipy.optimize import minimize

    features, labels = rows.shape[1], truth.shape[1]
    columns = rows.T.tocsr()
    row_weights = np.ones((1, labels), dtype=np.float32)
    if positive_weights is not None:
        row_weights = np.where(truth > 0, positive_weights, 1).astype(np.float32)

    def objective(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(features + 1, labels).astype(np.float32)  # the last row is the bias
        logits = rows @ weights[:-1] + weights[-1]
        loss = float((row_weights * (np.logaddexp(0, logits) - logits * truth)).sum(dtype=np.float64))
        slopes = row_weights * (0.5 * (1 + np.tanh(0.5 * logits)) - truth)
        gradient = np.concatenate([columns @ slopes * c + weights[:-1], c * slopes.sum(axis=0, keepdims=True)])
        penalty = 0.5 * float(np.square(weights[:-1]).sum(dtype=np.float64))
        return c * loss + penalty, gradient.ravel().astype(np.float64)

    share = np.clip(np.average(truth, axis=0, weights=np.broadcast_to(row_weights, truth.shape)), 1e-6, 1 - 1e-6)
    start = np.zeros((features + 1, labels))
    start[-1] = np.log(share / (1 - share))  # the optimum without any feature: most labels are rare
    found = minimize(
        objective,
        start.ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": max_iter, "maxcor": 10, "ftol": 1e-5},
    )
    flat = found.x.reshape(features + 1, labels).astype(np.float32)
    return Regression(np.ascontiguousarray(flat[:-1]), flat[-1], bool(found.success))

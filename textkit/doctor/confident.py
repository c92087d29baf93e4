"""Which labels are probably wrong, by what a model says of rows that it was not trained on.

A model disagrees with a label where the label is wrong, and where the row is hard. Confident learning (Northcutt, Jiang
and Chuang 2021) finds disagreements; where rows are hard they are many, and most labels right. But hard rows become
rare where the model is sure, and wrong labels do not: `flips` tells the two apart by that.

R rows, K labels.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]
Labels = NDArray[np.int64]

_SLOPES = 0.5  # the standard deviation of the logarithm of slopes below 1


class Flips(NamedTuple):
    """An estimate of how many labels were replaced by another one at random."""

    rate: float
    chance: float
    """How often rows that are hard, but right, look like this or worse: a p-value."""
    wrong: Probabilities
    """(R,) how probably each row's label was replaced; where it is not the predicted one, by a right prediction."""


def confident_labels(probabilities: Probabilities, given: Labels) -> Labels:
    """The label that each row has with confidence, -1 for none; (R,).

    It is the likeliest of those that are as likely as they are on average in the rows that have them.
    """
    labels = np.arange(probabilities.shape[1])
    thresholds = np.array([probabilities[given == label, label].mean() for label in labels])
    confident = np.where(probabilities >= thresholds, probabilities, -1.0)
    return np.where(confident.max(axis=1) >= 0, confident.argmax(axis=1), -1)


def flips(probabilities: Probabilities, given: Labels) -> Flips:
    """Fits how often a label is the predicted one, by how sure the prediction is.

    Without wrong labels it is so in a share s of the rows, a logistic function of the log-odds of the prediction: the
    model may be too sure of itself, or not sure enough. With a rate e of wrong ones it is (1 - e) s + e / (K - 1)
    (1 - s). The two are compared by their likelihoods; e cannot be below 0, so half of all corpora without any have a
    ratio of 1. If s hardly rose with the odds, wrong labels and hard rows would look alike: a slope below 1 needs
    evidence (a normal prior on its logarithm, one-sided).
    """
    from scipy.optimize import minimize
    from scipy.special import expit
    from scipy.stats import chi2

    predicted = probabilities.argmax(axis=1)
    sure = np.clip(probabilities.max(axis=1), 1e-6, 1 - 1e-6)
    odds, agrees = np.log(sure / (1 - sure)), predicted == given
    others = probabilities.shape[1] - 1

    def right_share(x: NDArray[np.float64]) -> Probabilities:
        share: Probabilities = expit(np.exp(x[0]) * odds + x[1])
        return share

    def surprise(x: NDArray[np.float64], rate: float) -> float:
        right = right_share(x)
        share = np.clip((1 - rate) * right + rate / others * (1 - right), 1e-12, 1 - 1e-12)
        return float(min(0.0, x[0] / _SLOPES) ** 2 / 2 - np.log(np.where(agrees, share, 1 - share)).sum())

    def without(x: NDArray[np.float64]) -> float:
        return surprise(x, 0.0)

    def with_flips(x: NDArray[np.float64]) -> float:
        return surprise(x, float(expit(x[2])) / 2)

    honest = minimize(without, np.zeros(2), method="Nelder-Mead")
    start = np.array([max(0.0, honest.x[0]), honest.x[1], -4.0])
    flipped = minimize(with_flips, start, method="Nelder-Mead", options={"maxiter": 2000})
    rate, right = float(expit(flipped.x[2])) / 2, right_share(flipped.x)
    kept = np.where(agrees, (1 - rate) * right, (1 - rate / others) * (1 - right))
    lost = np.where(agrees, rate / others * (1 - right), rate * right)
    return Flips(rate, float(chi2.sf(max(0.0, 2 * (honest.fun - flipped.fun)), 1)) / 2, lost / (kept + lost))

"""Confident learning by hand, and whether wrong labels are told from hard rows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from textkit.doctor.confident import confident_labels, flips


def test_the_confident_label_by_hand() -> None:
    """The thresholds are 0.7 for 0 and 0.6 for 1, what these labels have on average in their own rows."""
    given = np.array([0, 0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8], [0.6, 0.4]])
    assert confident_labels(probabilities, given).tolist() == [0, -1, 1, -1]


def test_of_several_confident_labels_the_likeliest() -> None:
    given = np.array([0, 1, 2])
    probabilities = np.array([[0.4, 0.3, 0.3], [0.41, 0.4, 0.19], [0.3, 0.4, 0.3]])
    assert confident_labels(probabilities, given).tolist() == [0, 0, 1]


def drawn(rng: np.random.Generator, rows: int, labels: int, spread: float) -> tuple[NDArray[np.float64], ...]:
    """Probabilities of rows, some clear and some hard, and labels that are as they say."""
    logits = rng.normal(0, spread, (rows, labels))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return probabilities, (probabilities.cumsum(axis=1) < rng.random((rows, 1))).sum(axis=1)


def replaced(rng: np.random.Generator, truth: NDArray[np.int64], labels: int, rate: float) -> NDArray[np.int64]:
    other = (truth + rng.integers(1, labels, len(truth))) % labels
    return np.where(rng.random(len(truth)) < rate, other, truth)


@pytest.mark.parametrize("labels", [2, 5])
@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_the_rate_of_wrong_labels_is_found(labels: int, rate: float) -> None:
    rng = np.random.default_rng(1)
    probabilities, truth = drawn(rng, 6000, labels, 5)
    found = flips(probabilities, replaced(rng, truth, labels, rate))
    assert found.rate == pytest.approx(rate, abs=0.012)
    assert found.chance < 1e-6


@pytest.mark.parametrize("labels", [2, 5])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_hard_rows_are_not_taken_for_wrong_ones(labels: int, temperature: float) -> None:
    """However sure the model is of itself."""
    chances = []
    for seed in range(20):
        probabilities, given = drawn(np.random.default_rng(seed), 1500, labels, 3)
        told = probabilities**temperature / (probabilities**temperature).sum(axis=1, keepdims=True)
        chances.append(flips(told, given).chance)
    assert min(chances) > 0.001
    assert np.mean(np.array(chances) < 0.1) <= 0.25


def test_the_probability_that_a_label_is_wrong_is_that_of_bayes() -> None:
    """Where a prediction is right in a share s, the label is another with (1 - e)(1 - s) + e s, wrong in e s of it."""
    rng = np.random.default_rng(2)
    right = rng.choice([0.6, 0.9, 0.99], 30_000)
    truth = (rng.random(30_000) > right).astype(np.int64)  # 0 is predicted
    given = replaced(rng, truth, 2, 0.05)
    found = flips(np.stack([right, 1 - right], axis=1), given)
    wrong = truth != given
    for share in (0.6, 0.9, 0.99):
        for label in (0, 1):
            rows = (right == share) & (given == label)
            assert found.wrong[rows].mean() == pytest.approx(wrong[rows].mean(), abs=0.07)


def test_labels_that_are_all_as_predicted_are_right() -> None:
    probabilities, _ = drawn(np.random.default_rng(0), 500, 3, 3)
    found = flips(probabilities, probabilities.argmax(axis=1))
    assert found.rate < 1e-3
    assert found.chance == pytest.approx(0.5, abs=0.01)

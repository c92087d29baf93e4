"""A temperature by likelihood: golden where it is known, and never worse than none."""

import numpy as np
import pytest

from textkit.evaluation.temperature import HIGHEST, LOWEST, fit_temperature
from textkit.tasks.choice import log_loss


def drawn(seed: int = 0, rows: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Logits (rows, 3), and labels drawn by their softmax."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 2, (rows, 3))
    labels = (logits + draw.gumbel(size=logits.shape)).argmax(axis=1)
    return logits.astype(np.float32), labels


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_logits_scaled_by_a_factor_are_scaled_back(scale: float) -> None:
    logits, labels = drawn()
    found = fit_temperature(lambda value: log_loss(logits * scale / value, labels))
    assert found == pytest.approx(scale, rel=0.05)


def test_the_loss_is_no_higher_than_without() -> None:
    logits, labels = drawn(1, rows=200)
    found = fit_temperature(lambda value: log_loss(logits / value, labels))
    assert log_loss(logits / found, labels) <= log_loss(logits, labels) + 1e-6


def test_a_model_that_is_always_right_gets_the_lowest() -> None:
    logits = np.eye(3, dtype=np.float32)
    assert fit_temperature(lambda value: log_loss(logits / value, np.arange(3))) < 2 * LOWEST


def test_a_model_that_is_always_wrong_gets_the_highest() -> None:
    logits = -np.eye(3, dtype=np.float32)
    assert fit_temperature(lambda value: log_loss(logits / value, np.arange(3))) > HIGHEST / 2

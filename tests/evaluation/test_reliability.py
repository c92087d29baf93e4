"""The bins behind the calibration error: their sums, and that they give the very figure that is scored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.evaluation.calibration import expected_calibration_error
from textkit.evaluation.labelsets import score_labelsets
from textkit.evaluation.reliability import BINS, reliability


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_the_bins_give_the_calibration_error_of_classes(seed: int, rows: int) -> None:
    draw = np.random.default_rng(seed)
    probabilities = draw.dirichlet(np.ones(3), rows).astype(np.float32)
    truth, decisions = draw.integers(0, 3, rows), probabilities.argmax(axis=1)
    found = reliability(probabilities[np.arange(rows), decisions], decisions == truth)
    assert found.error == pytest.approx(expected_calibration_error(truth, decisions, probabilities), abs=1e-6)


def test_the_bins_give_the_calibration_error_of_label_sets() -> None:
    draw = np.random.default_rng(3)
    probabilities = draw.random((50, 4)).astype(np.float32)
    truth = (draw.random((50, 4)) < probabilities**2).astype(np.float32)
    scored = score_labelsets(truth, probabilities >= 0.5, probabilities, list("abcd"))
    assert reliability(probabilities, truth != 0).error == pytest.approx(scored["ece"], abs=1e-6)


def test_every_answer_lies_in_one_bin() -> None:
    confidence = np.array([0.0, 0.01, 0.5, 0.999, 1.0], dtype=np.float32)
    found = reliability(confidence, np.array([False, False, True, True, True]))
    assert found.counts.sum() == 5
    assert found.counts[-1] == 2
    assert len(found.counts) == BINS


def test_a_bin_tells_what_was_claimed_and_what_came_true() -> None:
    found = reliability(np.array([0.6, 0.8]), np.array([True, False]), bins=2)
    assert found.claimed.tolist() == [0.0, pytest.approx(0.7)]
    assert found.true.tolist() == [0.0, 0.5]
    assert found.error == pytest.approx(0.2)


def test_nothing_answered_is_no_error() -> None:
    assert reliability(np.zeros(0), np.zeros(0, dtype=bool)).error == 0.0

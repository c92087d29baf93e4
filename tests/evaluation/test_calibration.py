"""The expected calibration error, by hand."""

import numpy as np
import pytest

from textkit.evaluation.calibration import expected_calibration_error


def error(confidences: list[float], right: list[bool], bins: int = 15) -> float:
    probabilities = np.array([[each, 1 - each] for each in confidences], dtype=np.float64).reshape(-1, 2)
    decisions = np.zeros(len(confidences), dtype=np.int64)
    return expected_calibration_error(1 - np.array(right, dtype=np.int64), decisions, probabilities, bins)


@pytest.mark.parametrize(
    ("confidences", "right", "bins", "expected"),
    [
        ([1.0, 1.0], [True, True], 15, 0.0),
        ([1.0, 1.0], [False, False], 15, 1.0),
        ([0.5, 0.5], [True, False], 15, 0.0),
        ([0.8, 0.8, 0.8, 0.8], [True, True, True, False], 10, 0.05),
        # bins [.5, .6) and [.9, 1]: |1 - 1.1| and |2 - 2.7|, over 5 rows
        ([0.55, 0.55, 0.9, 0.9, 0.9], [True, False, True, True, False], 10, 0.16),
        # one bin: errors of opposite sign cancel out
        ([0.6, 0.9], [True, False], 1, 0.25),
        # two bins: they do not
        ([0.4, 0.9], [True, False], 2, 0.75),
        # a confidence of 1 belongs to the last bin, and errs there against its neighbour
        ([0.95, 1.0], [True, False], 10, 0.475),
        ([], [], 15, 0.0),
    ],
)
def test_by_hand(confidences: list[float], right: list[bool], bins: int, expected: float) -> None:
    assert error(confidences, right, bins) == pytest.approx(expected)


def test_the_confidence_is_that_of_the_decision() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.25, 0.15, 0.6]], dtype=np.float32)
    found = expected_calibration_error(np.array([0, 2]), np.array([0, 2]), probabilities)
    assert found == pytest.approx((0.3 + 0.4) / 2)


def test_by_default_there_are_15_bins() -> None:
    # fifteenths part 0.66 from 0.68; fifths, tenths and twentieths do not
    confidences, right = [0.66, 0.68], [False, True]
    assert error(confidences, right, 10) == pytest.approx(0.17)
    probabilities = np.array([[each, 1 - each] for each in confidences])
    assert expected_calibration_error(np.array([1, 0]), np.array([0, 0]), probabilities) == pytest.approx(0.49)

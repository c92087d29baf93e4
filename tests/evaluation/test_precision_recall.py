"""Curves of precision against recall, held against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, precision_recall_curve

from textkit.evaluation.precision_recall import precision_recall


@given(st.integers(0, 2**32 - 1), st.integers(1, 50), st.booleans())
def test_the_curve_is_that_of_scikit_learn(seed: int, rows: int, ties: bool) -> None:
    draw = np.random.default_rng(seed)
    true = np.append(draw.random(rows) < 0.4, True)
    scores = draw.random(rows + 1).round(1 if ties else 9)
    found = precision_recall(true, scores)
    precision, recall, thresholds = precision_recall_curve(true, scores)
    assert found.precision == pytest.approx(precision[:-1][::-1])
    assert found.recall == pytest.approx(recall[:-1][::-1])
    assert found.scores == pytest.approx(thresholds[::-1])
    assert found.average_precision == pytest.approx(average_precision_score(true, scores))


def test_what_was_never_answered_is_never_found() -> None:
    found = precision_recall(np.array([True, False]), np.array([0.9, 0.8]), positives=4)
    assert found.recall.tolist() == [0.25, 0.25]
    assert found.precision.tolist() == [1.0, 0.5]
    assert found.average_precision == 0.25


def test_nothing_answered_is_an_empty_curve() -> None:
    found = precision_recall(np.zeros(0, dtype=bool), np.zeros(0), positives=3)
    assert len(found.recall) == 0
    assert found.average_precision == 0.0


def test_a_thinned_curve_keeps_its_ends_and_its_area() -> None:
    draw = np.random.default_rng(0)
    whole = precision_recall(draw.random(5_000) < 0.3, draw.random(5_000))
    thin = whole.thinned(50)
    assert len(thin.recall) <= 52
    assert (thin.recall[0], thin.recall[-1]) == (whole.recall[0], whole.recall[-1])
    assert thin.average_precision == whole.average_precision
    assert set(thin.precision) <= set(whole.precision)

"""Weights that make up for rarity: as scikit-learn balances classes, and zeros by ones for labels of sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from textkit.training.label_weights import MOST_WEIGHT, label_weights


@given(st.lists(st.integers(0, 3), min_size=4, max_size=60).filter(lambda targets: len(set(targets)) == 4))
def test_classes_are_balanced_as_scikit_learn_does(targets: list[int]) -> None:
    theirs = compute_class_weight("balanced", classes=np.arange(4), y=np.array(targets))
    np.testing.assert_allclose(label_weights(np.array(targets), 4), theirs)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_every_class_that_is_there_weighs_the_same_in_all(targets: list[int]) -> None:
    counts, weights = np.bincount(targets, minlength=4), label_weights(np.array(targets), 4)
    np.testing.assert_allclose((counts * weights)[counts > 0], len(targets) / 4)


def test_labels_of_sets_weigh_zeros_by_ones() -> None:
    truth = np.array([[1, 0], [0, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert label_weights(truth, 2).tolist() == [1.0, 3.0]


def test_a_label_that_most_rows_have_weighs_less_than_one() -> None:
    truth = np.ones((4, 1), dtype=np.float32)
    truth[0] = 0
    assert label_weights(truth, 1).tolist() == [pytest.approx(1 / 3)]


@pytest.mark.parametrize("ones", [0, 1])
def test_what_hardly_occurs_does_not_drown_the_others(ones: int) -> None:
    truth = np.zeros((1000, 2), dtype=np.float32)
    truth[:500, 0] = 1
    truth[:ones, 1] = 1
    assert label_weights(truth, 2).tolist() == [1.0, MOST_WEIGHT]
    classes = np.zeros(1000, dtype=np.int64)
    classes[:ones] = 1
    assert label_weights(classes, 2)[1] == MOST_WEIGHT

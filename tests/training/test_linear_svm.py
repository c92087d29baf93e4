"""Linear support vector machines are those of scikit-learn, a label at a time."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array, random_array
from sklearn.svm import LinearSVC

from textkit.training.linear_svm import LinearModel, fit_linear_svm

FEATURES, LABELS = 120, 4


@pytest.fixture(scope="module")
def rows() -> Any:
    generator = np.random.default_rng(0)
    return csr_array(random_array((300, FEATURES), density=0.1, rng=generator, dtype=np.float32))


@pytest.fixture(scope="module")
def truth(rows: Any) -> NDArray[np.float32]:
    """Labels that hang on the features, one of them rare, with some noise."""
    generator = np.random.default_rng(1)
    logits = rows @ (3 * generator.normal(size=(FEATURES, LABELS))) + np.array([0.0, 1.0, -1.0, -3.0])
    found: NDArray[np.float32] = (generator.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.float32)
    return found


def fit(rows: Any, truth: NDArray[Any], c: float = 1.0, max_iter: int = 1000, row_weights: Any = None) -> LinearModel:
    return fit_linear_svm(rows, truth, c=c, max_iter=max_iter, seed=3, row_weights=row_weights)


def stretches(rows: Any, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    """A half, and the distance between the logarithms of a feature's share among rows with the label and without."""
    present = rows.toarray() > 0
    shares = [(1 + present[side].sum(axis=0)) / (FEATURES + present[side].sum()) for side in (has, ~has)]
    return np.asarray(0.5 + np.abs(np.log(shares[0] / shares[1])))


@pytest.mark.parametrize("c", [0.1, 3.0])
@pytest.mark.parametrize("positive", [None, [2.0, 1.0, 5.0, 20.0]])
def test_a_label_is_told_from_the_rest_on_stretched_features(
    positive: list[float] | None, c: float, rows: Any, truth: NDArray[np.float32]
) -> None:
    counted = None if positive is None else np.where(truth > 0, positive, 1)
    ours = fit(rows, truth, c=c, row_weights=counted)
    assert ours.converged
    assert (ours.weights.shape, ours.bias.shape) == ((FEATURES, LABELS), (LABELS,))
    assert ours.weights.dtype == ours.bias.dtype == np.float32
    for label in range(LABELS):
        has = truth[:, label] > 0
        stretch = stretches(rows, has)
        theirs = LinearSVC(C=c, dual=False, tol=1e-8)
        theirs.fit(rows.toarray() * stretch, has, None if counted is None else counted[:, label])
        np.testing.assert_allclose(ours.weights[:, label], theirs.coef_[0] * stretch, atol=0.05)
        assert ours.bias[label] == pytest.approx(theirs.intercept_[0], abs=0.02)


def test_what_tells_nothing_by_itself_is_used_beside_others() -> None:
    both = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 20, dtype=np.float32)
    rows = csr_array(np.hstack([both, both[:, :1] * both[:, 1:]]))
    has = both.sum(axis=1, keepdims=True) == 1  # exclusive or: neither of the first two tells anything
    found = fit(rows, has, c=100.0)
    logits = rows @ found.weights + found.bias
    assert ((logits > 0) == has).all()


def test_the_same_seed_gives_the_same_bits(rows: Any, truth: NDArray[np.float32]) -> None:
    one, other = (fit(rows, truth) for _ in range(2))
    assert one.weights.tobytes() == other.weights.tobytes()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_label_that_all_rows_have_or_none_is_the_same_for_every_text(
    value: float, rows: Any, truth: NDArray[np.float32]
) -> None:
    truth = truth.copy()
    truth[:, 2] = value
    found = fit(rows, truth)
    assert not found.weights[:, 2].any()
    assert found.bias[2] == (2 if value else -2)


def test_too_few_steps_are_no_convergence(rows: Any, truth: NDArray[np.float32]) -> None:
    assert not fit(rows, truth, c=30.0, max_iter=2).converged


def test_each_label_is_heard_of(rows: Any, truth: NDArray[np.float32]) -> None:
    heard: list[int] = []
    fit_linear_svm(rows, truth, c=1.0, max_iter=1000, seed=3, on_label=heard.append)
    assert heard == list(range(LABELS))

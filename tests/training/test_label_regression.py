"""Many regressions at once are those of scikit-learn, one label after the other."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array, random_array
from sklearn.linear_model import LogisticRegression

from textkit.training.label_regression import regress_labels

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


def cost(rows: Any, truth: NDArray[Any], model: tuple[NDArray[Any], float], c: float, weight: float) -> float:
    """What scikit-learn minimises for one label."""
    weights, bias = (np.asarray(part, dtype=np.float64) for part in model)
    logits = rows.astype(np.float64) @ weights + bias
    losses = np.where(truth > 0, weight, 1) * (np.logaddexp(0, logits) - logits * truth)
    return float(0.5 * np.square(weights).sum() + c * losses.sum())


@pytest.mark.parametrize("c", [0.1, 3.0, 30.0])
@pytest.mark.parametrize("weights", [None, [2.0, 1.0, 5.0, 20.0]])
def test_each_label_is_regressed_as_scikit_learn_does(
    c: float, weights: list[float] | None, rows: Any, truth: NDArray[np.float32]
) -> None:
    positive = None if weights is None else np.array(weights)
    found = regress_labels(rows, truth, c=c, max_iter=500, positive_weights=positive)
    assert found.converged
    assert (found.weights.shape, found.bias.shape) == ((FEATURES, LABELS), (LABELS,))
    assert found.weights.dtype == found.bias.dtype == np.float32
    for label in range(LABELS):
        weight = 1.0 if weights is None else weights[label]
        theirs = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-8, class_weight={0: 1.0, 1: weight})
        theirs.fit(rows.toarray().astype(np.float64), truth[:, label])
        logits = rows @ found.weights[:, label] + found.bias[label]
        np.testing.assert_allclose(1 / (1 + np.exp(-logits)), theirs.predict_proba(rows.toarray())[:, 1], atol=0.02)
        best = cost(rows, truth[:, label], (theirs.coef_[0], theirs.intercept_[0]), c, weight)
        ours = cost(rows, truth[:, label], (found.weights[:, label], found.bias[label]), c, weight)
        assert ours == pytest.approx(best, rel=1e-3)


def test_labels_do_not_depend_on_each_other(rows: Any, truth: NDArray[np.float32]) -> None:
    together = regress_labels(rows, truth, c=3.0, max_iter=500)
    alone = regress_labels(rows, truth[:, 1:2], c=3.0, max_iter=500)
    np.testing.assert_allclose(together.weights[:, 1], alone.weights[:, 0], atol=0.05)


def test_a_weight_of_one_changes_nothing(rows: Any, truth: NDArray[np.float32]) -> None:
    plain = regress_labels(rows, truth, c=3.0, max_iter=500)
    weighted = regress_labels(rows, truth, c=3.0, max_iter=500, positive_weights=np.ones(LABELS))
    np.testing.assert_array_equal(plain.weights, weighted.weights)


def test_the_same_rows_give_the_same_bits(rows: Any, truth: NDArray[np.float32]) -> None:
    one, other = (regress_labels(rows, truth, c=3.0, max_iter=500) for _ in range(2))
    assert one.weights.tobytes() == other.weights.tobytes()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_label_that_all_rows_have_or_none_is_sure(value: float, rows: Any, truth: NDArray[np.float32]) -> None:
    truth = truth.copy()
    truth[:, 2] = value
    found = regress_labels(rows, truth, c=3.0, max_iter=500)
    logits = rows @ found.weights[:, 2] + found.bias[2]
    assert np.isfinite(logits).all()
    assert ((logits > 3) == bool(value)).all()
    assert (np.abs(logits) > 3).all()


def test_too_few_steps_are_no_convergence(rows: Any, truth: NDArray[np.float32]) -> None:
    assert not regress_labels(rows, truth, c=30.0, max_iter=2).converged

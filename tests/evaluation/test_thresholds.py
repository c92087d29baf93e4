"""Thresholds: the best there are by enumeration, never worse than 0.5, and never at a probability that occurs."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from textkit.errors import UsageError
from textkit.evaluation import thresholds
from textkit.evaluation.thresholds import LEAST_POSITIVES, METRICS, fit_thresholds

Flags = NDArray[np.bool_]
Case = tuple[Flags, NDArray[np.float32]]


def f1(truth: Flags, answers: Flags, nothing: float) -> float:
    return 2 * (truth & answers).sum() / (truth.sum() + answers.sum()) if (truth | answers).any() else nothing


def macro_f1(truth: Flags, answers: Flags) -> float:
    columns = zip(truth.T, answers.T, strict=True)
    return float(np.mean([f1(true, answer, 0.0) for true, answer in columns if (true | answer).any()]))


SCORES: dict[str, Callable[[Flags, Flags], float]] = {
    "micro_f1": lambda truth, answers: f1(truth, answers, 0.0),
    "macro_f1": macro_f1,
    "samples_f1": lambda truth, answers: float(
        np.mean([f1(true, answer, 1.0) for true, answer in zip(truth, answers, strict=True)])
    ),
    "subset_accuracy": lambda truth, answers: float(np.mean((truth == answers).all(axis=1))),
}


def possible(probabilities: NDArray[Any]) -> list[float]:
    """A threshold between any two neighbours; and above and below all, where 1 and 0 leave room."""
    values = np.unique(np.concatenate([[0.0, 1.0], probabilities.ravel()]))
    return ((values[1:] + values[:-1]) / 2).tolist()


@st.composite
def cases(draw: st.DrawFn, rows: int = 12, labels: int = 4) -> Case:
    """Something is true; probabilities have ties and know a little of the truth. They reach 0 and 1 now and then."""
    shape = draw(st.integers(1, rows)), draw(st.integers(1, labels))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    truth = generator.random(shape) < generator.choice([0.05, 0.3, 0.7], size=shape[1])
    truth[0, 0] = True
    steps = draw(st.sampled_from([4, 16, 1000]))
    probabilities = np.clip(truth * 0.3 + generator.normal(0.3, 0.3, size=shape), 0, 1)
    return truth, ((probabilities * steps).round() / steps).astype(np.float32)


def without_guard(truth: Flags, probabilities: NDArray[Any], metric: str) -> NDArray[np.float64]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "LEAST_POSITIVES", 1)
        return fit_thresholds(truth, probabilities, metric=metric, per_label=True)


@pytest.mark.parametrize("metric", METRICS)
@settings(deadline=None)
@given(case=cases())
def test_the_shared_threshold_is_the_best_of_all_by_enumeration(metric: str, case: Case) -> None:
    truth, probabilities = case
    found = fit_thresholds(truth, probabilities, metric=metric, per_label=False)
    assert len(set(found.tolist())) == 1
    score = SCORES[metric]
    best = max(score(truth, probabilities >= np.float64(threshold)) for threshold in possible(probabilities))
    assert score(truth, probabilities >= found) == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("metric", ["micro_f1", "macro_f1"])
@settings(deadline=None, max_examples=60)
@given(case=cases(rows=5, labels=3))
def test_thresholds_by_label_are_the_best_of_all_by_enumeration(metric: str, case: Case) -> None:
    truth, probabilities = case
    score = SCORES[metric]
    known = truth.any(axis=0)  # a label that is never true keeps the shared threshold, whatever that answers
    found = without_guard(truth, probabilities, metric)
    choices = [
        possible(column) if true else [threshold]
        for column, true, threshold in zip(probabilities.T, known, found, strict=True)
    ]
    best = max(score(truth, probabilities >= np.array(each)) for each in product(*choices))
    assert score(truth, probabilities >= found) == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("metric", METRICS)
@settings(deadline=None)
@given(case=cases())
def test_no_label_improves_alone(metric: str, case: Case) -> None:
    truth, probabilities = case
    score = SCORES[metric]
    found = without_guard(truth, probabilities, metric)
    reached = score(truth, probabilities >= found)
    for label in np.flatnonzero(truth.any(axis=0)):
        for threshold in possible(probabilities[:, label]):
            other = found.copy()
            other[label] = threshold
            assert score(truth, probabilities >= other) <= reached + 1e-9


@pytest.mark.parametrize("metric", METRICS)
@settings(deadline=None)
@given(case=cases(rows=40))
def test_never_worse_than_one_half_nor_than_the_shared_threshold(metric: str, case: Case) -> None:
    truth, probabilities = case
    score = SCORES[metric]
    shared = fit_thresholds(truth, probabilities, metric=metric, per_label=False)
    by_label = fit_thresholds(truth, probabilities, metric=metric, per_label=True)
    reached = score(truth, probabilities >= shared)
    assert reached >= score(truth, probabilities >= 0.5) - 1e-9
    assert score(truth, probabilities >= by_label) >= reached - 1e-9


@pytest.mark.parametrize("per_label", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@settings(deadline=None)
@given(case=cases(rows=40))
def test_thresholds_lie_midway_between_two_neighbours(metric: str, per_label: bool, case: Case) -> None:
    truth, probabilities = case
    shared = fit_thresholds(truth, probabilities, metric=metric, per_label=False)
    found = fit_thresholds(truth, probabilities, metric=metric, per_label=per_label)
    assert ((found > 0) & (found < 1)).all()
    assert shared[0] in possible(probabilities.astype(np.float64))
    for label, threshold in enumerate(found):
        assert threshold == shared[0] or threshold in possible(probabilities[:, label].astype(np.float64))


def test_by_hand() -> None:
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 0]])
    probabilities = np.array([[0.75, 0.125], [0.5, 0.0], [0.25, 0.375], [0.0, 0.0]])
    # of all cells, 0.375 is right and 0.25 is not
    assert fit_thresholds(truth, probabilities, per_label=False).tolist() == [0.3125, 0.3125]


def few_and_enough(positives: int) -> tuple[Flags, NDArray[np.float64]]:
    """The first label wants a threshold of 0.7, the second, with so many true rows, one of 0.2."""
    truth = np.zeros((100, 2), dtype=bool)
    truth[:50, 0] = truth[:positives, 1] = True
    return truth, np.where(truth, [0.8, 0.3], [0.6, 0.1])


@pytest.mark.parametrize("metric", METRICS)
def test_a_label_with_few_true_rows_keeps_the_shared_threshold(metric: str) -> None:
    few = fit_thresholds(*few_and_enough(LEAST_POSITIVES - 1), metric=metric, per_label=True)
    shared = fit_thresholds(*few_and_enough(LEAST_POSITIVES - 1), metric=metric, per_label=False)
    enough = fit_thresholds(*few_and_enough(LEAST_POSITIVES), metric=metric, per_label=True)
    assert few[1] == shared[0]
    assert enough == pytest.approx([0.7, 0.2])


@pytest.mark.parametrize("metric", METRICS)
def test_a_label_that_is_never_true_keeps_the_shared_threshold(metric: str) -> None:
    found = fit_thresholds(*few_and_enough(0), metric=metric, per_label=True)
    assert found == pytest.approx([0.7, 0.7])


@pytest.mark.parametrize("per_label", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("rows", [0, 7])
def test_where_nothing_is_true_thresholds_are_one_half(rows: int, metric: str, per_label: bool) -> None:
    nothing = np.zeros((rows, 3))
    probabilities = np.full((rows, 3), 0.8)
    assert fit_thresholds(nothing, probabilities, metric=metric, per_label=per_label).tolist() == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(("probabilities", "expected"), [([0.9, 0.8, 0.7, 0.2], 0.85), ([0.95, 0.8, 0.4, 0.3], 0.15)])
def test_of_equal_thresholds_the_one_nearest_one_half_is_taken(probabilities: list[float], expected: float) -> None:
    # the first alone has an F1 of 2 / 3, and so have all four
    truth = np.array([[1], [0], [0], [1]])
    found = fit_thresholds(truth, np.array(probabilities).reshape(-1, 1), per_label=False)
    assert found == pytest.approx([expected])


def test_scores_that_differ_by_the_rounding_of_their_sums_are_equal() -> None:
    # nothing answered, the last two rows are right; all above 0.125 answered, the first two are, by way of 2 / 3
    truth = np.array([[1, 0], [1, 1], [0, 0], [0, 0]])
    probabilities = np.array([[0.4375, 0.125], [0.25, 0.5], [0.875, 0.25], [0.875, 0.5]])
    assert fit_thresholds(truth, probabilities, metric="samples_f1", per_label=False).tolist() == [0.1875, 0.1875]


def test_a_label_that_its_own_threshold_does_not_improve_keeps_the_shared_one() -> None:
    truth = np.repeat([[1, 1], [0, 0]], LEAST_POSITIVES, axis=0)
    probabilities = np.repeat([[0.75, 1.0], [0.5, 0.0]], LEAST_POSITIVES, axis=0)
    for metric in METRICS:
        assert fit_thresholds(truth, probabilities, metric=metric, per_label=True).tolist() == [0.625, 0.625]


def test_answering_nothing_is_a_choice() -> None:
    truth, probabilities = np.array([[0], [0], [0], [1]]), np.array([[0.9], [0.8], [0.7], [0.6]])
    assert fit_thresholds(truth, probabilities, metric="subset_accuracy", per_label=False) == pytest.approx([0.95])


def test_a_label_that_is_answered_and_never_true_counts_in_macro_f1() -> None:
    # at 0.7 the first label is perfect alone; from 0.55 on the second would halve the mean
    truth = np.array([[1, 0], [1, 0], [0, 0]])
    probabilities = np.array([[0.9, 0.6], [0.5, 0.1], [0.1, 0.1]])
    assert fit_thresholds(truth, probabilities, metric="macro_f1", per_label=False) == pytest.approx([0.75, 0.75])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("at", [0.25, 0.25 + 2**-54, 0.5, 1.0])
def test_neighbouring_floats_are_parted(dtype: type, at: float) -> None:
    high = dtype(at)
    probabilities = np.array([[high], [np.nextafter(high, dtype(0))]])
    found = fit_thresholds(np.array([[1], [0]]), probabilities, per_label=False)
    if at < 1 or dtype is np.float32:
        assert (probabilities >= found).tolist() == [[True], [False]]
    else:  # there is no float of 64 bits between the two that is below 1
        assert 0 < found[0] < 1


def test_probabilities_of_0_and_1_alone() -> None:
    truth = np.array([[1, 0], [0, 1], [1, 1]])
    for metric in METRICS:
        found = fit_thresholds(truth, truth.astype(np.float32), metric=metric, per_label=True)
        assert found.tolist() == [0.5, 0.5]
    assert fit_thresholds(truth, np.zeros((3, 2)), per_label=False).tolist() == [0.5, 0.5]
    assert fit_thresholds(truth, np.ones((3, 2)), per_label=False).tolist() == [0.5, 0.5]


def test_of_calibrated_probabilities_the_threshold_is_half_the_f1_it_reaches() -> None:
    generator = np.random.default_rng(2)
    probabilities = generator.beta(1, 3, size=(20_000, 2))
    truth = generator.random(probabilities.shape) < probabilities
    found = fit_thresholds(truth, probabilities, per_label=False)
    assert found[0] == pytest.approx(f1(truth, probabilities >= found, 0.0) / 2, abs=0.02)


@pytest.mark.parametrize("per_label", [False, True])
@pytest.mark.parametrize("metric", METRICS)
def test_neither_the_dtype_of_the_truth_nor_the_order_of_the_rows_matters(metric: str, per_label: bool) -> None:
    generator = np.random.default_rng(5)
    probabilities = generator.random((60, 4)).astype(np.float32)
    truth = generator.random((60, 4)) < probabilities
    found = fit_thresholds(truth, probabilities, metric=metric, per_label=per_label)
    turned = fit_thresholds(truth[::-1].astype(np.float32), probabilities[::-1], metric=metric, per_label=per_label)
    assert found.tolist() == turned.tolist()


@pytest.mark.parametrize("metric", METRICS)
def test_the_parts_that_rows_are_summed_in_make_no_difference(metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(6)
    probabilities = generator.random((30, 3))
    truth = generator.random((30, 3)) < probabilities
    whole = fit_thresholds(truth, probabilities, metric=metric, per_label=False)
    monkeypatch.setattr(thresholds, "_CELLS_AT_ONCE", 1)
    assert fit_thresholds(truth, probabilities, metric=metric, per_label=False).tolist() == whole.tolist()


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'micro_f1'"):
        fit_thresholds(np.ones((1, 1)), np.ones((1, 1)), metric="micro-f1", per_label=False)

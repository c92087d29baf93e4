"""The scores of any number of labels a text: those of scikit-learn, but for what is said to differ."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from textkit.evaluation import labelsets
from textkit.evaluation.calibration import expected_calibration_error
from textkit.evaluation.labelsets import HEADLINES, score_labelsets

Case = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]

KEYS = [
    *("rows", "micro_f1", "macro_f1", "weighted_f1", "samples_f1", "subset_accuracy"),
    *("micro_precision", "micro_recall", "macro_precision", "macro_recall", "average_precision", "ece"),
    *("intervals", "per_label", "labels_per_text"),
]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Truth, decisions and probabilities full of ties; any label, and any row, may have nothing."""
    shape = draw(st.integers(1, 25)), draw(st.integers(2, 5))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    shares = generator.choice([0.0, 0.1, 0.5], size=(2, shape[1]))
    truth, decisions = (generator.random((2, *shape)) < shares[:, None]).astype(np.int64)
    return truth, decisions, (generator.integers(0, 9, size=shape) / 8).astype(np.float32)


def report(truth: Any, decisions: Any, probabilities: Any = None) -> dict[str, Any]:
    decisions = np.asarray(decisions)
    if probabilities is None:
        probabilities = decisions.astype(np.float32)
    return score_labelsets(np.asarray(truth), decisions, probabilities, [f"l{i}" for i in range(decisions.shape[1])])


@settings(deadline=None)
@given(cases())
def test_equal_to_scikit_learn(case: Case) -> None:
    truth, decisions, _ = case
    found = report(*case)
    figures = ("precision", "recall", "f1")
    for average in ("micro", "weighted"):
        wanted = metrics.precision_recall_fscore_support(truth, decisions, average=average, zero_division=0)
        for name, figure in zip(figures, wanted, strict=False):
            assert found.get(f"{average}_{name}", figure) == pytest.approx(figure, abs=1e-6)
    per_label = metrics.precision_recall_fscore_support(truth, decisions, zero_division=0)
    for name, wanted in zip((*figures, "support"), per_label, strict=True):
        assert [scores[name] for scores in found["per_label"].values()] == pytest.approx(wanted, abs=1e-6)
    assert found["subset_accuracy"] == pytest.approx(metrics.accuracy_score(truth, decisions), abs=1e-6)


@settings(deadline=None)
@given(cases())
def test_macro_is_scikit_learns_over_the_labels_in_truth_or_answers(case: Case) -> None:
    truth, decisions, _ = case
    found = report(*case)
    present = np.flatnonzero((truth | decisions).any(axis=0))
    wanted = (
        metrics.precision_recall_fscore_support(truth, decisions, labels=present, average="macro", zero_division=0)
        if len(present)
        else (0, 0, 0)
    )
    for name, figure in zip(("macro_precision", "macro_recall", "macro_f1"), wanted, strict=False):
        assert found[name] == pytest.approx(figure, abs=1e-6)


@settings(deadline=None)
@given(cases())
def test_samples_f1_is_scikit_learns_with_1_where_truth_and_answer_are_empty(case: Case) -> None:
    truth, decisions, _ = case
    wanted = metrics.f1_score(truth, decisions, average="samples", zero_division=1)
    assert report(*case)["samples_f1"] == pytest.approx(wanted, abs=1e-6)


@settings(deadline=None)
@given(cases())
def test_average_precision_is_scikit_learns_over_the_labels_in_the_truth(case: Case) -> None:
    truth, _, probabilities = case
    found = report(*case)
    true = truth.any(axis=0)
    wanted = np.zeros(truth.shape[1])
    for label in np.flatnonzero(true):
        wanted[label] = metrics.average_precision_score(truth[:, label], probabilities[:, label])
    of_labels = [scores["average_precision"] for scores in found["per_label"].values()]
    assert of_labels == pytest.approx(wanted, abs=1e-6)
    assert found["average_precision"] == pytest.approx(wanted[true].mean() if true.any() else 0.0, abs=1e-6)


@given(cases())
def test_the_calibration_error_is_that_of_each_cell_as_a_class_of_its_own(case: Case) -> None:
    truth, _, probabilities = case
    of_one = probabilities.ravel()
    ones = np.ones(truth.size, dtype=np.int64)
    wanted = expected_calibration_error(truth.ravel(), ones, np.stack([1 - of_one, of_one], axis=1))
    assert report(*case)["ece"] == pytest.approx(wanted, abs=1e-6)


def test_the_report_by_hand() -> None:
    truth = [[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 1, 1]]
    decisions = [[1, 0, 0], [1, 0, 1], [0, 0, 0], [0, 1, 0]]
    probabilities = np.array([[0.9, 0.1, 0.3], [0.8, 0.4, 0.6], [0.2, 0.3, 0.1], [0.1, 0.7, 0.3]], dtype=np.float32)
    found = report(truth, decisions, probabilities)
    intervals = found.pop("intervals")
    assert found == {
        "rows": 4,
        "micro_f1": 0.666667,
        "macro_f1": 0.555556,
        "weighted_f1": 0.666667,
        "samples_f1": 0.791667,
        "subset_accuracy": 0.5,
        "micro_precision": 0.75,
        "micro_recall": 0.6,
        "macro_precision": 0.666667,
        "macro_recall": 0.5,
        # of l2, two of the three most likely are false, and these three tie with nothing below: 1 of 3
        "average_precision": 0.777778,
        "ece": 0.2,
        "per_label": {
            "l0": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "average_precision": 1.0, "support": 2},
            "l1": {"precision": 1.0, "recall": 0.5, "f1": 0.666667, "average_precision": 1.0, "support": 2},
            "l2": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "average_precision": 0.333333, "support": 1},
        },
        "labels_per_text": {"true": 1.25, "answered": 1.0},
    }
    assert set(intervals) == set(HEADLINES)
    for name, (low, high) in intervals.items():
        assert 0 <= low <= found[name] <= high <= 1
        assert low < high


def test_the_order_of_the_keys() -> None:
    found = report([[1, 0]], [[1, 0]])
    assert list(found) == KEYS
    assert list(found["intervals"]) == list(HEADLINES)


def test_a_label_in_neither_truth_nor_answers_is_left_out_of_the_averages() -> None:
    found = report([[1, 0], [1, 0]], [[1, 0], [0, 0]])
    assert (found["macro_precision"], found["macro_recall"], found["average_precision"]) == (1.0, 0.5, 1.0)
    nothing = {"precision": 0.0, "recall": 0.0, "f1": 0.0, "average_precision": 0.0, "support": 0}
    assert found["per_label"]["l1"] == nothing


@pytest.mark.parametrize(("truth", "decisions"), [([[1, 1], [1, 0]], [[1, 0], [1, 0]]), ([[1, 0]], [[1, 1]])])
def test_a_label_in_one_of_them_is_counted(truth: list[list[int]], decisions: list[list[int]]) -> None:
    assert report(truth, decisions)["macro_f1"] == 0.5


def test_to_answer_nothing_where_there_is_nothing_is_right() -> None:
    found = report([[0, 0], [0, 0], [1, 0], [0, 1]], [[0, 0], [1, 0], [0, 0], [0, 1]])
    assert (found["samples_f1"], found["subset_accuracy"]) == (0.5, 0.5)


@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.uint8, np.int64, np.float32, np.float64])
def test_the_dtype_of_the_truth_does_not_matter(dtype: type) -> None:
    truth, decisions = np.array([[1, 0, 1], [0, 1, 0]]), np.array([[1, 1, 0], [0, 1, 0]])
    probabilities = np.array([[0.9, 0.6, 0.2], [0.4, 0.8, 0.1]], dtype=np.float32)
    assert report(truth.astype(dtype), decisions.astype(dtype), probabilities) == report(
        truth, decisions, probabilities
    )


def test_a_probability_of_1_belongs_to_the_last_bin() -> None:
    # 0.95 and 1.0 in one bin: 1 of 2 is true where 0.975 was claimed
    assert report([[1], [0]], [[1], [1]], np.array([[0.95], [1.0]]))["ece"] == 0.475


def noisy(rows: int, labels: int = 3) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    generator = np.random.default_rng(4)
    truth = generator.random((rows, labels)) < 0.3
    return truth, truth ^ (generator.random((rows, labels)) < 0.15)


def test_the_intervals_are_those_of_drawing_rows_anew() -> None:
    truth, decisions = noisy(150)
    generator = np.random.default_rng(8)
    micro, subset = [], []
    for _ in range(4_000):
        rows = generator.integers(0, 150, size=150)
        hits = (truth[rows] & decisions[rows]).sum()
        micro.append(2 * hits / (truth[rows].sum() + decisions[rows].sum()))
        subset.append((truth[rows] == decisions[rows]).all(axis=1).mean())
    found = report(truth, decisions)["intervals"]
    assert found["micro_f1"] == pytest.approx(np.percentile(micro, [2.5, 97.5]), abs=0.01)
    assert found["subset_accuracy"] == pytest.approx(np.percentile(subset, [2.5, 97.5]), abs=0.01)


def test_the_parts_that_rows_are_summed_in_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    truth, decisions = noisy(40)
    whole = report(truth, decisions)
    monkeypatch.setattr(labelsets, "_CELLS_AT_ONCE", 1)
    assert report(truth, decisions) == whole


def test_the_order_of_the_rows_does_not_matter() -> None:
    truth, decisions = noisy(40)
    assert report(truth[::-1], decisions[::-1]) == report(truth, decisions)


def test_all_right_leaves_the_doubt_of_few_rows() -> None:
    truth = [[1, 0], [0, 1], [1, 1]]
    found = report(truth, truth)
    assert {name: found[name] for name in HEADLINES} == dict.fromkeys(HEADLINES, 1.0)
    assert found["intervals"] == {name: [0.292402, 1.0] for name in HEADLINES}


def test_no_rows_at_all() -> None:
    empty = np.zeros((0, 3))
    found = report(empty, empty, empty)
    assert all(found[name] == 0 for name in KEYS if name not in ("intervals", "per_label", "labels_per_text"))
    assert found["labels_per_text"] == {"true": 0.0, "answered": 0.0}
    assert found["intervals"] == {name: [0.0, 0.0] for name in HEADLINES}

"""The scores of classification: those of scikit-learn, from the confusion matrix alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from textkit.evaluation.classes import HEADLINES, confusion_matrix, from_confusion, score_classes


@st.composite
def answers(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Truth and decisions over some labels, of which any may occur in neither."""
    labels = draw(st.integers(2, 6))
    label = st.integers(0, labels - 1)
    pairs = draw(st.lists(st.tuples(label, label), min_size=1, max_size=40))
    truth, decisions = np.array(pairs, dtype=np.int64).T
    return truth, decisions, labels


@settings(deadline=None)
@given(answers())
def test_equal_to_scikit_learn(case: tuple[NDArray[np.int64], NDArray[np.int64], int]) -> None:
    truth, decisions, labels = case
    matrix = confusion_matrix(truth, decisions, labels)
    figures = from_confusion(matrix)
    every = list(range(labels))
    np.testing.assert_array_equal(matrix, metrics.confusion_matrix(truth, decisions, labels=every))
    assert figures["accuracy"] == pytest.approx(metrics.accuracy_score(truth, decisions))
    per_label = metrics.precision_recall_fscore_support(truth, decisions, labels=every, zero_division=0)
    for name, wanted in zip(("precision", "recall", "f1"), per_label, strict=False):
        np.testing.assert_allclose(figures[name], wanted, atol=1e-12)
    macro = metrics.precision_recall_fscore_support(truth, decisions, average="macro", zero_division=0)
    for name, wanted in zip(("macro_precision", "macro_recall", "macro_f1"), macro, strict=False):
        assert figures[name] == pytest.approx(wanted)
    weighted = metrics.f1_score(truth, decisions, average="weighted", zero_division=0)
    assert figures["weighted_f1"] == pytest.approx(weighted)


@given(st.lists(answers().map(lambda case: confusion_matrix(case[0] % 2, case[1] % 2, 2)), min_size=1, max_size=4))
def test_many_matrices_at_once_equal_one_by_one(matrices: list[NDArray[np.int64]]) -> None:
    together = from_confusion(np.stack(matrices))
    for place, matrix in enumerate(matrices):
        for name, figure in from_confusion(matrix).items():
            np.testing.assert_array_equal(together[name][place], figure)


def scored(truth: list[int], decisions: list[int], labels: int = 3) -> dict[str, Any]:
    probabilities = np.eye(labels, dtype=np.float32)[decisions].reshape(-1, labels)
    names = ["bait", "news", "sport"][:labels]
    return score_classes(np.array(truth, dtype=np.int64), np.array(decisions, dtype=np.int64), probabilities, names)


def test_the_report_by_hand() -> None:
    report = scored([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2])
    intervals = report.pop("intervals")
    assert report == {
        "rows": 6,
        "accuracy": 0.666667,
        "macro_precision": 0.666667,
        "macro_recall": 0.722222,
        "macro_f1": 0.655556,
        "weighted_f1": 0.677778,
        "micro_f1": 0.666667,
        "ece": 0.333333,
        "per_label": {
            "bait": {"precision": 1.0, "recall": 0.666667, "f1": 0.8, "support": 3},
            "news": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2},
            "sport": {"precision": 0.5, "recall": 1.0, "f1": 0.666667, "support": 1},
        },
        "confusion": {"labels": ["bait", "news", "sport"], "counts": [[2, 1, 0], [0, 1, 1], [0, 0, 1]]},
    }
    assert set(intervals) == set(HEADLINES)
    for name, (low, high) in intervals.items():
        assert 0 <= low <= report[name] <= high <= 1
        assert low < high


def test_a_label_in_neither_truth_nor_answers_is_left_out_of_the_averages() -> None:
    report = scored([0, 0, 1, 1], [0, 0, 1, 0])
    assert report["macro_recall"] == 0.75
    assert report["per_label"]["sport"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


@pytest.mark.parametrize(
    ("truth", "decisions", "macro_recall"), [([0, 0, 1], [0, 2, 1], 0.5), ([0, 2, 1], [0, 0, 1], 0.666667)]
)
def test_a_label_in_one_of_them_is_counted(truth: list[int], decisions: list[int], macro_recall: float) -> None:
    assert scored(truth, decisions)["macro_recall"] == macro_recall


def test_all_right_leaves_the_doubt_of_few_rows() -> None:
    report = scored([0, 1, 2], [0, 1, 2])
    assert {name: report[name] for name in HEADLINES} == dict.fromkeys(HEADLINES, 1.0)
    assert report["intervals"]["accuracy"] == [pytest.approx(0.2924, abs=1e-4), 1.0]  # 0.2924 ** 3 is 0.025


def test_the_same_answers_give_the_same_report() -> None:
    truth, decisions = [0, 1, 2, 1] * 5, [0, 1, 1, 1] * 5
    assert scored(truth, decisions) == scored(truth, decisions)


def test_no_rows_at_all() -> None:
    report = scored([], [])
    assert (report["rows"], report["accuracy"], report["macro_f1"]) == (0, 0.0, 0.0)

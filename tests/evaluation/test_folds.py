"""Folds: means, and intervals that know that folds share their training rows."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from textkit.evaluation.classes import score_classes
from textkit.evaluation.folds import average_folds
from textkit.evaluation.labelsets import score_labelsets


def folds(*accuracies: float, **more: Any) -> list[dict[str, Any]]:
    return [{"rows": 10, "accuracy": accuracy, **more} for accuracy in accuracies]


def test_by_hand() -> None:
    # sd 0.05, times sqrt(1 / 3 + 1 / 2), times the t quantile of 2 degrees of freedom, 4.302653
    assert average_folds(folds(0.4, 0.45, 0.5)) == {
        "folds": 3,
        "rows": 30,
        "accuracy": 0.45,
        "intervals": {"accuracy": [0.253612, 0.646388]},
        "sd": {"accuracy": 0.05},
        "by_fold": {"accuracy": [0.4, 0.45, 0.5]},
    }


def test_the_interval_is_the_usual_one_with_the_corrected_variance() -> None:
    figures = np.random.default_rng(0).normal(0.6, 0.02, size=10)
    low, high = average_folds(folds(*figures.tolist()))["intervals"]["accuracy"]
    scale = figures.std(ddof=1) * np.sqrt(1 / 10 + 1 / 9)
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 9, loc=figures.mean(), scale=scale), abs=1e-6)
    usual_low, usual_high = stats.t.interval(0.95, 9, loc=figures.mean(), scale=stats.sem(figures))
    assert low < usual_low < usual_high < high


def test_bounds_are_cut_to_where_the_figures_can_lie() -> None:
    near_1 = [{"loss": loss, "accuracy": accuracy} for loss, accuracy in ((0.1, 0.9), (0.9, 1.0))]
    intervals = average_folds(near_1)["intervals"]
    assert intervals["accuracy"][1] == 1.0
    assert intervals["loss"][0] == 0.0
    assert intervals["loss"][1] > 1


def test_figures_that_do_not_lie_between_0_and_1_are_not_cut() -> None:
    intervals = average_folds([{"seconds": 40.0, "gain": -0.5}, {"seconds": 42.0, "gain": 0.5}])["intervals"]
    assert intervals["seconds"][1] > 42
    assert intervals["gain"][0] < -0.5


def test_equal_folds_leave_no_doubt() -> None:
    found = average_folds(folds(0.8, 0.8, 0.8))
    assert (found["intervals"]["accuracy"], found["sd"]["accuracy"]) == ([0.8, 0.8], 0.0)


def test_counts_are_summed_and_what_is_no_figure_is_left_out() -> None:
    found = average_folds(
        folds(0.5, 0.7, words=100, invalid=2, epoch=3, scheme="IOB2", done=True, ece=None, confusion={"counts": [[1]]})
    )
    assert (found["rows"], found["words"], found["invalid"]) == (20, 200, 4)
    assert list(found) == ["folds", "rows", "words", "invalid", "accuracy", "intervals", "sd", "by_fold"]


def test_a_figure_that_not_all_folds_have_is_left_out() -> None:
    found = average_folds([{"accuracy": 0.5, "ece": 0.1}, {"accuracy": 0.7, "macro_f1": 0.4}])
    assert list(found["by_fold"]) == ["accuracy"]


def labelled(**labels: tuple[float, int]) -> dict[str, Any]:
    return {"per_label": {label: {"f1": f1, "support": support} for label, (f1, support) in labels.items()}}


def test_labels_are_averaged_over_the_folds_that_have_them() -> None:
    found = average_folds([labelled(a=(0.5, 10), b=(0.0, 0)), labelled(a=(0.7, 12), b=(0.8, 3)), labelled(a=(0.6, 8))])
    assert found["per_label"] == {"a": {"f1": 0.6, "support": 30}, "b": {"f1": 0.8, "support": 3}}


def test_a_label_that_no_row_has_scores_0() -> None:
    found = average_folds([labelled(a=(0.0, 0)), labelled(a=(0.0, 0))])
    assert found["per_label"] == {"a": {"f1": 0.0, "support": 0}}


@pytest.mark.parametrize("scores", [[], [{"accuracy": 0.5}]])
def test_there_are_two_folds_at_least(scores: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=f"{len(scores)} folds"):
        average_folds(scores)


def test_the_scores_of_classes_and_of_label_sets_are_understood() -> None:
    generator = np.random.default_rng(1)
    classes, sets = [], []
    for _ in range(3):
        truth, decisions = generator.integers(0, 2, size=(2, 20))
        classes.append({"loss": 0.4, **score_classes(truth, decisions, np.eye(2, dtype=np.float32)[decisions], "ab")})
        true, answered = generator.integers(0, 2, size=(2, 20, 2))
        sets.append({"loss": 0.4, **score_labelsets(true, answered, answered.astype(np.float32), "ab")})
    found = average_folds(classes)
    assert list(found["by_fold"]) == [
        *("loss", "accuracy", "macro_precision", "macro_recall", "macro_f1", "weighted_f1", "micro_f1", "ece")
    ]
    found = average_folds(sets)
    assert found["rows"] == 60
    assert found["subset_accuracy"] == pytest.approx(np.mean([fold["subset_accuracy"] for fold in sets]), abs=1e-6)
    support = sum(fold["per_label"]["a"]["support"] for fold in sets)
    assert (set(found["per_label"]["a"]), found["per_label"]["a"]["support"]) == (
        set(sets[0]["per_label"]["a"]),
        support,
    )

"""Bootstrap intervals: they hold what 95% promises, and fit into memory."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from textkit.evaluation import intervals
from textkit.evaluation.classes import from_confusion
from textkit.evaluation.intervals import RESAMPLES, bootstrap_intervals


def accuracy(tables: NDArray[np.int64]) -> Mapping[str, NDArray[np.float64]]:
    return {"accuracy": from_confusion(tables)["accuracy"]}


def test_95_percent_intervals_cover_the_truth_about_95_times_in_100() -> None:
    cells = np.array([0.45, 0.1, 0.15, 0.3])
    true_accuracy = cells[0] + cells[3]
    drawn = np.random.default_rng(7).multinomial(400, cells, size=600).reshape(-1, 2, 2)
    found = [bootstrap_intervals(table, accuracy, ("accuracy",))["accuracy"] for table in drawn]
    assert 0.93 <= np.mean([low <= true_accuracy <= high for low, high in found]) <= 0.97


def test_the_interval_of_a_proportion_is_the_binomial_one() -> None:
    # 2.5% and 97.5% quantiles of Binomial(200, 0.8) / 200
    low, high = bootstrap_intervals(np.array([[80, 20], [20, 80]]), accuracy, ("accuracy",))["accuracy"]
    assert low == pytest.approx(0.745, abs=0.006)
    assert high == pytest.approx(0.855, abs=0.006)


@pytest.mark.parametrize("at_once", [1, 4, 1000, 10**9])
@pytest.mark.parametrize("resamples", [1, 250, 999])
def test_chunks_add_up_to_the_resamples_asked_for(
    at_once: int, resamples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intervals, "_CELLS_AT_ONCE", at_once)
    counts = np.array([[5, 1], [2, 7]])
    sizes: list[int] = []

    def figures(tables: NDArray[np.int64]) -> Mapping[str, NDArray[np.float64]]:
        assert tables.size <= max(at_once, counts.size)
        assert tables.sum(axis=(1, 2)).tolist() == [15] * len(tables)
        sizes.append(len(tables))
        return accuracy(tables)

    bootstrap_intervals(counts, figures, ("accuracy",), resamples=resamples)
    assert sum(sizes) == resamples


def test_by_default_there_are_2000_resamples() -> None:
    sizes: list[int] = []

    def figures(tables: NDArray[np.int64]) -> Mapping[str, NDArray[np.float64]]:
        sizes.append(len(tables))
        return accuracy(tables)

    bootstrap_intervals(np.array([[5, 1], [2, 7]]), figures, ("accuracy",))
    assert sum(sizes) == RESAMPLES == 2000


def test_an_empty_cell_stays_empty() -> None:
    def figures(tables: NDArray[np.int64]) -> Mapping[str, NDArray[np.float64]]:
        assert not tables[:, 0, 1].any()
        return {"hits": tables[:, 0, 0].astype(float)}

    low, high = bootstrap_intervals(np.array([[5, 0], [5, 0]]), figures, ("hits",))["hits"]
    assert 0 <= low < 5 < high <= 10


def test_the_seed_decides() -> None:
    counts = np.array([[50, 13], [22, 71]])
    first, again, other = (bootstrap_intervals(counts, from_confusion, ("macro_f1",), seed=seed) for seed in (0, 0, 1))
    assert first == again != other


def test_no_examples_give_a_figure_of_0() -> None:
    assert bootstrap_intervals(np.zeros((2, 2), np.int64), accuracy, ("accuracy",)) == {"accuracy": (0.0, 0.0)}

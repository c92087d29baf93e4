"""Bootstrap intervals: they hold what 95% promises, and fit into memory."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from textkit.evaluation import intervals
from textkit.evaluation.classes import from_confusion
from textkit.evaluation.intervals import RESAMPLES, bootstrap_intervals, bootstrap_records


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


@pytest.mark.parametrize(("rows", "low"), [(1, 0.025), (30, 0.88430), (1000, 0.99632)])
def test_where_nothing_is_wrong_the_interval_is_the_exact_one_of_a_share(rows: int, low: float) -> None:
    found = bootstrap_intervals(np.array([[rows, 0], [0, 0]]), accuracy, ("accuracy",))["accuracy"]
    assert found == (pytest.approx(low, abs=1e-5), 1.0)


def test_where_all_is_wrong_the_interval_says_what_was_drawn() -> None:
    assert bootstrap_intervals(np.array([[0, 9], [0, 0]]), accuracy, ("accuracy",))["accuracy"] == (0.0, 0.0)


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


def share(sums: NDArray[np.int64]) -> Mapping[str, NDArray[np.float64]]:
    """Of sums (..., 2), words and right words."""
    return {"accuracy": sums[..., 1] / np.maximum(sums[..., 0], 1)}


def test_records_are_drawn_whole() -> None:
    generator = np.random.default_rng(3)
    words = generator.integers(1, 30, size=150)
    counts = np.stack([words, generator.binomial(words, generator.beta(4, 1, size=150))], axis=1)
    drawn = counts[generator.integers(0, 150, size=(20_000, 150))].sum(axis=1)
    wanted = np.percentile(share(drawn)["accuracy"], [2.5, 97.5])
    assert bootstrap_records(counts, share, ("accuracy",))["accuracy"] == pytest.approx(wanted, abs=0.003)


def test_intervals_of_records_cover_the_truth_where_words_err_together() -> None:
    generator = np.random.default_rng(5)
    covered, covered_by_words = [], []
    for _ in range(200):
        # 80 records of 20 words; how many are right varies by record, and 0.8 are in the mean
        right = generator.binomial(20, generator.beta(4, 1, size=80))
        low, high = bootstrap_records(np.stack([np.full(80, 20), right], axis=1), share, ("accuracy",))["accuracy"]
        covered.append(low <= 0.8 <= high)
        total = int(right.sum())
        low, high = bootstrap_intervals(np.array([[total, 1600 - total], [0, 0]]), accuracy, ("accuracy",))["accuracy"]
        covered_by_words.append(low <= 0.8 <= high)
    assert 0.9 <= np.mean(covered) <= 0.98
    assert np.mean(covered_by_words) < 0.8


def test_the_order_of_the_records_does_not_matter_and_the_seed_decides() -> None:
    counts = np.array([[3, 3], [5, 2], [4, 4], [5, 2], [9, 1]])
    first, turned, other = (
        bootstrap_records(counts, share, ("accuracy",)),
        bootstrap_records(counts[::-1], share, ("accuracy",)),
        bootstrap_records(counts, share, ("accuracy",), resamples=50, seed=1),
    )
    assert first == turned != other


def test_no_records_give_a_figure_of_0() -> None:
    assert bootstrap_records(np.zeros((0, 2), np.int64), share, ("accuracy",)) == {"accuracy": (0.0, 0.0)}

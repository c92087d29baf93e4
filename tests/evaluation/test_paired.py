"""Paired tests, on invented systems whose truth is known: how often they cry wolf, and what they miss."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binom, binomtest

from textkit.evaluation import paired
from textkit.evaluation.counted import Counted
from textkit.evaluation.intervals import bootstrap_records
from textkit.evaluation.paired import compare, holm, interval_over_seeds, mcnemar, randomise

SIMULATIONS = 2_000
MOST = 0.065
"""The share of false alarms at 0.05 that so many simulations may show: 0.05 and three standard errors."""


def share(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(sums[..., 1] / np.maximum(sums[..., 0], 1))


def f1(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(2 * sums[..., 2] / np.maximum(sums[..., 0] + sums[..., 1], 1))


def accuracy_of(right: Sequence[int] | NDArray[np.bool_]) -> Counted:
    """One answer a record."""
    return Counted("accuracy", np.stack([np.ones(len(right)), np.asarray(right)], axis=1).astype(np.int64), share)


def f1_of(counts: NDArray[np.int64], metric: str = "span_f1") -> Counted:
    return Counted(metric, counts, f1)


def invented_f1(draw: np.random.Generator, records: int, skill: float, most: int = 6) -> list[Counted]:
    """Two systems that find as much, or the first `skill` more; the spans of a record stand or fall together."""
    true = draw.integers(0, most, size=records)
    difficulty = draw.beta(4, 2, size=records)
    found = []
    for more in (skill, 0.0):
        together = np.clip(draw.beta(8 * difficulty + 0.1, 8 * (1 - difficulty) + 0.1) + more, 0, 1)
        right = draw.binomial(true, together)
        found.append(f1_of(np.stack([true, right + draw.binomial(2, 1 - together), right], axis=1)))
    return found


def invented_seeds(
    draw: np.random.Generator, seeds: int, records: int, spread: float = 0.25, skill: float = 0.0
) -> list[list[Counted]]:
    """Two ways to train on the same records: some of these are easy for all, and each seed has a skill of its own."""
    ease = draw.normal(1.2, 1.5, size=records)
    return [
        [
            accuracy_of(draw.random(records) < 1 / (1 + np.exp(-ease - more - draw.normal(0, spread))))
            for _ in range(seeds)
        ]
        for more in (skill, 0.0)
    ]


def true_accuracy(spread: float) -> float:
    """Of `invented_seeds`, for all seeds and all records there could be."""
    logits = np.random.default_rng(0).normal(1.2, np.hypot(1.5, spread), size=4_000_000)
    return float(np.mean(1 / (1 + np.exp(-logits))))


# McNemar


@pytest.mark.parametrize(("first", "second"), [(10, 3), (3, 10), (0, 6), (1, 2), (40, 61), (500, 431)])
def test_mid_p_is_the_exact_p_less_half_of_what_was_found_on_either_side(first: int, second: int) -> None:
    exact = binomtest(first, first + second).pvalue
    assert mcnemar(first, second) == pytest.approx(exact - binom.pmf(first, first + second, 0.5), abs=1e-12)


def test_mid_p_by_hand() -> None:
    # of 6 coins, 1 or 5 show heads: 2 * (1/64 + 6/64 / 2)
    assert mcnemar(1, 5) == pytest.approx(0.125)


@pytest.mark.parametrize("records", [0, 1, 2, 100])
def test_systems_that_err_as_often_do_not_differ(records: int) -> None:
    assert mcnemar(records, records) == pytest.approx(1)


@given(first=st.integers(0, 300), second=st.integers(0, 300))
def test_mid_p_is_a_probability_and_does_not_know_who_is_first(first: int, second: int) -> None:
    assert 0 < mcnemar(first, second) <= 1 + 1e-12
    assert mcnemar(first, second) == mcnemar(second, first)


@pytest.mark.parametrize("disagree", [0.03, 0.1, 0.3])
def test_mcnemar_rejects_equals_at_its_nominal_rate(disagree: float) -> None:
    draw = np.random.default_rng(1)
    apart = draw.binomial(300, disagree, size=SIMULATIONS)
    only_first = draw.binomial(apart, 0.5)
    rejected = np.mean([mcnemar(*pair) < 0.05 for pair in zip(only_first, apart - only_first, strict=True)])
    assert 0.03 <= rejected <= MOST


def test_mcnemar_finds_a_gap_that_is_real() -> None:
    draw = np.random.default_rng(2)
    only_first, only_second = draw.binomial(500, 0.08, size=500), draw.binomial(500, 0.03, size=500)
    assert np.mean([mcnemar(*pair) < 0.05 for pair in zip(only_first, only_second, strict=True)]) > 0.9


def test_accuracy_of_one_seed_a_side_is_compared_by_mcnemar() -> None:
    first, second = accuracy_of([1] * 6 + [0] * 3 + [1, 0]), accuracy_of([0] * 6 + [0] * 3 + [1, 1])
    found = compare([first], [second])
    assert found.test == "McNemar, exact mid-p"
    assert found.p == mcnemar(6, 1)
    assert (found.first, found.second) == (pytest.approx(7 / 11), pytest.approx(2 / 11))
    assert found.difference == pytest.approx(5 / 11)


# Approximate randomisation


@pytest.mark.parametrize(("records", "most"), [(60, 2), (150, 6), (400, 6)])
def test_randomisation_rejects_equals_at_its_nominal_rate(records: int, most: int) -> None:
    draw = np.random.default_rng(records)
    pairs = [invented_f1(draw, records, 0.0, most) for _ in range(SIMULATIONS)]
    rejected = np.mean([randomise(*pair, draws=199, seed=run) <= 0.05 for run, pair in enumerate(pairs)])
    assert 0.035 <= rejected <= MOST


def test_randomisation_finds_a_gap_that_is_real() -> None:
    draw = np.random.default_rng(4)
    rejected = [randomise(*invented_f1(draw, 300, 0.08), draws=199) <= 0.05 for _ in range(200)]
    assert np.mean(rejected) > 0.9


def test_randomisation_agrees_with_all_swaps_that_there_are() -> None:
    draw = np.random.default_rng(5)
    first, second = invented_f1(draw, 10, 0.2)
    swaps = np.array([[number >> place & 1 for place in range(10)] for number in range(1024)])
    of_first, of_second = (
        swaps @ one.counts + (1 - swaps) @ other.counts for one, other in ((first, second), (second, first))
    )
    exact = np.mean(np.abs(f1(of_first) - f1(of_second)) >= abs(first.score - second.score) - 1e-12)
    assert randomise(first, second, draws=20_000) == pytest.approx(exact, abs=0.015)


def test_a_record_with_equal_answers_changes_nothing() -> None:
    first, second = invented_f1(np.random.default_rng(6), 80, 0.1)
    ties = np.tile([0, 0, 0], (500, 1))
    more = [f1_of(np.concatenate([each.counts, ties])) for each in (first, second)]
    assert randomise(*more) == randomise(first, second)


def test_a_system_does_not_differ_from_itself() -> None:
    first, _ = invented_f1(np.random.default_rng(7), 50, 0.0)
    found = compare([first], [first])
    assert (found.difference, found.interval, found.p) == (0, (0, 0), 1)


@pytest.mark.parametrize("at_once", [1, 1_000, 10**9])
def test_chunks_add_up_to_the_draws_asked_for(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paired, "_CELLS_AT_ONCE", at_once)
    counts = np.array([[2, 2, 2]] * 30), np.array([[2, 2, 0]] * 30)
    # only the draws that swap nothing or all of it reach the difference: none of so few
    assert randomise(f1_of(counts[0]), f1_of(counts[1]), draws=250) == 1 / 251


def test_the_seed_of_the_draws_decides() -> None:
    pair = invented_f1(np.random.default_rng(8), 100, 0.02)
    assert randomise(*pair, seed=0) == randomise(*pair, seed=0) != randomise(*pair, seed=1)


def test_a_test_says_what_it_was() -> None:
    first, second = invented_f1(np.random.default_rng(9), 30, 0.0)
    assert compare([first], [second], draws=2_000).test == "approximate randomisation, 2,000 draws"
    assert compare([first, first], [second]).test == "t over seeds and records"


# Intervals of one seed


def test_one_seed_has_the_interval_of_the_bootstrap() -> None:
    only, _ = invented_f1(np.random.default_rng(10), 60, 0.0)
    bounds = bootstrap_records(only.counts, lambda sums: {"figure": f1(sums)}, ("figure",))["figure"]
    assert interval_over_seeds([only]) == (only.score, *bounds)


def test_the_interval_of_a_difference_covers_it_about_95_times_in_100() -> None:
    draw = np.random.default_rng(11)
    whole = invented_f1(draw, 1_000_000, 0.05, most=3)
    true = whole[0].score - whole[1].score
    covered = []
    for _ in range(500):
        first, second = invented_f1(draw, 150, 0.05, most=3)
        low, high = compare([first], [second], draws=1).interval
        covered.append(low <= true <= high)
    assert 0.93 <= np.mean(covered) <= 0.97


# Several seeds


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_over_seeds_equals_are_rejected_at_the_nominal_rate(seeds: int, spread: float) -> None:
    draw = np.random.default_rng(seeds)
    found = [compare(*invented_seeds(draw, seeds, 400, spread)).p for _ in range(SIMULATIONS)]
    assert np.mean(np.array(found) < 0.05) <= MOST


@pytest.mark.parametrize("seeds", [3, 5])
def test_over_seeds_a_gap_that_is_real_is_found(seeds: int) -> None:
    draw = np.random.default_rng(20 + seeds)
    found = [compare(*invented_seeds(draw, seeds, 2_000, 0.05, skill=0.4)).p for _ in range(200)]
    assert np.mean(np.array(found) < 0.05) > 0.9


@pytest.mark.parametrize("spread", [0.05, 0.15])
@pytest.mark.parametrize("seeds", [1, 3, 5])
def test_the_interval_over_seeds_covers_the_truth_about_95_times_in_100(seeds: int, spread: float) -> None:
    # one seed says nothing of other seeds: its interval is of this model, for other records
    true, covered = true_accuracy(spread if seeds > 1 else 0.0), []
    draw = np.random.default_rng(30 + seeds)
    for _ in range(800):
        _, low, high = interval_over_seeds(invented_seeds(draw, seeds, 400, spread if seeds > 1 else 0.0)[0])
        covered.append(low <= true <= high)
    assert 0.93 <= np.mean(covered) <= 0.97


@pytest.mark.parametrize("seeds", [3, 5])
def test_the_interval_of_a_difference_over_seeds_covers_it(seeds: int) -> None:
    draw = np.random.default_rng(40 + seeds)
    covered = []
    for _ in range(1_000):
        low, high = compare(*invented_seeds(draw, seeds, 400, 0.25)).interval
        covered.append(low <= 0 <= high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_one_model_for_all_seeds_leaves_the_noise_of_the_records() -> None:
    only = accuracy_of(np.random.default_rng(50).random(500) < 0.8)
    mean, low, high = interval_over_seeds([only, only, only])
    error = np.sqrt(mean * (1 - mean) / 499)
    assert (low, high) == (pytest.approx(mean - 1.96 * error, abs=1e-4), pytest.approx(mean + 1.96 * error, abs=1e-4))


def test_noise_that_each_seed_has_for_itself_is_not_counted_twice() -> None:
    # seeds that err independently of each other: all answers are one sample of seeds * records
    draw = np.random.default_rng(51)
    widths = []
    for _ in range(200):
        _, low, high = interval_over_seeds([accuracy_of(draw.random(400) < 0.8) for _ in range(10)])
        widths.append(high - low)
    assert np.mean(widths) == pytest.approx(2 * 2.26 * np.sqrt(0.16 / 4_000), rel=0.05)


def test_a_single_seed_borrows_the_spread_of_the_other_side() -> None:
    draw = np.random.default_rng(52)
    rejected = []
    for _ in range(SIMULATIONS):
        first, second = invented_seeds(draw, 5, 400, 0.25)
        rejected.append(compare(first, second[:1]).p < 0.05)
    assert np.mean(rejected) <= MOST


def test_to_turn_the_sides_is_to_turn_the_sign() -> None:
    first, second = invented_seeds(np.random.default_rng(53), 3, 200)
    one, other = compare(first, second[:2]), compare(second[:2], first)
    assert one.difference == -other.difference
    assert one.p == pytest.approx(other.p)
    assert one.interval == pytest.approx((-other.interval[1], -other.interval[0]))


def test_a_figure_stays_between_0_and_1() -> None:
    right = accuracy_of([1] * 20)
    assert interval_over_seeds([right, right, accuracy_of([1] * 19 + [0])])[2] == 1


# What cannot be compared


def test_other_records_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same metric on the same records"):
        compare([accuracy_of([1, 0])], [accuracy_of([1, 0, 1])])


def test_other_metrics_cannot_be_compared() -> None:
    counts = np.array([[1, 1, 1]])
    with pytest.raises(ValueError, match="same metric"):
        compare([f1_of(counts)], [f1_of(counts, "micro_f1")])


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="nothing"):
        compare([accuracy_of([1])], [])
    with pytest.raises(ValueError, match="nothing"):
        interval_over_seeds([accuracy_of([])])


# Many tests


def test_holm_by_hand() -> None:
    # 4 * 0.01, 3 * 0.02, 2 * 0.03 = 0.06, and 0.05 may not be below what came before it
    assert holm([0.05, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_stops_at_1() -> None:
    assert holm([0.6, 0.9, 0.4]) == [1.0, 1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_no_lower_than_p_keeps_its_order_and_begins_with_bonferroni(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= new <= 1 for p, new in zip(p_values, corrected, strict=True))
    assert min(corrected) == min(1, len(p_values) * min(p_values))
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(np.array(corrected)[order]) >= 0).all()

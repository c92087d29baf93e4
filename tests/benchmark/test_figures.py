"""From seconds to figures: percentiles, medians over rounds, spread and outliers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.benchmark.figures import Latency, Speed, Spread, Throughput

SECONDS = st.floats(1e-6, 1e3)


def test_the_spread_is_the_median_absolute_deviation() -> None:
    found = Spread.of([9.0, 10.0, 10.0, 11.0, 12.0])
    assert found == Spread(median=10.0, deviation=0.1, outliers=0)


def test_a_round_far_from_the_others_is_an_outlier_and_moves_nothing() -> None:
    found = Spread.of([10.0, 10.1, 9.9, 10.0, 31.0])
    assert (found.median, found.outliers) == (10.0, 1)
    assert found.deviation == pytest.approx(0.01)


def test_where_rounds_agree_a_small_difference_is_no_outlier() -> None:
    assert Spread.of([10.0, 10.0, 10.0, 10.0, 10.5]).outliers == 0


@given(st.lists(SECONDS, min_size=1, max_size=9))
def test_the_spread_does_not_depend_on_order_or_unit(rounds: list[float]) -> None:
    found, other = Spread.of(rounds), Spread.of([8 * each for each in reversed(rounds)])
    assert found.median <= max(rounds)
    assert other.median == pytest.approx(8 * found.median)
    assert other.deviation == pytest.approx(found.deviation)


@given(st.lists(st.lists(SECONDS, min_size=1, max_size=20), min_size=1, max_size=5))
def test_percentiles_are_those_of_all_calls_in_milliseconds(rounds: list[list[float]]) -> None:
    found = Latency.of(rounds)
    calls = [1e3 * each for calls in rounds for each in calls]
    assert found.calls == len(calls)
    assert (found.p50, found.p95, found.p99) == pytest.approx(tuple(np.percentile(calls, [50, 95, 99])))


def test_throughput_is_the_median_of_the_rounds() -> None:
    found = Throughput.of([1.0, 2.0, 4.0], [100, 100, 100], [700, 800, 900], 8, {"8": 90.0})
    assert (found.records, found.tokens, found.batch_size) == (50.0, 400.0, 8)


def test_the_noise_of_a_model_is_that_of_its_noisier_task() -> None:
    latency = Latency.of([[0.001], [0.001], [0.001]])
    throughput = Throughput.of([1.0, 2.0, 4.0], [100] * 3, [100] * 3, None, {})
    assert Speed(latency, throughput, 0.1, 50.0).noise == pytest.approx(0.5)

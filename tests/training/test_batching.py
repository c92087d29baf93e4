"""Epochs are planned from the seed and their number alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textkit.training.batching import Batches

LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=300).map(np.array)


@given(lengths=LENGTHS, budget=st.integers(1, 500), epoch=st.integers(0, 5))
def test_every_row_is_in_one_batch_and_batches_keep_the_budget(lengths: np.ndarray, budget: int, epoch: int) -> None:
    batches = Batches(lengths, seed=3, batch_tokens=budget).epoch(epoch)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert all(len(rows) == 1 or len(rows) * lengths[rows].max() <= budget for rows in batches)


@given(lengths=LENGTHS, budget=st.integers(1, 500), least=st.integers(1, 20))
def test_a_batch_has_its_least_rows_and_over_the_budget_no_more(lengths: np.ndarray, budget: int, least: int) -> None:
    batches = Batches(lengths, seed=3, batch_tokens=budget, least_rows=least).epoch(0)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert all(len(rows) <= least or len(rows) * lengths[rows].max() <= budget for rows in batches)


def test_a_plan_is_the_same_again_and_another_in_the_next_epoch() -> None:
    lengths = np.random.default_rng(0).integers(1, 30, 500)
    batches = Batches(lengths, seed=1, batch_size=16)
    first, again, following = batches.epoch(0), Batches(lengths, seed=1, batch_size=16).epoch(0), batches.epoch(1)
    assert [rows.tolist() for rows in first] == [rows.tolist() for rows in again]
    assert [rows.tolist() for rows in first] != [rows.tolist() for rows in following]
    other_seed = Batches(lengths, seed=2, batch_size=16).epoch(0)
    assert [rows.tolist() for rows in first] != [rows.tolist() for rows in other_seed]


def test_like_lengths_share_a_batch() -> None:
    lengths = np.random.default_rng(0).integers(1, 100, 5000)
    cells = sum(len(rows) * lengths[rows].max() for rows in Batches(lengths, seed=1, batch_tokens=2000).epoch(0))
    assert lengths.sum() / cells > 0.9


def test_no_epoch_is_sorted_as_a_whole() -> None:
    lengths = np.arange(1, 161)
    spread = [int(np.ptp(lengths[rows])) for rows in Batches(lengths, seed=1, batch_size=8).epoch(0)]
    assert np.mean(spread) > 40

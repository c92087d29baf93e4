"""Sparse rows: counting, stacking and batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from textkit.text.sparse import SparseRows, count, stacked

PARTS = st.lists(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=4), max_size=4)


def rows_of(rows: list[list[int]]) -> SparseRows:
    starts = np.cumsum([0, *map(len, rows)])
    flat = [feature for row in rows for feature in row]
    return SparseRows(starts, np.array(flat, dtype=np.int64), np.array(flat, dtype=np.float32) / 2)


@given(
    arrays.arrays(
        st.sampled_from([np.int32, np.int64]), st.integers(0, 1_500), elements=st.integers(-5, 400), fill=st.nothing()
    )
)
def test_counts_are_those_of_numpy(cells: np.ndarray) -> None:
    wanted = np.unique(cells, return_counts=True)
    found = count(cells.copy())
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert found[0].dtype == cells.dtype


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 512, 100_000])
def test_counts_of_any_length(length: int) -> None:
    cells = np.random.default_rng(length).integers(0, 1_000_000, length)
    for ours, theirs in zip(count(cells.copy()), np.unique(cells, return_counts=True), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@given(PARTS)
def test_stacked_rows_are_the_rows_of_all_parts(parts: list[list[list[int]]]) -> None:
    found, wanted = stacked([rows_of(part) for part in parts]), rows_of([row for part in parts for row in part])
    for name in ("starts", "indices", "values"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        assert getattr(found, name).dtype == getattr(wanted, name).dtype


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6), st.data())
def test_a_batch_holds_the_rows_asked_for(rows: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=8))
    batch = rows_of(rows).batch(np.array(chosen, dtype=np.int64))
    wanted = rows_of([rows[row] for row in chosen])
    np.testing.assert_array_equal(batch["starts"], wanted.starts)
    np.testing.assert_array_equal(batch["indices"], wanted.indices)
    np.testing.assert_array_equal(batch["values"], wanted.values)

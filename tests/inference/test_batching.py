"""Batches: every row once, within the budget, short rows together."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.inference.batching import by_length, cut

LENGTHS = st.lists(st.integers(0, 60), max_size=40)
BUDGET = st.none() | st.integers(1, 100)


def batches(lengths: list[int], **budget: int | None) -> list[list[int]]:
    return [rows.tolist() for rows in by_length(np.array(lengths, dtype=np.int64), **budget)]


@given(LENGTHS, BUDGET, BUDGET)
def test_every_row_is_in_one_batch_shortest_first(lengths: list[int], tokens: int | None, size: int | None) -> None:
    found = batches(lengths, batch_tokens=tokens, batch_size=size)
    assert all(found)
    rows = [row for batch in found for row in batch]
    assert rows == sorted(range(len(lengths)), key=lambda row: lengths[row])


@given(LENGTHS, BUDGET, BUDGET)
def test_budgets_are_kept_and_a_row_too_long_is_alone(lengths: list[int], tokens: int | None, size: int | None) -> None:
    for rows in batches(lengths, batch_tokens=tokens, batch_size=size):
        longest = max(lengths[row] for row in rows)
        assert size is None or len(rows) <= size
        assert tokens is None or len(rows) * longest <= tokens or len(rows) == 1


@given(LENGTHS, BUDGET, BUDGET)
def test_a_batch_ends_only_where_the_next_row_has_no_room(
    lengths: list[int], tokens: int | None, size: int | None
) -> None:
    found = batches(lengths, batch_tokens=tokens, batch_size=size)
    for rows, following in pairwise(found):
        longest = max(lengths[row] for row in [*rows, following[0]])
        fits = (size is None or len(rows) < size) and (tokens is None or (len(rows) + 1) * longest <= tokens)
        assert not fits


@given(st.permutations(range(9)), BUDGET, BUDGET)
def test_cutting_keeps_the_order_given(order: list[int], tokens: int | None, size: int | None) -> None:
    lengths = np.arange(9) * 5
    found = cut(np.array(order), lengths, batch_tokens=tokens, batch_size=size)
    assert [row for rows in found for row in rows.tolist()] == order


def test_a_long_row_does_not_narrow_the_batches_after_it() -> None:
    found = cut(np.arange(4), np.array([9, 1, 1, 1]), batch_tokens=9)
    assert [rows.tolist() for rows in found] == [[0], [1, 2, 3]]


def test_the_least_rows_of_a_batch_may_exceed_its_tokens() -> None:
    for lengths, expected in (([9, 9, 9, 9, 9], [[0, 1], [2, 3], [4]]), ([1, 1, 1, 1, 9], [[0, 1, 2], [3, 4]])):
        found = cut(np.arange(5), np.array(lengths), batch_tokens=3, least_rows=2)
        assert [rows.tolist() for rows in found] == expected


@pytest.mark.parametrize(
    ("lengths", "budget", "expected"),
    [
        ([3, 1, 2], {}, [[1, 2, 0]]),
        ([3, 1, 2], {"batch_size": 2}, [[1, 2], [0]]),
        ([3, 1, 2], {"batch_tokens": 4}, [[1, 2], [0]]),
        ([9, 1, 1], {"batch_tokens": 4}, [[1, 2], [0]]),
        ([9, 9, 9], {"batch_tokens": 4}, [[0], [1], [2]]),
        ([2, 2, 2, 2], {"batch_tokens": 6, "batch_size": 2}, [[0, 1], [2, 3]]),
        ([2, 2, 2, 2], {"batch_tokens": 6, "batch_size": 9}, [[0, 1, 2], [3]]),
        ([0, 0], {"batch_tokens": 1}, [[0, 1]]),
        ([], {"batch_tokens": 1}, []),
    ],
)
def test_by_hand(lengths: list[int], budget: dict[str, int], expected: list[list[int]]) -> None:
    assert batches(lengths, **budget) == expected

"""Windows over long sentences: every word answered once, in order, within the budget, where it has the most context."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textkit.text.windows import Window, windows

SHAPES = st.integers(2, 12).flatmap(
    lambda budget: st.tuples(
        st.lists(st.integers(1, budget), max_size=60), st.just(budget), st.integers(0, budget // 2)
    )
)


def edges(costs: list[int], word: int, start: int, end: int) -> int:
    """How many tokens are between a word and the nearer edge of the stretch of words `start` to `end`."""
    before = [0, *accumulate(costs)]
    left, right = before[word] - before[start], before[end] - before[word + 1]
    sides = ([left] if start else []) + ([right] if end < len(costs) else [])  # the sentence's own ends cut nothing off
    return min(sides, default=before[-1])


@given(SHAPES)
@example(([3, 2, 2, 2, 2, 6], 10, 5))  # the fourth word is read three times
def test_every_word_is_answered_exactly_once_and_in_order(shape: tuple[list[int], int, int]) -> None:
    costs, budget, overlap = shape
    found = list(windows(costs, budget, overlap))
    assert [word for window in found for word in range(window.first, window.last)] == list(range(len(costs)))
    for window in found:
        assert window.start <= window.first < window.last <= window.end


@given(SHAPES)
def test_no_window_is_over_the_budget_and_each_reaches_further(shape: tuple[list[int], int, int]) -> None:
    costs, budget, overlap = shape
    found = list(windows(costs, budget, overlap))
    assert all(sum(costs[window.start : window.end]) <= budget for window in found)
    for one, other in pairwise(found):
        assert one.start < other.start
        assert one.end < other.end
        assert sum(costs[other.start : one.end]) <= overlap


@given(SHAPES)
def test_a_shared_word_is_answered_where_it_is_further_from_the_edge(shape: tuple[list[int], int, int]) -> None:
    costs, budget, overlap = shape
    found = list(windows(costs, budget, overlap))
    for one, other in pairwise(found):
        for word in range(other.start, one.end):
            chosen = next(window for window in found if window.first <= word < window.last)
            context = edges(costs, word, chosen.start, chosen.end)
            # a word of several tokens is divided by its last: the two may differ by its own length
            assert context + costs[word] > max(edges(costs, word, *each[:2]) for each in (one, other))


@given(st.integers(1, 80), st.integers(2, 12))
def test_of_words_of_one_token_the_context_is_the_largest_there_is(words: int, budget: int) -> None:
    costs = [1] * words
    found = list(windows(costs, budget, budget // 2))
    for window in found:
        for word in range(window.first, window.last):
            everywhere = [edges(costs, word, *each[:2]) for each in found if each.start <= word < each.end]
            assert edges(costs, word, window.start, window.end) == max(everywhere)


@pytest.mark.parametrize(
    ("costs", "budget", "overlap", "expected"),
    [
        ([], 4, 2, []),
        ([1, 1, 1], 4, 2, [Window(0, 3, 0, 3)]),
        ([2, 2], 4, 2, [Window(0, 2, 0, 2)]),
        ([1] * 6, 4, 2, [Window(0, 4, 0, 3), Window(2, 6, 3, 6)]),
        ([1] * 8, 4, 0, [Window(0, 4, 0, 4), Window(4, 8, 4, 8)]),
        ([4, 4], 4, 2, [Window(0, 1, 0, 1), Window(1, 2, 1, 2)]),  # nothing fits beside such words
        ([1, 4, 1], 4, 2, [Window(0, 1, 0, 1), Window(1, 2, 1, 2), Window(2, 3, 2, 3)]),
    ],
)
def test_windows_by_hand(costs: list[int], budget: int, overlap: int, expected: list[Window]) -> None:
    assert list(windows(costs, budget, overlap)) == expected


def test_a_long_word_is_not_answered_at_the_very_edge() -> None:
    costs = [1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1]
    one, other = windows(costs, 9, 5)
    assert other.start == 4  # with nothing before the long word; the first window has two tokens after it
    assert one.last == 5

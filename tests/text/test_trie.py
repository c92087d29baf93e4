"""A trie finds what looking everywhere for everything finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.trie import Trie

SYMBOLS = 4
GRAMS = st.lists(st.lists(st.integers(0, SYMBOLS - 1), min_size=1, max_size=5).map(tuple), max_size=20, unique=True)
SEQUENCES = st.lists(st.integers(-1, SYMBOLS - 1), max_size=40)


def trie_of(grams: list[tuple[int, ...]], first: int = 0, symbols_end: int = SYMBOLS) -> Trie:
    symbols = np.array([symbol for gram in grams for symbol in gram], dtype=np.int64)
    lengths = np.array([len(gram) for gram in grams], dtype=np.int64)
    return Trie(symbols, lengths, np.arange(first, first + len(grams)), symbols_end)


def found(trie: Trie, sequence: list[int], dtype: type = np.int64) -> list[tuple[int, int, int]]:
    return [tuple(map(int, each)) for each in zip(*trie.find(np.array(sequence, dtype=dtype)), strict=True)]  # type: ignore[misc]


def by_hand(grams: list[tuple[int, ...]], sequence: list[int], first: int = 0) -> list[tuple[int, int, int]]:
    places = [
        (begin, begin + len(gram), name)
        for name, gram in enumerate(grams, first)
        for begin in range(len(sequence) - len(gram) + 1)
        if tuple(sequence[begin : begin + len(gram)]) == gram
    ]
    return sorted(places, key=lambda each: (each[1] - each[0], each[0]))


@given(GRAMS, SEQUENCES, st.integers(0, 3))
def test_all_occurrences_are_found_short_ones_first(
    grams: list[tuple[int, ...]], sequence: list[int], first: int
) -> None:
    assert found(trie_of(grams, first), sequence) == by_hand(grams, sequence, first)


@given(GRAMS, SEQUENCES)
def test_it_makes_no_difference_that_all_nodes_want_one_slot(grams: list[tuple[int, ...]], sequence: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textkit.text.trie._SPREAD", np.uint64(0))
        assert found(trie_of(grams), sequence) == by_hand(grams, sequence)


@pytest.mark.parametrize("dtype", [np.uint32, np.int32, np.int64])
def test_symbols_up_to_the_last_of_unicode(dtype: type) -> None:
    last = 0x10FFFF
    trie = trie_of([(last,), (last, last), (0, last)], symbols_end=last + 1)
    assert found(trie, [0, last, last], dtype) == [(1, 2, 0), (2, 3, 0), (0, 2, 2), (1, 3, 1)]


def test_nothing_in_nothing() -> None:
    assert found(trie_of([]), [0, 1]) == []
    assert found(trie_of([(0,)]), []) == []
    assert found(trie_of([(0, 1, 2)]), [0, 1]) == []

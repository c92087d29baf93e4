"""A long sentence in stretches that overlap, so that every word is read with its neighbours."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple


class Window(NamedTuple):
    """Words `start` to `end` are read together; for those from `first` to `last` this window has the most context."""

    start: int
    end: int
    first: int
    last: int


def windows(costs: Sequence[int], budget: int, overlap: int) -> Iterator[Window]:
    """Windows over words that cost so many tokens each; none costs more than `budget`, which no single word exceeds.

    Neighbours share up to `overlap` tokens. A word that two of them read belongs to the one in which it is further
    from the edge.
    """
    before = [0, *accumulate(costs)]
    stretches = list(_stretches(before, budget, overlap))
    first = 0
    for number, (start, end) in enumerate(stretches):
        last = _divide(before, stretches[number + 1][0], end) if number + 1 < len(stretches) else end
        if first < last:
            yield Window(start, end, first, last)
        first = last


def _stretches(before: Sequence[int], budget: int, overlap: int) -> Iterator[tuple[int, int]]:
    words = len(before) - 1
    start = end = 0
    while end < words:
        while end < words and before[end + 1] - before[start] <= budget:
            end += 1
        yield start, end
        following = end
        while following > start + 1 and before[end] - before[following - 1] <= overlap:
            following -= 1
        # the next window has to reach further than this one
        while end < words and before[end + 1] - before[following] > budget:
            following += 1
        start = following


def _divide(before: Sequence[int], start: int, end: int) -> int:
    """Where the words that two windows share are divided: each by its own middle, counted in tokens."""
    edges = before[start] + before[end]
    while start < end and before[start] + before[start + 1] <= edges:
        start += 1
    return start

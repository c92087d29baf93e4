"""Messages along chains: for each word and label, all paths that lead there, put together in one number.

Records go side by side, the longest first, so that Python's own cost is per step and not per record or word.
"""

from collections.abc import Callable, Iterator

import numpy as np

from textkit.tasks.chains.chain import Chain, Labels, Reals
from textkit.types import Bounds, Scores

CELLS = 2**18
"""How many scores one step may hold at once: records x labels x labels; 2 MB stay in a cache."""

Combine = Callable[[Reals], Reals]
"""What becomes of paths that meet: (from, ...) to (...)."""


def most_likely(paths: Reals) -> Reals:
    """The best path alone."""
    best: Reals = paths.max(axis=0)
    return best


def log_sum(paths: Reals) -> Reals:
    """All paths: the logarithm of the sum of their exponentials."""
    peaks: Reals = paths.max(axis=0)
    total: Reals = np.log(np.exp(paths - peaks).sum(axis=0)) + peaks
    return total


def steps(bounds: Bounds, labels: int) -> Iterator[tuple[int, Labels]]:
    """For k = 1, 2, ... the records of more than k words, as many at a time as `CELLS` lets with so many labels."""
    lengths = np.diff(bounds)
    longest_first = np.argsort(-lengths, kind="stable")
    at_once = max(1, CELLS // labels**2)
    for begin in range(0, len(lengths), at_once):
        group = longest_first[begin : begin + at_once]
        shortness = -lengths[group]
        for step in range(1, -int(shortness[0])):
            yield step, group[: np.searchsorted(shortness, -step)]


def messages(chain: Chain, logits: Scores, bounds: Bounds, combine: Combine) -> Reals:
    """The paths from a record's start up to and with each word, by the label they have there: (N, C)."""
    sent = logits.astype(np.float64)
    sent[bounds[:-1][np.diff(bounds) > 0]] += chain.start
    moves = chain.transitions[:, :, None]
    for step, records in steps(bounds, len(chain.start)):
        words = bounds[records] + step
        # Records last: numpy then works along the longest axis, several times as fast as along the labels.
        sent[words] += combine(sent[words - 1].T[:, None, :] + moves).T
    return sent

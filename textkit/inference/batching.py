"""Batches of like length, under a budget, so that little of a batch is padding."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def by_length(
    lengths: NDArray[np.int64], *, batch_tokens: int | None = None, batch_size: int | None = None
) -> Iterator[NDArray[np.int64]]:
    """Row numbers in batches, shortest rows first; every row is in exactly one batch.

    A batch has at most `batch_size` rows, and at most `batch_tokens` cells once padded to its longest row; a row
    longer than that is a batch of its own.
    """
    order = np.argsort(lengths, kind="stable")
    return cut(order, lengths, batch_tokens=batch_tokens, batch_size=batch_size)


def cut(
    order: NDArray[np.int64],
    lengths: NDArray[np.int64],
    *,
    batch_tokens: int | None = None,
    batch_size: int | None = None,
    least_rows: int = 1,
) -> Iterator[NDArray[np.int64]]:
    """Consecutive stretches of `order` that keep within the budget (see `by_length`).

    Of the budget of tokens only where `least_rows` keep within it too: so many are in a batch whatever their length.
    """
    most_rows = batch_size or len(order)
    most_cells = batch_tokens or float("inf")
    start = longest = 0
    for position, length in enumerate(lengths[order].tolist()):
        rows = position - start
        if rows >= most_rows or (rows >= least_rows and (rows + 1) * max(longest, length) > most_cells):
            yield order[start:position]
            start, longest = position, 0
        longest = max(longest, length)
    if start < len(order):
        yield order[start:]

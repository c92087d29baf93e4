"""Rows of few features among many, in compressed form, and how counting makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.text.rows import TextRows
from textkit.types import Arrays

_RUN = 256  # numbers that a sort keeps in registers


@dataclass(frozen=True)
class SparseRows(TextRows):
    """Row r holds `indices[starts[r]:starts[r+1]]`, ascending, with their `values`."""

    starts: NDArray[np.int64]  # (R + 1,)
    indices: NDArray[np.int64]
    values: NDArray[np.float32]

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """`indices`, `values` and `starts` (B + 1,) of these rows."""
        lengths = self.lengths[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        cells = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return {"indices": self.indices[cells], "values": self.values[cells], "starts": starts}


def stacked(parts: Sequence[SparseRows]) -> SparseRows:
    """The rows of all `parts`, in order."""
    if len(parts) == 1:
        return parts[0]
    ends = np.cumsum([0, *(len(part.indices) for part in parts)])
    return SparseRows(
        np.concatenate([*(part.starts[:-1] + end for part, end in zip(parts, ends[:-1], strict=True)), ends[-1:]]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(part.indices for part in parts)]),
        np.concatenate([np.zeros(0, dtype=np.float32), *(part.values for part in parts)]),
    )


def count(cells: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different numbers among `cells` (which it sorts), ascending, and how often each is there.

    As np.unique does, but many times faster where the numbers are in order but for short stretches: runs are sorted by
    themselves, at a nanosecond a number, and what then merges them takes what is in order as it is.
    """
    cells[: len(cells) // _RUN * _RUN].reshape(-1, _RUN).sort(axis=1)
    cells.sort(kind="stable")
    first = np.flatnonzero(np.concatenate((np.ones(min(1, len(cells)), dtype=bool), cells[1:] != cells[:-1])))
    return cells[first], np.diff(first, append=len(cells))

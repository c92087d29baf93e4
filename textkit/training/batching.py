"""The batches of an epoch: like lengths together, in an order that the seed and the epoch decide."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textkit.inference.batching import cut

# Rows are sorted within pools, so that the company of a row changes: of so many batches at most, and so many an epoch
# at least. An epoch that is sorted as a whole has batches of one length each, and trains worse.
_POOL_BATCHES, _POOLS = 100, 8


@dataclass(frozen=True)
class Batches:
    """Plans the epochs; the plan of an epoch depends on nothing but the seed and its number."""

    lengths: NDArray[np.int64]
    seed: int
    batch_tokens: int | None = None
    batch_size: int | None = None
    least_rows: int = 1
    """What a batch of `batch_tokens` holds whatever the length: the gradient of a few long texts is a noisy one."""

    def epoch(self, number: int) -> list[NDArray[np.int64]]:
        """Row numbers of each batch; every row is in exactly one."""
        generator = np.random.default_rng([self.seed, number])
        order = generator.permutation(len(self.lengths))
        batches: list[NDArray[np.int64]] = []
        for start in range(0, len(order), self._pool_rows()):
            pool = order[start : start + self._pool_rows()]
            pool = pool[np.argsort(self.lengths[pool], kind="stable")]
            batches += self._cut(pool)
        return [batches[index] for index in generator.permutation(len(batches))]

    def _cut(self, pool: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        return cut(
            pool,
            self.lengths,
            batch_tokens=self.batch_tokens,
            batch_size=self.batch_size,
            least_rows=self.least_rows,
        )

    def _pool_rows(self) -> int:
        mean = max(1.0, float(self.lengths.mean()))
        rows = self.batch_size or max(self.least_rows, int((self.batch_tokens or 1) / mean))
        return rows * max(1, min(_POOL_BATCHES, len(self.lengths) // rows // _POOLS))

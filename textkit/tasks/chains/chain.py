"""A linear chain over labels: what it costs to start, to move from a label to the next, and to end.

The sequences are ragged: logits (N, C) hold all words of R records, and record r has the rows bounds[r] to
bounds[r + 1] of `bounds` (R + 1,). A record may be empty. Scores are in nats and add up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textkit.types import Bounds, Scores

FORBIDDEN = -1e30
"""The score of a move that must not be: far below any path, yet finite, so that no difference of two is NaN."""

Reals = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    """Scores `start` (C,), `end` (C,) and `transitions` (C, C), [from, to]; `FORBIDDEN` where a move must not be.

    From each label that a path can reach, some move leads on.
    """

    start: Reals
    end: Reals
    transitions: Reals

    @classmethod
    def constrained(
        cls,
        start: NDArray[np.floating],
        end: NDArray[np.floating],
        transitions: NDArray[np.floating],
        allowed_transitions: NDArray[np.bool_],
        allowed_starts: NDArray[np.bool_],
    ) -> "Chain":
        """Learned scores under constraints: `allowed_transitions` (C, C), [from, to], and `allowed_starts` (C,)."""
        return cls(
            np.where(allowed_starts, start.astype(np.float64), FORBIDDEN),
            end.astype(np.float64),
            np.where(allowed_transitions, transitions.astype(np.float64), FORBIDDEN),
        )

    @classmethod
    def free(cls, allowed_transitions: NDArray[np.bool_], allowed_starts: NDArray[np.bool_]) -> "Chain":
        """Constraints alone: every allowed move scores 0, so that the words decide."""
        zeros = np.zeros(len(allowed_starts))
        return cls.constrained(zeros, zeros, np.zeros(allowed_transitions.shape), allowed_transitions, allowed_starts)

    def mirrored(self) -> "Chain":
        """The chain that gives a sequence read backwards what this one gives it read forwards."""
        return Chain(self.end, self.start, self.transitions.T)


def path_scores(chain: Chain, logits: Scores, bounds: Bounds, labels: Labels) -> Reals:
    """The score of each record's path through `labels` (N,): (R,), 0 for an empty record."""
    records = len(bounds) - 1
    record_of_word = np.repeat(np.arange(records), np.diff(bounds))
    filled = np.flatnonzero(np.diff(bounds))
    firsts, lasts = bounds[filled], bounds[filled + 1] - 1
    scores = logits[np.arange(len(labels)), labels].astype(np.float64)
    scores[1:] += chain.transitions[labels[:-1], labels[1:]] * (record_of_word[1:] == record_of_word[:-1])
    scores[firsts] += chain.start[labels[firsts]]
    scores[lasts] += chain.end[labels[lasts]]
    totals: Reals = np.bincount(record_of_word, weights=scores, minlength=records).astype(np.float64, copy=False)
    return totals

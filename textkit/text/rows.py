"""Whose answer a row of a model's answer is: that of a text, a part of it, or those of words.

B rows of a batch, L tokens, W words, N words of all sentences.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.types import IGNORED, Scores

Numbers = NDArray[np.int64]


class TextRows:
    """Row r is text r, and has one answer."""

    def columns(self, rows: Numbers) -> None:
        return None

    def targets(self, rows: Numbers, truth: NDArray[Any]) -> NDArray[Any]:
        return truth[rows]

    def place(self, rows: Numbers, answer: Scores, logits: Scores) -> None:
        logits[rows] = answer


@dataclass(frozen=True)
class WindowRows:
    """Each row is a window of a text; a text's answer is the mean of its windows'."""

    texts: Numbers
    """(rows,) which text a window is of."""
    shares: NDArray[np.float32]
    """(rows,) one by the number of windows that the text has."""

    def columns(self, rows: Numbers) -> None:
        return None

    def targets(self, rows: Numbers, truth: NDArray[Any]) -> NDArray[Any]:
        return truth[self.texts[rows]]

    def place(self, rows: Numbers, answer: Scores, logits: Scores) -> None:
        np.add.at(logits, self.texts[rows], answer * self.shares[rows][:, None])


@dataclass(frozen=True)
class WordRows:
    """Each row answers for words that follow each other; every word is answered by exactly one row."""

    firsts: Numbers
    """(rows,) the number of a row's first word among the N."""
    counts: Numbers
    """(rows,) how many words it answers for."""
    places: Numbers
    """(N,) where along its row's answer a word is answered."""

    def columns(self, rows: Numbers) -> Numbers:
        columns, real = ragged(self.places, self.firsts[rows], self.counts[rows])
        columns[~real] = 0
        return columns

    def targets(self, rows: Numbers, truth: NDArray[Any]) -> NDArray[Any]:
        targets, real = ragged(truth, self.firsts[rows], self.counts[rows])
        targets[~real] = IGNORED
        return targets

    def place(self, rows: Numbers, answer: Scores, logits: Scores) -> None:
        """`answer` (B, L, labels) into `logits` (N, labels)."""
        real = np.arange(max(1, int(self.counts[rows].max(initial=0)))) < self.counts[rows][:, None]
        row, word = np.nonzero(real)
        numbers = self.firsts[rows][row] + word
        logits[numbers] = answer[row, self.places[numbers]]


def ragged(flat: NDArray[Any], starts: Numbers, lengths: Numbers) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Slices of `flat` as rows (B, longest), and which cells are real; the others hold any value."""
    steps = np.arange(max(1, int(lengths.max(initial=0))))
    mask = steps < lengths[:, None]
    if not len(flat):
        return np.zeros(mask.shape, dtype=flat.dtype), mask
    return flat[np.where(mask, starts[:, None] + steps, 0)], mask

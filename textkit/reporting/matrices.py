"""What was answered where something else was true, as a matrix: of classes and tags, of entities, of label sets."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.spans import pair_spans
from textkit.text.schemes import strict_spans

OTHERS = "other labels"
SPURIOUS = "nothing there"
BOUNDARY, MISSED = "other boundaries", "missed"
ALONE = "nothing else"


class Matrix(NamedTuple):
    """Counts (rows, columns): rows true, columns predicted. Both begin with the `labels`, the same in the same order.

    `wholes` (rows,) is what a row's shares are of.
    """

    labels: Sequence[str]
    rows: Sequence[str]
    columns: Sequence[str]
    counts: NDArray[np.int64]
    wholes: NDArray[np.int64]

    def narrowed(self, most: int) -> "Matrix":
        """With the `most` labels that are confused most often, and what concerns all others in one row and column."""
        size = len(self.labels)
        if size <= most:
            return self
        wrong = self.counts.copy()
        wrong[np.arange(size), np.arange(size)] = 0
        confused = wrong.sum(axis=1)[:size] + wrong.sum(axis=0)[:size]
        kept = np.sort(np.argsort(-confused, kind="stable")[:most])
        row_of, column_of = (_places(length, size, kept) for length in self.counts.shape)
        counts = np.zeros((row_of.max() + 1, column_of.max() + 1), dtype=np.int64)
        np.add.at(counts, (row_of[:, None], column_of[None, :]), self.counts)
        names = [self.labels[place] for place in kept]
        return Matrix(
            names,
            [*names, OTHERS, *self.rows[size:]],
            [*names, OTHERS, *self.columns[size:]],
            counts,
            np.bincount(row_of, weights=self.wholes).astype(np.int64),
        )


def of_classes(labels: Sequence[str], counts: NDArray[np.int64]) -> Matrix:
    """The confusion matrix as it was scored."""
    return Matrix(labels, labels, labels, counts, counts.sum(axis=1))


def of_spans(truth: Sequence[Sequence[str]], answers: Sequence[Sequence[str]]) -> Matrix:
    """Entities of IOB2 tags by type, with what was missed, what had other boundaries, and what was spurious.

    The last row has the entities that were answered where none is true; pairs are those of `pair_spans`.
    """
    pairs = Counter(
        (pair.true.label if pair.true else SPURIOUS, _answer(pair.kind, pair.predicted))
        for true, answer in zip(truth, answers, strict=True)
        for pair in pair_spans(strict_spans(true), strict_spans(answer))
    )
    labels = sorted(set(chain.from_iterable(pairs)) - {SPURIOUS, BOUNDARY, MISSED})
    rows, columns = [*labels, SPURIOUS], [*labels, BOUNDARY, MISSED]
    counts = np.array([[pairs[row, column] for column in columns] for row in rows], dtype=np.int64)
    return Matrix(labels, rows, columns, counts, counts.sum(axis=1))


def of_sets(truth: NDArray[Any], decisions: NDArray[Any], labels: Sequence[str]) -> Matrix:
    """Label sets: on the diagonal what was found; beside it what was answered, wrongly, where the label was missed.

    The last column counts the misses beside which nothing was wrongly answered. Shares are of a label's truths.
    """
    true, answered = (np.asarray(each) != 0 for each in (truth, decisions))
    missed, spurious = (true & ~answered).astype(np.int64), (answered & ~true).astype(np.int64)
    counts = missed.T @ spurious
    np.fill_diagonal(counts, (true & answered).sum(axis=0))
    alone = missed[spurious.sum(axis=1) == 0].sum(axis=0)
    return Matrix(labels, labels, [*labels, ALONE], np.column_stack([counts, alone]), true.sum(axis=0))


def commonest_confusions(matrix: Matrix, most: int) -> list[tuple[str, str, int]]:
    """True, predicted and how often, of what lies beside the diagonal; the commonest first."""
    cells = [
        (row, column, int(matrix.counts[place]))
        for place in np.ndindex(*matrix.counts.shape)
        if matrix.counts[place] and (row := matrix.rows[place[0]]) != (column := matrix.columns[place[1]])
    ]
    return sorted(cells, key=lambda cell: -cell[2])[:most]


def _answer(kind: str, predicted: Any) -> str:
    if predicted is None:
        return MISSED
    return BOUNDARY if kind == "wrong_boundary" else str(predicted.label)


def _places(length: int, size: int, kept: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of `length` rows or columns goes, of which the first `size` are labels: the kept ones first."""
    places = np.full(length, len(kept), dtype=np.int64)
    places[kept] = np.arange(len(kept))
    places[size:] = len(kept) + 1 + np.arange(length - size)
    return places

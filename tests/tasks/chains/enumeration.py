"""Small chains whose every path is written out, to hold the recursions against."""

from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from textkit.tasks.chains.chain import Chain
from textkit.types import Bounds, Scores

Case = tuple[Chain, Scores, Bounds]


def scores(shape: int | tuple[int, ...], size: float = 6.0) -> st.SearchStrategy[NDArray[np.float32]]:
    return arrays(np.float32, shape, elements=st.floats(-size, size, width=32))


@st.composite
def cases(draw: st.DrawFn, size: float = 6.0) -> Case:
    """A chain with or without constraints, and a few records of at most four words, some of none.

    The label 0 may follow all and start, as O may, so that there is always a path.
    """
    labels = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(0, 4), max_size=4))
    bounds = np.cumsum([0, *lengths], dtype=np.int64)
    moves = draw(arrays(np.bool_, (labels, labels)) | st.just(np.ones((labels, labels), dtype=np.bool_)))
    starts = draw(arrays(np.bool_, labels) | st.just(np.ones(labels, dtype=np.bool_)))
    moves[:, 0] = starts[0] = True
    learned = draw(scores(labels)), draw(scores(labels)), draw(scores((labels, labels)))
    chain = draw(st.sampled_from([Chain.constrained(*learned, moves, starts), Chain.free(moves, starts)]))
    return chain, draw(scores((int(bounds[-1]), labels), size)), bounds


def paths(chain: Chain, logits: Scores) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every allowed path through the words of one record, and its score."""
    for path in product(range(len(chain.start)), repeat=len(logits)):
        score = sum((float(row[label]) for row, label in zip(logits, path, strict=True)), 0.0)
        if path:
            score += chain.start[path[0]] + chain.end[path[-1]]
            score += sum(chain.transitions[move] for move in pairwise(path))
        if score > -1e20:
            yield path, score


def records(case: Case) -> Iterator[dict[tuple[int, ...], float]]:
    """For each record all its allowed paths and their scores."""
    chain, logits, bounds = case
    for begin, end in pairwise(bounds):
        yield dict(paths(chain, logits[begin:end]))

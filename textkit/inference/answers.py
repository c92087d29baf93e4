"""The logits of many inputs: in batches of like length, each answer put in its place."""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from textkit.inference.batching import by_length
from textkit.types import Arrays, Bounds, Encoded, Input, Scores, Sentence, Session


def bounds_of(inputs: Sequence[Input]) -> Bounds:
    """Which rows of logits answer each input: one for a text, one for each word of a sentence."""
    counts = [len(each.spans) if isinstance(each, Sentence) else 1 for each in inputs]
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def each_a_row(rows: int) -> Bounds:
    """The bounds of `rows` records that have one answer each."""
    return np.arange(rows + 1, dtype=np.int64)


def answer_all(
    session: Session,
    encoded: Encoded,
    shape: tuple[int, int],
    *,
    batch_tokens: int | None = None,
    batch_size: int | None = None,
) -> Scores:
    """Logits of `shape` (rows, labels), in order; a batch has the size that suits the session, if none is asked for."""
    logits = np.zeros(shape, dtype=np.float32)
    if batch_size is None:
        batch_tokens = batch_tokens or session.batch_tokens
    asked: deque[NDArray[np.int64]] = deque()

    def batches() -> Iterator[Arrays]:
        for rows in by_length(encoded.lengths, batch_tokens=batch_tokens, batch_size=batch_size):
            asked.append(rows)
            yield encoded.batch(rows)

    if len(encoded.lengths):
        for answer in session.run_all(batches()):
            encoded.place(asked.popleft(), answer, logits)
    return logits

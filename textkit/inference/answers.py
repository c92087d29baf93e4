"""The logits of many inputs: in batches of like length, each answer put in its place."""

from collections.abc import Callable, Sequence

import numpy as np

from textkit.inference.batching import by_length
from textkit.types import Arrays, Bounds, Encoded, Input, Scores, Sentence

BATCH_TOKENS = 8_192


def bounds_of(inputs: Sequence[Input]) -> Bounds:
    """Which rows of logits answer each input: one for a text, one for each word of a sentence."""
    counts = [len(each.spans) if isinstance(each, Sentence) else 1 for each in inputs]
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def each_a_row(rows: int) -> Bounds:
    """The bounds of `rows` records that have one answer each."""
    return np.arange(rows + 1, dtype=np.int64)


def answer_all(
    run: Callable[[Arrays], Scores],
    encoded: Encoded,
    shape: tuple[int, int],
    *,
    batch_tokens: int | None = None,
    batch_size: int | None = None,
) -> Scores:
    """Logits of `shape` (rows, labels), in order; a batch has 8,192 tokens where nothing else is asked for."""
    logits = np.zeros(shape, dtype=np.float32)
    if batch_size is None:
        batch_tokens = batch_tokens or BATCH_TOKENS
    if len(encoded.lengths):
        for rows in by_length(encoded.lengths, batch_tokens=batch_tokens, batch_size=batch_size):
            encoded.place(rows, run(encoded.batch(rows)), logits)
    return logits
